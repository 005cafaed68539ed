"""Follows a page with runs that are small: does what it tells the reader to do, and looks at what is printed.

The build of the site does the same in full, number by number; here a number stands for any number.
"""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from executing import pages
from executing.matching import alike
from executing.pages import Step
from undrawn import without_figures

from sim.cli.main import main

DOCS = Path(__file__).resolve().parents[2] / "docs"
SMALL = {"replications": "2", "horizon": "60 days", "workers": "1"}
MORE = "3"
"""Replications of a study where a page asks for another number than the study's own: it has runs to add."""


def steps(page: str) -> list[Step]:
    """What a page of `docs/` tells the reader to do, in its order."""
    return list(pages.steps((DOCS / page).read_text(encoding="utf-8")))


def smaller(words: list[str]) -> list[str]:
    """The words of a command, of which a run, or each run of a study, is made small."""
    if words[0] not in ("run", "plan", "sweep"):
        return words
    kept = [word for word in words if not word.startswith("replications=")]
    given = {word.partition("=")[0] for word in kept}
    left = given if words[0] == "run" else {*given, "horizon"}  # a study may have dates up to its own
    small = SMALL | {"replications": MORE} if words[0] != "run" and len(kept) < len(words) else SMALL
    return [*kept, *(f"{key}={value}" for key, value in small.items() if key not in left)]


def follow(
    step: Step, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], compared: bool = True
) -> None:
    """Do what a step says, and check what the page says that it prints; Python and claims are left to the build."""
    if step.kind == "file":
        Path(step.path).parent.mkdir(parents=True, exist_ok=True)
        Path(step.path).write_text(step.text, encoding="utf-8")
    if step.kind != "command":
        return
    words, expected = shlex.split(step.text), step.expected or ""
    if words[0] == "cd":
        monkeypatch.chdir(words[1])
        return
    refused = expected.startswith("error:")
    code = main(words[1:] if refused else smaller(words[1:]))
    out, err = capfd.readouterr()
    assert code == (2 if refused else 0), f"{step.text}\n{err}"
    if expected and (compared or refused):
        printed = err if refused else out
        assert alike(expected, printed), f"{step.text}\n{printed}"


def begin_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder, without what the user's own surroundings say, and draw nothing."""
    monkeypatch.chdir(folder)
    without_figures(monkeypatch)
