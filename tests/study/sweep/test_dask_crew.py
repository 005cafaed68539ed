"""A crew on a Dask cluster of real processes, over TCP: whatever happens to them, the results are the local ones."""

from __future__ import annotations

import importlib.util
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from dask_processes import ROOT, Cluster, wait_for
from distributed import Worker
from sweep_works import FakeWork, contents, fake_sweep

from sim.cli.main import main
from sim.config.problems import Problem
from sim.study.losses import WorkerLost
from sim.study.pool import Pool, TaskFailed
from sim.study.sweep import dask_cluster, dask_crew, writer
from sim.study.sweep.drive import run_study
from sim.study.sweep.progress import Progress
from sim.study.sweep.status import status

pytestmark = [pytest.mark.timeout(90), pytest.mark.cluster]

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
    monkeypatch.delenv("ESCSIM_RUNS", raising=False)
    monkeypatch.delenv("ESCSIM_CONFIGS", raising=False)


@pytest.mark.timeout(240)
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
    assert err.count("\n") == 1
    assert err.startswith(f"warning: executor.address: {standing.address} has no TLS")


def test_both_workers_share_the_work(standing: Cluster, tmp_path: Path, local: dict[str, bytes]) -> None:
    with dask_crew.dask_crew(standing.address, None) as crew:
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

    with dask_crew.dask_crew(standing.address, 1) as crew:
        assert crew.workers == 1
        seen = []
        for task, answer in crew.run(sum, tasks()):
            seen.append(answer)
            assert task == [answer]
            assert len(taken) <= len(seen) + 1
    assert sorted(seen) == list(range(50))


def test_a_task_that_raises_an_error(standing: Cluster) -> None:
    with dask_crew.dask_crew(standing.address, None) as crew:
        with pytest.raises(TaskFailed, match="unsupported operand") as found:
            list(crew.run(sum, [["a text"]]))
        assert (found.value.task, found.value.kind) == (["a text"], "TypeError")
        assert "Traceback" in found.value.details
        assert list(crew.run(sum, [])) == []
        assert list(crew.run(sum, [[1, 2]])) == [([1, 2], 3)]


def test_what_is_left_early_is_taken_back(standing: Cluster) -> None:
    with dask_crew.dask_crew(standing.address, None) as crew:
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

    work = FakeWork(mark=tmp_path / "mark", kill=7, pause=0.003)
    with dask_crew.dask_crew(cluster.address, None) as crew:
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
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 20.0)
    cluster.worker()

    def kill(step: Progress) -> None:
        if step.done > 20:
            cluster.scheduler.kill()

    with dask_crew.dask_crew(cluster.address, None) as crew:
        outcome = run_study(fake_sweep(FakeWork(pause=0.01)), tmp_path / "S", crew, kill)
    assert outcome.status == "failed"
    assert outcome.message.endswith(f"the cluster at {cluster.address} is gone")
    assert "\n" not in outcome.message
    assert 0 < outcome.done == status(tmp_path / "S").done < 240
    with dask_crew.dask_crew(standing.address, None) as crew:
        again = run_study(fake_sweep(), tmp_path / "S", crew)
    assert again.status == "finished"
    assert contents(tmp_path / "S") == local


def test_no_worker_comes_back(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_crew, "PATIENCE", 1.0)
    monkeypatch.setattr(dask_crew, "LOOK", 0.1)
    worker = cluster.worker()
    with dask_crew.dask_crew(cluster.address, None) as crew:
        answers = crew.run(sum, ([number] for number in range(100_000)))
        next(answers)
        worker.kill()
        with pytest.raises(WorkerLost, match=r"has had no workers for 1 s|has lost its workers"):
            list(answers)


def test_a_cluster_without_workers(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 2.0)
    with pytest.raises(Problem, match=r"executor\.address: the cluster at .* has no workers"):
        dask_crew.dask_crew(cluster.address, None).__enter__()


def test_other_sources_of_the_model(cluster: Cluster, tmp_path: Path) -> None:
    for package in ("sim", "configs"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "sim" / "model" / "fires.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    other = cluster.worker(sources=tmp_path)
    with pytest.raises(Problem) as found:
        dask_crew.dask_crew(cluster.address, None).__enter__()
    headline, line = found.value.lines
    assert headline.startswith(f"executor.address: the cluster at {cluster.address} differs; install the same")
    assert line.startswith("worker tcp://127.0.0.1:")
    assert " has model sources " in line
    other.kill()
    cluster.worker()
    with dask_crew.dask_crew(cluster.address, None) as crew:
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
            dask_crew.dask_crew(address, None).__enter__()
        assert len(str(found.value).splitlines()) == 1


def test_without_the_package(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(dask_crew, "find_spec", lambda name: None if name == "distributed" else find(name))
    assert main(["sweep", "study=permission_timing", "executor=dask"]) == 2
    assert capfd.readouterr().err == (
        "error: executor=dask needs the package distributed: pip install 'escalation-sim[dask]'\n"
    )


def test_a_cluster_on_this_machine_answers_nobody_without_its_certificate() -> None:
    with dask_cluster.local_cluster(1) as (address, security), dask_cluster.connected(address, security) as client:
        assert client.submit(sum, [1, 2]).result(timeout=30) == 3
        assert address.startswith("tls://")
        place = address.partition("://")[2]
        for stranger in (f"tcp://{place}", address):
            with pytest.raises(Problem, match="no Dask scheduler answers"), dask_cluster.connected(stranger):
                pass


def test_a_scheduler_without_tls_is_warned_of(standing: Cluster) -> None:
    told: list[str] = []
    with dask_crew.dask_crew(standing.address, None, told.append):
        pass
    (line,) = told
    assert line.startswith(f"warning: executor.address: {standing.address} has no TLS")
