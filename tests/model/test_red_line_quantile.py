"""M11: a line whose quantile is given is no chance; over all quantiles it has the law that is drawn from."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from composing import parameters
from samples import thinned
from scipy import stats
from stage import SEED

from sim.config.problems import Problem
from sim.engine import compiled, reference
from sim.engine.streams import RandomStream, last_word
from sim.model.draws import normal_quantile
from sim.model.red_line.mechanism import draw_line
from sim.model.red_line.propensity import BEYOND_ALL_STEPS
from sim.study.design.uncertain_numbers import with_plausible_range

LAWS = ("uniform", "beta_bernoulli", "grievance", "convex")


class NoStream:
    """A stream that must not be drawn from."""

    def uniform(self) -> float:
        raise AssertionError("a draw was taken")


def stream(replication: int) -> RandomStream:
    found = RandomStream(SEED, "test.line")
    found.seat(last_word(0, replication))
    return found


def line(option: str, quantile: object, stream_: Any) -> float:
    return draw_line(stream_, parameters(f"red_line={option}", f"red_line.threshold_quantile={quantile}").red_line)


@pytest.mark.parametrize("option", LAWS)
def test_nothing_is_drawn_where_the_quantile_is_given(option: str) -> None:
    lines = [line(option, quantile, NoStream()) for quantile in (0, 0.2, 0.5, 0.9, 1)]
    assert lines == sorted(lines)
    assert lines[0] < lines[2] < lines[4] <= BEYOND_ALL_STEPS


@pytest.mark.parametrize("option", thinned(LAWS, "uniform", "convex"))
def test_over_the_quantiles_the_line_has_the_law_that_is_drawn_from(option: str) -> None:
    tree = parameters(f"red_line={option}")
    drawn = np.array([draw_line(stream(replication), tree.red_line) for replication in range(1500)])
    given = np.array([line(option, (place + 0.5) / 60, NoStream()) for place in range(60)])
    for among in np.quantile(given, [0.1, 0.3, 0.5, 0.7]):
        assert (drawn <= among).mean() == pytest.approx((given <= among).mean(), abs=0.05)


def test_without_a_quantile_the_uniform_line_is_the_one_of_the_first_draw() -> None:
    tree = parameters("red_line=uniform")
    assert math.isinf(tree.red_line.threshold_quantile)
    for replication in range(50):
        assert draw_line(stream(replication), tree.red_line) == 1 + int(10 * stream(replication).uniform())


def test_a_line_that_is_drawn_is_no_number_to_be_sampled() -> None:
    drawn, given = parameters(), parameters("red_line.threshold_quantile=0.5")
    assert "red_line.threshold_quantile" not in with_plausible_range(drawn)
    assert "red_line.threshold_quantile" in with_plausible_range(given)


def test_normal_quantiles_are_those_of_the_law() -> None:
    for probability in (1e-9, 0.001, 0.3, 0.5, 0.975, 0.999999):
        assert normal_quantile(probability) == pytest.approx(stats.norm.ppf(probability), abs=1e-9)
    assert normal_quantile(0.0) == pytest.approx(-9.0)


@pytest.mark.parametrize(("value", "told"), [(1.5, "must be between 0 and 1"), ("half", "must be a number")])
def test_what_is_no_quantile_is_refused(value: object, told: str) -> None:
    with pytest.raises(Problem, match=f"red_line.threshold_quantile: {told}"):
        parameters(f"red_line.threshold_quantile={value}")


def test_a_line_given_by_its_quantile_is_the_same_to_the_bit_under_both_schedulers() -> None:
    for option in LAWS:
        tree = parameters(f"red_line={option}", "red_line.threshold_quantile=0.3", "horizon=60 days")
        rows = [engine.simulate(tree, SEED, range(2)).rows for engine in (reference, compiled)]
        assert rows[0].tobytes() == rows[1].tobytes()
