"""Reinforcements come on their days, no more and no less, and are part of the books."""

from __future__ import annotations

import numpy as np
import pytest
from composing import parameters
from stage import NO_LOSSES, NO_REPLACEMENTS, NO_RESERVES, STEADY, path, simulated

from sim.config.problems import Problem
from sim.engine.batch import ReplicationFailed
from sim.model import flows
from sim.model.attrition import replacements

STILL = (
    *STEADY, *NO_LOSSES, *NO_RESERVES, "stall=line", "restrictions=full_ban", "horizon=12 days",
)  # fmt: skip
TABLE = (
    "scenario.forces.reinforcements=[{side: blue, day: 2.3, over: 1.9 days, amount: 1.9 kpe},"
    "{side: red, day: 0, over: 0 days, amount: 3 kpe}, {side: red, day: 5.5, over: 0 days, amount: 4 kpe},"
    "{side: red, day: 11, over: 4 days, amount: 8 kpe}]"
)


@pytest.mark.parametrize("step", ["4 hours", "5 hours", "1 day"])
def test_reinforcements_come_evenly_over_their_days(step: str) -> None:
    batch = simulated(*STILL, *NO_REPLACEMENTS, TABLE, f"step={step}")
    days = np.arange(13)
    blue = 4.5 + np.clip(days - 2.3, 0.0, 1.9)
    np.testing.assert_allclose(path(batch, "blue_engaged_kpe")[0], blue, rtol=1e-12)
    red = 20 + 3 * (days > 0) + 4 * (days > 5.5) + 2.0 * np.maximum(0, days - 11)
    np.testing.assert_allclose(path(batch, "red_engaged_kpe")[0], red, rtol=1e-12)


def test_reinforcements_raise_the_establishment_that_replacements_fill() -> None:
    same = [*STILL, "attrition.red_own_loss=1 / day", "scenario.forces.red_replacements=1000 kpe/d"]
    few, many = (path(simulated(*same, *one), "red_engaged_kpe")[0, 12] for one in ((), (TABLE,)))
    assert (few, many) == pytest.approx((20.0, 20 + 3 + 4 + 2))


def test_dates_count_from_day_0() -> None:
    dated = parameters("scenario.forces.reinforcements=[{side: red, day: 2024-05-13, over: 1 day, amount: 2 kpe}]")
    assert dated.scenario.forces.reinforcements.day == (3.0,)


def test_what_came_before_the_start_is_refused() -> None:
    with pytest.raises(Problem, match=r"scenario.forces.reinforcements\[0\].day: must not be before start_day 0"):
        parameters("scenario.forces.reinforcements=[{side: red, day: -1, over: 1 day, amount: 2 kpe}]")


def test_a_side_that_does_not_exist_is_told() -> None:
    with pytest.raises(Problem, match="must be one of red, blue"):
        parameters("scenario.forces.reinforcements=[{side: reds, day: 1, over: 1 day, amount: 2 kpe}]")


def test_reinforcements_that_are_not_in_the_books_fail_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def unbooked(world, days):
        world.forces.engaged_kpe[0] += world.forces.reinforcements_kpe_per_day[0] * days

    for module in (flows, replacements):
        monkeypatch.setattr(module, "receive_reinforcements", unbooked)
    with pytest.raises(ReplicationFailed, match="Red's forces do not balance"):
        simulated(*STILL, TABLE, "casualties=one_by_one")
