"""A run that was killed is found dead, and the same call continues it to the same bits."""

from __future__ import annotations

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
from test_store import PLAN, planned

from sim.config.compose import read
from sim.config.library import open_library
from sim.config.problems import Problem
from sim.study.design.variant import CLASSES, variant_of
from sim.study.execution.pool import Pool
from sim.study.files import integrity
from sim.study.files import manifest as manifests
from sim.study.files.lock import FolderLocked
from sim.study.files.manifest_schema import RunManifest
from sim.study.listing import list_runs
from sim.study.run.opening import open_run
from sim.study.run.plan import plan_of
from sim.study.run.recorder import record
from sim.study.run.running import SIMPY
from sim.study.sweep.retry import retry
from sim.study.sweep.table_parts import PARTS

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


@pytest.mark.thorough
def test_a_killed_run_is_found_dead_and_continued(
    tmp_path: Path, undisturbed: dict[str, bytes], small_parts: None
) -> None:
    process = begun(tmp_path / "A")
    assert [entry.manifest["status"] for entry in list_runs(tmp_path)] == ["running"]
    with pytest.raises(FolderLocked, match=rf"process {process.pid} on .* is working on this run"):
        record(PLAN, tmp_path, "A")
    process.kill()
    process.communicate()
    assert [entry.manifest["status"] for entry in list_runs(tmp_path)] == ["stopped"]
    assert [entry.name for entry in list_runs(tmp_path, {"status": "stopped"})] == ["A"]
    with pytest.raises(Problem, match=r"its process has ended; its command with name=A continues it"):
        open_run(tmp_path / "A")
    counted = Counted()
    assert do_run(tmp_path / "A", counted).status == "finished"
    assert len(counted.done) < 40 - 2  # what is kept is not done again
    assert {name: (tmp_path / "A" / name).read_bytes() for name in undisturbed} == undisturbed
    assert not (tmp_path / "A" / PARTS).exists()
    assert integrity.faults_of(tmp_path / "A", manifests.read(tmp_path / "A")["files"]) == []


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
    other = planned(config_hash="f" * 12, seed=4)
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
    assert "its replications started with other versions: numpy 1.0 and " in told[1]
    now = manifests.read(tmp_path / "A")
    assert now["made_with"] == made_with
    assert [sitting["made_with"]["packages"]["numpy"] == "1.0" for sitting in now["history"]] == [True, False]


def test_damaged_parts_are_told_and_run_again(tmp_path: Path, undisturbed: dict[str, bytes], small_parts: None) -> None:
    begin_run(tmp_path / "A")
    first, second, *_ = sorted((tmp_path / "A" / PARTS).glob("part-*"))
    first.write_bytes(second.read_bytes())
    told: list[str] = []
    recorder = record(PLAN, tmp_path, "A")
    recorder.finish(recorder.run(fake_engine.work(), Pool(1), tell=told.append))
    assert any(f"{first} is damaged: set aside" in line for line in told)
    assert {name: (tmp_path / "A" / name).read_bytes() for name in undisturbed} == undisturbed


@pytest.mark.parametrize(
    "left", [[], ["lock"], ["holder.json", "manifest.sha256", "mechanism-0-mine.py", "measure-0-mine.py"]]
)
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


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_waits_until_the_run_is_stored(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    number = getattr(signal, name)

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(number, interrupt)
    try:
        recorder = record(PLAN, tmp_path, "A")
        outcome = recorder.run(fake_engine.work(), Pool(1))
        with pytest.raises(KeyboardInterrupt):
            recorder.finish(outcome, lambda _: os.kill(os.getpid(), number) or {})
        assert open_run(tmp_path / "A").manifest["status"] == "finished"
    finally:
        signal.signal(number, before)


def test_the_schema_has_what_a_run_writes(tmp_path: Path) -> None:
    trees, composition = read(open_library(CLASSES, config_dir=None), [])
    plan = plan_of(variant_of(trees, composition), 1, SIMPY)
    record(plan, tmp_path, "A").close()
    assert set(manifests.read(tmp_path / "A")) == set(RunManifest.model_fields)


def test_what_failed_of_a_run_is_taken_back_and_done_again(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    folder = tmp_path / "A"
    assert do_run(folder, fake_engine.fail_in_seven).status == "failed"
    assert retry(folder) == 1
    manifest = manifests.read(folder)
    assert (manifest["status"], manifest["failed"], manifest["replications"]) == ("interrupted", 0, manifest["done"])
    assert retry(folder) == 0
    assert do_run(folder).status == "finished"
    assert {name: (folder / name).read_bytes() for name in undisturbed} == undisturbed
