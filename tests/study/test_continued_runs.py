"""A run that was killed is found dead, and the same call continues it to the same bits."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import fake_engine
import pytest
from made_up_runs import rewrite
from stored_folders import begin_run, continue_run, do_run, make_run, with_small_parts
from test_store import PLAN

from sim.config.problems import Problem
from sim.study import integrity
from sim.study import manifest as manifests
from sim.study.checkpoint import PARTS, Checkpoint
from sim.study.execute import Chunks, gaps, joined, run_batch
from sim.study.listing import list_runs
from sim.study.manifest_schema import RunManifest
from sim.study.recorder import record
from sim.study.store import open_run
from sim.study.sweep.lock import Busy

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The tables of a run that nothing stopped."""
    return dict(continue_run(tmp_path_factory.mktemp("undisturbed") / "A"))


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    with_small_parts(monkeypatch)


def begun(folder: Path) -> subprocess.Popen[str]:
    """A process that has kept some replications of a run, and has others to do."""
    words = [sys.executable, str(HERE / "run_process.py"), str(folder)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    deadline = time.monotonic() + 60
    while len(list(folder.glob(f"{PARTS}/part-*"))) < 3:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return process


def test_a_killed_run_is_found_dead_and_continued(
    tmp_path: Path, undisturbed: dict[str, bytes], small_parts: None
) -> None:
    process = begun(tmp_path / "A")
    assert [entry.manifest["status"] for entry in list_runs(tmp_path)] == ["running"]
    with pytest.raises(Busy, match=rf"process {process.pid} on .* works on this run"):
        record(PLAN, tmp_path, "A")
    process.kill()
    process.communicate()
    assert [entry.manifest["status"] for entry in list_runs(tmp_path)] == ["stopped"]
    assert [entry.name for entry in list_runs(tmp_path, {"status": "stopped"})] == ["A"]
    with pytest.raises(Problem, match=r"its process is gone; its command with name=A continues it"):
        open_run(tmp_path / "A")
    done: list[int] = []
    recorder = record(PLAN, tmp_path, "A")
    for batch in recorder.kept():
        done += batch.replications.tolist()
    recorder.close()
    assert len(done) >= 3
    counted = Counted()
    assert do_run(tmp_path / "A", counted).status == "finished"
    assert sorted([*done, *counted.done]) == list(range(40))  # what is kept is not done again
    assert {name: (tmp_path / "A" / name).read_bytes() for name in undisturbed} == undisturbed
    assert not (tmp_path / "A" / PARTS).exists()
    assert integrity.faults_of(tmp_path / "A", manifests.read(tmp_path / "A")) == []


class Counted:
    """An engine that notes what it does."""

    def __init__(self) -> None:
        self.done: list[int] = []

    def __call__(self, parameters: Any, seed: int, replications: Any, paths: int, traces: int) -> Any:
        self.done += list(replications)
        return fake_engine.simulate(parameters, seed, replications, paths, traces)


def test_ctrl_c_keeps_what_is_done_and_the_same_call_goes_on(
    tmp_path: Path, undisturbed: dict[str, bytes], small_parts: None
) -> None:
    begin_run(tmp_path / "A")
    run = open_run(tmp_path / "A")
    kept = run.manifest["replications"]
    assert run.manifest["status"] == "interrupted"
    assert 0 < kept < 40
    assert len(run.replications()["replication"]) == kept
    counted = Counted()
    do_run(tmp_path / "A", counted)
    assert len(counted.done) == 40 - kept
    assert {name: (tmp_path / "A" / name).read_bytes() for name in undisturbed} == undisturbed
    history = open_run(tmp_path / "A").manifest["history"]
    assert len(history) == 2
    assert open_run(tmp_path / "A").manifest["started"] == history[0]["began"] == run.manifest["started"]


def test_another_run_is_not_mixed_with_what_is_kept(tmp_path: Path, small_parts: None) -> None:
    begin_run(tmp_path / "A")
    other = dataclasses.replace(PLAN, config_hash="f" * 12, seed=4)
    with pytest.raises(Problem) as problem:
        record(other, tmp_path, "A")
    assert problem.value.lines[1:] == (
        "config_hash: '0123456789ab' in the folder, 'ffffffffffff' now",
        "seed: 3 in the folder, 4 now",
    )
    rewrite(tmp_path / "A", model_sources="0" * 24)
    with pytest.raises(Problem, match=r"model_sources: '000"):
        record(PLAN, tmp_path, "A")


def test_replications_of_other_versions_are_told_and_recorded(
    tmp_path: Path, undisturbed: dict[str, bytes], small_parts: None
) -> None:
    begin_run(tmp_path / "A")
    before = manifests.read(tmp_path / "A")
    made_with = before["made_with"] | {"packages": before["made_with"]["packages"] | {"numpy": "1.0"}}
    rewrite(tmp_path / "A", made_with=made_with, history=[before["history"][0] | {"made_with": made_with}])
    told: list[str] = []
    record(PLAN, tmp_path, "A", told.append).close()
    assert len(told) == 2
    assert "its replications were begun with other versions: numpy 1.0 and " in told[1]
    now = manifests.read(tmp_path / "A")
    assert now["made_with"] == made_with
    assert [sitting["made_with"]["packages"]["numpy"] == "1.0" for sitting in now["history"]] == [True, False]


def test_damaged_parts_are_told_and_run_again(tmp_path: Path, undisturbed: dict[str, bytes], small_parts: None) -> None:
    begin_run(tmp_path / "A")
    first, second, *_ = sorted((tmp_path / "A" / PARTS).iterdir())
    first.write_bytes(second.read_bytes())
    told: list[str] = []
    recorder = record(PLAN, tmp_path, "A")
    list(recorder.kept(told.append))
    recorder.close()
    assert told == [f"{first} is damaged: its replications are run again"]
    assert dict(continue_run(tmp_path / "A")) == undisturbed


@pytest.mark.parametrize("left", [[], ["lock"], ["holder.json", "manifest.sha256", "mechanism-0-mine.py"]])
def test_a_run_killed_before_its_manifest_is_begun_again(tmp_path: Path, left: list[str]) -> None:
    (tmp_path / "A").mkdir()
    for name in left:
        (tmp_path / "A" / name).write_text("")
    make_run(tmp_path / "A")
    assert open_run(tmp_path / "A").manifest["status"] == "finished"


def test_a_folder_with_other_things_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "A").mkdir()
    (tmp_path / "A" / "letter.txt").write_text("")
    with pytest.raises(Problem, match=r"exists already; choose another name"):
        record(PLAN, tmp_path, "A")


