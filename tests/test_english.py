"""The check of phrases finds what it should, and only in texts that users read."""

from __future__ import annotations

from pathlib import Path

import english


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


def test_plain_words_pass(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<p>All 10 differences have a clear sign. She told us. It is owned by nobody.</p>\n")
    assert english.main([str(file)]) == 0
