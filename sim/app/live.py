"""Updates the what-if page after a change: takes a state, return the parts of the page that depend on it."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sim.app.base import Base
from sim.app.differences import TABLE_NOTE, differences
from sim.app.fans import fans
from sim.app.lanes import history_of, timelines
from sim.app.pages import render
from sim.app.panel import SIDES, ControlPanel
from sim.app.policy_overrides import PolicyOverrides, command, policy_overrides, yaml_of
from sim.app.simulate import SimulationJob, Simulator, Superseded
from sim.app.state import State, query_of, read_state
from sim.app.trade import trade_off
from sim.config.canonical import content_hash
from sim.model.parameters import Parameters
from sim.report.comparison.cells import GROUND_MARK, GROUND_NOTE
from sim.report.page.limits import NO_SKILL
from sim.study.files.manifest import WARNING

COLUMNS = ("A", "B", "B minus A")
TABS = 200  # of which the newest move is remembered


@dataclass(frozen=True)
class WhatIf:
    """State of the what-if page: the controls, the config they start from, and what runs it."""

    panel: ControlPanel
    base: Base
    simulator: Simulator
    newest: NewestMoves

    def move(
        self, pairs: Sequence[tuple[str, str]], tab: str, number: int, is_there: Callable[[], bool] = lambda: True
    ) -> dict[str, Any]:
        """The parts of the page for a state.

        `number`: of the move of a page, `tab`. It is dropped when a newer one comes, or where its page waits no longer.

        Returns:
            `parts`: HTML by place in the page; `query`: the address; `seconds`: by kind of work.

        Raises:
            Problem: the state cannot be run.
            Superseded, QueueFull: it was not run.
        """
        is_newest = self.newest.note(tab, number)

        def wanted() -> bool:
            return is_newest() and is_there()

        started = time.perf_counter()
        state, notes = read_state(self.panel, pairs)
        values = state.as_dict()
        words = {side: policy_overrides(state, side) for side in SIDES}
        parameters = {side: self.base.parameters_of(words[side]) for side in SIDES}
        seed, replications = int(values["seed"]), int(values["replications"])
        jobs = [SimulationJob(parameters[side], seed, replications) for side in SIDES]
        prepared = time.perf_counter()
        (a, b), simulated = self.simulator.outcomes(jobs, wanted)
        ran = time.perf_counter()
        if not wanted():
            raise Superseded
        shown = min(int(values["replication"]), replications - 1)
        histories = [
            history_of(self.simulator.story(job, shown), job.parameters.scenario.start_day, shown) for job in jobs
        ]
        rows = differences(a, b)
        reckoned = time.perf_counter()
        parts = {
            "notes": render("notes.html", notes=notes),
            "fans": fans(a, b),
            "table": render("table.html", label="Differences", columns=COLUMNS, rows=rows, notes=self._table_notes()),
            "trade": trade_off(a, b, str(values["benefit"]), str(values["severity"])),
            "timeline": timelines(histories, [f"Policy A, replication {shown}", f"Policy B, replication {shown}"]),
            "footer": render("basis.html", **self._basis(jobs)),
            "words": self._words(state, words, parameters),
        }
        drawn = time.perf_counter()
        seconds = {
            "prepare": prepared - started,
            "wait": ran - prepared - simulated,
            "simulate": simulated,
            "reckon": reckoned - ran,
            "draw": drawn - reckoned,
        }
        return {"parts": parts, "query": query_of(self.panel, state), "pairs": replications, "seconds": seconds}

    def _table_notes(self) -> list[str]:
        """Notes on the differences, and on ground where the scenario has a record to forecast."""
        has_record = bool(self.base.parameters.scenario.record_restrictions)
        return [TABLE_NOTE, GROUND_NOTE, *([f"{GROUND_MARK} {NO_SKILL}"] if has_record else [])]

    def _words(self, state: State, words: dict[str, PolicyOverrides], parameters: dict[str, Parameters]) -> str:
        short = {side: self.base.shortened(words[side], parameters[side]) for side in SIDES}
        return render(
            "words.html",
            policies=[
                {
                    "name": side.upper(),
                    "command": command(short[side], state, self.base.overrides),
                    "yaml": yaml_of(short[side], state, self.base.overrides),
                }
                for side in SIDES
            ],
        )

    def _basis(self, jobs: Sequence[SimulationJob]) -> dict[str, Any]:
        return {
            "scenario": self.base.scenario,
            "hashes": [content_hash(job.parameters) for job in jobs],
            "seed": jobs[0].seed,
            "replications": jobs[0].replications,
            "warning": WARNING,
        }


class NewestMoves:
    """The number of the newest move of each open page."""

    def __init__(self) -> None:
        self._numbers: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, tab: str, number: int) -> Callable[[], bool]:
        """A move has come; return what says whether it is still the newest of its page."""
        with self._lock:
            self._numbers[tab] = max(number, self._numbers.pop(tab, 0))
            while len(self._numbers) > TABS:
                self._numbers.popitem(last=False)
        return lambda: self._numbers.get(tab, number) <= number
