"""Our sweep over runs that are one call of Python each, every checkpoint and the final table included.

`python batch_ours.py SHAPE PROCESSES MODEL RUNS BARE_RUNS` prints what `batch_models.turns` found, as JSON;
`python batch_ours.py outside RUNS` what `outside` did.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from batch_models import MODELS, OUTCOMES, turns

from sim.model.measures import MEASURES
from sim.study.execution.pool import Pool
from sim.study.sweep.drive import run_study
from sim.study.sweep.plan import Sweep
from sim.study.sweep.work import ReplicationTask, ResultRows, Work

SHAPES = {"points": 1, "replications": 100}
"""Replications a point."""


@dataclass(frozen=True)
class Calls:
    """One call of Python a run; a run that raises is a row with its error."""

    model: str

    def __call__(self, portions: Sequence[ReplicationTask], /) -> ResultRows:
        run, values, errors = MODELS[self.model], [], []
        for portion in portions:
            for _ in range(portion.first, portion.last):
                try:
                    values.append(run(portion.row[0]))
                    errors.append("")
                except Exception as error:
                    values.append((np.nan,) * len(OUTCOMES))
                    errors.append(f"{type(error).__name__}: {error}")
        return ResultRows(*numbers_of(portions), np.array(values), np.array(errors, dtype=object), len(values))


@dataclass(frozen=True)
class Noise:
    """Values that cannot be made smaller, of as many measures as the model has; by whole arrays."""

    measures: int

    def __call__(self, portions: Sequence[ReplicationTask], /) -> ResultRows:
        point, replication = numbers_of(portions)
        mixed = np.sin(point * 12.9898 + replication * 78.233)
        values = np.sin(np.outer(mixed, np.arange(1, self.measures + 1)) * 43758.5453)
        return ResultRows(point, replication, values, np.full(len(point), "", dtype=object), len(point))


def numbers_of(portions: Sequence[ReplicationTask]) -> tuple[Any, Any]:
    """Point and replication of each run."""
    lengths = [portion.last - portion.first for portion in portions]
    point = np.repeat(np.array([portion.point for portion in portions], dtype=np.int64), lengths)
    return point, np.concatenate([np.arange(portion.first, portion.last) for portion in portions])


def sweep(work: Work, points: int, replications: int, measures: Sequence[str] = OUTCOMES) -> Sweep:
    """Four policies in each future."""
    numbers = np.arange(points)
    return Sweep(
        work=work,
        measures=dict.fromkeys(measures, "1"),
        points={
            "structure": np.zeros(points, dtype=np.int64),
            "uncertainty": numbers // 4,
            "lever": numbers % 4,
            "future": numbers // 4,
            "label": np.array([f"lever {number % 4}" for number in range(points)], dtype=object),
            "x": numbers / max(points, 1),
        },
        row=_row,
        replications=replications,
        identity={"points": points, "replications": replications, "work": repr(work)},
        record={"study": "nothing"},
    )


def _row(point: int) -> tuple[float]:
    return (float(point),)


def noise(runs: int, told: Callable[[Any], None] | None = None) -> None:
    """A study of so many rows as wide as the model's, in the folder in which this is called."""
    names = [measure.name for measure in MEASURES]
    with Pool(1) as crew:
        done = run_study(sweep(Noise(len(names)), runs // 20, 20, names), Path("S"), crew, told)
    assert (done.status, done.done, done.failed) == ("finished", runs, 0), done


def outside(runs: int) -> float:
    """Processor time of a sweep outside of its runs, over that inside, on one process."""
    inside, model = [0.0], MODELS["thousand"]

    def timed(x: float) -> Any:
        started = time.thread_time()
        values = model(x)
        inside[0] += time.thread_time() - started
        return values

    MODELS["timed"] = timed
    with tempfile.TemporaryDirectory() as folder, Pool(1) as crew:
        before = time.process_time()
        run_study(sweep(Calls("timed"), runs, 1), Path(folder) / "S", crew)
        return (time.process_time() - before) / inside[0] - 1.0


def main() -> None:
    if sys.argv[1] == "outside":
        print(json.dumps(outside(int(sys.argv[2]))))
        return
    shape, processes, model, runs, bare_runs = sys.argv[1], int(sys.argv[2]), sys.argv[3], *map(int, sys.argv[4:])
    replications = SHAPES[shape]
    with tempfile.TemporaryDirectory() as folder, Pool(processes) as crew:
        list(crew.run(abs, range(processes)))  # the workers are there

        def run(name: str, count: int) -> None:
            points, place = max(1, count // replications), Path(tempfile.mkdtemp(dir=folder)) / "S"
            done = run_study(sweep(Calls(name), points, replications), place, crew)
            assert (done.status, done.done, done.failed) == ("finished", points * replications, 0), done

        print(json.dumps(turns(run, processes, model, runs, bare_runs)))


if __name__ == "__main__":
    main()
