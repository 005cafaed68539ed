"""M4 with limited capacity: Erlang's A queue, whose customers leave; and its limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from composing import parameters
from stage import NO_LOSSES, STEADY, Z_LIMIT, Play, plays, simulated, z_of_mean, z_of_share

from sim.config.problems import Problem
from sim.model.counter_battery.mechanism import response_first
from sim.model.processes.counter_battery_queue import capacity
from sim.model.sides import BLUE, RED, ROCKET

QUEUE = (
    *STEADY, "counter_battery=capacity_limited", "counter_battery.detection=1", "counter_battery.response=1 day",
    "counter_battery.displacement=2 days", "counter_battery.red_kill=0", "counter_battery.blue_kill=0",
    "scenario.artillery.red_batteries=4 bty", "scenario.artillery.share_behind_border=0",
    "counter_battery.missions=1 / (bty d)",
    "counter_battery.rounds_per_kill=0 kr", "counter_battery.blue_answers_at_once=3",
)  # fmt: skip
"""Four detections a day, three answers at once of a day each, displacement after two days."""

LOST = 0.3067967257  # share of the detections that leave before an answer is begun
WAITING = 2.4543738053  # in the mean
ALL_BUSY = 0.8445563298  # share of the time in which an answer has to wait
BUSY = 4 * (1 - LOST)  # answers under way, by Little's law


def test_an_erlang_a_queue_loses_and_lets_wait_what_palm_computed() -> None:
    play = Play(parameters(*QUEUE), "phases", "counter_battery.red")
    answers = play.until(50).answers
    before, waiting, busy, full, lost, detected = [0, 0], [], [], [], [], []
    for batch in range(1, 401):  # of ten days, little correlated
        seen = []
        for day in range(10):
            play.until(50 + 10 * batch + day)
            seen.append((answers.waiting[RED], answers.under_way[RED] + answers.in_vain[RED]))
        waiting.append(np.mean([queue for queue, _ in seen]))
        busy.append(np.mean([units for _, units in seen]))
        full.append(np.mean([units == 3 for _, units in seen]))
        lost.append(answers.displaced[RED] - before[0])
        detected.append(answers.detected[RED] - before[1])
        before = [answers.displaced[RED], answers.detected[RED]]
    assert abs(z_of_mean(waiting, WAITING)) < Z_LIMIT
    assert abs(z_of_mean(busy, BUSY)) < Z_LIMIT
    assert abs(z_of_mean(full, ALL_BUSY)) < Z_LIMIT
    assert abs(z_of_mean(np.array(lost) - LOST * np.array(detected), 0.0)) < Z_LIMIT


def test_an_answer_is_too_late_where_the_battery_left_first() -> None:
    """2/(1 + 2) of the answers that are begun are in time."""
    answers = Play(parameters(*QUEUE), "phases", "counter_battery.red").until(3000).answers
    given = answers.in_time[RED] + answers.late[RED]
    assert abs(z_of_share(answers.in_time[RED], given, 2 / 3)) < Z_LIMIT


def test_every_detection_is_somewhere() -> None:
    play = Play(parameters(*QUEUE, "counter_battery.red_answers_at_once=1"), "phases", "counter_battery")
    for day in range(1, 60):
        answers = play.until(day).answers
        for side in (RED, BLUE):
            here = answers.waiting[side] + answers.under_way[side] + answers.in_vain[side]
            gone = answers.displaced[side] + answers.late[side] + answers.in_time[side]
            assert answers.detected[side] == here + gone
            assert answers.under_way[side] + answers.in_vain[side] <= (3 if side == RED else 1)
            assert answers.waiting[side] == 0 or answers.under_way[side] + answers.in_vain[side] > 0


def test_with_capacity_enough_it_is_the_race_of_two_clocks() -> None:
    """Losses of one battery in 30 days at the hazard 6 x .3 x 3/8 x .2 = .135 a day."""
    one = parameters(
        *STEADY, "counter_battery=capacity_limited", "counter_battery.missions=6 / (bty d)",
        "counter_battery.response=5 min", "counter_battery.displacement=3 min", "counter_battery.red_kill=0.2",
        "scenario.artillery.red_batteries=1 bty", "scenario.artillery.share_behind_border=0",
        "counter_battery.blue_answers_at_once=1000",
    )  # fmt: skip
    found = plays(400, one, "phases", "counter_battery.red", until=30)
    left = sum(play.world.batteries.lost_bty[RED] == 0 for play in found)
    assert abs(z_of_share(left, 400, math.exp(-0.135 * 30))) < Z_LIMIT


def test_capacity_goes_with_the_batteries_of_the_side_that_answers() -> None:
    play = Play(parameters(*QUEUE))
    batteries = play.world.batteries
    for share, expected in ((1.0, 3), (0.7, 3), (0.66, 2), (0.01, 1), (0.0, 0)):
        batteries.blue_bty, batteries.blue_share = share * batteries.start_bty[BLUE], share
        assert capacity(play.world, play.parameters, RED) == expected


def test_without_anybody_to_answer_every_detection_leaves() -> None:
    one = parameters(*QUEUE, "counter_battery.blue_answers_at_once=0", "counter_battery.red_answers_at_once=1")
    answers = Play(one, "phases", "counter_battery.red").until(200).answers
    assert answers.in_time[RED] == answers.late[RED] == 0
    assert answers.displaced[RED] > 500


def test_an_answer_uses_rounds_and_a_battery_costs_as_many_in_the_mean() -> None:
    """`rounds_per_kill` for each battery destroyed, spent answer by answer."""
    one = parameters(
        *QUEUE, "counter_battery.red_kill=0.05", "counter_battery.rounds_per_kill=0.02 kr",
        "scenario.stocks.rocket=1000 kr", "scenario.artillery.red_batteries=1000 bty",
        "counter_battery.missions=0.004 / (bty d)",
    )  # fmt: skip
    worlds = [play.world for play in plays(60, one, "phases", "counter_battery.red", until=100)]
    for world in worlds:
        assert world.stock.used_kr[ROCKET] == pytest.approx(0.02 * 0.05 * world.answers.in_time[RED])
    lost = [world.batteries.lost_bty[RED] - 0.05 * world.answers.in_time[RED] for world in worlds]
    assert abs(z_of_mean(lost, 0.0)) < Z_LIMIT
    assert sum(world.batteries.lost_bty[RED] for world in worlds) > 200


def test_a_fixed_displacement_leaves_the_answer_more_time() -> None:
    """1 - exp(-3/5), against 3/8 where it is exponential."""
    race = ("counter_battery.response=5 min", "counter_battery.displacement=3 min")
    fixed = parameters(*race, "counter_battery.displacement_law=fixed")
    assert response_first(fixed.counter_battery) == pytest.approx(0.4511883639, abs=1e-10)
    assert response_first(parameters(*race).counter_battery) == 0.375


def test_a_queue_has_no_fixed_displacement() -> None:
    with pytest.raises(Problem, match=r"displacement_law: is not used by counter_battery\.kind=capacity_limited"):
        parameters("counter_battery=capacity_limited", "+counter_battery.displacement_law=fixed")


def test_off_nothing_is_found_or_lost_and_no_rocket_is_used() -> None:
    batch = simulated(*NO_LOSSES[:4], "counter_battery=off", "horizon=60 days", traces=1)
    assert not (batch.trace.event == "battery_lost").any()
    play = Play(parameters("counter_battery=off", "aid=no_sponsor_aid"), "phases", "flows", "counter_battery")
    assert play.until(50).stock.used_kr[ROCKET] == 0.0
