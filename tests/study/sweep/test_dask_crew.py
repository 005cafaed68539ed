"""A crew on a Dask cluster of real processes, over TCP: whatever happens to them, the results are the local ones."""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from dask_processes import ROOT, Cluster, wait_for
from distributed import Client, Security, Worker
from sweep_works import FakeWork, contents, fake_sweep
from undrawn import without_figures

from sim.cli.main import main
from sim.config.problems import Problem
from sim.study.execution import dask_cluster, dask_executor
from sim.study.execution.dask_losses import LOST
from sim.study.execution.pool import Pool, TaskFailed
from sim.study.execution.worker_losses import WorkerLost
from sim.study.sweep import writer
from sim.study.sweep.drive import run_study
from sim.study.sweep.folder import open_study
from sim.study.sweep.progress import SweepProgress
from sim.study.sweep.query import run_query
from sim.study.sweep.status import status
from sim.study.sweep.work import ReplicationTask, ResultRows

pytestmark = [pytest.mark.timeout(240), pytest.mark.cluster]

STUDY = """
question: What does suppression do?
base: {restrictions: full_ban, horizon: 10 days, replications: 5, seed: 3}
levers: {design: product, factors: {fires.suppression: [0.03, 0.06]}}
uncertainties: {design: random, size: 3, factors: {counter_battery.detection: plausible}}
"""


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("local") / "S"
    run_study(fake_sweep(), folder, Pool(1))
    return dict(contents(folder))


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker takes a while to start on a machine under load."""
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 60.0)


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler without workers."""
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler with two workers, which tests leave as they are."""
    made = Cluster(tmp_path_factory.mktemp("standing"))
    made.worker()
    made.worker()
    yield made
    made.close()


@pytest.fixture
def small_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder to work in, with a study of one's own."""
    (tmp_path / "configs" / "study").mkdir(parents=True)
    (tmp_path / "configs" / "study" / "small.yaml").write_text(STUDY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.sample
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("small_study")
def test_the_command_on_this_machine_and_on_a_cluster(
    standing: Cluster, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["sweep", "study=small", "engine=simpy"]
    assert main([*words, "name=local", "workers=1"]) == 0
    assert main([*words, "name=here", "workers=1", "executor=dask"]) == 0
    assert main([*words, "name=there", "executor=dask", f"executor.address={standing.address}"]) == 0
    runs = tmp_path / "runs"
    assert contents(runs / "local") == contents(runs / "here") == contents(runs / "there")
    out, err = capfd.readouterr()
    assert out.count("30 runs of 6 points") == 3
    (warning,) = [line for line in err.splitlines() if line.startswith("warning: ")]
    assert warning.startswith(f"warning: executor.address: {standing.address} has no TLS")


@pytest.mark.timeout(900)
@pytest.mark.usefixtures("small_study")
@pytest.mark.parametrize("several", [(), ("-m", "seed=3,4")])
def test_runs_on_a_cluster_are_those_of_this_machine(
    standing: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, several: tuple[str, ...]
) -> None:
    without_figures(monkeypatch)
    words = ["run", *several, "engine=simpy", "horizon=25 days", "replications=4", "save.paths=1", "save.traces=1"]
    assert main([*words, "name=local", "workers=1"]) == 0
    assert main([*words, "name=there", "executor=dask", f"executor.address={standing.address}"]) == 0
    assert contents(tmp_path / "runs" / "local") == contents(tmp_path / "runs" / "there")


def test_both_workers_share_the_work(standing: Cluster, tmp_path: Path, local: dict[str, bytes]) -> None:
    with dask_executor.dask_executor(standing.address, None) as crew:
        wait_for(lambda: crew.workers == 2 or list(crew.run(len, [[1]])) == [])
        outcome = run_study(fake_sweep(FakeWork(pause=0.002)), tmp_path / "S", crew)
    assert (outcome.status, outcome.done) == ("finished", 240)
    assert contents(tmp_path / "S") == local


def test_tasks_are_taken_one_by_one_and_no_more_than_asked_for(standing: Cluster) -> None:
    taken: list[int] = []

    def tasks() -> Iterator[list[int]]:
        for number in range(50):
            taken.append(number)
            yield [number]

    with dask_executor.dask_executor(standing.address, 1) as crew:
        assert crew.workers == 1
        seen = []
        for task, answer in crew.run(sum, tasks()):
            seen.append(answer)
            assert task == [answer]
            assert len(taken) <= len(seen) + 1
    assert sorted(seen) == list(range(50))


def test_a_task_that_raises_an_error(standing: Cluster) -> None:
    with dask_executor.dask_executor(standing.address, None) as crew:
        with pytest.raises(TaskFailed, match="unsupported operand") as found:
            list(crew.run(sum, [["a text"]]))
        assert (found.value.task, found.value.kind) == (["a text"], "TypeError")
        assert "Traceback" in found.value.details
        assert list(crew.run(sum, [])) == []
        assert list(crew.run(sum, [[1, 2]])) == [([1, 2], 3)]


def test_what_is_left_early_is_taken_back(standing: Cluster) -> None:
    with dask_executor.dask_executor(standing.address, None) as crew:
        answers = crew.run(sum, ([number] for number in range(1000)))
        next(answers)
        answers.close()
        wait_for(lambda: not crew._client.futures)
        assert len(list(crew.run(sum, [[1], [2]]))) == 2
        assert [len(names) for names in crew._client.run(_functions_at_hand).values()] == [1, 1]
        crew.leave()
        assert [len(names) for names in crew._client.run(_functions_at_hand).values()] == [0, 0]


def _functions_at_hand(dask_worker: Worker) -> list[str]:
    return [name for name in dask_worker.plugins if name.startswith("escsim")]


def test_a_worker_is_killed_while_another_joins(cluster: Cluster, tmp_path: Path, local: dict[str, bytes]) -> None:
    first = cluster.worker()
    joined: list[subprocess.Popen[bytes]] = []

    def join_once(_: object) -> None:
        if not joined:
            joined.append(cluster.worker())

    work = FakeWork(mark=tmp_path / "mark", kill=7, with_parent=True, pause=0.003)
    with dask_executor.dask_executor(cluster.address, None) as crew:
        outcome = run_study(fake_sweep(work), tmp_path / "S", crew, join_once)
    both = [first, *joined]
    wait_for(lambda: any(worker.poll() is not None for worker in both))
    assert {worker.poll() for worker in both} == {None, -signal.SIGKILL}
    assert (outcome.status, outcome.message) == ("finished", "")
    assert contents(tmp_path / "S") == local


def test_the_scheduler_is_killed(
    cluster: Cluster, standing: Cluster, tmp_path: Path, local: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "PART_SECONDS", 0.05)
    cluster.worker()

    def kill(step: SweepProgress) -> None:
        if step.done > 20:
            cluster.scheduler.kill()

    with dask_executor.dask_executor(cluster.address, None) as crew:
        outcome = run_study(fake_sweep(FakeWork(pause=0.01)), tmp_path / "S", crew, kill)
    assert outcome.status == "failed"
    assert outcome.message.endswith(f"the cluster at {cluster.address} is gone")
    assert "\n" not in outcome.message
    assert 0 < outcome.done == status(tmp_path / "S").done < 240
    with dask_executor.dask_executor(standing.address, None) as crew:
        again = run_study(fake_sweep(), tmp_path / "S", crew)
    assert again.status == "finished"
    assert contents(tmp_path / "S") == local


def test_no_worker_comes_back(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_executor, "PATIENCE", 1.0)
    monkeypatch.setattr(dask_executor, "LOOK", 0.1)
    worker = cluster.worker()
    with dask_executor.dask_executor(cluster.address, None) as crew:
        answers = crew.run(sum, ([number] for number in range(100_000)))
        next(answers)
        worker.kill()
        with pytest.raises(WorkerLost, match=r"has had no workers for 1 s|has lost its workers"):
            list(answers)


def test_a_cluster_without_workers(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 2.0)
    with pytest.raises(Problem, match=r"executor\.address: the cluster at .* has no workers"):
        dask_executor.dask_executor(cluster.address, None).__enter__()


def test_other_sources_of_the_model(cluster: Cluster, tmp_path: Path) -> None:
    for package in ("sim", "configs"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "sim" / "model" / "fires" / "mechanism.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    other = cluster.worker(sources=tmp_path)
    with pytest.raises(Problem) as found:
        dask_executor.dask_executor(cluster.address, None).__enter__()
    headline, line = found.value.lines
    assert headline.startswith(f"executor.address: the cluster at {cluster.address} differs; install the same")
    assert line.startswith("worker tcp://127.0.0.1:")
    assert " has model sources " in line
    other.kill()
    cluster.worker()
    with dask_executor.dask_executor(cluster.address, None) as crew:
        answers = crew.run(sum, ([number] for number in range(1_000_000)))
        next(answers)
        cluster.worker(sources=tmp_path)
        with pytest.raises(WorkerLost, match=r"worker tcp://127\.0\.0\.1:\d+ has model sources \w+, here it is"):
            list(answers)


def test_nobody_at_the_address(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 0.5)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    assert main(["sweep", "study=permission_timing", "executor=dask", f"executor.address={nobody}"]) == 2
    out, err = capfd.readouterr()
    warning, error = err.splitlines()
    assert warning.startswith("warning: executor.address: ")
    assert error.startswith(f"error: executor.address: no Dask scheduler answers at {nobody!r} (")
    assert out == ""
    for address in ("nonsense://x", "tcp://127.0.0.1:notaport"):
        with pytest.raises(Problem, match="no Dask scheduler answers at") as found:
            dask_executor.dask_executor(address, None).__enter__()
        assert len(str(found.value).splitlines()) == 1


def test_without_the_package(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(dask_executor, "find_spec", lambda name: None if name == "distributed" else find(name))
    assert main(["sweep", "study=permission_timing", "executor=dask"]) == 2
    assert capfd.readouterr().err == (
        "error: executor=dask needs the package distributed: pip install 'escalation-sim[dask]'\n"
    )


def test_a_cluster_on_this_machine_answers_nobody_without_its_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    with dask_cluster.local_cluster(1) as (address, security), dask_cluster.connected(address, security) as client:
        assert client.submit(sum, [1, 2]).result(timeout=30) == 3
        assert address.startswith("tls://")
        place = address.partition("://")[2]
        monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 5.0)  # of which a stranger waits all
        for stranger, own in ((f"tcp://{place}", None), (address, None), (address, Security.temporary())):
            with (
                pytest.raises(Problem, match=r"no Dask scheduler answers|too busy to connect"),
                dask_cluster.connected(stranger, own),
            ):
                pass
        states = {one.status for one in gc.get_objects() if isinstance(one, Client)}
        assert "connecting" not in states, "what is left half open is closed by the collector, which can wait for ever"
        ports = [client.run_on_scheduler(_page_of_scheduler), *client.run(_page_of_worker).values()]
        for port in ports:
            with pytest.raises(HTTPError, match="404"):
                urlopen(f"http://127.0.0.1:{port}/health", timeout=10)


def _page_of_scheduler(dask_scheduler: Any) -> int:
    return int(dask_scheduler.http_server.port)


def _page_of_worker(dask_worker: Any) -> int:
    return int(dask_worker.http_server.port)


def test_a_scheduler_without_tls_is_warned_of(standing: Cluster) -> None:
    told: list[str] = []
    with dask_executor.dask_executor(standing.address, None, told.append):
        pass
    (line,) = told
    assert line.startswith(f"warning: executor.address: {standing.address} has no TLS")


# ---------------------------------------------------------------- runs that end the process that does them

POISON = [frozenset[tuple[int, int]](), frozenset({(4, 7)}), frozenset({(0, 0), (4, 7), (9, 19)})]
TWO_HUNDRED = {"levers": 2, "futures": 5}


@pytest.fixture(scope="module")
def crews() -> Iterator[dict[int, dask_executor.DaskExecutor]]:
    """Clusters on this machine, by how many workers they have."""
    with dask_executor.dask_executor("", 1) as one, dask_executor.dask_executor("", 2) as two:
        yield {1: one, 2: two}


@pytest.mark.parametrize("poison", POISON, ids=["none", "one", "three"])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_that_ends_its_process_is_a_failed_row_and_the_rest_is_as_on_this_machine(
    crews: dict[int, dask_executor.DaskExecutor], tmp_path: Path, workers: int, poison: frozenset[tuple[int, int]]
) -> None:
    sweep = fake_sweep(FakeWork(poison=poison), **TWO_HUNDRED)
    before = _worker_processes(crews[workers])
    outcome = run_study(sweep, tmp_path / "cluster", crews[workers])
    assert (outcome.status, outcome.done, outcome.failed) == ("finished", 200, len(poison))
    assert _worker_processes(crews[workers]) == before
    with Pool(2) as pool:
        run_study(sweep, tmp_path / "local", pool)
    assert contents(tmp_path / "cluster") == contents(tmp_path / "local")
    assert _failed_runs(tmp_path / "cluster") == dict.fromkeys(poison, "its process ended with exit code 3")


@pytest.mark.timeout(400)
def test_a_run_that_takes_its_workers_with_it_is_a_failed_row_and_no_other_is_given_up(tmp_path: Path) -> None:
    work = FakeWork(poison=POISON[1], with_parent=True)
    with dask_executor.dask_executor("", 2) as crew:
        outcome = run_study(fake_sweep(work, **TWO_HUNDRED), tmp_path / "S", crew)
    assert (outcome.status, outcome.done, outcome.failed) == ("finished", 200, 1), outcome.message
    assert _failed_runs(tmp_path / "S") == {(4, 7): LOST}


def test_a_run_that_never_ends_is_a_failed_row(tmp_path: Path) -> None:
    with dask_executor.dask_executor("", 1, limit_seconds=1.0) as crew:
        outcome = run_study(fake_sweep(Dawdling(point=5, number=3)), tmp_path / "S", crew)
        assert (outcome.status, outcome.failed) == ("finished", 1)
    assert _failed_runs(tmp_path / "S") == {(5, 3): "took longer than 1 s"}


@dataclass(frozen=True)
class Dawdling(FakeWork):
    """One run takes for ever."""

    point: int = -1
    number: int = -1

    def __call__(self, portions: Sequence[ReplicationTask], /) -> ResultRows:
        if any(portion.point == self.point and portion.first <= self.number < portion.last for portion in portions):
            time.sleep(10_000)
        return super().__call__(portions)


def test_what_never_ends_ends_with_the_sweep(crews: dict[int, dask_executor.DaskExecutor], tmp_path: Path) -> None:
    crew = crews[1]
    answers = crew.run(_process_and_sleep, [0, 1])
    _, (child, _) = next(answers)
    assert Path(f"/proc/{child}").exists()
    answers.close()
    crew.leave()
    wait_for(lambda: not Path(f"/proc/{child}").exists())
    assert list(crew.run(sum, [[1, 2]])) == [([1, 2], 3)]


def _process_and_sleep(number: int) -> tuple[int, int]:
    time.sleep(10_000 * number)
    return os.getpid(), number


def _worker_processes(crew: dask_executor.DaskExecutor) -> dict[str, int]:
    found: dict[str, int] = crew._client.run(os.getpid)
    return found


def _failed_runs(folder: Path) -> dict[tuple[int, int], str]:
    rows = run_query(open_study(folder), "select point, replication, error from runs where error <> ''")
    return {(int(point), int(number)): str(error) for point, number, error in rows.rows}
