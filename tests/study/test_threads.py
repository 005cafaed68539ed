"""Threads: the same answers for any number of them; failures, and Ctrl-C, which leaves a run that can be read."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import fake_engine
import numpy as np
import pytest

from sim.config.problems import Problem
from sim.study.execution.execute import run_batch
from sim.study.execution.pool import TaskFailed
from sim.study.execution.threads import Threads
from sim.study.run.opening import open_run

PARAMETERS: Any = None  # the engines of these tests do not read them
WORKERS = pytest.mark.parametrize("workers", [1, 2, 3])


def square(number: int) -> int:
    return number * number


def fail_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("number 3 is refused")
    return number


@WORKERS
def test_every_task_is_done_once(workers: int) -> None:
    with Threads(workers) as threads:
        assert sorted(threads.run(square, range(10))) == [(number, number**2) for number in range(10)]
        assert list(threads.run(square, [])) == []


def test_tasks_are_taken_as_threads_become_free() -> None:
    taken: list[int] = []
    with Threads(2) as threads:
        answers = threads.run(square, (taken.append(number) or number for number in range(10)))
        next(answers)
        assert len(taken) < 6
        assert len(list(answers)) == 9


def test_tasks_are_done_at_once_and_never_by_the_thread_that_asks() -> None:
    meeting = threading.Barrier(3, timeout=20)

    def meet(_: int) -> int:
        meeting.wait()  # breaks unless three come
        return threading.get_ident()

    with Threads(3) as threads:
        assert threading.get_ident() not in {answer for _, answer in threads.run(meet, range(3))}


@WORKERS
def test_a_failing_task_stops_with_its_message(workers: int) -> None:
    with Threads(workers) as threads:
        with pytest.raises(TaskFailed, match="number 3 is refused") as failed:
            list(threads.run(fail_at_three, range(10)))
        assert (failed.value.task, failed.value.kind) == (3, "ValueError")
        assert "fail_at_three" in failed.value.details
        assert sorted(threads.run(square, range(3))) == [(0, 0), (1, 1), (2, 4)]


def test_whoever_stops_asking_waits_for_what_is_being_done() -> None:
    done: list[int] = []

    def slow(number: int) -> None:
        time.sleep(0.05 * number)
        done.append(number)

    with Threads(2) as threads:
        answers = threads.run(slow, range(10))
        next(answers)
        answers.close()
        assert sorted(done) == [0, 1]


@WORKERS
def test_a_batch_is_the_same_with_any_number_of_threads(workers: int) -> None:
    whole = fake_engine.simulate(None, 3, range(40), 10, 2)
    with Threads(workers) as threads:
        batch = run_batch(PARAMETERS, fake_engine.settings(), fake_engine.simulate, threads)
    assert np.array_equal(batch.rows, whole.rows, equal_nan=True)
    assert np.array_equal(batch.daily, whole.daily)
    assert np.array_equal(batch.trace.value, whole.trace.value)


@WORKERS
def test_a_failing_replication_is_named(workers: int) -> None:
    told = r"replication 7: 0\.3 kr of tube rounds are unaccounted for"
    with Threads(workers) as threads, pytest.raises(Problem, match=told):
        run_batch(PARAMETERS, fake_engine.settings(), fake_engine.fail_in_seven, threads)


INTERRUPTED = """
import os, signal, sys, time
from pathlib import Path
sys.path[:0] = {tests!r}
import fake_engine
from test_store import planned
from sim.study.run.recorder import record
from sim.study.execution.threads import Threads

recorder = record(planned(replications_asked=100_000), Path({root!r}), "A")
told = []

def tell(step):
    told.append(step.done)
    if len(told) == 3:
        os.killpg(0, signal.SIGINT)  # what a terminal does: every process of the group gets it

with Threads(2) as threads:
    outcome = recorder.run(fake_engine.work(fake_engine.simulate_slowly), threads, tell)
    print(outcome.status)
recorder.finish(outcome)
"""


@pytest.mark.thorough
def test_ctrl_c_leaves_an_interrupted_run_that_can_be_read(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        INTERRUPTED.format(tests=[str(folder) for folder in Path(__file__).parents[:2]], root=str(tmp_path))
    )
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, timeout=60, start_new_session=True, check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == ("interrupted\n", "", 0)
    run = open_run(tmp_path / "A")
    assert run.manifest["status"] == "interrupted"
    numbers = run.replications()["replication"]
    assert 1 <= len(numbers) == run.manifest["replications"] < 100_000
    expected = fake_engine.simulate(None, 3, numbers, 0, 0).rows
    assert np.array_equal(run.replications()[next(iter(run.manifest["measures"]))], expected[:, 0])
