"""Signals of batch systems stop a run as Ctrl-C does, and the same command continues runs and multiruns."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from commands import Escsim
from matplotlib.figure import Figure
from processes import signals_by_default
from samples import sampled

from sim.engine import reference
from sim.engine.batch import ReplicationFailed
from sim.study.files.manifest import read
from sim.study.run.opening import open_run

pytestmark = pytest.mark.usefixtures("heeded_signals")

TABLES = ("results.parquet", "days.parquet", "events.parquet", "summary.csv")
TEN = ("horizon=25 days", "workers=1", "replications=10", "engine=simpy")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_signals_stop_what_tests_start_also_where_whoever_started_the_tests_ignores_them(name: str) -> None:
    number = getattr(signal, name)
    before = signal.signal(number, signal.SIG_IGN)
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {number})
    try:
        with signals_by_default():
            child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        assert signal.getsignal(number) == signal.SIG_IGN
        child.send_signal(number)
        child.communicate(timeout=60)
        assert child.returncode == -number
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(number, before)


def raise_after(monkeypatch: pytest.MonkeyPatch, count: int, number: int) -> None:
    """Send this process a signal once so many replications were done, and no more."""
    done = 0
    simulate = reference.simulate

    def counting(parameters: Any, seed: int, replications: Sequence[int], *more: Any, **others: Any) -> Any:
        nonlocal done
        batch = simulate(parameters, seed, replications, *more, **others)
        if done < count <= done + len(replications):
            os.kill(os.getpid(), number)
        done += len(replications)
        return batch

    monkeypatch.setattr(reference, "simulate", counting)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "code"), sampled([("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130)], ("SIGTERM", 143))
)
def test_a_signal_keeps_what_is_done_and_the_same_command_goes_on(
    escsim: Escsim, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: int
) -> None:
    with monkeypatch.context() as patch:
        raise_after(patch, 4, getattr(signal, name))
        answer = escsim("run", *TEN, "name=A")
    assert answer.code == code
    assert "marked interrupted; repeat the command with name=A to continue" in answer.err
    kept = read(folder / "runs" / "A")["replications"]
    assert 0 < kept < 10
    again = escsim("run", *TEN, "name=A")
    assert again.code == 0
    assert again.err.startswith("continuing ")
    assert escsim("run", *TEN, "name=B").code == 0
    for table in TABLES:
        assert (folder / "runs/A" / table).read_bytes() == (folder / "runs/B" / table).read_bytes(), table
    finished = escsim("run", *TEN, "name=A")
    assert (finished.code, finished.err.count("\n")) == (2, 1)
    assert "exists already" in finished.err


@pytest.mark.parametrize("words", [(), ("-m", "restrictions=full_ban,counter_fire")])
def test_what_a_killed_command_left_beside_whole_runs_is_removed(
    escsim: Escsim, folder: Path, words: tuple[str, ...]
) -> None:
    command = ("run", *words, "replications=2", "name=whole")
    assert escsim(*command).code == 0
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = folder / "runs" / "whole" / f".manifest.sha256.{ended.pid}-0123456789abcdef.part"
    left.write_bytes(b"half")
    again = escsim(*command)
    assert (again.code, "exists already" in again.err) == (2, True)
    assert not left.exists()


@pytest.mark.sample
@pytest.mark.thorough
def test_a_multirun_goes_on_where_it_stopped(escsim: Escsim, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("run", "-m", *TEN, "restrictions=full_ban,counter_fire", "--no-report")
    with monkeypatch.context() as patch:
        raise_after(patch, 14, signal.SIGTERM)
        stopped = escsim(*words, "name=A")
    assert stopped.code == 143
    assert "repeat the command with name=A to continue" in stopped.err
    kept = read(folder / "runs" / "A", "study.json")
    assert (kept["status"], 0 < kept["done"] < 20) == ("interrupted", True)
    assert escsim(*words, "name=A").code == 0
    assert escsim(*words, "name=B").code == 0
    for table in TABLES:
        assert (folder / "runs/A" / table).read_bytes() == (folder / "runs/B" / table).read_bytes(), table
    other = escsim("run", "-m", *TEN, "restrictions=full_ban,on_request", "--no-report", "name=A")
    assert other.code == 2
    assert "contains another study, whose rows cannot be mixed with these" in other.err
    assert "run 1: 'restrictions=counter_fire (config " in other.err


@pytest.mark.thorough
def test_a_multirun_that_was_killed_before_its_figures_gets_them_by_the_same_command(
    escsim: Escsim, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed at any of: the figures of the first run, those of the second, the table of both, and the comparison."""
    monkeypatch.setattr("sim.report.figures.run_figures.figures", lambda run: {"ground_lost": Figure()})
    monkeypatch.setattr("sim.engine.forking._can_fork", lambda: False)
    words = ("run", "-m", *TEN, "restrictions=full_ban,counter_fire")
    assert escsim(*words, "name=whole").code == 0
    for number, (module, function, call) in enumerate(FIGURES_OF_A_MULTIRUN):
        name = f"name=killed_{number}"
        with monkeypatch.context() as patch:
            patch.setattr(f"{module}.{function}", killing_at(call, import_module(module), function))
            with pytest.raises(Killed):
                escsim(*words, name)
        again = escsim(*words, name)
        assert (again.code, "was already finished; drawing its figures" in again.err) == (0, True), (function, call)
        assert contents(folder / "runs" / name[5:]) == contents(folder / "runs" / "whole")
        finished = escsim(*words, name)
        assert (finished.code, "exists already" in finished.err) == (2, True)
    assert not list(folder.rglob("*.part"))


