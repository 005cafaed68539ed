"""Batches: the same result for any workers and chunks; failure and lost workers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import fake_engine
import numpy as np
import pytest

from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.study.execution import execute
from sim.study.execution.execute import Chunks, joined, run_batch
from sim.study.execution.pool import Pool

PARAMETERS: Any = None  # the engines of these tests do not read them


def same(left: Batch, right: Batch) -> bool:
    pairs = [(getattr(left, name), getattr(right, name)) for name in ("replications", "rows", "daily", "days")]
    names = ("replication", "day", "mechanism", "event", "value")
    texts = [(getattr(left.trace, name), getattr(right.trace, name)) for name in names]
    return all(np.array_equal(one, other, equal_nan=one.dtype != object) for one, other in pairs + texts)


@pytest.fixture(scope="module")
def whole() -> Batch:
    """All replications in one call of the engine."""
    return fake_engine.simulate(None, 3, range(40), 10, 2)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_workers_do_not_change_the_result(workers: int, whole: Batch) -> None:
    with Pool(workers) as pool:
        assert same(run_batch(PARAMETERS, fake_engine.settings(), fake_engine.simulate, pool), whole)


@pytest.mark.parametrize("length", [1, 7, 40])
def test_chunks_do_not_change_the_result(length: int, whole: Batch) -> None:
    starts = range(0, 40, length)
    parts = [fake_engine.simulate(None, 3, range(start, min(start + length, 40)), 10, 2) for start in starts]
    assert same(joined(parts[::-1]), whole)


def test_one_replication_alone_is_that_row(whole: Batch) -> None:
    alone = fake_engine.simulate(None, 3, [17], 0, 0)
    assert np.array_equal(alone.rows[0], whole.rows[17], equal_nan=True)


def test_a_lost_worker_changes_nothing(tmp_path: Path, whole: Batch) -> None:
    parameters: Any = tmp_path
    with Pool(2) as pool:
        batch = run_batch(parameters, fake_engine.settings(), fake_engine.die_once, pool)
    assert (tmp_path / "died").exists()
    assert same(batch, whole)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failing_replication_is_named(workers: int) -> None:
    told = "replication 7: 0.3 kr of tube rounds are unaccounted for"
    with Pool(workers) as pool, pytest.raises(Problem, match=re.escape(told)):
        run_batch(PARAMETERS, fake_engine.settings(), fake_engine.fail_in_seven, pool)


def test_chunks_cover_everything_once_and_follow_the_time_they_take() -> None:
    chunks = Chunks(10_000, workers=2)
    seen = []
    for chunk in chunks:
        seen.append(chunk)
        chunks.learn(len(chunk), 0.01 * len(chunk))
    assert [number for chunk in seen for number in chunk] == list(range(10_000))
    assert [len(chunk) for chunk in seen[:5]] == [1, 4, 16, 50, 50]
    assert max(len(chunk) for chunk in seen) == execute.CHUNK_SECONDS / 0.01
    assert len(seen[-1]) < 10


def test_slow_replications_come_one_by_one() -> None:
    chunks = Chunks(5, workers=2)
    for chunk in chunks:
        assert len(chunk) == 1
        chunks.learn(1, 30.0)
