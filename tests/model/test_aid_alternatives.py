"""M7 at random, and in answer to pressure: counts, intervals, and packages in transit."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from composing import parameters
from scipy import stats
from stage import Z_LIMIT, Play, is_poisson, path, plays, simulated, z_of_mean, z_of_share

from sim.model.cast import Role
from sim.model.world import PACKAGE_SLOTS

P_LIMIT = 1e-4
PLENTY = ("aid.authority=10000 USD bn", "aid.amount_log_sd=0")
POISSON = ("aid=poisson", "aid.interval=14 days", *PLENTY)
EXPONENTIAL_LAG = ("aid.lag_law=exponential", f"aid.drawdown_lag={21 * math.log(2)!r} days")  # of mean 21 days


def test_intervals_are_exponential() -> None:
    play = Play(parameters(*POISSON), "aid")
    play.until(14 * 1500)
    assert stats.kstest(np.diff([0.0, *play.days("aid_announced")]), "expon", args=(0.0, 14.0)).pvalue > P_LIMIT


def test_packages_in_transit_are_poisson_in_a_steady_state() -> None:
    """M/G/infinity: 21/14 in the mean, and none with probability exp(-1.5)."""
    median = 21 * math.exp(-(0.6**2) / 2)
    one = parameters(*POISSON, f"aid.drawdown_lag={median!r} days")
    count = [play.world.aid.count for play in plays(600, one, "aid", until=400)]
    assert is_poisson(count, 1.5)
    assert abs(z_of_share(count.count(0), 600, math.exp(-1.5))) < Z_LIMIT


@pytest.mark.thorough
def test_packages_in_transit_build_up_as_an_exponential_lag_says() -> None:
    """1.5 (1 - exp(-60/21)) on day 60."""
    count = [play.world.aid.count for play in plays(800, parameters(*POISSON, *EXPONENTIAL_LAG), "aid", until=60)]
    assert is_poisson(count, 1.4138510711)


def test_lags_are_exponential_where_that_is_their_law() -> None:
    play = Play(parameters("aid=poisson", "aid.interval=14 days", "aid.authority=1e6 USD bn", *EXPONENTIAL_LAG), "aid")
    play.until(14 * 1500)
    announced = {amount: day for day, _, amount in play.log("aid_announced")}
    lags = [day - announced[amount] for day, _, amount in play.log("aid_arrived")]
    assert stats.kstest(lags, "expon", args=(0.0, 21.0)).pvalue > P_LIMIT


def test_another_law_of_the_lag_moves_no_amount() -> None:
    amounts = []
    for law in ("log_normal", "exponential"):
        play = Play(parameters("aid=poisson", f"aid.lag_law={law}"), "aid")
        play.until(300)
        amounts.append([(day, amount) for day, _, amount in play.log("aid_announced")])
    assert amounts[0] == amounts[1]
    assert len(amounts[0]) > 10


def held(env: Any, world: Any, parameters: Any, stream: Any) -> Any:
    """Pressure 1 from the start, 3 from day 50 on."""
    world.policy.mean_pressure = 1.0
    yield env.timeout(50.0)
    world.policy.mean_pressure = 3.0


def announced(by_pressure: float) -> np.ndarray:
    """Announcements up to day 50, and in the 50 days after it."""
    one = parameters("aid=pressure_dependent", *PLENTY, "aid.interval=20 days", f"aid.by_pressure={by_pressure!r}")
    found = []
    for replication in range(400):
        play = Play(one, Role("test.held", held), "aid.announcements", replication=replication)
        before = play.until(50).aid.announced
        found.append([before, play.until(100).aid.announced - before])
    return np.array(found)


def test_announcements_come_more_often_under_pressure() -> None:
    """The hazard is exp(.4 p)/20: 50 days of it at pressure 1, and at 3."""
    found = announced(0.4)
    assert is_poisson(found[:, 0], 2.5 * math.exp(0.4))
    assert is_poisson(found[:, 1], 2.5 * math.exp(1.2))


def test_without_an_effect_of_pressure_they_are_poisson() -> None:
    assert abs(z_of_mean(announced(0.0).sum(axis=1), 5.0)) < Z_LIMIT


def test_the_exponent_is_clipped_at_4() -> None:
    one = parameters("aid=pressure_dependent", *PLENTY, "aid.interval=500 days", "aid.drawdown_lag=0 days")
    found = []
    for replication in range(200):
        play = Play(one, "aid", replication=replication)
        play.world.policy.mean_pressure = 1e6
        found.append(play.until(30).aid.announced)
    assert is_poisson(found, 30 * math.exp(4) / 500)


@pytest.mark.parametrize("aid", ["poisson", "pressure_dependent"])
def test_the_gate_holds_them_up(aid: str) -> None:
    one = parameters(f"aid={aid}", "aid.gate_closed_day=30", "aid.gate_opened_day=106", "aid.interval=5 days")
    play = Play(one, "aid")
    play.until(200)
    days = play.days("aid_announced")
    assert not [day for day in days if 30 <= day < 106]
    assert 106.0 in days


@pytest.mark.parametrize(
    "busy",
    [
        ("aid=pressure_dependent", "aid.by_pressure=4", "stall=reserves", "reserves=none"),
        ("aid=renewal", "aid.interval=0.1 days", "aid.drawdown_lag=900 days", "aid.amount_median=1 USD m"),
    ],
)
def test_packages_beyond_the_slots_wait_until_one_has_arrived(busy: tuple[str, ...]) -> None:
    """However fast the sponsor announces, no more are in transit than there are slots, and no money is lost."""
    batch = simulated(*busy, replications=range(2))
    in_transit = path(batch, "packages_in_transit")
    assert in_transit.max() <= PACKAGE_SLOTS
    assert in_transit.max() > 64
