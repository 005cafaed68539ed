"""M5, who moves when, and how many: on the effect of a permission, on the request for one, or never."""

from __future__ import annotations

import math

import numpy as np
import pytest
from composing import parameters
from stage import NO_LOSSES, STEADY, Play, measure, path, simulated

from sim.model.counter_battery.limited_capacity import LimitedCapacity, answered_share, response_rate
from sim.model.processes.relocation import fire_kept, target_share
from sim.model.sides import DEEP, NEAR_BORDER
from sim.validation.verification.exact_flows import relocated

BEHIND = 36 * 0.75  # batteries behind the border at the start
THREAT = ("counter_battery.red_kill=2e-11", "adaptation.planning_horizon=1.2e11 days")
"""The threat of the shipped config, of which nothing is lost: the horizon is as much longer as an answer kills less."""
ALONE = (
    *(one for one in NO_LOSSES if "red_kill" not in one), *THREAT, *STEADY, "escalation=none", "red_line=none",
    "horizon=60 days", "counter_battery.rounds_per_kill=0 kr",
)  # fmt: skip
ANSWERED = 4 * 0.3 * 0.6 * 0.02 * 120  # answers a day that kill, over the horizon, where all may be struck
OWN = 0.15
SECTOR = OWN + (1 - OWN) * 0.8
TARGET = relocated(0.5, 0.25, 0.7, ANSWERED * SECTOR, 0.0)


def deep(*overrides: str) -> list[float]:
    batch = simulated(*ALONE, *overrides)
    return path(batch, "deep_batteries_bty")[0].tolist()


def test_a_move_begins_with_the_request_and_goes_its_way_exactly() -> None:
    """As many of those behind the border as it pays for, with a time constant of 40 days, from day 3."""
    found = deep("adaptation=anticipation", "restrictions=full_ban")
    assert found[:4] == [0.0] * 4
    for day in (4, 10, 20, 40, 60):
        assert found[day] == pytest.approx(TARGET * BEHIND * (1 - math.exp(-(day - 3) / 40)), rel=1e-6)


def test_what_is_decided_does_not_matter_to_who_anticipates() -> None:
    narrow = ("restrictions.events.widening.after=null", "restrictions.events.widening.delay=null")
    ban = deep("adaptation=anticipation", "restrictions=full_ban")
    assert deep("adaptation=anticipation", *narrow) == pytest.approx(ban, rel=1e-12)


FAR = "restrictions.events.far={kind: permission, day: 4, weapons: long_range, bands: deep, targets: firing, lag: 60 d}"


@pytest.mark.parametrize("earlier", [(), (FAR,)])
def test_who_anticipates_expects_the_first_permission_of_artillery(earlier: tuple[str, ...]) -> None:
    """Wider than that of the sector here, and not what long-range weapons were allowed before."""
    found = deep("adaptation=anticipation", "restrictions=border_wide", *earlier)
    target = relocated(0.5, 0.25, 0.7, ANSWERED * (OWN + (1 - OWN) * 0.85), 0.0)
    assert target > 1.01 * TARGET
    assert found[10] == pytest.approx(target * BEHIND * (1 - math.exp(-7 / 40)), rel=1e-6)


def test_without_a_request_it_waits_for_the_effect() -> None:
    unasked = ("restrictions.events.request.day=null", "restrictions.events.recommendation.day=null")
    assert deep("adaptation=anticipation", *unasked) == deep("adaptation=gradual", *unasked)
    assert not any(deep("adaptation=anticipation", "restrictions=full_ban", *unasked))


def test_long_range_strikes_are_not_foreseen_and_leave_less_to_gain_in_the_deep_once_in_effect() -> None:
    """Their missiles answer .2 of the detections, for .02 of .1 kr are there, and reach .4 of the deep."""
    one = parameters(*ALONE, "adaptation=anticipation", "restrictions=long_range")
    play = Play(one, "phases", "flows", "policy")
    red = play.until(19).batteries.red_bty
    assert red[DEEP] == pytest.approx(TARGET * BEHIND * (1 - math.exp(-16 / 40)), rel=1e-6)
    assert red[DEEP] + red[NEAR_BORDER] == pytest.approx(BEHIND, rel=1e-6)
    world = play.until(59)
    by_rockets, (_, near, deep) = world.policy.rocket_reach, world.policy.reach
    threat = ANSWERED * (by_rockets + 0.2 * (near - by_rockets))
    share = relocated(0.5, 0.25, 0.7, threat, ANSWERED * 0.2 * 0.7 * deep)
    assert deep == 0.4
    assert target_share(world, one) == pytest.approx(share, rel=1e-6)
    assert share < relocated(0.5, 0.25, 0.7, threat, 0.0)


