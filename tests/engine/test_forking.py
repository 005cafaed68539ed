"""Work shared with a fork of the process gives what the process alone gives."""

from __future__ import annotations

import os
import time
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
    assert [process == os.getpid() for process in results] == [True, True, True, True, True, False]


def _slow_in_a_fork(process: int) -> int:
    if os.getpid() != process:
        time.sleep(1.0)
    return os.getpid()


def test_an_error_is_that_of_the_process_alone() -> None:
    with pytest.raises(OSError, match="no room"):
        map_in_two_processes([partial(square, 1), _fail])


def _fail() -> tuple[int, int]:
    raise OSError("no room")


def test_a_fork_that_dies_is_replaced(tmp_path: Path) -> None:
    assert [
        result for result, _ in map_in_two_processes([partial(square, 1), partial(_die_in_a_fork, os.getpid())])
    ] == [1, 0]


def _die_in_a_fork(process: int) -> tuple[int, int]:
    if os.getpid() != process:
        os._exit(3)
    return 0, process


def test_a_fork_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forking, "PATIENCE", 0.2)
    assert [
        result for result, _ in map_in_two_processes([partial(square, 1), partial(_hang_in_a_fork, os.getpid())])
    ] == [1, 0]


def _hang_in_a_fork(process: int) -> tuple[int, int]:
    if os.getpid() != process:
        time.sleep(60)
    return 0, process


def test_alone_where_there_can_be_no_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forking, "_can_fork", lambda: False)
    assert {process for _, process in map_in_two_processes([partial(square, number) for number in range(4)])} == {
        os.getpid()
    }
