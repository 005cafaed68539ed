"""Work shared with a fork of the process gives what the process alone gives."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest

from sim.engine import forking
from sim.engine.forking import map_in_two_processes


@pytest.fixture(autouse=True)
def forks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test runner has threads of its own, which wait."""
    if not hasattr(os, "fork"):
        pytest.skip("no forks here")
    monkeypatch.setattr(forking, "_can_fork", lambda: True)


def square(number: int) -> tuple[int, int]:
    return number**2, os.getpid()


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_results_come_in_order_from_two_processes(count: int) -> None:
    results = map_in_two_processes([partial(square, number) for number in range(count)])
    assert [result for result, _ in results] == [number**2 for number in range(count)]
    assert len({process for _, process in results}) == min(count, 2)


def test_a_process_that_is_done_takes_over_what_the_other_has_not_begun() -> None:
    results = map_in_two_processes([partial(_slow_in_a_fork, os.getpid()) for _ in range(6)])
    assert [process == os.getpid() for process in results] == [True, False, True, True, True, True]


def _slow_in_a_fork(process: int) -> int:
    if os.getpid() != process:
        time.sleep(1.0)
    return os.getpid()


def test_an_error_is_that_of_the_process_alone() -> None:
    with pytest.raises(OSError, match="no room"):
        map_in_two_processes([partial(square, 1), _fail])


def _fail() -> tuple[int, int]:
    raise OSError("no room")


@pytest.mark.parametrize("fails", [partial(os._exit, 3), partial(time.sleep, 60)], ids=["dies", "hangs"])
def test_a_fork_that_fails_is_replaced(fails: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forking, "PATIENCE", 0.2)
    tasks = [partial(square, 1), partial(_fail_in_a_fork, fails, os.getpid())]
    assert [result for result, _ in map_in_two_processes(tasks)] == [1, 0]


def _fail_in_a_fork(fails: Callable[[], None], process: int) -> tuple[int, int]:
    if os.getpid() != process:
        fails()
    return 0, process


def test_alone_where_there_is_no_room_for_a_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> int:
        raise BlockingIOError("no room")

    monkeypatch.setattr(os, "fork", full)
    before = len(os.listdir("/proc/self/fd"))
    assert map_in_two_processes([partial(square, number) for number in range(3)]) == [
        (number**2, os.getpid()) for number in range(3)
    ]
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize("fails", [False, True])
def test_no_pipe_and_no_process_is_left(fails: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    forked: list[int] = []
    fork = forking._fork
    monkeypatch.setattr(forking, "_fork", lambda: forked.append(fork()) or forked[-1])
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(OSError, match="no room") if fails else nullcontext():
        map_in_two_processes([_fail if fails else partial(square, 1), partial(square, 2)])
    assert len(os.listdir("/proc/self/fd")) == before
    with pytest.raises(ChildProcessError):
        os.waitpid(forked[0], os.WNOHANG)


def test_where_the_system_forgets_ended_processes_at_once() -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert [result for result, _ in map_in_two_processes([partial(square, 1), partial(square, 2)])] == [1, 4]
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_alone_where_there_can_be_no_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forking, "_can_fork", lambda: False)
    assert {process for _, process in map_in_two_processes([partial(square, number) for number in range(4)])} == {
        os.getpid()
    }


def test_those_that_are_alike_are_done_from_both_ends() -> None:
    tasks = [partial(square, number) for number in range(40)]
    results = map_in_two_processes(tasks, alike=True)
    assert [result for result, _ in results] == [number**2 for number in range(40)]
    here = [process == os.getpid() for _, process in results]
    assert here == sorted(here, reverse=True)
    assert here[0]
    assert not here[-1]


def test_a_fork_ends_with_the_process(tmp_path: Path) -> None:
    words = [sys.executable, "-c", KILLED, str(tmp_path / "fork")]
    subprocess.run(words, check=False, timeout=60)
    fork = int((tmp_path / "fork").read_text())
    ends = time.monotonic() + 20
    while is_there(fork) and time.monotonic() < ends:
        time.sleep(0.05)
    assert not is_there(fork)


KILLED = """
import os, signal, sys, time
from pathlib import Path
from sim.engine import forking

def fork():
    Path(sys.argv[1]).write_text(str(os.getpid()))
    time.sleep(60)

def end():
    while not Path(sys.argv[1]).exists() or not Path(sys.argv[1]).read_text():
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGKILL)

forking._can_fork = lambda: True
forking.map_in_two_processes([end, fork])
"""


def is_there(process: int) -> bool:
    """Whether it runs: one that ended and that nobody asked for yet does not."""
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return False
