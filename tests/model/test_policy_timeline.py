"""M9 as a timeline: the shipped schedules to the last bit, events in any number and order, and what is refused."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from composing import parameters
from stage import SEED, Play, measure, path, simulated

from sim.config.problems import Problem
from sim.engine import compiled, reference
from sim.engine.model import MODEL
from sim.model.cast import Role
from sim.model.processes.permissions import announce_relaxation, grant
from sim.model.processes.policy import note_recommendation, note_request
from sim.model.sides import DEEP, LONG_RANGE, ROCKET, TUBE

ANY_MILITARY = 2
SECTOR = [(weapon, 0, 1) for weapon in (TUBE, ROCKET)]
BORDER = [(weapon, 1, 1) for weapon in (TUBE, ROCKET)]
FAR = [(LONG_RANGE, band, ANY_MILITARY) for band in range(3)]
FREE = [(weapon, band, ANY_MILITARY) for band in range(3) for weapon in (TUBE, ROCKET)]
Schedule = list[tuple[float, list[tuple[int, int, int]]]]
SCHEDULES: dict[str, Schedule] = {
    "full_ban": [],
    "counter_fire": [(20.0, SECTOR), (38.0, BORDER)],
    "on_request": [(5.0, SECTOR), (23.0, BORDER)],
    "border_wide": [(20.0, SECTOR + BORDER)],
    "long_range": [(20.0, SECTOR), (20.0, FAR), (38.0, BORDER)],
    "unrestricted": [(0.0, FREE), (0.0, FAR)],
    "pre_emptive": [(-14.0, SECTOR), (4.0, BORDER)],
}
"""What each shipped policy grants on which day, as weapon, band and condition, by hand."""
UNASKED = ("unrestricted", "pre_emptive")


def by_schedule(schedule: Schedule, asked: bool) -> Any:
    """A calendar that knows nothing of events with names."""

    def calendar(env: Any, world: Any, parameters: Any, stream: Any) -> Any:
        entries = [(3.0, "ask"), (5.0, "recommend")] if asked else []
        for day, entry in sorted([*entries, *schedule], key=lambda pair: pair[0]):
            if day > env.now:
                yield env.timeout(day - env.now)
            if entry == "ask":
                note_request(env, world, parameters)
            elif entry == "recommend":
                note_recommendation(env, world)
            else:
                for weapon, band, condition in entry:
                    grant(world, weapon, band, condition, env.now + parameters.sanctuary.first_use_lag_days)
                announce_relaxation(env, world)

    return calendar


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_shipped_policy_is_its_schedule_to_the_last_bit(name: str) -> None:
    start = SCHEDULES[name][0][0] if name == "pre_emptive" else 0.0
    tree = parameters(f"restrictions={name}", f"scenario.start_day={start:g}", "horizon=60 days")
    other = Role("policy.calendar", by_schedule(SCHEDULES[name], name not in UNASKED))
    model = replace(MODEL, cast=tuple(other if role.name == other.name else role for role in MODEL.cast))
    got = reference.simulate(tree, SEED, [0, 1, 2], 3, 3)
    expected = reference.simulate(tree, SEED, [0, 1, 2], 3, 3, model=model)
    assert got.rows.tobytes() == expected.rows.tobytes()
    assert got.daily.tobytes() == expected.daily.tobytes()
    assert got.trace.event.tolist() == expected.trace.event.tolist()


NEAR = "{kind: permission, day: 8, weapons: tube, bands: near_border, targets: any_military, lag: 1 day}"
BACK = "{kind: withdrawal, after: near, delay: 6 days, weapons: tube, bands: attacked_border}"


def test_events_of_any_name_come_in_any_order() -> None:
    one = parameters("restrictions=full_ban", f"restrictions.events.back={BACK}", f"restrictions.events.near={NEAR}")
    play = Play(one, "policy")
    play.until(30)
    changes = play.log("policy_relaxed", "first_use", "policy_reversed")
    assert changes == [(8.0, "policy_relaxed", 3.0), (9.0, "first_use", 3.0), (14.0, "policy_reversed", 2.0)]
    assert play.world.policy.granted == [ANY_MILITARY, 0, 0, 0, 0, 0, 0, 0, 0]


SECTOR_BY_TUBE = "kind: permission, weapons: tube, bands: border_sector"


@pytest.mark.parametrize(
    ("earlier", "later", "effects"),
    [
        ("day: 8, lag: 5 days, targets: firing", "day: 10, lag: 5 days, targets: any_military", [(13.0, 1), (15.0, 2)]),
        ("day: 8, lag: 5 days, targets: any_military", "day: 10, lag: 1 day, targets: firing", [(11.0, 1), (13.0, 2)]),
        ("day: 8, lag: 9 days, targets: firing", "day: 10, lag: 1 day, targets: firing", [(11.0, 1)]),
        ("day: 8, lag: 5 days, targets: firing", "day: 10, lag: 5 days, targets: firing", [(13.0, 1)]),
    ],
)
def test_of_two_permissions_each_takes_effect_after_its_own_lag(
    earlier: str, later: str, effects: list[tuple[float, int]]
) -> None:
    """A later one neither delays an earlier one nor waits for it."""
    words = [
        f"restrictions.events.{name}={{{SECTOR_BY_TUBE}, {rest}}}" for name, rest in (("a", earlier), ("b", later))
    ]
    play = Play(parameters("restrictions=full_ban", *words), "policy")
    before = [
        (play.until(day - 0.01).policy.in_effect[0], play.until(day + 0.01).policy.in_effect[0]) for day, _ in effects
    ]
    assert before == [(condition - 1, condition) for _, condition in effects]
    assert play.until(30).policy.in_effect[0] == effects[-1][1]
    assert play.days("first_use") == [day for day, _ in effects]


def test_what_follows_an_event_moves_with_it_and_a_day_of_its_own_comes_first() -> None:
    days = [play_days("restrictions.events.permission.day=7"), play_days("restrictions.events.widening.day=30")]
    assert days == [[7.0, 25.0], [20.0, 30.0]]
    assert play_days("restrictions.events.permission.day=null") == []


def play_days(word: str) -> list[float]:
    play = Play(parameters(word), "policy")
    play.until(100)
    return play.days("policy_relaxed")


def test_a_policy_older_than_the_scenario_is_in_force_when_it_starts() -> None:
    """Start and window are those of every other policy; only what was granted differs."""
    pre_emptive, record = parameters("restrictions=pre_emptive"), parameters()
    assert pre_emptive.scenario == record.scenario
    play = Play(pre_emptive, "policy")
    assert play.world.policy.steps_in_effect == 1
    assert play.until(0.5).policy.opened_share == 0.8
    assert play.world.policy.relaxation_day == -14.0
    assert play.log("policy_relaxed") == [(0.0, "policy_relaxed", 1.0)]


def test_of_an_older_policy_what_was_withdrawn_before_the_start_is_not_in_force() -> None:
    gone = "restrictions.events.gone={kind: withdrawal, day: -2, weapons: artillery, bands: border_sector}"
    play = Play(parameters("restrictions=pre_emptive", gone, "restrictions.events.widening.day=50"), "policy")
    assert play.world.policy.steps_granted == play.world.policy.steps_in_effect == 0
    assert (play.world.policy.reversals, play.world.policy.reversal_day) == (1, -2.0)


def test_exposure_comes_back_with_a_withdrawal() -> None:
    still = ("restrictions.events.return.day=null", "escalation=none", "red_line=none", "horizon=110 days")
    kept = simulated("restrictions=timeline", "restrictions.events.withdrawal.day=null", *still)
    back = simulated("restrictions=timeline", *still)
    assert measure(back, "sanctuary_exposure_bty_d")[0] > measure(kept, "sanctuary_exposure_bty_d")[0]
    assert path(back, "permission_steps")[0][[74, 76, 110]].tolist() == [8.0, 2.0, 2.0]


def test_batteries_come_back_with_a_withdrawal() -> None:
    """Adaptation: what moved out of the reach of counter-fire returns when it is withdrawn."""
    gone = "restrictions.events.gone={kind: withdrawal, day: 60, weapons: artillery, bands: near_border}"
    kept, back = (Play(parameters(*words), "policy", "phases", "flows") for words in ((), (gone,)))
    assert kept.until(60).batteries.red_bty[DEEP] == back.until(60).batteries.red_bty[DEEP] > 0
    assert back.until(150).batteries.red_bty[DEEP] < 0.3 * kept.until(150).batteries.red_bty[DEEP]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("restrictions.events.permision.day=10",), "permision: no such row; did you mean 'restrictions.events.perm"),
        (("restrictions.events.permission.dai=10",), "did you mean 'restrictions.events.permission.day'"),
        (("restrictions.events.permission.weapons=rokets",), r"did you mean 'rocket'\? \(got 'rokets'\)"),
        (("restrictions.events.permission.day=200",), "day 200 is outside the replication; allowed below its horizon"),
        (("restrictions.events.widening.after=permision",), r"did you mean 'permission'\? \(got 'permision'\)"),
        (("restrictions.events.widening.delay=null",), "widening.delay: must be given with after"),
        (("restrictions=timeline", "restrictions.events.withdrawal.day=30"), "withdrawal.day: nothing to withdraw"),
        (
            ("restrictions.events.widening.after=widening",),
            "widening.after: events follow each other in a circle",
        ),
        (("restrictions.events.briefing.weapons=tube",), "weapons: is not used by restrictions.events.briefing.kind="),
        (
            ("restrictions=full_ban", *(f"restrictions.events.e{n}={{kind: briefing, day: {n}}}" for n in range(60))),
            "65 events, allowed at most 64",
        ),
    ],
)
def test_events_that_cannot_be_are_refused_by_name(words: tuple[str, ...], says: str) -> None:
    with pytest.raises(Problem, match=says):
        parameters(*words)


def test_both_schedulers_go_through_a_timeline_alike() -> None:
    tree = parameters("restrictions=timeline", "reversal=credibility")
    one, other = (engine.simulate(tree, SEED, range(5), 5, 5) for engine in (reference, compiled))
    assert one.rows.tobytes() == other.rows.tobytes()
    assert one.daily.tobytes() == other.daily.tobytes()
    assert math.isfinite(one.rows[0, 0])
