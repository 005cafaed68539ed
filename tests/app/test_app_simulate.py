"""Moves run what the engine runs, paired; what is held is not run again, and what nobody wants is not run."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.app import simulate
from sim.app.base import Base
from sim.app.fans import LEVELS, paired_bands, quantiles
from sim.app.live import NewestMoves
from sim.app.simulate import QUANTITIES, QueueFull, SimulationJob, Simulator, Superseded
from sim.config.settings import Engine
from sim.engine import reference
from sim.model.daily import TRACKED
from sim.study.execution.engines import Simulation


def test_an_outcome_is_the_engines(base: Base, simulator: Simulator) -> None:
    (outcome,), _ = simulator.outcomes([SimulationJob(base.parameters, 3, 11)])
    batch = reference.simulate(base.parameters, 3, range(11), 11, 0)
    assert np.array_equal(outcome.rows, batch.rows, equal_nan=True)
    place = [tracked.name for tracked in TRACKED].index(QUANTITIES[1])
    assert np.array_equal(outcome.paths[1], batch.daily[:, :, place].T)
    assert np.array_equal(outcome.days, batch.days)


def test_a_held_outcome_is_not_run_again(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    with Simulator(Simulation(Engine.SIMPY), 1) as simulator:
        job = SimulationJob(base.parameters, 4, 5)
        (first,), _ = simulator.outcomes([job])
        monkeypatch.setattr(simulator, "_run", lambda jobs, wanted: pytest.fail("run again"))
        (again, twice), _ = simulator.outcomes([job, job])
        assert again is first
        assert twice is first


def test_few_outcomes_are_held(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulate, "HELD_BYTES", 1)
    with Simulator(Simulation(Engine.SIMPY), 1) as simulator:
        pair = [SimulationJob(base.parameters, seed, 2) for seed in (1, 2)]
        found, _ = simulator.outcomes(pair)
        assert len(found) == 2
        assert len(simulator._held) == 1


def test_a_move_that_nobody_wants_ends(base: Base, simulator: Simulator) -> None:
    answers = iter([True, True, False])
    with pytest.raises(Superseded):
        simulator.outcomes([SimulationJob(base.parameters, 5, 40)], lambda: next(answers))


def test_too_many_moves_are_refused(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulate, "WAITING", 1)
    with Simulator(Simulation(Engine.SIMPY), 1) as simulator:
        going, stop = threading.Event(), threading.Event()

        def wanted() -> bool:
            going.set()
            return stop.wait(30)

        first = threading.Thread(target=simulator.outcomes, args=([SimulationJob(base.parameters, 6, 2)], wanted))
        first.start()
        going.wait(30)
        second = threading.Thread(target=simulator.outcomes, args=([SimulationJob(base.parameters, 7, 2)],))
        second.start()
        while simulator._room._value:  # type: ignore[attr-defined]
            stop.wait(0.01)
        with pytest.raises(QueueFull):
            simulator.outcomes([SimulationJob(base.parameters, 8, 2)])
        stop.set()
        first.join(30)
        second.join(30)


def test_jobs_are_told_apart_by_all_they_depend_on(base: Base) -> None:
    job = SimulationJob(base.parameters, 1, 2)
    others = [replace(job, seed=2), replace(job, replications=3), replace(job, future=1)]
    assert len({job, *others}) == 4


@given(st.integers(1, 40), st.integers(0, 2**32))
def test_quantiles_are_numpys(replications: int, seed: int) -> None:
    paths = np.random.default_rng(seed).normal(size=(3, replications))
    assert np.array_equal(quantiles(paths), np.quantile(paths, LEVELS, axis=-1))


def test_differences_are_of_pairs() -> None:
    a = np.array([[1.0, 2.0, 3.0]])
    band, mean = paired_bands(a, a + 5.0)
    assert np.all(band == 5.0)
    assert np.all(mean == 5.0)


def test_the_newest_move_of_a_page_is_wanted() -> None:
    newest = NewestMoves()
    first, other = newest.note("one", 1), newest.note("two", 1)
    assert first()
    second = newest.note("one", 2)
    assert not first()
    assert second()
    assert other()
