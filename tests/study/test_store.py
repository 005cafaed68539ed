"""Run folders: what is written can be read, two runs never share one, and what is torn is told."""

from __future__ import annotations

import errno
import json
import os
import shutil
import warnings
from pathlib import Path
from typing import Any

import fake_engine
import numpy as np
import pytest
from made_up_runs import manifest_of
from samples import thinned

from sim.analysis.divergence import SavedPaths
from sim.analysis.summary import summarize
from sim.config import atomic
from sim.config.problems import Problem
from sim.model.daily import TRACKED
from sim.model.measures import MEASURES
from sim.study.execution import execute
from sim.study.execution.pool import Pool
from sim.study.files import columns, manifest, new_folder, parquet
from sim.study.files.columns import DailyColumns
from sim.study.files.provenance import provenance
from sim.study.run import store
from sim.study.run.opening import open_run
from sim.study.run.plan import RunPlan
from sim.study.run.recorder import record
from sim.study.run.store import StoredRun
from sim.study.sweep.fingerprint import key_of, stored_fingerprint
from sim.study.sweep.recipe import Recipe
from sim.study.sweep.result_store import ResultStore

BEGUN = manifest.sitting(provenance().as_dict())
MANIFEST = manifest_of(
    labels={},
    own_measures=[],
    ended=None,
    status="running",
    scenario="border_generic",
    choices={"restrictions": "full_ban", "aid": "delayed"},
    overrides=["restrictions=full_ban", "aid=delayed"],
    config={"horizon": "20 d", "attrition": {"kind": "helmbold"}},
    config_hash="0123456789ab",
    seed=3,
    replications_asked=40,
    saved_paths=10,
    saved_traces=2,
    made_with=BEGUN["made_with"],
    model_sources=BEGUN["model_sources"],
    history=[BEGUN],
    started=BEGUN["began"],
)
PLAN = RunPlan(
    MANIFEST | {"key": key_of(stored_fingerprint(MANIFEST))},
    Recipe({"shapes": []}, {"shape": np.zeros(1, dtype=np.int64)}),
)


def planned(**changes: Any) -> RunPlan:
    """The plan with other entries of its manifest."""
    return PLAN._replace(manifest=PLAN.manifest | changes)


BATCH = fake_engine.simulate(None, 3, range(40), 10, 2)


def stored(root: Path, name: str = "A", engine: Any = fake_engine.simulate) -> Path:
    recording = record(PLAN, root, name)
    recording.finish(recording.run(fake_engine.work(engine), Pool(1)))
    return recording.folder


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> StoredRun:
    return open_run(stored(tmp_path_factory.mktemp("runs")))


def test_replications_come_back_bit_for_bit(run: StoredRun) -> None:
    columns = run.replications()
    assert columns["replication"].tolist() == list(range(40))
    for place, measure in enumerate(MEASURES):
        assert columns[measure.name].tobytes() == BATCH.rows[:, place].tobytes()


def test_daily_has_statistics_and_paths(run: StoredRun) -> None:
    daily = run.daily()
    quantity = TRACKED[0].name
    assert sorted(set(daily["statistic"])) == ["mean", "path", "q05", "q25", "q50", "q75", "q95"]
    median = daily[quantity][daily["statistic"] == "q50"]
    assert np.allclose(median, np.median(BATCH.daily[:, :, 0], axis=0))
    path = (daily["statistic"] == "path") & (daily["replication"] == 4)
    assert daily["day"][path].tolist() == fake_engine.DAYS.tolist()
    assert daily[quantity][path].tolist() == BATCH.daily[4, :, 0].tolist()
    assert set(daily["replication"][daily["statistic"] != "path"]) == {parquet.MISSING}


def test_statistics_are_those_over_the_paths_in_which_a_quantity_is_defined() -> None:
    chance = np.random.default_rng(4)
    paths = np.round(chance.lognormal(size=(37, 12)), 2)
    paths[:, 3:5] = np.where(chance.random((37, 2)) < 0.5, np.nan, paths[:, 3:5])
    paths[:, 7] = np.nan
    numbers, days = np.repeat(np.arange(37), 12), np.tile(np.arange(12.0), 37)
    daily = DailyColumns({"replication": numbers, "day": days, "x": paths.ravel()})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        expected = [np.nanmean(paths, axis=0), *np.nanquantile(paths, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0)]
    for name, values in zip(("mean", "q05", "q25", "q50", "q75", "q95"), expected, strict=True):
        assert daily["x"][daily["statistic"] == name].tobytes() == values.tobytes()
    assert daily["x"][daily["statistic"] == "path"].tobytes() == paths.tobytes()
    assert daily.paths("x").tobytes() == daily["x"][daily.statistics_rows :].tobytes()