def test_a_batch_comes_back_from_a_part_bit_for_bit(tmp_path: Path) -> None:
    batch = fake_engine.simulate(None, 3, range(7, 12), 10, 9)
    kept = Checkpoint(tmp_path)
    kept.add(batch)
    kept.flush()
    (back,) = Checkpoint(tmp_path).kept(lambda _: None)
    for name in ("replications", "rows", "days", "paths", "daily"):
        assert getattr(back, name).tobytes() == getattr(batch, name).tobytes(), name
    assert back.trace.event.tolist() == batch.trace.event.tolist()
    assert back.trace.day.tobytes() == batch.trace.day.tobytes()


def test_what_is_not_done_is_cut_into_chunks_of_its_own() -> None:
    done = [fake_engine.simulate(None, 3, numbers, 0, 0).replications for numbers in (range(3, 6), range(9, 12))]
    assert gaps(done, 15) == [range(3), range(6, 9), range(12, 15)]
    assert gaps([], 4) == [range(4)]
    assert gaps([done[0][:0]], 4) == [range(4)]
    chunks = Chunks(15, 2, gaps(done, 15))
    chunks.learn(1, 1e-9)
    assert sorted(number for chunk in chunks for number in chunk) == [0, 1, 2, 6, 7, 8, 12, 13, 14]


def test_no_part_is_written_of_a_run_that_takes_a_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Checkpoint, "flush", lambda self: pytest.fail("it costs time"))
    assert do_run(tmp_path / "A").status == "finished"


def test_rows_that_were_spilled_and_damaged_are_not_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = record(PLAN, tmp_path, "A")
    batch = fake_engine.simulate(None, 3, range(40), 10, 2)
    recorder.spill(batch)
    (spilled,) = (tmp_path / "A").glob("replications-*.parquet")
    spilled.write_bytes(spilled.read_bytes()[:-9] + b"!" + spilled.read_bytes()[-8:])
    from sim.study.execute import Outcome

    with pytest.raises(Problem, match=r"what was written before is damaged; the run is not stored"):
        recorder.finish(Outcome("finished", joined([]), spilled=40))
    assert manifests.read(tmp_path / "A")["status"] == "failed"


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_waits_until_the_run_is_stored(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    number = getattr(signal, name)

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(number, interrupt)
    try:
        recorder = record(PLAN, tmp_path, "A")
        outcome = run_batch(None, fake_engine.settings(40), fake_engine.simulate)  # type: ignore[arg-type]
        with pytest.raises(KeyboardInterrupt):
            recorder.finish(outcome, lambda _: os.kill(os.getpid(), number) or {})
        assert open_run(tmp_path / "A").manifest["status"] == "finished"
    finally:
        signal.signal(number, before)


def test_the_schema_has_what_a_run_writes(tmp_path: Path) -> None:
    make_run(tmp_path / "A")
    assert set(manifests.read(tmp_path / "A")) == set(RunManifest.model_fields)
