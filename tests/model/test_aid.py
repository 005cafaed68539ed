"""M7: packages are announced while the gate is open, and arrive after a lag; money and rounds are conserved."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pytest
from composing import parameters
from samples import thinned
from scipy import stats
from stage import NO_LOSSES, STEADY, Z_LIMIT, Play, measure, path, plays, simulated, z_of_mean

DAY_ZERO = datetime.date(2024, 5, 10)
NEAR_PERIODIC = ("aid=renewal", "aid.interval=14 days", "aid.amount_log_sd=0", "aid.authority=1000 USD bn")


def in_transit(lag_log_sd: float) -> list[int]:
    """Packages in transit on day 200, in independent replications; their mean lag is 21 days."""
    median = 21 * math.exp(-(lag_log_sd**2) / 2)
    one = parameters(*NEAR_PERIODIC, f"aid.lag_log_sd={lag_log_sd!r}", f"aid.drawdown_lag={median!r} days")
    return [play.world.aid.count for play in plays(600, one, "aid", until=200)]


@pytest.mark.parametrize("lag_log_sd", thinned([0.1, 0.6, 1.0], 0.6))
def test_packages_in_transit_are_mean_lag_over_interval_whatever_the_law_of_the_lag(lag_log_sd: float) -> None:
    """Little's law."""
    assert abs(z_of_mean(in_transit(lag_log_sd), 21 / 14)) < Z_LIMIT


def test_intervals_are_gamma_with_shape_8_and_amounts_log_normal() -> None:
    """The record's intervals have a mean of 14.4 days and a coefficient of variation of .35."""
    play = Play(parameters("aid=renewal", "aid.authority=10000 USD bn"), "aid")
    play.until(14.4 * 1500)
    intervals = np.diff(play.days("aid_announced"))
    assert abs(z_of_mean(intervals, 14.4)) < Z_LIMIT
    assert intervals.std() / intervals.mean() == pytest.approx(8**-0.5, rel=0.1)
    amounts = np.log([amount for _, _, amount in play.log("aid_announced")])
    assert abs(z_of_mean(amounts, math.log(375))) < Z_LIMIT
    assert amounts.std() == pytest.approx(0.64, rel=0.1)


def first_within(days: np.ndarray) -> np.ndarray:
    """Distribution of the time to the first package in a steady state: the integral of the survival over the mean."""
    interval, longer = stats.gamma(8, scale=14 / 8), stats.gamma(9, scale=14 / 8)
    return days * interval.sf(days) / 14 + longer.cdf(days)


def test_the_start_falls_into_an_interval_of_a_steady_state() -> None:
    """The first package comes after (1 + 1/8)/2 of an interval in the mean, and t/14 have come by any day t."""
    play_of = [Play(parameters(*NEAR_PERIODIC), "aid", replication=number) for number in range(600)]
    for until in (5, 12, 33):
        assert abs(z_of_mean([play.until(until).aid.announced for play in play_of], until / 14)) < Z_LIMIT
    first = [(play.until(60), play.days("aid_announced")[0])[1] for play in play_of]
    assert abs(z_of_mean(first, 14 * (1 + 1 / 8) / 2)) < Z_LIMIT
    assert stats.kstest(first, first_within).pvalue > 1e-4


@pytest.mark.parametrize("aid", ["announced_2024", "renewal", "delayed", "funding_gap", "surge"])
def test_money_is_conserved(aid: str) -> None:
    """Appropriated = left + in transit + arrived, at any moment."""
    play = Play(parameters(f"aid={aid}"), "aid")
    for day in range(1, 250, 7):
        money = play.until(day).aid
        underway = sum(money.amount_usd_million[: money.count])
        assert money.in_transit_usd_million == pytest.approx(underway)
        assert money.authority_usd_million + underway + money.arrived_usd_million == pytest.approx(60_000, rel=1e-12)
        assert money.announced - money.arrived == money.count


def announced(*overrides: str, until: float = 250) -> list[tuple[float, float]]:
    """Day and amount of the packages announced from day 0 on."""
    play = Play(parameters(*overrides), "aid")
    play.until(until)
    return [(day, amount) for day, _, amount in play.log("aid_announced") if day > 0.0]


# Announcements of drawdowns from the beginning of June to the end of September 2024 (US announcements, 2024; USD m).
RECORD = {
    "2024-06-07": 225, "2024-07-11": 225, "2024-08-09": 125, "2024-08-23": 125, "2024-09-06": 250, "2024-09-25": 375,
}  # fmt: skip