def test_paths_are_read_without_their_statistics(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers, days = np.repeat(np.arange(3), 2), np.tile([0.0, 1.0], 3)
    stored = {"replication": numbers, "day": days, "x": np.arange(6.0)}
    table = DailyColumns(stored)
    whole = {name: table[name] for name in table}
    monkeypatch.setattr(columns, "_statistics", lambda _: pytest.fail("computed"))
    for most, count in ((3, 3), (2, 1)):
        apart, together = (SavedPaths(one, most).values("x", count) for one in (DailyColumns(stored), whole))
        assert apart.tolist() == together.tolist() == [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]][:count]


def test_trace_comes_back_in_order(run: StoredRun) -> None:
    trace = run.trace()
    assert trace["replication"].tolist() == [0, 0, 1, 1]
    assert trace["event"].tolist() == ["phase_started", "mission"] * 2


def test_manifest_says_what_was_run(run: StoredRun) -> None:
    assert run.manifest["status"] == "finished"
    assert (run.manifest["replications"], run.manifest["replications_asked"]) == (40, 40)
    assert run.manifest["config"] == PLAN.manifest["config"]
    assert run.manifest["measures"] == {measure.name: measure.unit for measure in MEASURES}
    assert run.manifest["made_with"]["packages"]["numpy"] == np.__version__
    assert run.manifest["started"] <= run.manifest["ended"]
    assert run.manifest["warning"] == "Model frequencies under stated assumptions, not a forecast."


def test_tables_carry_where_they_come_from(run: StoredRun) -> None:
    for name in manifest.SEALED_TABLES:
        assert parquet.notes(run.folder / name)["key"] == run.manifest["key"]


def test_the_same_batch_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = stored(tmp_path, "A"), stored(tmp_path, "B")
    for name in manifest.SEALED_TABLES:
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_runs_of_the_same_moment_never_share_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock:
        moments = iter([1, 1, 1, 2, 2, 3])

        @classmethod
        def now(cls) -> Any:
            return f"2026-{next(cls.moments)}"

    monkeypatch.setattr(new_folder, "datetime", Clock)
    monkeypatch.setattr(new_folder, "_TIME", "")
    folders = [record(PLAN, tmp_path).folder.name for _ in range(3)]
    assert folders == [f"2026-{number}-border_generic-full_ban" for number in (1, 2, 3)]


def test_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    folder = stored(tmp_path)
    before = sorted(path.stat().st_mtime_ns for path in folder.iterdir())
    with pytest.raises(Problem, match=r"name=A: .* exists already; choose another name"):
        record(PLAN, tmp_path, "A")
    assert sorted(path.stat().st_mtime_ns for path in folder.iterdir()) == before


def test_a_file_in_the_place_of_the_runs_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("not a folder")
    with pytest.raises(Problem, match=r"the runs folder .*runs is a file or a broken link; set runs_dir="):
        record(PLAN, tmp_path / "runs", "A")


def test_a_run_is_marked_running_from_the_start_and_refused_until_it_ends(tmp_path: Path) -> None:
    recording = record(PLAN, tmp_path, "A")
    assert manifest.read(recording.folder)["status"] == "running"
    with pytest.raises(Problem, match=r"A is unfinished: it has been running since 20"):
        open_run(recording.folder)


@pytest.mark.parametrize(
    ("engine", "status", "failure"),
    [
        (fake_engine.interrupting(5), "interrupted", ""),
        (fake_engine.fail_in_seven, "failed", "replication 7: 0.3 kr of tube rounds are unaccounted for"),
    ],
)
def test_a_run_that_ended_early_is_marked_and_readable(
    tmp_path: Path, engine: Any, status: str, failure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execute, "CHUNK_SECONDS", 1e-9)
    run = open_run(stored(tmp_path, engine=engine))
    assert (run.manifest["status"], run.manifest["failure"]) == (status, failure)
    done = run.manifest["replications"]
    assert run.manifest["replications_asked"] == 40
    assert 5 <= done < 40
    columns = run.replications()
    assert columns["replication"].tolist() == list(range(done))
    assert columns[MEASURES[0].name].tobytes() == BATCH.rows[:done, 0].tobytes()
    assert len(run.daily()["day"]) == (6 + done) * len(fake_engine.DAYS)


def test_a_run_that_failed_is_continued_with_the_replication_that_failed(tmp_path: Path) -> None:
    stored(tmp_path, engine=fake_engine.fail_in_seven)
    whole = stored(tmp_path, "B")
    again = stored(tmp_path)
    assert open_run(again).manifest["status"] == "finished"
    for name in manifest.SEALED_TABLES:
        assert (again / name).read_bytes() == (whole / name).read_bytes()


