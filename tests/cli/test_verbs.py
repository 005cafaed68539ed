"""The verbs: a module whose docstring begins with its command is one, and nothing else has to be written of it."""

from __future__ import annotations

from pathlib import Path

from sim.cli import verbs
from sim.cli.overview import GROUPS


def test_every_verb_that_help_groups_is_one() -> None:
    assert {name for names in GROUPS.values() for name in names} <= verbs.VERBS.keys()


def test_each_verb_says_in_a_line_what_it_does() -> None:
    assert all(text and len(text) < 90 and not text.endswith(".") for text in verbs.VERBS.values())


def test_a_module_alone_is_no_verb_and_one_that_begins_with_its_command_is(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text('"""What verbs share."""\n')
    (tmp_path / "part.py").write_text('"""`escsim whole`: is another one\'s."""\n')
    (tmp_path / "mine.py").write_text('"""`escsim mine`: do what I want.\n\nMore of it.\n"""\n')
    assert verbs.found_in(tmp_path) == {"mine": "do what I want"}
