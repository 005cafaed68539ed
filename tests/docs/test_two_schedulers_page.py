"""The page about the two schedulers quotes the numbers of the code."""

from __future__ import annotations

from following import DOCS

from sim.cli.progress import AFTER_SECONDS, ENOUGH
from sim.engine.model import MODEL
from sim.engine.object_cache import KEPT
from sim.engine.parts import parts_of
from sim.model.parameters import Parameters
from sim.study.execution.completion_forecast import (
    COMPILER_LOOPS,
    COMPILING_LOOPS,
    COMPILING_PROCESSES,
    LOADING_LOOPS,
    TASKS_MEASURED,
)
from sim.study.execution.handover import SHOWN_REPLICATIONS, SHOWN_SECONDS

TEXT = " ".join((DOCS / "two_schedulers.md").read_text(encoding="utf-8").split())


def test_how_long_loading_and_compiling_are_said_to_take() -> None:
    assert f"Loading takes {LOADING_LOOPS:,g} loops. Importing the compiler takes {COMPILER_LOOPS:,g}" in TEXT
    assert f"compiling the whole model {COMPILING_LOOPS:,g}, shared by two processes" in TEXT
    assert COMPILING_PROCESSES == 2


def test_after_how_many_tasks_the_speed_counts_as_measured() -> None:
    assert TASKS_MEASURED == 2
    assert "After two tasks the remaining time" in TEXT


def test_how_many_parts_are_kept() -> None:
    assert f"The {KEPT} most recently used parts are kept, enough for about eight programs." in TEXT
    assert 8 <= KEPT / len(parts_of(MODEL, Parameters)) < 9


def test_for_how_long_simpy_goes_on_beside_the_compiler() -> None:
    assert f"takes some three seconds and {SHOWN_REPLICATIONS} replications" in TEXT
    assert AFTER_SECONDS == 3
    assert SHOWN_SECONDS > AFTER_SECONDS
    assert SHOWN_REPLICATIONS > ENOUGH
