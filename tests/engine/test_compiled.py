"""The compiled scheduler gives SimPy's bits, in measures, daily rows and event logs, whatever the variant.

One file, as the workers of a test run share tests by file, and one compilation is to serve all of these.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from composing import parameters
from hypothesis import given, settings
from random_configs import configs, every_two

from sim.engine import compiled, reference
from sim.engine.batch import ReplicationFailed

REPLICATIONS = range(3)

REINFORCED = "scenario.forces.reinforcements=[{side: red, day: 3, over: 2.5 days, amount: 4 kpe}]"

# Together they cover every option that ships.
VARIANTS = (
    (),
    ("restrictions=full_ban", "attrition=square", "stall=line"),
    ("restrictions=on_request", "attrition=linear", "stall=reserves", "aid=delayed"),
    ("restrictions=pre_emptive", "attrition=logarithmic", "stall=culmination", "aid=surge"),
    ("restrictions=border_wide", "advance=exogenous", "adaptation=none", "aid=funding_gap"),
    ("restrictions=long_range", "escalation=poisson", "aid=no_sponsor_aid"),
    ("restrictions=unrestricted", "escalation=none", "red_line=none", "aid=renewal"),
    ("restrictions=endogenous", "aid=renewal", "advance=exogenous", "stall=line"),
    ("scenario=border_generic", "restrictions=endogenous", "restrictions.highest_step=3"),
    ("scenario=border_generic", "restrictions=pre_emptive", "adaptation=none", "step=5 hours"),
    ("attrition=deitchman", "casualties=one_by_one", "advance=withdrawal", "stall=reserves", "fires=unrationed"),
    ("attrition=general", "attrition.blue_own_loss=0.001 / day", "advance=depth", "city=one_channel"),
    ("attrition=salvo", "advance=none", "fires=two_threshold", "reserves=none", REINFORCED),
    ("counter_battery=capacity_limited", "phases=semi_markov", "escalation=rungs", "red_line=beta_bernoulli"),
    ("counter_battery=off", "phases=threshold", "escalation=richardson", "red_line=grievance", "pressure=none"),
    ("restrictions=threshold", "adaptation=anticipation", "aid=poisson", "red_line=convex"),
    (
        "restrictions=endogenous",
        "aid=pressure_dependent",
        "counter_battery.displacement_law=fixed",
        "restrictions.relax.baseline=linear",
        "+restrictions.relax.level=0.05 / day",
        "+restrictions.relax.slope=-0.001 / d2",
        "restrictions.reverse.baseline=stepped",
        "+restrictions.reverse.levels=[{from_day: 10, level: 0.5 / day}, {from_day: 40, level: 20 / day}]",
        "escalation=richardson",
        "red_line=convex",
        "aid.lag_law=exponential",
    ),
)


def bits(numbers):
    return np.ascontiguousarray(numbers).view(np.int64)


@pytest.mark.parametrize("overrides", VARIANTS, ids=" ".join)
def test_both_schedulers_give_the_same_bits(overrides):
    tree = parameters("horizon=100 days", *overrides)
    simpy = reference.simulate(tree, 11, REPLICATIONS, paths=2, traces=2)
    numba = compiled.simulate(tree, 11, REPLICATIONS, paths=2, traces=2)
    assert np.array_equal(bits(simpy.rows), bits(numba.rows))
    assert simpy.daily.shape[0] == 2
    assert np.array_equal(bits(simpy.daily), bits(numba.daily))
    assert len(simpy.trace.day) > 500
    for column in ("replication", "day", "mechanism", "event", "value"):
        assert np.array_equal(getattr(simpy.trace, column), getattr(numba.trace, column)), column


def shipped():
    return [parameters("horizon=100 days", *overrides) for overrides in VARIANTS]


def outcome(engine, tree, replications):
    """All that comes of some replications, or why it does not."""
    try:
        return engine.simulate(tree, 4, replications, paths=3, traces=1)
    except ReplicationFailed as failure:
        return str(failure)


def assert_the_same(tree, replications=REPLICATIONS):
    simpy, numba = (outcome(engine, tree, replications) for engine in (reference, compiled))
    if isinstance(simpy, str) or isinstance(numba, str):
        assert simpy == numba
        return
    assert np.array_equal(bits(simpy.rows), bits(numba.rows))
    assert np.array_equal(bits(simpy.daily), bits(numba.daily))
    assert np.array_equal(bits(simpy.trace.value), bits(numba.trace.value))
    assert np.array_equal(simpy.trace.mechanism, numba.trace.mechanism)


def trees_of_every_two_options():
    trees = list(every_two(shipped()))
    assert len(trees) > 50
    return [dataclasses.replace(tree, horizon_days=60.0) for tree in trees]


@pytest.mark.sample
@pytest.mark.thorough
def test_a_sample_of_all_options_give_the_same_bits_together():
    for tree in trees_of_every_two_options()[::5]:
        assert_the_same(tree, range(1))


@pytest.mark.pairs
@pytest.mark.slow
def test_every_two_options_give_the_same_bits_together():
    for tree in trees_of_every_two_options():
        assert_the_same(tree, range(1))


@pytest.mark.thorough
@settings(max_examples=40)
@given(configs(shipped, 40.0))
def test_any_valid_config_gives_the_same_bits(tree):
    assert_the_same(tree)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@settings(max_examples=3000)
@given(configs(shipped, 90.0))
def test_thousands_of_valid_configs_give_the_same_bits(tree):
    assert_the_same(tree)


def test_any_replication_of_any_future_alone():
    tree = parameters("horizon=60 days")
    simpy = reference.simulate(tree, 2**63 + 5, [3_000_000_000], future=4_000_000_000)
    numba = compiled.simulate(tree, 2**63 + 5, [3_000_000_000], future=4_000_000_000)
    assert np.array_equal(bits(simpy.rows), bits(numba.rows))


@pytest.mark.thorough
def test_a_replication_that_fails_is_named_and_explained():
    # announcements that let no time pass
    tree = parameters("aid=renewal", "aid.interval=1e-9 days", "horizon=30 days")
    with pytest.raises(ReplicationFailed, match=r"replication 5: aid\.announcements on day .*time pass") as failure:
        compiled.simulate(tree, 1, [5, 6])
    assert failure.value.replication == 5
