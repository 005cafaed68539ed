"""M9 on a calendar: who decides what on which day, what that opens, and when."""

from __future__ import annotations

import pytest
from composing import parameters
from stage import Play, measure, simulated

from sim.model import signals
from sim.model.processes.permissions import grant
from sim.model.sides import DEEP, NEAR_BORDER, TUBE, Band, Targets

Event = tuple[float, str, float]


def asked(day: float) -> Event:
    return day, "requested", 0.0


def recommended(day: float) -> Event:
    return day, "recommended", 0.0


def relaxed(day: float, steps: int) -> Event:
    return day, "policy_relaxed", float(steps)


def used(day: float, steps: int) -> Event:
    return day, "first_use", float(steps)


def reversed_(day: float, steps: int) -> Event:
    return day, "policy_reversed", float(steps)


ASKED = [asked(3), recommended(5)]
STORIES = {
    "full_ban": ASKED,
    "counter_fire": [*ASKED, relaxed(20, 1), used(22.5, 1), relaxed(38, 2), used(40.5, 2)],
    "on_request": [*ASKED, relaxed(5, 1), used(7.5, 1), relaxed(23, 2), used(25.5, 2)],
    "border_wide": [*ASKED, relaxed(20, 2), used(22.5, 2)],
    "long_range": [*ASKED, relaxed(20, 1), relaxed(20, 7), used(22.5, 7), relaxed(38, 8), used(40.5, 8)],
    "pre_emptive": [relaxed(0, 1), relaxed(4, 2), used(6.5, 2)],
    "timeline": [
        *ASKED,
        relaxed(20, 1),
        used(22.5, 1),
        relaxed(38, 2),
        used(40.5, 2),
        relaxed(45, 8),
        used(47.5, 8),
        reversed_(75, 2),
        relaxed(120, 3),
        used(121, 3),
    ],
    "unrestricted": [relaxed(0, 4), relaxed(0, 10), used(2.5, 10)],
}
"""Requests, decisions and their effects, with the permission steps then granted or in effect; there are ten."""


@pytest.mark.parametrize("restrictions", STORIES)
def test_what_is_scheduled_happens_on_its_day(restrictions: str) -> None:
    play = Play(parameters(f"restrictions={restrictions}"), "policy")
    play.until(180)
    story = play.log("requested", "recommended", "policy_relaxed", "first_use", "policy_reversed")
    assert story == STORIES[restrictions]


def test_a_briefing_within_the_replication_is_told() -> None:
    play = Play(parameters("restrictions=full_ban", "restrictions.events.briefing.day=1"), "policy")
    play.until(2)
    assert play.log("briefed") == [(1.0, "briefed", 0.0)]


@pytest.mark.parametrize("lag", [0.0, 0.3, 7.0])
def test_effect_starts_at_the_decision_plus_the_lag(lag: float) -> None:
    play = Play(parameters("restrictions.events.permission.day=10", f"sanctuary.first_use_lag={lag!r} days"), "policy")
    assert play.until(10 + lag).policy.steps_in_effect == 0
    assert play.until(10 + lag + 1e-6).policy.steps_in_effect == 1
    assert play.world.policy.first_use_day == pytest.approx(10 + lag)


# Near the border own weapons reach .15. A permission opens .8 of the rest, a wide one .85; any target, .3 of that left.
SECTOR = 0.15 + 0.85 * 0.80
WIDE = 0.15 + 0.85 * 0.85
ANY_MILITARY = 0.15 + 0.85 * (0.85 + 0.15 * 0.3)


@pytest.mark.parametrize(
    ("restrictions", "day", "near_border", "deep"),
    [
        ("counter_fire", 22.4, 0.15, 0.0),
        ("counter_fire", 22.6, SECTOR, 0.0),
        ("counter_fire", 40.6, WIDE, 0.0),
        ("full_ban", 180.0, 0.15, 0.0),
        ("long_range", 22.4, 0.15, 0.0),
        ("long_range", 22.6, ANY_MILITARY, 0.4),
        ("border_wide", 22.6, WIDE, 0.0),
        ("unrestricted", 2.4, 0.15, 0.0),
        ("unrestricted", 2.6, ANY_MILITARY, 0.4),
        ("pre_emptive", 0.1, SECTOR, 0.0),
        ("pre_emptive", 6.6, WIDE, 0.0),
    ],
)
def test_reach_follows_from_permissions_in_effect(
    restrictions: str, day: float, near_border: float, deep: float
) -> None:
    reach = Play(parameters(f"restrictions={restrictions}"), "policy").until(day).policy.reach
    assert reach == pytest.approx([1.0, near_border, deep])


def test_long_range_adds_the_deep() -> None:
    counter_fire = Play(parameters("restrictions=counter_fire"), "policy").until(50).policy.reach
    long_range = Play(parameters("restrictions=long_range"), "policy").until(50).policy.reach
    assert counter_fire[DEEP] == 0.0
    assert long_range[DEEP] == 0.4
    assert long_range[NEAR_BORDER] >= counter_fire[NEAR_BORDER]


def test_a_permission_that_covers_nothing_is_a_permission_never_given() -> None:
    """Sanctuary 1: exactly the full ban, in all that the permission could change."""
    nothing = (
        "sanctuary.sector_coverage=0", "sanctuary.attacked_border_coverage=0", "city.aircraft_response_counter_fire=0",
        "escalation=none", "red_line=none", "horizon=60 days",
    )  # fmt: skip
    allowed = simulated("restrictions=counter_fire", *nothing, replications=range(20))
    banned = simulated("restrictions=full_ban", *nothing, replications=range(20))
    for name in (
        "red_batteries_lost_bty",
        "fires_from_sanctuary_kr",
        "ground_lost_km2",
        "red_losses_kpe",
        "fire_ratio",
    ):
        assert measure(allowed, name).tolist() == measure(banned, name).tolist(), name


def test_a_wider_condition_takes_effect_after_a_lag_of_its_own() -> None:
    """Meanwhile what was allowed stays allowed."""
    play = Play(parameters("restrictions=counter_fire"), "policy")
    play.until(30)
    grant(play.world, TUBE, Band.BORDER_SECTOR, Targets.ANY_MILITARY, 32.5)
    play.clock.announce(signals.PERMISSION_CHANGED)
    assert play.until(32.4).policy.in_effect[0] == Targets.FIRING
    assert play.until(32.6).policy.in_effect[0] == Targets.ANY_MILITARY