def test_a_half_life_that_was_anticipated_ends_before_first_use_or_is_undefined_without_any() -> None:
    quick = ("adaptation=anticipation", "adaptation.time_constant=5 days")
    half_life = measure(simulated(*ALONE, *quick), "adaptation_half_life_d")[0]
    assert half_life == pytest.approx(3 + 5 * math.log(2) - 22.5, abs=0.126)
    assert math.isnan(measure(simulated(*ALONE, *quick, "restrictions=full_ban"), "adaptation_half_life_d")[0])


def share_under(*overrides: str, reach: tuple[float, float, float] = (SECTOR, SECTOR, 0.0)) -> float:
    """The share that is to be deep at the start, where rockets, any weapon, and missiles in the deep reach a share."""
    play = Play(parameters(*overrides))
    policy = play.world.policy
    policy.rocket_reach, policy.reach[NEAR_BORDER], policy.reach[DEEP] = reach
    return target_share(play.world, play.parameters)


@pytest.mark.parametrize("off", ["counter_battery=off", "counter_battery.red_kill=0", "counter_battery.detection=0"])
def test_without_a_hazard_nobody_moves(off: str) -> None:
    assert share_under(off, "adaptation.relocated_efficiency=1") == 0.0


def test_without_capacity_to_answer_nobody_moves_and_with_enough_as_many_as_under_the_race() -> None:
    queue = "counter_battery=capacity_limited"
    assert share_under(queue, "counter_battery.blue_answers_at_once=0") == 0.0
    assert share_under(queue, "counter_battery.blue_answers_at_once=100") == share_under()


def test_limited_capacity_lasts_for_the_share_of_detections_that_it_answers_all_of_none() -> None:
    """Of 27 batteries detected 20 times a day each, and of batteries that nobody detects."""
    rule = parameters("counter_battery=capacity_limited", "counter_battery.blue_answers_at_once=1").counter_battery
    assert isinstance(rule, LimitedCapacity)
    assert answered_share(rule, 27.0, 20.0) == pytest.approx(response_rate(rule) / (20.0 * 27.0))
    assert answered_share(rule, 27.0, 0.0) == 1.0


@pytest.mark.parametrize("hazard_days", [0.0, 1e-9, 9e-6, 1.1e-5, 0.3, 40.0])
def test_the_fire_that_is_kept_is_a_mean_of_what_is_left(hazard_days: float) -> None:
    """The mean of exp(-h t) over the horizon; also where the hazard is little."""
    moments = np.linspace(0.0, 1.0, 200_001)
    assert fire_kept(hazard_days) == pytest.approx(np.trapezoid(np.exp(-hazard_days * moments), moments), rel=1e-8)


def test_missiles_that_are_not_there_threaten_nobody() -> None:
    """What only missiles may strike near the border counts by their stock, and so does the deep."""
    none = "scenario.stocks.long_range=0 kr"
    assert share_under(none, reach=(OWN, 1.0, 0.0)) == share_under(none, reach=(OWN, OWN, 0.0)) == 0.0
    assert share_under(none, reach=(SECTOR, SECTOR, 1.0)) == share_under()
    assert share_under("scenario.stocks.long_range=1 kr", reach=(SECTOR, SECTOR, 1.0)) == 0.0


GRID = [(low, low + 0.02) for low in np.arange(0.0, 1.0, 0.02)]


def test_the_share_grows_with_what_is_opened_and_with_the_horizon_without_a_jump() -> None:
    """By no more than 3 % of the batteries for each 2 % that are opened."""
    shares = [share_under(reach=(reach, reach, 0.0)) for reach in np.arange(0.0, 1.01, 0.02)]
    assert shares[0] == 0.0 < shares[-1] < 0.5
    assert (np.diff(shares) >= 0.0).all()
    assert np.diff(shares).max() < 0.03
    horizons = [share_under(f"adaptation.planning_horizon={days} days") for days in (0, 30, 60, 90, 120, 240, 1000)]
    assert horizons == sorted(horizons)
    assert horizons[:2] == [0.0, 0.0]


def test_what_is_lost_near_the_border_grows_with_what_is_opened_where_costs_are_spread() -> None:
    """With a spread of at least .3 of the largest share a wider permission is never answered by more than it adds."""
    for moved, spread in ((0.5, 0.25), (0.8, 0.25), (1.0, 0.3)):
        costs = (f"adaptation.moved_share={moved}", f"adaptation.cost_spread={spread}")
        for horizon in (60, 120, 360, 2000):
            reaches = np.arange(0.0, 1.01, 0.05)
            over = f"adaptation.planning_horizon={horizon} days"
            stay = [1.0 - share_under(*costs, over, reach=(reach, reach, 0.0)) for reach in reaches]
            assert (np.diff(reaches * stay) > 0.0).all()
