"""Works that answer at once, and studies made of them, for the tests of sweeps."""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.model.daily import TRACKED
from sim.study.differences.stopping import StoppingRule
from sim.study.files.manifest import SEALED_TABLES
from sim.study.files.parquet import Columns
from sim.study.sweep.plan import Sweep
from sim.study.sweep.work import ReplicationTask, ResultRows

MEASURES = {"loss": "km2", "delay": "day", "none": "1"}


def outcome(future: int, lever: float, replication: int) -> tuple[float, float, float]:
    """Numbers that depend on the run only; the second is defined in every other one."""
    luck = math.sin(12.9898 * replication + 78.233 * future) * 43758.5453
    luck -= math.floor(luck)
    return luck + lever * (luck > 0.9), luck * lever if replication % 2 else math.nan, 0.0


def days_of(point: int, replication: int, lever: float) -> Columns:
    """Three days of a run."""
    columns: Columns = {"point": np.full(3, point), "replication": np.full(3, replication), "day": np.arange(3.0)}
    return columns | {each.name: lever + replication + np.arange(3.0) for each in TRACKED}


def events_of(point: int, replication: int) -> Columns:
    """Two events of a run, on one day, in an order that no column tells."""
    return {
        "point": np.full(2, point), "replication": np.full(2, replication), "day": np.ones(2),
        "mechanism": np.array(["z", "a"], dtype=object), "event": np.array(["later", "earlier"], dtype=object),
        "value": np.array([2.0, 1.0]),
    }  # fmt: skip


def stacked(tables: Sequence[Columns]) -> Columns:
    return {name: np.concatenate([each[name] for each in tables]) for name in tables[0]} if tables else {}


@dataclass(frozen=True)
class FakeWork:
    """One call of Python a run.

    Attributes:
        mark: where a file says that what is to happen once has happened.
        kill: point in which the process is killed, once.
        interrupt: point in which Ctrl-C is pressed, once.
        fail: point that fails in replication 1.
        pause: seconds a run takes.
        paths, traces: replications below these numbers keep their days, and their events.
        poison: runs that end their process whenever they are done, as (point, replication).
        with_parent: whether what ends a process ends the one that started it, too, as a limit of memory for both does.
    """

    mark: Path | None = None
    kill: int = -1
    interrupt: int = -1
    fail: int = -1
    pause: float = 0.0
    paths: int = 3
    traces: int = 2
    poison: frozenset[tuple[int, int]] = frozenset()
    with_parent: bool = False

    def __call__(self, portions: Sequence[ReplicationTask], /) -> ResultRows:
        points, numbers, values, errors = [], [], [], []
        days, events = list[Columns](), list[Columns]()
        for portion in portions:
            self._act(portion.point)
            lever = portion.row[0]
            for number in range(portion.first, portion.last):
                if self.pause:
                    time.sleep(self.pause)
                if (portion.point, number) in self.poison:
                    self._kill() if self.with_parent else os._exit(3)
                failed = portion.point == self.fail and number == 1
                points.append(portion.point)
                numbers.append(number)
                values.append((math.nan,) * 3 if failed else outcome(portion.future, lever, number))
                errors.append("ValueError: it is too cold" if failed else "")
                if number < self.paths and not failed:
                    days.append(days_of(portion.point, number, lever))
                if number < self.traces and not failed:
                    events.append(events_of(portion.point, number))
        return ResultRows(
            np.array(points, dtype=np.int64),
            np.array(numbers, dtype=np.int64),
            np.array(values),
            np.array(errors, dtype=object),
            len(points),
            stacked(days),
            stacked(events),
        )

    def _act(self, point: int) -> None:
        if point == self.kill and self._first_time():
            self._kill()
        if point == self.interrupt and self._first_time():
            raise KeyboardInterrupt

    def _kill(self) -> None:
        parent = multiprocessing.parent_process()
        if self.with_parent and parent is not None and parent.pid is not None:
            os.kill(parent.pid, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)

    def _first_time(self) -> bool:
        assert self.mark is not None
        try:
            self.mark.touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


@dataclass(frozen=True)
class Levers:
    """What the work needs for a point: the value of its lever."""

    levers: int

    def __call__(self, point: int) -> tuple[Any, ...]:
        return (float(point % self.levers),)


def fake_sweep(
    work: Callable[..., ResultRows] = FakeWork(),
    levers: int = 3,
    futures: int = 4,
    replications: int = 20,
    until: StoppingRule | None = None,
    **identity: Any,
) -> Sweep:
    """A study of so many policies in so many futures."""
    count = levers * futures
    return Sweep(
        work=work,
        measures=MEASURES,
        points={
            "structure": np.zeros(count, dtype=np.int64),
            "uncertainty": np.arange(count) // levers,
            "lever": np.arange(count) % levers,
            "future": np.arange(count) // levers,
            "label": np.array([f"lever {point % levers}" for point in range(count)], dtype=object),
        },
        row=Levers(levers),
        replications=replications,
        until=until,
        identity={"seed": 1, "base fires.suppression": 0.03, "points": count, **identity},
        record={"study": "fake"},
        paths=getattr(work, "paths", 0),
        traces=getattr(work, "traces", 0),
    )


def sharded(sweep: Sweep, shard: Any) -> Sweep:
    return replace(sweep, shard=shard)


def contents(folder: Path) -> Mapping[str, bytes]:
    """The tables of a study, byte for byte."""
    return {name: (folder / name).read_bytes() for name in (*SEALED_TABLES, "points.parquet")}