@pytest.mark.parametrize("after", thinned(range(3, 24, 3), 3, 9, 15, 21))
def test_a_full_disk_loses_nothing_that_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    whole = stored(tmp_path, "B")
    recording = record(PLAN, tmp_path, "A")
    with monkeypatch.context() as patch:
        _fill_the_disk(patch, after)
        with pytest.raises(Problem, match=r"cannot write .*: No space left on device; the run is not stored"):
            recording.finish(recording.run(fake_engine.work(), Pool(1)))
    assert manifest.read(recording.folder)["status"] in ("running", "failed")
    again = stored(tmp_path)
    for name in manifest.SEALED_TABLES:
        assert (again / name).read_bytes() == (whole / name).read_bytes()


def test_a_disk_that_is_full_from_the_start_is_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _fill_the_disk(monkeypatch, after=0)
    with pytest.raises(Problem, match=r"cannot write .*points.parquet: No space left on device; set runs_dir="):
        record(PLAN, tmp_path, "A")
    assert list(tmp_path.iterdir()) == []


def test_where_the_manifest_still_fits_a_full_disk_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recording = record(PLAN, tmp_path, "A")
    monkeypatch.setattr(ResultStore, "finish", _raise_full)
    with pytest.raises(Problem, match=r"No space left on device"):
        recording.run(fake_engine.work(), Pool(1))
    run = open_run(recording.folder)
    assert (run.manifest["status"], run.manifest["failure"]) == ("failed", "not stored: No space left on device")


def _fill_the_disk(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    calls = iter(range(1000))
    fsync = os.fsync

    def full(descriptor: int) -> None:
        if next(calls) >= after:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(descriptor)

    monkeypatch.setattr(atomic.os, "fsync", full)


def _raise_full(*_: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _edit(path: Path, **changes: Any) -> None:
    """As another program would write it, with a digest that fits."""
    content = json.loads(path.read_text())
    manifest.write(path, {key: value for key, value in (content | changes).items() if value is not ...})


TORN = {
    "a torn manifest": (lambda run: _truncate(run / "manifest.json"), "manifest.json is damaged: its SHA-256"),
    "an empty manifest": (lambda run: (run / "manifest.json").write_text(""), "manifest.json is damaged: its SHA-256"),
    "no manifest": (lambda run: (run / "manifest.json").unlink(), "manifest.json is missing, and its digest"),
    "another manifest": (lambda run: (run / "manifest.json").write_text("[1]"), "is damaged: its SHA-256"),
    "a missing entry": (lambda run: _edit(run / "manifest.json", seed=...), "its entry 'seed' is missing"),
    "a later format": (lambda run: _edit(run / "manifest.json", format=9), "has format 9, this version reads"),
    "a missing table": (lambda run: (run / "results.parquet").unlink(), "results.parquet is missing"),
    "a torn table": (lambda run: _truncate(run / "results.parquet"), "results.parquet is damaged: it has"),
    "too few rows": (lambda run: _edit(run / "manifest.json", replications=41), "has 40 rows, manifest.json says 41"),
    "a column too few": (lambda run: _edit(run / "manifest.json", measures={"x": "km"}), "lacks the column x"),
}


@pytest.mark.parametrize("name", TORN)
def test_a_torn_run_is_told_by_its_file(run: StoredRun, tmp_path: Path, name: str) -> None:
    tear, message = TORN[name]
    folder = shutil.copytree(run.folder, tmp_path / "A")
    tear(folder)
    with pytest.raises(Problem) as problem:
        open_run(folder).replications()
    assert message in str(problem.value)
    assert str(folder) in str(problem.value)


def test_folders_that_are_no_runs_are_told(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"no such run folder: .*missing; `escsim list`"):
        open_run(tmp_path / "missing")
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match=r"is a file, not a run folder"):
        open_run(tmp_path / "file")


def test_a_run_without_a_replication_can_be_read(tmp_path: Path) -> None:
    nothing = open_run(stored(tmp_path, engine=fake_engine.interrupting(0)))
    assert len(nothing.replications()["replication"]) == 0
    assert len(nothing.daily()["day"]) == 0
    assert len(nothing.trace()["day"]) == 0


def test_columns_of_a_large_run_are_read_when_they_are_asked_for(
    run: StoredRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = run.replications()
    monkeypatch.setattr(store, "HELD_ROWS", 39)
    lazy = run.replications()
    assert isinstance(held, dict)
    assert isinstance(lazy, parquet.LazyColumns)
    assert list(lazy) == list(held)
    assert all(np.array_equal(lazy[name], held[name], equal_nan=True) for name in held)
    assert "point" not in lazy
    with pytest.raises(KeyError, match="none"):
        lazy["none"]
    assert summarize(lazy) == summarize(held)
    daily = run.daily(held=False)
    assert all(np.array_equal(daily[name], run.daily()[name]) for name in daily)


def test_a_plan_of_another_name_shows_in_the_folder(tmp_path: Path) -> None:
    plan = planned(scenario="my/odd scenario")
    assert record(plan, tmp_path).folder.name.endswith("-my_odd_scenario-full_ban")
