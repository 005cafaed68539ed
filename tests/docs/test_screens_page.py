"""The page of screens shows every verb, and each screen keeps to its lines and characters."""

from __future__ import annotations

import re

from executing.pages import DOCS, steps

from sim.cli.verbs import VERBS
from sim.report.terminal.screen import LINES, WIDTH

PAGE = DOCS / "reference" / "screens.md"
WRITTEN = ("completion", "explore")  # which are described, as one prints a script and the other serves


def test_every_verb_is_shown() -> None:
    shown = {step.text.partition("escsim ")[2].split()[0] for step in steps(PAGE.read_text()) if step.kind == "command"}
    assert set(VERBS) - shown == set(WRITTEN)
    assert all(f"`escsim {verb}" in PAGE.read_text() for verb in WRITTEN)


def test_each_screen_keeps_to_its_lines_and_characters() -> None:
    shown = [step for step in steps(PAGE.read_text()) if step.kind == "command" and step.expected]
    assert len(shown) > len(VERBS)
    for step in shown:
        columns = re.match(r"COLUMNS=(\d+) ", step.text)
        assert columns is not None, step.text
        lines = (step.expected or "").splitlines()
        assert len(lines) <= LINES, step.text
        text = [line for line in lines if not line.startswith("next: ")]  # a command to copy stays whole
        assert max(map(len, text), default=0) <= min(int(columns[1]), WIDTH), step.text
