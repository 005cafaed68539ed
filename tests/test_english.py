"""The check of phrases finds what it should, and only in texts that users read."""

from __future__ import annotations

from pathlib import Path

import english
import pytest


def test_a_phrase_in_a_message_is_found_with_its_line_and_a_better_one(tmp_path: Path) -> None:
    file = tmp_path / "messages.py"
    file.write_text('"""What is not told here is left alone."""\n\ntext = f"the sign of {1} difference is not told"\n')
    (line,) = english.findings(file)
    assert line.startswith(f"{file}:3: 'is not told': say who reports it")
    assert english.main([str(file)]) == 1


def test_a_phrase_in_a_page_or_a_config_is_found(tmp_path: Path) -> None:
    file = tmp_path / "option.yaml"
    file.write_text("# a theory with beliefs of\n# label: Beliefs of its own\n")
    assert [line.split(":")[1] for line in english.findings(file)] == ["2"]


def test_the_prose_of_a_page_is_read_and_its_code_is_not(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text("% claim: is_told\n```console\n$ escsim run\nthe sign is told\n```\n\nThe sign is told.\n")
    assert [line.split(":")[1] for line in english.findings(file)] == ["7"]


def test_public_docstrings_of_the_open_package_are_read_and_no_others(tmp_path: Path) -> None:
    source = '"""It is told."""\n\n\ndef _inner():\n    """It is told."""\n\n\ndef outer():\n    """It is told."""\n'
    for package, lines in (("sim", ["1", "9"]), ("benchmarks", [])):
        (tmp_path / package).mkdir()
        file = tmp_path / package / "module.py"
        file.write_text(source)
        assert [line.split(":")[1] for line in english.findings(file)] == lines


@pytest.mark.parametrize(("opening", "is_found"), [("Whether", True), ("How many", True), ("True if", False)])
def test_a_docstring_begins_with_a_verb_or_a_noun(opening: str, is_found: bool, tmp_path: Path) -> None:
    for package, counts in (("sim", is_found), ("sim/model", False), ("benchmarks", False)):
        (tmp_path / package).mkdir()
        file = tmp_path / package / "module.py"
        file.write_text(f'def _inner():\n    """{opening} it rains."""\n')
        assert [line.partition(": ")[0] for line in english.openings(file)] == [f"{file}:1"] * counts


def test_pages_that_are_made_from_the_source_are_left_out() -> None:
    names = {path.relative_to(english.ROOT).as_posix() for path in english.checked_files()}
    assert {"README.md", "docs/tutorial.md", "docs/howto/sweep.md", "docs/model.md"} <= names
    assert not names & {"docs/reference/code_map.md", "docs/reference/config.md"}


def test_plain_words_pass(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<p>All 10 differences have a clear sign. She told us. It is owned by nobody.</p>\n")
    assert english.main([str(file)]) == 0
