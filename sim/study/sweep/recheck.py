"""Reruns sampled runs of a study and compares results bit by bit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem
from sim.study.execution.execute import Chunks
from sim.study.execution.pool import Executor, TaskFailed
from sim.study.execution.worker_losses import WorkerLost
from sim.study.files.parquet import Columns
from sim.study.sweep import ranges, tables
from sim.study.sweep.fingerprint import differences
from sim.study.sweep.folder import StudyFolder, open_study
from sim.study.sweep.plan import Sweep
from sim.study.sweep.ranges import BITS, STRIDE, RunSet
from sim.study.sweep.tables import ERROR
from sim.study.sweep.work import ResultRows, joined

BLOCK = 20_000  # runs compared at once


@dataclass(frozen=True)
class ValueMismatch:
    """A value that came out otherwise.

    Attributes:
        point, replication: the run.
        measure: its name, or "error".
        stored, again: the two values, or texts.
    """

    point: int
    replication: int
    measure: str
    stored: float | str
    again: float | str


@dataclass(frozen=True)
class RecheckResult:
    """Result of a check.

    Attributes:
        runs: that were done again.
        differing: the values that differ, in the order of the runs.
    """

    runs: int
    differing: tuple[ValueMismatch, ...]


def rerun(sweep: Sweep, point: int, replication: int) -> Mapping[str, float | str]:
    """The measures of one run, by name, and its `error`, which is empty if it did not fail.

    Raises:
        Problem: the study has no such run.
    """
    if not 0 <= point < sweep.count:
        raise Problem(f"point: must be from 0 to {sweep.count - 1:,} (got {point:,})")
    if not 0 <= replication < STRIDE:
        raise Problem(f"replication: must be from 0 to {STRIDE - 1:,} (got {replication:,})")
    rows = sweep.work(list(sweep.portions(ranges.of_points([point], replication, replication + 1))))
    values = zip(sweep.measures, rows.values[0].tolist(), strict=True)
    return {**dict(values), ERROR: str(rows.error[0])}


def check(sweep: Sweep, folder: Path, share: float, crew: Executor) -> RecheckResult:
    """Do a share of a study's runs again, chosen at random but always the same, and compare every bit.

    Args:
        sweep: the present study.
        folder: where its rows are; it need not be finished.
        share: of the runs, in (0, 1]; at least one run is done.
        crew: the workers.

    Raises:
        Problem: the folder has another study, no rows, or rows that cannot be read.
    """
    study = open_study(folder)
    if lines := differences(study.manifest["identity"], sweep.identity):
        raise Problem(f"{folder} is not the study to check", *lines)
    chosen = _chosen(study, share)
    differing: list[ValueMismatch] = []
    for first in range(0, len(chosen), BLOCK):
        block = chosen.between(first, min(first + BLOCK, len(chosen)))
        differing += _compared(sweep, _stored(study, block), _simulated_rows(sweep, block, crew))
    return RecheckResult(len(chosen), tuple(differing))


def _chosen(study: StudyFolder, share: float) -> RunSet:
    if not 0 < share <= 1:
        raise Problem(f"sample: must be above 0 and at most 100 % (got {100 * share:g} %)")
    if not study.tables():
        raise Problem(study.why_no_rows())
    numbers = np.unique(tables.runs_of(tables.query(study.tables(), "point, replication")))
    count = max(1, math.ceil(share * len(numbers)))
    random = np.random.default_rng(0)
    return ranges.of_numbers(random.choice(numbers, count, replace=False, shuffle=False))


def _stored(study: StudyFolder, runs: RunSet) -> Columns:
    """The stored rows of some runs, in order."""
    first, last = int(runs.firsts[0]) >> BITS, int(runs.lasts[-1] - 1) >> BITS
    rows = tables.query(study.tables(), "*", f"where point between {first} and {last} order by point, replication")
    numbers = tables.runs_of(rows)
    places = np.searchsorted(numbers, runs.numbers())
    return {name: column[places] for name, column in rows.items()}


def _simulated_rows(sweep: Sweep, runs: RunSet, crew: Executor) -> Columns:
    """The rows of some runs, done now, in order."""
    chunks = Chunks(len(runs), crew.workers)
    tasks = (list(sweep.portions(runs.between(chunk[0], chunk[-1] + 1))) for chunk in chunks)
    parts: list[ResultRows] = []
    try:
        with closing(crew.run(sweep.work, tasks)) as answers:
            for _, rows in answers:
                parts.append(rows)
                chunks.learn(len(rows), 0.1)
    except TaskFailed as failure:
        raise Problem(f"{failure.kind}: {failure.message}") from failure
    except WorkerLost as loss:
        raise Problem(f"nothing was compared: {loss}") from loss
    return tables.columns_of(joined(parts), list(sweep.measures))


def _compared(sweep: Sweep, stored: Columns, again: Columns) -> list[ValueMismatch]:
    found = [
        ValueMismatch(*_run(again, place), name, *_pair(stored, again, name, place))
        for name in (*sweep.measures, ERROR)
        for place in np.nonzero(_unequal(stored[name], again[name]))[0].tolist()
    ]
    return sorted(found, key=lambda one: (one.point, one.replication))


def _run(rows: Columns, place: int) -> tuple[int, int]:
    return int(rows["point"][place]), int(rows["replication"][place])


def _pair(stored: Columns, again: Columns, name: str, place: int) -> tuple[float | str, float | str]:
    kind = str if name == ERROR else float
    return kind(stored[name][place]), kind(again[name][place])


def _unequal(one: NDArray[np.generic], other: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Mask of the values in which two columns differ in a bit; an undefined number equals another."""
    if one.dtype == object:
        return np.asarray(one != other)
    a, b = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    same: NDArray[np.bool_] = (a.view(np.int64) == b.view(np.int64)) | (np.isnan(a) & np.isnan(b))
    return ~same
