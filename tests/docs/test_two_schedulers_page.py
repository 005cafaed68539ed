"""The page about the two schedulers quotes the numbers of the code."""

from __future__ import annotations

from following import DOCS

from sim.engine.object_cache import KEPT
from sim.study.execution.completion_forecast import COMPILING_LOOPS, LOADING_LOOPS, TASKS_MEASURED

TEXT = " ".join((DOCS / "two_schedulers.md").read_text(encoding="utf-8").split())


def test_how_long_loading_and_compiling_are_said_to_take() -> None:
    assert f"estimated as {LOADING_LOOPS:,g} and {COMPILING_LOOPS:,g} times that of a loop" in TEXT


def test_after_how_many_tasks_the_speed_counts_as_measured() -> None:
    assert TASKS_MEASURED == 2
    assert "After two tasks the remaining time" in TEXT


def test_how_many_programs_are_kept() -> None:
    assert KEPT == 8
    assert "The eight most recently used programs are kept." in TEXT
