"""Sweeps of the model itself: paired policies, either scheduler, runs that fail or never end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sweep_works import contents

from sim.config.compose import read
from sim.config.library import open_library
from sim.config.settings import Engine
from sim.engine import clock, reference
from sim.engine.batch import ReplicationFailed
from sim.model.measures import MEASURES
from sim.model.parameters import Parameters
from sim.study.design.variant import CLASSES
from sim.study.execution.engines import Simulation
from sim.study.execution.own_mechanisms import own_mechanisms
from sim.study.execution.pool import Pool
from sim.study.execution.threads import Threads
from sim.study.files import parquet
from sim.study.sweep.drive import run_study
from sim.study.sweep.plan import Sweep
from sim.study.sweep.work import ModelWork, ReplicationTask, ResultRows

SEED = 5
DAYS = "horizon=10 days"
MECHANISM = """
def sulks(env, world, parameters, stream):
    while True:
        yield env.timeout(1.0)
        if parameters.fires.suppression > 0.5 and stream.uniform() < 0.1:
            {act}
"""


@pytest.fixture(scope="module")
def base() -> Parameters:
    (parameters, _), _ = read(open_library(CLASSES), [DAYS, "restrictions=full_ban"])
    return parameters


@dataclass(frozen=True)
class Trees:
    """Two policies: the restrictions of the base, and longer training."""

    base: Parameters

    def __call__(self, row: tuple[Any, ...]) -> Parameters:
        (suppression,) = row
        if suppression < 0:
            raise ValueError("suppression is below 0")
        return replace(self.base, fires=replace(self.base.fires, suppression=suppression))


ROWS = ((0.05,), (0.9,))


def row(point: int) -> tuple[Any, ...]:
    return ROWS[point % 2]


def model_sweep(base: Parameters, simulation: Simulation, replications: int = 6) -> Sweep:
    count = 2 * 3
    return Sweep(
        work=ModelWork(Trees(base), simulation, SEED),
        measures={measure.name: measure.unit for measure in MEASURES},
        points={
            "structure": np.zeros(count, dtype=np.int64),
            "uncertainty": np.arange(count) // 2,
            "lever": np.arange(count) % 2,
            "future": np.arange(count) // 2,
        },
        row=row,
        replications=replications,
        identity={"seed": SEED},
    )


@pytest.mark.thorough
def test_policies_of_a_future_share_its_draws(tmp_path: Path, base: Parameters) -> None:
    sweep = model_sweep(base, Simulation(Engine.SIMPY))
    with Pool(2, ("sim.engine.reference",)) as crew:
        outcome = run_study(sweep, tmp_path / "S", crew)
    assert (outcome.status, outcome.done, outcome.failed) == ("finished", 36, 0)
    rows = parquet.read(tmp_path / "S" / "results.parquet")
    values = np.column_stack([rows[measure.name] for measure in MEASURES]).reshape(3, 2, 6, len(MEASURES))
    for future in range(3):
        for lever in range(2):
            expected = reference.simulate(Trees(base)(ROWS[lever]), SEED, range(6), future=future).rows
            assert np.array_equal(values[future, lever], expected, equal_nan=True)
    assert not np.array_equal(values[0], values[1], equal_nan=True)


def test_either_scheduler_writes_the_same_bytes(tmp_path: Path, base: Parameters) -> None:
    run_study(model_sweep(base, Simulation(Engine.SIMPY)), tmp_path / "S", Pool(1))
    with Threads(2) as crew:
        run_study(model_sweep(base, Simulation(Engine.COMPILED)), tmp_path / "C", crew)
    assert contents(tmp_path / "C") == contents(tmp_path / "S")


@pytest.mark.parametrize(
    ("act", "error"),
    [
        ("raise ValueError('no')", "own.sulks on day .*: ValueError: no"),
        (
            "while True:\n                yield env.timeout(0.0)",
            "own.sulks on day .*: RuntimeError: more than 2000 waits: a process never lets time pass",
        ),
    ],
    ids=["raises", "never ends"],
)
def test_a_run_that_fails_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: Parameters, act: str, error: str
) -> None:
    monkeypatch.setattr(clock, "WAIT_LIMIT", 2000)
    file = tmp_path / "mine.py"
    file.write_text(MECHANISM.format(act=act))
    own = own_mechanisms([f"{file}:sulks"])
    simulation = Simulation(Engine.SIMPY, own)
    outcome = run_study(model_sweep(base, simulation), tmp_path / "S", Pool(1))
    rows = parquet.read(tmp_path / "S" / "results.parquet")
    failed = rows["error"] != ""
    assert (outcome.status, outcome.done, outcome.failed) == ("finished", 36, int(failed.sum()))
    assert 0 < failed.sum() < 18
    assert set(rows["point"][failed] % 2) == {1}  # the policy under which it acts
    assert all(np.isnan(rows[measure.name][failed]).all() for measure in MEASURES)
    assert all(re.fullmatch(error, text) for text in rows["error"][failed])
    in_small = replace(model_sweep(base, simulation), work=InSmallPortions(ModelWork(Trees(base), simulation, SEED)))
    run_study(in_small, tmp_path / "T", Pool(1))
    assert contents(tmp_path / "T") == contents(tmp_path / "S")


@dataclass(frozen=True)
class InSmallPortions:
    """The same work, in portions of two runs."""

    work: ModelWork

    def __call__(self, portions: Sequence[ReplicationTask], /) -> ResultRows:
        cut = [
            portion._replace(first=first, last=min(first + 2, portion.last))
            for portion in portions
            for first in range(portion.first, portion.last, 2)
        ]
        return self.work(cut)


def test_a_point_without_parameters_fails_as_a_whole(base: Parameters) -> None:
    work = ModelWork(Trees(base), Simulation(Engine.SIMPY), SEED)
    rows = work([ReplicationTask(0, 0, (-1.0,), 2, 5), ReplicationTask(1, 0, (0.1,), 2, 3)])
    assert rows.error.tolist() == ["ValueError: suppression is below 0"] * 3 + [""]
    assert rows.replication.tolist() == [2, 3, 4, 2]
    assert np.isnan(rows.values[:3]).all()


def test_a_failure_costs_each_run_once_more_at_most(base: Parameters) -> None:
    asked: list[list[int]] = []

    def simulation(parameters: Any, seed: int, replications: Any, paths: int, traces: int, future: int) -> Any:
        asked.append(list(replications))
        if bad := sorted({3, 7} & set(replications)):
            raise ReplicationFailed(bad[0], "it is too cold")
        return reference.simulate(parameters, seed, replications, future=future)

    rows = ModelWork(Trees(base), simulation, SEED)([ReplicationTask(0, 0, (0.1,), 0, 10)])
    assert [place for place, text in enumerate(rows.error) if text] == [3, 7]
    assert rows.error[3] == "it is too cold"
    assert sum(map(len, asked)) == 20
    alone = reference.simulate(Trees(base)((0.1,)), SEED, [0, 1, 2, 4, 5, 6, 8, 9]).rows
    assert np.array_equal(np.delete(rows.values, [3, 7], axis=0), alone, equal_nan=True)
