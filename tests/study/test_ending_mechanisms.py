"""A mechanism that ends its process, or never ends, costs the replications in which it does so, and no others."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest
from ending_mechanisms import ENDS_ITS_PROCESS, NEVER_YIELDS, write
from processes import in_session, processor_seconds, started, wait_until

from sim.cli.main import main
from sim.study.files import parquet

pytestmark = pytest.mark.timeout(300)
SURELY_IN_THE_MECHANISM = 10.0  # seconds of processor time; what comes before takes less than half of it
SURELY_STARTED = 4.0  # of a worker that has nothing to compile
SIZE = ("horizon=25 days", "replications=6", "workers=2")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _errors(study: Path) -> list[str]:
    (table,) = study.glob("results*.parquet")
    return [str(text or "") for text in parquet.read(table)["error"]]


@pytest.mark.thorough
@pytest.mark.parametrize("workers", [1, 2])
def test_a_mechanism_that_ends_its_process_fails_its_replications_alone(folder: Path, workers: int) -> None:
    write(folder, ENDS_ITS_PROCESS)
    assert main(["sweep", "study=small", "engine=simpy", f"workers={workers}", "name=S", "--no-report"]) == 1
    errors = _errors(folder / "runs" / "S")
    assert len(errors) == 12
    assert set(errors) == {"", "its process ended with exit code 3"}
    assert errors[:6] == errors[6:]  # the draws of a mechanism are the same under both policies


@pytest.mark.thorough
def test_a_mechanism_that_never_yields_fails_its_replications_alone(folder: Path) -> None:
    write(folder, NEVER_YIELDS)
    words = ["engine=simpy", "limits.replication_seconds=2", "name=S", "--no-report"]
    assert main(["sweep", "study=small", "replications=3", *words]) == 1
    errors = _errors(folder / "runs" / "S")
    assert set(errors) == {"", "took longer than 2 s"}
    assert errors[:3] == errors[3:]


@pytest.mark.thorough
def test_a_run_names_the_replication_that_ends_its_process(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = write(folder, ENDS_ITS_PROCESS)
    assert main(["run", *SIZE, "engine=simpy", f"mechanisms=[{file}:ends]", "name=A"]) == 1
    assert "its process ended with exit code 3" in capfd.readouterr().err


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_compiled_mechanism_that_never_ends_gives_in_to_its_limit(folder: Path) -> None:
    write(folder, NEVER_YIELDS)
    words = ["engine=compiled", "limits.replication_seconds=3", "name=S", "--no-report"]
    assert main(["sweep", "study=small", "replications=3", *words]) == 1
    assert set(_errors(folder / "runs" / "S")) == {"", "took longer than 3 s"}


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_compiled_mechanism_that_never_ends_gives_in_to_signals(folder: Path, number: int) -> None:
    file = write(folder, NEVER_YIELDS)
    words = ["run", *SIZE, "engine=compiled", f"mechanisms=[{file}:ends]"]
    assert main([*words, "limits.replication_seconds=1", "name=A"]) == 1  # from here on it is compiled
    command = started([*words, "name=B"])
    wait_until(lambda: max(processor_seconds(command.pid), default=0.0) > SURELY_IN_THE_MECHANISM, 400)
    command.send_signal(number)
    assert command.wait(120) == 128 + number
    wait_until(lambda: not in_session(command.pid), 60)


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_killed_command_leaves_no_worker(folder: Path) -> None:
    file = write(folder, NEVER_YIELDS)
    command = started(["run", *SIZE, "engine=simpy", f"mechanisms=[{file}:ends]", "name=A"])
    wait_until(lambda: max(processor_seconds(command.pid), default=0.0) > SURELY_STARTED, 250)
    command.kill()
    command.wait()
    wait_until(lambda: not in_session(command.pid), 60)
