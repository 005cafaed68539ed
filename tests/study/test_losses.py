"""Tasks that were at hand when workers of a cluster were lost: which of them is at fault comes out, and no other is."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest

from sim.study.execution.worker_losses import ATTEMPTS, DivisibleWork, Quarantine, WorkerLost


class Sums(DivisibleWork):
    """Does lists of numbers; a list that no worker survives is given up as text."""

    def ready(self) -> None:
        pass

    def __call__(self, task: Any, /) -> Any:
        return task

    def split(self, task: Any) -> Sequence[Any]:
        middle = max(1, len(task) // 2)
        return [part for part in (task[:middle], task[middle:]) if part]

    def lost(self, task: Any, reason: str) -> Any:
        return f"{task[0]} {reason}"


def worked_off(tasks: Sequence[list[int]], poison: set[int], workers: int, seed: int) -> list[Any]:
    """As a cluster does: a poison number that is begun takes its worker, and all that waits there, with it."""
    waiting, answers = Quarantine(Sums(), tasks), list[Any]()
    luck = random.Random(seed)
    at_hand: list[Any] = []
    while True:
        at_hand += waiting.next(at_hand, 2 * workers - len(at_hand))
        if not at_hand:
            return answers
        suspects = [job for job in at_hand if job.losses]
        assert not suspects or len(at_hand) == 1
        job = luck.choice(at_hand)
        lost = [job] if poison & set(job.task) else []
        lost += [other for other in at_hand if lost and other is not job and luck.random() < 0.5]
        if not lost:
            at_hand.remove(job)
            answers.append(job.task)
        for each in lost:
            at_hand.remove(each)
            answers += waiting.lost(each, "is lost")


@pytest.mark.parametrize("workers", [1, 2, 8])
@pytest.mark.parametrize("poison", [set[int](), {17}, {0, 99, 100, 199}, set(range(60, 90))])
def test_what_takes_its_workers_with_it_is_given_up_and_nothing_else(poison: set[int], workers: int) -> None:
    tasks = [list(range(first, first + 10)) for first in range(0, 200, 10)]
    for seed in range(10):
        answers = worked_off(tasks, poison, workers, seed)
        given_up = {int(answer.split()[0]) for answer in answers if isinstance(answer, str)}
        done = [number for answer in answers if isinstance(answer, list) for number in answer]
        assert given_up == poison
        assert sorted(done) == sorted(set(range(200)) - poison)


def test_what_cannot_be_cut_or_given_up_stops_with_its_name() -> None:
    waiting = Quarantine(sum, [[1], [2]])
    (job, other) = waiting.next([], 2)
    for _ in range(ATTEMPTS - 1):
        assert waiting.lost(job, "is lost") == []
        assert list(waiting.next([other], 1)) == []
        assert list(waiting.next([], 1)) == [job]
    with pytest.raises(WorkerLost, match="is lost") as found:
        waiting.lost(job, "is lost")
    assert found.value.task == [1]
