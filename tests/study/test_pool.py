"""The worker pool: same answers for any number of workers, and what happens to lost workers, failures and Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from sim.study.execution.pool import Pool, TaskFailed
from sim.study.execution.worker_losses import WorkerLost


def square(number: int) -> int:
    return number * number


def fail_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("number 3 is refused")
    return number


def die_once(folder: Path, number: int) -> int:
    """Kill the worker the first time that it meets number 3."""
    if number == 3 and _first_time(folder / "died"):
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def die_always(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def interrupt_always(number: int) -> int:
    if number == 3:
        raise KeyboardInterrupt
    return number


def process_id(_: int) -> int:
    time.sleep(0.02)
    return os.getpid()


def _first_time(mark: Path) -> bool:
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_every_task_is_done_once(workers: int) -> None:
    with Pool(workers) as pool:
        assert sorted(pool.run(square, range(10))) == [(number, number**2) for number in range(10)]


def test_tasks_are_taken_as_workers_become_free() -> None:
    taken: list[int] = []
    with Pool(2) as pool:
        answers = pool.run(square, (taken.append(number) or number for number in range(10)))
        next(answers)
        assert len(taken) < 6
        assert len(list(answers)) == 9


def test_a_pool_keeps_its_workers_between_runs() -> None:
    with Pool(2) as pool:
        first = {answer for _, answer in pool.run(process_id, range(6))}
        second = {answer for _, answer in pool.run(process_id, range(6))}
    assert os.getpid() not in first
    assert second <= first


def test_a_killed_worker_costs_one_task_only(tmp_path: Path) -> None:
    with Pool(2) as pool:
        answers = sorted(pool.run(partial(die_once, tmp_path), range(10)))
    assert (tmp_path / "died").exists()
    assert answers == [(number, number**2) for number in range(10)]


def test_a_task_that_always_loses_its_worker_stops_with_its_name() -> None:
    with Pool(2) as pool, pytest.raises(WorkerLost, match="3 worker processes in turn were killed by SIGKILL") as lost:
        list(pool.run(die_always, range(10)))
    assert lost.value.task == 3


def test_a_task_that_raises_an_interrupt_ends_its_worker_without_a_traceback(capfd: pytest.CaptureFixture[str]) -> None:
    with Pool(2) as pool, pytest.raises(WorkerLost, match="3 worker processes in turn ended with exit code 130"):
        list(pool.run(interrupt_always, range(10)))
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failing_task_stops_with_its_message(workers: int) -> None:
    with Pool(workers) as pool, pytest.raises(TaskFailed, match="number 3 is refused") as failed:
        list(pool.run(fail_at_three, range(10)))
    assert (failed.value.task, failed.value.kind) == (3, "ValueError")
    assert "fail_at_three" in failed.value.details


def test_a_pool_works_on_after_a_failure() -> None:
    with Pool(2) as pool:
        with pytest.raises(TaskFailed):
            list(pool.run(fail_at_three, range(10)))
        assert sorted(pool.run(square, range(3))) == [(0, 0), (1, 1), (2, 4)]


INTERRUPTED = """
import os, signal, sys, time
sys.path.insert(0, {folder!r})
from test_pool import process_id
from sim.study.execution.pool import Pool

def main():
    with Pool(2) as pool:
        seen = set()
        try:
            for number, (_, worker) in enumerate(pool.run(process_id, range(1000))):
                seen.add(worker)
                if number == 5:
                    os.killpg(0, signal.SIGINT)  # what a terminal does: every process of the group gets it
        except KeyboardInterrupt:
            print("interrupted")
    for worker in seen:
        try:
            os.kill(worker, 0)
            print("still there")
        except ProcessLookupError:
            pass

if __name__ == "__main__":
    main()
"""


@pytest.mark.thorough
def test_ctrl_c_reaches_the_parent_alone_and_ends_the_workers(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(INTERRUPTED.format(folder=str(Path(__file__).parent)))
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, timeout=60, start_new_session=True, check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == ("interrupted\n", "", 0)