def test_the_list_is_replayed_on_its_days() -> None:
    replayed = announced("aid=announced_2024")
    for date, amount in RECORD.items():
        assert ((datetime.date.fromisoformat(date) - DAY_ZERO).days, amount) in replayed
    assert [day for day, _ in replayed] == sorted(day for day, _ in replayed)


NOT_PUT_OFF = (300.0, 1000.0)  # of 12 March and 24 April; no other package has such an amount


def arrivals(aid: str) -> list[tuple[float, float]]:
    play = Play(parameters(f"aid={aid}"), "aid")
    play.until(5000)
    return [(amount, day) for day, _, amount in play.log("aid_arrived")]


def test_a_package_that_was_put_off_comes_as_much_later_and_no_other_does() -> None:
    expected = [(amount, day if amount in NOT_PUT_OFF else day + 60) for amount, day in arrivals("announced_2024")]
    np.testing.assert_allclose(sorted(arrivals("delayed")), sorted(expected), rtol=1e-9)


def test_a_surge_doubles_what_is_announced_from_day_0_on() -> None:
    assert announced("aid=surge") == [(day, 2 * amount) for day, amount in announced("aid=announced_2024")]


@pytest.mark.parametrize("aid", ["announced_2024", "renewal"])
def test_nothing_is_announced_while_the_gate_is_closed(aid: str) -> None:
    gate = ("aid.gate_closed_day=30", "aid.gate_opened_day=106")
    days = [day for day, _ in announced(f"aid={aid}", *gate)]
    assert days
    assert not [day for day in days if 30 <= day < 106]
    assert 106 in days  # what fell due meanwhile waited for it


def test_a_gate_that_never_opens_again_ends_it() -> None:
    assert max(day for day, _ in announced("aid=announced_2024", "aid.gate_closed_day=30")) < 30


def test_no_more_is_announced_than_was_appropriated() -> None:
    play = Play(parameters("aid=renewal", "aid.authority=1000 USD m"), "aid")
    aid = play.until(1000).aid
    assert aid.announced_usd_million == aid.arrived_usd_million == 1000.0
    assert aid.authority_usd_million == 0.0


@pytest.mark.thorough
def test_without_aid_the_tube_stock_is_used_up_on_a_day_that_can_be_computed() -> None:
    """4 kr at .3 kr/d: in the step, here of 3 hours, in which day 13 1/3 lies."""
    batch = simulated(
        *STEADY, *NO_LOSSES, "aid=no_sponsor_aid", "scenario.stocks.tube_supply=0 kr/d", "fires=unrationed",
        "step=3 hours", traces=1,
    )  # fmt: skip
    tube_out = (batch.trace.event == "stock_out") & (batch.trace.value == 0.0)
    assert batch.trace.day[tube_out][0] == pytest.approx(13.25, abs=1e-6)
    stock = path(batch, "tube_stock_kr")[0]
    np.testing.assert_allclose(stock[:14], 4 - 0.3 * np.arange(14), rtol=1e-12)
    assert not stock[14:].any()
    assert measure(batch, "unmet_demand_kr")[0] == pytest.approx(0.3 * 180 - 4)


@pytest.mark.thorough
def test_a_ration_lets_the_stock_decay_towards_its_lower_level() -> None:
    """1 kr + 3 kr exp(-.1 t): Blue fires .3 kr/d times (S - 1)/(4 - 1)."""
    batch = simulated(*STEADY, *NO_LOSSES, "aid=no_sponsor_aid", "scenario.stocks.tube_supply=0 kr/d", "step=5 min")
    np.testing.assert_allclose(path(batch, "tube_stock_kr")[0], 1 + 3 * np.exp(-0.1 * np.arange(181)), rtol=1e-3)


def test_a_package_brings_its_rounds() -> None:
    """USD 275 m x .18 x .03 kr per USD m x .70, and no other package."""
    one = parameters(
        "aid.packages=[{day: 3, amount: 275 USD m, kind: drawdown, content: rocket_artillery}]", "aid.lag_log_sd=0"
    )
    play = Play(one, "aid")
    before = play.until(3 + 18).stock.rounds_kr[0]
    assert play.until(3 + 18 + 0.01).stock.rounds_kr[0] - before == pytest.approx(275 * 0.18 * 0.03 * 0.70)
    assert play.log("aid_arrived") == [(21.0, "aid_arrived", 275.0)]
