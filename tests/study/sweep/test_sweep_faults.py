"""Whatever happens on the way, the results are those of an undisturbed sweep, byte for byte."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from samples import sampled
from sweep_works import FakeWork, contents, fake_sweep

from sim.config import atomic
from sim.config.problems import Problem
from sim.study.execution import execute
from sim.study.execution.pool import Pool
from sim.study.files import parquet as parquet_files
from sim.study.files.lock import is_held, locked
from sim.study.sweep import writer
from sim.study.sweep.drive import run_study
from sim.study.sweep.status import status

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("undisturbed") / "S"
    run_study(fake_sweep(), folder, Pool(1))
    return dict(contents(folder))


@pytest.fixture
def many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "CHUNK_SECONDS", 1e-6)
    monkeypatch.setattr(writer, "PART_SECONDS", 1e-3)


def begun(folder: Path, workers: int = 1, pause: float = 0.02, wait: bool = True) -> subprocess.Popen[str]:
    """A sweep that has kept some rows and is not done: it takes seconds."""
    process = subprocess.Popen(
        [sys.executable, str(HERE / "sweep_process.py"), str(folder), str(workers), str(pause)],
        # a command in this process may have taken the folder of a script out of the paths
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{HERE}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    deadline = time.monotonic() + 30
    while wait and not list(folder.glob("parts/part-*")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return process


def finished(folder: Path, told: list[str] | None = None) -> dict[str, bytes]:
    outcome = run_study(fake_sweep(), folder, Pool(1), tell=(told or []).append if told is None else told.append)
    assert outcome.status == "finished"
    return dict(contents(folder))


@pytest.mark.thorough
@pytest.mark.parametrize("workers", sampled([1, 2], 2))
def test_the_whole_process_is_killed(tmp_path: Path, undisturbed: dict[str, bytes], workers: int) -> None:
    process = begun(tmp_path / "S", workers)
    process.kill()
    process.communicate()
    seen = status(tmp_path / "S")
    assert seen.state == "stopped"
    assert 0 < seen.done < 240
    assert (seen.pid, seen.total) == (process.pid, 240)
    assert finished(tmp_path / "S") == undisturbed


@pytest.mark.thorough
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_keeps_what_is_done(tmp_path: Path, undisturbed: dict[str, bytes], workers: int) -> None:
    process = begun(tmp_path / "S", workers)
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=20)
    assert told.startswith("interrupted")
    assert process.returncode == 0
    seen = status(tmp_path / "S")
    assert seen.state == "interrupted"
    assert 0 < seen.done == int(told.split()[1]) < 240
    assert finished(tmp_path / "S") == undisturbed


@pytest.mark.thorough
def test_two_processes_on_one_folder(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    first = begun(tmp_path / "S", pause=0.03)
    seen = status(tmp_path / "S")
    assert (seen.state, seen.pid) == ("running", first.pid)
    assert is_held(tmp_path / "S")
    second = begun(tmp_path / "S", wait=False)
    told, _ = second.communicate(timeout=20)
    assert second.returncode == 2
    assert f"process {first.pid} on {seen.host} is working on this study" in told
    assert len(told.splitlines()) == 1
    assert first.wait(timeout=30) == 0
    first.communicate()
    assert contents(tmp_path / "S") == undisturbed
    assert is_held(tmp_path / "S") is False


@pytest.mark.thorough
def test_a_worker_is_killed(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    work = FakeWork(mark=tmp_path / "mark", kill=7)
    with Pool(2) as crew:
        outcome = run_study(fake_sweep(work), tmp_path / "S", crew)
    assert (tmp_path / "mark").exists()
    assert outcome.status == "finished"
    assert contents(tmp_path / "S") == undisturbed


def test_a_torn_part_is_done_again(tmp_path: Path, undisturbed: dict[str, bytes], many_parts: None) -> None:
    work = FakeWork(mark=tmp_path / "mark", interrupt=6)
    assert run_study(fake_sweep(work), tmp_path / "S", Pool(1)).status == "interrupted"
    whole, torn = sorted((tmp_path / "S" / "parts").glob("part-*"))[:2]
    torn.write_bytes(torn.read_bytes()[:-20])
    told: list[str] = []
    assert finished(tmp_path / "S", told) == undisturbed
    assert whole != torn
    assert len(told) == 1
    assert f"{torn} is damaged: set aside" in told[0]


def test_a_part_with_torn_rows_is_done_again(tmp_path: Path, undisturbed: dict[str, bytes], many_parts: None) -> None:
    work = FakeWork(mark=tmp_path / "mark", interrupt=6)
    run_study(fake_sweep(work), tmp_path / "S", Pool(1))
    torn = sorted((tmp_path / "S" / "parts").glob("part-*"))[-1]
    held = torn.read_bytes()
    torn.write_bytes(held[:4] + bytes(len(held) // 3) + held[4 + len(held) // 3 :])
    told: list[str] = []
    assert finished(tmp_path / "S", told) == undisturbed
    assert f"{torn} is damaged" in told[0]


@pytest.mark.thorough
def test_a_part_of_another_study_does_not_count(
    tmp_path: Path, undisturbed: dict[str, bytes], many_parts: None
) -> None:
    for name, seed in (("S", 1), ("T", 2)):
        work = FakeWork(mark=tmp_path / name / "mark", interrupt=6)
        (tmp_path / name).mkdir()
        run_study(fake_sweep(work, seed=seed), tmp_path / name, Pool(1))
    foreign = sorted((tmp_path / "T" / "parts").glob("part-*"))[0]
    foreign.replace(tmp_path / "S" / "parts" / foreign.name)
    told: list[str] = []
    assert finished(tmp_path / "S", told) == undisturbed
    assert "belongs to another study: set aside" in told[0]


@pytest.mark.thorough
def test_a_part_beside_those_it_was_made_of(tmp_path: Path, undisturbed: dict[str, bytes], many_parts: None) -> None:
    """As when the process is killed after a merge, before the small parts are taken away."""
    work = FakeWork(mark=tmp_path / "mark", interrupt=6)
    run_study(fake_sweep(work), tmp_path / "S", Pool(1))
    copies = {path: path.read_bytes() for path in (tmp_path / "S" / "parts").glob("part-*")}
    assert finished(tmp_path / "S") == undisturbed
    (tmp_path / "S" / "parts").mkdir()
    for path, held in copies.items():
        path.write_bytes(held)
    assert status(tmp_path / "S").done == 240
    assert finished(tmp_path / "S") == undisturbed
    assert not (tmp_path / "S" / "parts").exists()


def test_a_full_disk(
    tmp_path: Path, undisturbed: dict[str, bytes], many_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    force = atomic._force_names_to_disk

    def full(path: Path) -> None:
        calls.append(1)
        if len(calls) > 20:
            raise OSError(28, "No space left on device", str(path))
        force(path)

    with monkeypatch.context() as patch:
        patch.setattr(atomic, "_force_names_to_disk", full)
        with pytest.raises(Problem, match=r"cannot write .*: No space left on device; earlier results are kept"):
            run_study(fake_sweep(FakeWork(pause=0.001)), tmp_path / "S", Pool(1))
    seen = status(tmp_path / "S")
    assert seen.state in ("failed", "stopped")  # stopped: the manifest cannot be written either
    assert 0 < seen.done < 240
    assert finished(tmp_path / "S") == undisturbed


@pytest.mark.thorough
@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="the system has no limit of a file's size")
def test_a_file_that_cannot_grow(tmp_path: Path) -> None:
    """The final table is larger than the system allows; the parts are kept, and it can be made later."""
    sweep = fake_sweep(levers=50, futures=100, replications=40)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(Problem, match=r"cannot write .*: File too large; earlier results are kept"):
            run_study(sweep, tmp_path / "S", Pool(1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert status(tmp_path / "S").state == "failed"
    assert run_study(sweep, tmp_path / "S", Pool(1)).status == "finished"
    run_study(sweep, tmp_path / "T", Pool(1))
    assert contents(tmp_path / "S") == contents(tmp_path / "T")


def test_an_error_that_is_no_run_s_ends_the_sweep(tmp_path: Path, many_parts: None) -> None:
    with Pool(1) as crew:
        outcome = run_study(fake_sweep(broken), tmp_path / "S", crew)
    assert (outcome.status, outcome.done) == ("failed", 0)
    assert outcome.message == "MemoryError: the machine is full"
    assert "broken" in outcome.details
    assert status(tmp_path / "S").message == outcome.message


def broken(portions: object) -> parquet_files.Columns:
    raise MemoryError("the machine is full")


def test_the_lock_lets_go(tmp_path: Path) -> None:
    with locked(tmp_path):
        assert is_held(tmp_path)
        with pytest.raises(Problem, match=f"process {os.getpid()} on"), locked(tmp_path):
            pass
    assert is_held(tmp_path) is False
