"""A sweep does every run once, whatever the workers and chunks, goes on where it stopped, and can grow."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from sweep_works import MEASURES, FakeWork, contents, fake_sweep, outcome

from sim.config.problems import Problem
from sim.study.execution import execute
from sim.study.execution.pool import Pool
from sim.study.execution.threads import Threads
from sim.study.files import parquet
from sim.study.sweep import table_parts as part_files
from sim.study.sweep import writer
from sim.study.sweep.drive import run_study
from sim.study.sweep.folder import make, open_study
from sim.study.sweep.plan import Sweep
from sim.study.sweep.progress import SweepProgress
from sim.study.sweep.recheck import check, rerun
from sim.study.sweep.result_store import ResultStore
from sim.study.sweep.retry import retry
from sim.study.sweep.status import status


def swept(folder: Path, sweep: Sweep, workers: int = 1, **words: Any) -> Any:
    with Threads(workers) as crew:
        return run_study(sweep, folder, crew, **words)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("undisturbed") / "S"
    assert swept(folder, fake_sweep()).status == "finished"
    return dict(contents(folder))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small chunks, many parts, and these merged often."""
    monkeypatch.setattr(execute, "CHUNK_SECONDS", 1e-6)
    monkeypatch.setattr(writer, "PART_SECONDS", 1e-3)
    monkeypatch.setattr(part_files, "TOGETHER", 3)