FIGURES_OF_A_MULTIRUN = (
    ("sim.report.figures.run_figures", "_draw", 1),
    ("sim.report.figures.run_figures", "_draw", 2),
    ("sim.study.files.new_folder", "write_file", 1),
    ("sim.study.files.manifest", "list_written", 1),
    ("sim.report.folders.comparison", "write_comparison", 1),
)


class Killed(BaseException):
    """Stands for the end of the process."""


def killing_at(call: int, module: Any, function: str) -> Any:
    """The function, which ends the process when it is called for that time."""
    original, calls = getattr(module, function), iter(range(1, 1000))

    def act(*words: Any, **more: Any) -> Any:
        if next(calls) == call:
            raise Killed
        return original(*words, **more)

    return act


def contents(folder: Path) -> dict[str, str]:
    """The tables of a multirun, and which other files it has."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "lock"]
    exact = {"results.parquet", "summary.csv", "comparison.csv"}
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() if p.name in exact else "" for p in files
    }


@pytest.mark.thorough
def test_a_multirun_that_is_continued_is_compared_anew(
    escsim: Escsim, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comparison of a sitting in which a run failed gives way to that of all runs."""
    words = ("run", "-m", *TEN, "restrictions=full_ban,counter_fire,on_request", "--no-report", "name=A")
    simulate = reference.simulate

    def failing(parameters: Any, *more: Any, **others: Any) -> Any:
        if calls["done"] >= 20:
            raise ReplicationFailed(3, "money does not balance")
        calls["done"] += len(more[1])
        return simulate(parameters, *more, **others)

    calls = {"done": 0}
    with monkeypatch.context() as patch:
        patch.setattr(reference, "simulate", failing)
        assert escsim(*words).code == 1
    before = read(folder / "runs/A/comparison", "comparison.json")
    assert escsim(*words).code == 0
    after = read(folder / "runs/A/comparison", "comparison.json")
    assert (len(before["runs"]), len(after["runs"])) == (2, 3)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_batch_system_stops_all_processes_of_a_run(tmp_path: Path, number: signal.Signals) -> None:
    """As SLURM does: the signal goes to workers and all."""
    words = ["run", "name=A", "workers=2", "engine=simpy", "replications=100000", "horizon=25 days"]
    program = "import sys; from sim.cli.main import main; sys.exit(main())"
    environment = os.environ | {"ESCSIM_RUNS": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-c", program, *words],
        env=environment, cwd=tmp_path, start_new_session=True, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while not list(tmp_path.glob("A/parts/part-*")):
        assert process.poll() is None
        time.sleep(0.1)
    os.killpg(process.pid, number)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 128 + number
    assert "marked interrupted" in told
    run = open_run(tmp_path / "A")
    assert len(run.replications()["replication"]) == run.manifest["replications"] > 0


def test_files_are_checked_and_damage_ends_with_code_two(escsim: Escsim, original: tuple[Path, str]) -> None:
    import shutil

    shutil.copytree(original[0], "runs/A")
    sound = escsim("check", "A", "--files")
    assert (sound.code, sound.err) == (0, "")
    assert "files of runs/A match their digests; nothing was run" in sound.out
    Path("runs/A/mine.txt").write_text("")
    assert "not checked, because no manifest lists them: runs/A/mine.txt" in escsim("check", "A", "--files").err
    data = bytearray(Path("runs/A/results.parquet").read_bytes())
    data[len(data) // 2] ^= 1
    Path("runs/A/results.parquet").write_bytes(bytes(data))
    damaged = escsim("check", "A", "--files")
    assert damaged.code == 2
    assert "results.parquet is damaged: its SHA-256 digest is not the one recorded" in damaged.err
    for words in (("report", "A"), ("trace", "A", "-r", "0"), ("compare", "A", "A")):
        answer = escsim(*words)
        assert answer.code == 2
        assert "results.parquet is damaged" in answer.err
        assert "delete the folder and rerun it" in answer.err
    assert escsim("check", "nowhere", "--files").code == 2
