"""A replication under SimPy: its days, its event log, and how it fails."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from composing import parameters

from sim.engine import reference
from sim.engine.batch import ReplicationFailed, check, days_of
from sim.engine.model import MODEL
from sim.engine.state import fields, flat, width, zero
from sim.model.cast import Role
from sim.model.daily import TRACKED
from sim.model.measures import MEASURES
from sim.model.world import Balance, World

NAMES = MODEL.output_names


def test_daily_rows_are_taken_at_the_start_at_whole_days_and_at_the_horizon():
    assert days_of(parameters("horizon=3.5 days", "restrictions=full_ban")).tolist() == [0, 1, 2, 3, 3.5]
    assert days_of(parameters("horizon=2 days", "restrictions=full_ban", "scenario.start_day=-14")).tolist() == [
        *range(-14, 3)
    ]
    assert days_of(parameters("horizon=2 days", "restrictions=full_ban", "scenario.start_day=-0.5")).tolist() == [
        -0.5,
        0,
        1,
        2,
    ]


def test_a_daily_row_comes_before_the_events_of_its_day():
    batch = reference.simulate(parameters("horizon=30 days", "sanctuary.first_use_lag=0 d"), 1, [0], paths=1)
    steps = batch.daily[0, :, [quantity.name for quantity in TRACKED].index("permission_steps")]
    assert steps[20] == 0  # the decision is an event of day 20
    assert steps[21] == 1


def test_what_flows_stands_at_the_day_of_its_row():
    tree = parameters("horizon=10 days", "step=5 hours", "city.launcher_salvos=0 / day", "restrictions=full_ban")
    batch = reference.simulate(tree, 1, [0], paths=1)
    names = [quantity.name for quantity in TRACKED]
    committed = batch.rows[0, [measure.name for measure in MEASURES].index("reserve_days_kpe_d")]
    assert committed > 0
    assert (
        batch.daily[0, -1, names.index("ground_lost_km2")]
        == batch.rows[0, [measure.name for measure in MEASURES].index("ground_lost_km2")]
    )


def test_the_event_log_names_mechanisms_and_ends_at_the_horizon():
    trace = reference.simulate(parameters("horizon=40 days"), 1, [0, 1], traces=1).trace
    assert set(trace.replication) == {0}
    assert (np.diff(trace.day) >= 0).all()
    log = list(zip(trace.day, trace.mechanism, trace.event, strict=True))
    assert (20.0, "policy.calendar", "policy_relaxed") in log
    assert (22.5, "policy.first_use", "first_use") in log
    assert log[0][1:] == ("phases", "phase_started")
    assert log[-1] == (40.0, "scheduler", "horizon")


def test_an_exception_names_the_replication_the_process_and_the_day():
    def breaks(env, world, parameters, stream):
        yield env.timeout(2.0)
        raise ZeroDivisionError("nothing to share")

    model = replace(MODEL, cast=(*MODEL.cast, Role("mine", breaks)))
    with pytest.raises(ReplicationFailed, match="replication 4: mine on day 2: ZeroDivisionError: nothing to share"):
        reference.simulate(parameters("horizon=5 days", "restrictions=full_ban"), 1, [4], model=model)


@pytest.mark.parametrize(
    ("row", "missing", "says"),
    [
        ({"ground_lost_km2": math.inf}, {}, "the measure ground_lost_km2 is inf"),
        ({}, {5: 1e-6}, "conservation is violated: Red's forces do not balance"),
        ({}, {9: math.nan}, "conservation is violated: money do not balance"),
    ],
)
def test_results_that_cannot_be_right_are_refused(row, missing, says):
    names = [measure.name for measure in MEASURES]
    values, books = [0.0] * len(names), [0.0] * width(Balance)
    for name, value in row.items():
        values[names.index(name)] = value
    for place, value in missing.items():
        books[place] = value
    with pytest.raises(ReplicationFailed, match=says):
        check(0, NAMES, values, [], [], books)
    check(0, NAMES, [math.nan] * len(names), [], [], [0.0] * width(Balance))  # undefined is no mistake


def test_a_quantity_that_is_not_a_number_is_refused_with_its_day():
    daily = [0.0] * len(TRACKED)
    daily[3] = math.nan
    with pytest.raises(ReplicationFailed, match=f"{TRACKED[3].name} is nan on day 6"):
        check(0, NAMES, [0.0] * len(MEASURES), [5.0, 6.0], [[0.0] * len(TRACKED), daily], [0.0] * width(Balance))


def test_a_state_of_zeros_flattens_to_its_width():
    world = zero(World)
    assert flat(world) == [0.0] * width(World)
    assert world.stock.rounds_kr is not world.stock.used_kr


def test_a_state_holds_numbers_only():
    class Odd:
        name: str

    with pytest.raises(TypeError, match=r"Odd\.name: a state holds float, int"):
        fields(Odd)