def test_every_run_has_its_row(tmp_path: Path) -> None:
    told: list[SweepProgress] = []
    found = swept(tmp_path / "S", fake_sweep(), progress=told.append)
    assert (found.status, found.done, found.failed) == ("finished", 240, 0)
    assert (told[0].done, told[0].seconds_left) == (0, math.inf)
    assert (told[-1].done, told[-1].total, told[-1].seconds_left) == (240, 240, 0)
    rows = parquet.read(tmp_path / "S" / "results.parquet")
    assert list(rows) == ["point", "replication", *MEASURES, "error"]
    assert rows["point"].tolist() == np.repeat(np.arange(12), 20).tolist()
    assert rows["replication"].tolist() == list(range(20)) * 12
    expected = [outcome(point // 3, float(point % 3), number) for point in range(12) for number in range(20)]
    assert np.array_equal(np.column_stack([rows[name] for name in MEASURES]), expected, equal_nan=True)
    assert set(rows["error"]) == {""}
    days, events = (parquet.read(tmp_path / "S" / name) for name in ("days.parquet", "events.parquet"))
    assert list(zip(days["point"], days["replication"], days["day"], strict=True)) == [
        (point, number, day) for point in range(12) for number in range(3) for day in range(3)
    ]
    assert events["replication"].tolist() == [0, 0, 1, 1] * 12
    assert events["event"].tolist() == ["later", "earlier"] * 24
    assert len(parquet.read(tmp_path / "S" / "points.parquet")["point"]) == 12
    assert sorted(path.name for path in (tmp_path / "S").iterdir()) == [
        "days.parquet", "days.sha256", "events.parquet", "events.sha256", "holder.json", "lock", "points.parquet",
        "progress.json", "results.parquet", "results.sha256", "study.json", "study.sha256",
    ]  # fmt: skip


def test_parts_are_compressed_quickly_and_tables_tightly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def compression(path: Path) -> set[str]:
        asked = f"select distinct compression from parquet_metadata('{path}')"
        return {found for (found,) in duckdb.sql(asked).fetchall()}

    with monkeypatch.context() as patch:
        patch.setattr(ResultStore, "finish", interrupt)
        assert swept(tmp_path / "S", fake_sweep()).status == "interrupted"
    parts = list((tmp_path / "S" / "parts").glob("*.parquet"))
    assert len(parts) >= 3
    assert {found for part in parts for found in compression(part)} == {"SNAPPY"}
    assert swept(tmp_path / "S", fake_sweep()).status == "finished"
    for name in ("results.parquet", "days.parquet", "events.parquet"):
        assert compression(tmp_path / "S" / name) == {"ZSTD"}


def interrupt(_: ResultStore) -> None:
    raise KeyboardInterrupt


@pytest.mark.thorough
@pytest.mark.parametrize("workers", [1, 3])
def test_chunks_parts_and_workers_leave_no_trace(
    tmp_path: Path, small: None, undisturbed: dict[str, bytes], workers: int
) -> None:
    swept(tmp_path / "S", fake_sweep(FakeWork(pause=0.001)), workers)
    assert contents(tmp_path / "S") == undisturbed


def test_processes_give_the_same(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    with Pool(2) as crew:
        run_study(fake_sweep(), tmp_path / "S", crew)
    assert contents(tmp_path / "S") == undisturbed


def test_a_finished_study_is_left_as_it_is(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    swept(tmp_path / "S", fake_sweep())
    assert swept(tmp_path / "S", fake_sweep(FakeWork(kill=0))).status == "finished"
    assert contents(tmp_path / "S") == undisturbed


def test_a_study_grows_by_the_runs_that_are_missing(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    told: list[SweepProgress] = []
    swept(tmp_path / "S", fake_sweep(replications=7))
    swept(tmp_path / "S", fake_sweep(replications=20), progress=told.append)
    assert told[0].done == 12 * 7
    assert contents(tmp_path / "S") == undisturbed
    with pytest.raises(Problem, match=r"replications: 20 in the folder, 7 now; their number can grow but not shrink"):
        swept(tmp_path / "S", fake_sweep(replications=7))


def test_another_study_is_refused_with_what_differs(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    swept(tmp_path / "S", fake_sweep())
    other = fake_sweep(seed=2, **{"base fires.suppression": 0.04})
    with pytest.raises(Problem, match="contains another study, whose rows cannot be mixed") as refused:
        swept(tmp_path / "S", other)
    assert refused.value.lines[1:] == (
        "seed: 1 in the folder, 2 now",
        "base fires.suppression: 0.03 in the folder, 0.04 now",
    )
    assert contents(tmp_path / "S") == undisturbed
    assert status(tmp_path / "S").state == "finished"


def test_the_folder_of_a_run_is_no_study(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(Problem, match="contains a run, not a study"):
        swept(tmp_path, fake_sweep())
    with pytest.raises(Problem, match=r"manifest\.json cannot be checked"):
        status(tmp_path)


@pytest.mark.thorough
def test_a_failing_run_is_a_row_and_can_be_done_again(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    found = swept(tmp_path / "S", fake_sweep(FakeWork(fail=5)))
    assert (found.status, found.done, found.failed) == ("finished", 240, 1)
    rows = parquet.read(tmp_path / "S" / "results.parquet")
    place = 5 * 20 + 1
    assert rows["error"][place] == "ValueError: it is too cold"
    assert all(np.isnan(rows[name][place]) for name in MEASURES)
    assert sum(text != "" for text in rows["error"]) == 1
    seen = status(tmp_path / "S")
    assert (seen.state, seen.done, seen.failed, seen.total) == ("finished", 240, 1, 240)
    assert retry(tmp_path / "S") == 1
    seen = status(tmp_path / "S")
    assert (seen.state, seen.done, seen.failed) == ("interrupted", 239, 0)
    told: list[SweepProgress] = []
    assert swept(tmp_path / "S", fake_sweep(), progress=told.append).failed == 0
    assert told[0].done == 239
    assert contents(tmp_path / "S") == undisturbed
    assert retry(tmp_path / "S") == 0
    assert status(tmp_path / "S").state == "finished"


@pytest.mark.parametrize("name", ["days.parquet", "events.parquet", "results.parquet"])
def test_a_lost_table_is_made_again_with_the_runs_that_it_held(
    tmp_path: Path, undisturbed: dict[str, bytes], name: str
) -> None:
    swept(tmp_path / "S", fake_sweep())
    (tmp_path / "S" / name).unlink()
    told: list[SweepProgress] = []
    assert swept(tmp_path / "S", fake_sweep(), progress=told.append).status == "finished"
    assert told[0].done == 240 - {"days.parquet": 36, "events.parquet": 24, "results.parquet": 240}[name]
    assert contents(tmp_path / "S") == undisturbed


def test_a_study_that_keeps_other_days_is_refused(tmp_path: Path) -> None:
    swept(tmp_path / "S", fake_sweep())
    with pytest.raises(Problem, match=r"save\.paths: 3 in the folder, 4 now; all points must store the same amount"):
        swept(tmp_path / "S", fake_sweep(FakeWork(paths=4)))


def test_a_run_is_done_again_and_compared(tmp_path: Path) -> None:
    swept(tmp_path / "S", fake_sweep())
    expected = dict(zip(MEASURES, outcome(2, 1.0, 3), strict=True))
    assert rerun(fake_sweep(), 7, 3) == {**expected, "error": ""}
    with pytest.raises(Problem, match="point: must be from 0 to 11"):
        rerun(fake_sweep(), 12, 3)
    with Threads(2) as crew:
        found = check(fake_sweep(), tmp_path / "S", 0.1, crew)
        assert (found.runs, found.differing) == (24, ())
        found = check(fake_sweep(), tmp_path / "S", 1, crew)
        assert (found.runs, found.differing) == (240, ())
        found = check(fake_sweep(FakeWork(fail=5)), tmp_path / "S", 1, crew)
    assert [(one.point, one.replication, one.measure) for one in found.differing] == [
        (5, 1, "loss"), (5, 1, "delay"), (5, 1, "none"), (5, 1, "error"),
    ]  # fmt: skip
    assert (found.differing[-1].stored, found.differing[-1].again) == ("", "ValueError: it is too cold")


def test_a_check_without_workers_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> None:
        raise ConnectionRefusedError("Connection refused")

    swept(tmp_path / "S", fake_sweep())
    monkeypatch.setattr("sim.study.execution.pool.start", refused)
    message = "nothing was compared: no worker process could be started: Connection refused"
    with Pool(2) as crew, pytest.raises(Problem, match=message):
        check(fake_sweep(), tmp_path / "S", 1, crew)


def test_the_manifest_says_what_was_done(tmp_path: Path) -> None:
    swept(tmp_path / "S", fake_sweep())
    manifest = open_study(tmp_path / "S").manifest
    assert (manifest["status"], manifest["done"], manifest["points"]) == ("finished", 240, 12)
    assert manifest["measures"] == MEASURES
    assert manifest["key"] == fake_sweep().key == json.loads((tmp_path / "S" / "study.json").read_text())["key"]


def test_what_a_study_killed_before_its_manifest_leaves_is_no_other_file(tmp_path: Path) -> None:
    folder = tmp_path / "A"
    folder.mkdir()
    for name in ("points.parquet", "mechanism-0-mine.py", "measure-0-mine.py"):
        (folder / name).write_text("")
    make(folder)
    (folder / "letter.txt").write_text("")
    with pytest.raises(Problem, match=r"contains other files, such as letter\.txt"):
        make(folder)
