"""Rows that are written on the way: memory does not grow with them, and the run is the same to the last byte."""

from __future__ import annotations

import os
import signal
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import fake_engine
import numpy as np
import pytest
from fake_engine import simulation
from test_store import PLAN

from sim.analysis.summary import summarize, summary_csv
from sim.config import atomic
from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.model.measures import MEASURES
from sim.study import execute, parquet, store
from sim.study.execute import Outcome, run_batch
from sim.study.places import SUMMARY
from sim.study.recorder import DAILY, REPLICATIONS, TRACE, Recorder, record
from sim.study.store import Run, open_run
from sim.study.threads import Threads

PARAMETERS: Any = None  # the engines of these tests do not read them
TOTAL = 200


def stored(root: Path, engine: Callable[..., Batch] = fake_engine.simulate, workers: int = 1) -> Run:
    """A run of 200 replications, as the command stores it."""
    recorder = record(PLAN, root, "A")
    with Threads(workers) as crew:
        settings = fake_engine.settings(TOTAL)
        outcome = run_batch(PARAMETERS, settings, simulation(engine), None, crew, recorder.spill)
    recorder.finish(outcome, lambda manifest: {SUMMARY: _summary(Run(recorder.folder, manifest))})
    return open_run(recorder.folder)


def _summary(run: Run) -> str:
    return summary_csv(summarize(run.replications()), run.manifest)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Rows are written whenever 30 have come together; returns how many were, each time."""
    monkeypatch.setattr(execute, "SPILL_ROWS", 30)
    monkeypatch.setattr(execute, "CHUNK_SECONDS", 1e-9)  # small chunks
    sizes: list[int] = []
    spill = Recorder.spill

    def counted(self: Recorder, batch: Batch) -> None:
        sizes.append(len(batch.replications))
        spill(self, batch)

    monkeypatch.setattr(Recorder, "spill", counted)
    return sizes


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_a_run_is_the_same_to_the_last_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_parts: list[int], workers: int
) -> None:
    spilled = stored(tmp_path / "spilled", workers=workers)
    assert len(small_parts) > 4
    assert sum(small_parts) == TOTAL
    assert max(small_parts) < 60 * workers  # what other workers have done waits for an earlier chunk
    monkeypatch.undo()
    whole = stored(tmp_path / "whole", workers=workers)
    assert len(small_parts) > 4
    for name in (DAILY, TRACE, SUMMARY):
        assert (spilled.folder / name).read_bytes() == (whole.folder / name).read_bytes(), name
    one, other = spilled.replications(), whole.replications()
    assert list(one) == list(other)
    for column in one:
        assert one[column].tobytes() == other[column].tobytes(), column
    assert parquet.notes(spilled.folder / REPLICATIONS) == parquet.notes(whole.folder / REPLICATIONS)
    assert {path.name for path in spilled.folder.iterdir()} == {path.name for path in whole.folder.iterdir()}


def test_an_undefined_measure_is_null_for_every_reader_of_spilled_rows(tmp_path: Path, small_parts: list[int]) -> None:
    run = stored(tmp_path)
    assert small_parts
    query = f"""select count(*), count("{MEASURES[-1].name}") from read_parquet('{run.folder / REPLICATIONS}')"""
    assert duckdb.sql(query).fetchall() == [(TOTAL, TOTAL // 2)]


def _pressing_ctrl_c(after: int) -> Callable[..., Batch]:
    return fake_engine.interrupting(after)


def _failing_late(parameters: Any, seed: int, replications: Any, paths: int, traces: int) -> Batch:
    if 150 in replications:
        raise ValueError("0.3 kr of tube rounds are unaccounted for")
    return fake_engine.simulate(parameters, seed, replications, paths, traces)


@pytest.mark.parametrize(
    ("engine", "status", "at_least"), [(_pressing_ctrl_c(100), "interrupted", 100), (_failing_late, "failed", 120)]
)
def test_a_run_that_ends_early_keeps_all_its_rows(
    tmp_path: Path, small_parts: list[int], engine: Callable[..., Batch], status: str, at_least: int
) -> None:
    recorder = record(PLAN, tmp_path, "A")
    outcome = run_batch(PARAMETERS, fake_engine.settings(TOTAL), simulation(engine), spill=recorder.spill)
    assert (outcome.status, outcome.spilled) == (status, sum(small_parts))
    assert len(small_parts) > 2
    recorder.finish(outcome)
    run = open_run(recorder.folder)
    columns = run.replications()
    done = run.manifest["replications"]
    assert run.manifest["status"] == status
    assert at_least <= done < TOTAL
    assert columns["replication"].tolist() == list(range(done))
    expected = fake_engine.simulate(None, 3, range(done), 10, 2)
    assert np.array_equal(columns[MEASURES[-1].name], expected.rows[:, -1], equal_nan=True)
    assert len(run.daily()["day"]) == (6 + 1 + 10) * len(fake_engine.DAYS) - len(fake_engine.DAYS)
    assert run.trace()["value"].tolist() == expected.trace.value.tolist()
    assert not list(run.folder.glob("replications-*"))


def test_ctrl_c_while_rows_are_written_waits_until_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_parts: list[int]
) -> None:
    write = parquet.write

    def pressing(*words: Any, **how: Any) -> Path:
        if len(small_parts) == 1:
            os.kill(os.getpid(), signal.SIGINT)
        return write(*words, **how)

    recorder = record(PLAN, tmp_path, "A")
    with monkeypatch.context() as patch:
        patch.setattr(parquet, "write", pressing)
        outcome = run_batch(PARAMETERS, fake_engine.settings(TOTAL), simulation(), spill=recorder.spill)
    assert (outcome.status, outcome.spilled) == ("interrupted", sum(small_parts))
    assert len(small_parts) == 1
    recorder.finish(outcome)
    run = open_run(recorder.folder)
    assert run.replications()["replication"].tolist() == list(range(run.manifest["replications"]))
    assert set(run.daily()["replication"]) == {parquet.MISSING, *range(10)}


def test_rows_behind_a_gap_wait_until_it_is_closed() -> None:
    sizes: list[list[int]] = []
    parts = execute._Parts(lambda batch: sizes.append(batch.replications.tolist()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(execute, "SPILL_ROWS", 4)
        for first, last in ((2, 4), (4, 7), (0, 2), (8, 9)):
            parts.add(fake_engine.simulate(None, 3, range(first, last), 3, 0))
    assert sizes == [list(range(7))]
    outcome = parts.outcome("interrupted")
    assert (outcome.spilled, outcome.batch.replications.tolist()) == (7, [8])
    assert outcome.batch.daily[:, 0, 0].tolist() == [0.0, 1.0, 2.0]


def test_a_disk_that_fills_up_on_the_way_is_told_and_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_parts: list[int]
) -> None:
    recorder = record(PLAN, tmp_path, "A")
    calls: list[int] = []

    def full(_: int) -> None:
        calls.append(1)
        if len(calls) == 4:  # a file and its folder each; so the second part, once
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(Problem, match=r"cannot write .*: No space left on device; the run is not stored"):
        run_batch(PARAMETERS, fake_engine.settings(TOTAL), simulation(), spill=recorder.spill)
    assert open_run(recorder.folder).manifest["status"] == "failed"


def test_columns_of_a_large_run_are_read_when_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = record(PLAN, tmp_path, "A")
    recorder.finish(Outcome("finished", fake_engine.simulate(None, 3, range(TOTAL), 10, 2)))
    held = open_run(recorder.folder).replications()
    monkeypatch.setattr(store, "HELD_ROWS", TOTAL - 1)
    lazy = open_run(recorder.folder).replications()
    assert isinstance(held, dict)
    assert isinstance(lazy, parquet.Lazy)
    assert list(lazy) == list(held)
    assert len(lazy) == len(held)
    assert all(np.array_equal(lazy[name], held[name], equal_nan=True) for name in held)
    assert "none" not in lazy
    with pytest.raises(KeyError, match="none"):
        lazy["none"]
    assert summarize(lazy) == summarize(held)


def test_rows_that_were_written_are_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "SPILL_ROWS", 1000)
    parts = execute._Parts(lambda _: None)
    one = fake_engine.simulate(None, 3, range(1000), 0, 0)
    tracemalloc.start()
    try:
        for first in range(0, 50_000, 1000):
            parts.add(replace(one, replications=one.replications + first, rows=one.rows.copy()))
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert parts.outcome("finished").spilled == 50_000
    assert held < 2 * one.rows.nbytes
