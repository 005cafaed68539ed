"""The page about the two schedulers quotes the numbers of the code."""

from __future__ import annotations

from following import DOCS

from sim.engine.program_cache import KEPT
from sim.study.engines import WORTH_COMPILING_SECONDS, WORTH_LOADING_SECONDS

TEXT = (DOCS / "two_schedulers.md").read_text(encoding="utf-8")


def test_when_auto_takes_which() -> None:
    low, high = f"{WORTH_LOADING_SECONDS:g}", f"{WORTH_COMPILING_SECONDS:g}"
    assert f"| below {low} s | SimPy | SimPy |" in TEXT
    assert f"| {low} to {high} s | compiled | SimPy |" in TEXT
    assert f"| above {high} s | compiled | compiled, after compiling |" in TEXT


def test_how_many_programs_are_kept() -> None:
    assert KEPT == 8
    assert "The eight programs used last are kept." in TEXT
