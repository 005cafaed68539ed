"""What turns the choice: prices at which policies tie, the belief that decides, and structures that reverse it."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.decision.cube import ranks_of
from sim.analysis.decision.prices import leading, main_tie, shares_by_price, ties, trades, usual_prices
from sim.analysis.decision.reversals import reversals
from sim.analysis.decision.tipping_points import Futures, TippingPoints, tipping_points

ONE = [{}]
PRICES = np.geomspace(0.1, 10, 21)


def arrays(saves: list[float], costs: list[float], futures: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Policies under one structure, the same in every future."""
    shape = (len(saves), 1, futures)
    return np.broadcast_to(np.array(saves)[:, None, None], shape), np.broadcast_to(
        np.array(costs)[:, None, None], shape
    )


def test_leading_policies_are_those_on_the_lower_hull_in_the_order_of_prices() -> None:
    saves, costs = np.array([10.0, 4.0, 5.0, 0.0, 8.0]), np.array([0.0, 2.0, 9.0, 8.0, 1.9])
    assert leading(saves, costs) == [3, 1, 0]


def test_two_policies_tie_at_what_one_saves_for_what_it_costs_more() -> None:
    found = ties(*arrays([0.0, 6.0, 9.0], [4.0, 2.0, 0.0]), seed=1)
    assert {(tie.below, tie.above): (tie.price, tie.leads) for tie in found} == {
        (0, 1): (3.0, False),
        (1, 2): (1.5, False),
        (0, 2): (2.25, True),
    }
    assert all(tie.low == pytest.approx(tie.price) == tie.high for tie in found)


def test_a_policy_that_saves_and_spares_ties_at_no_price() -> None:
    assert ties(*arrays([0.0, 1.0], [0.0, 1.0]), seed=1) == ()
    assert main_tie((), *arrays([0.0, 1.0], [0.0, 1.0])) is None
    assert not len(usual_prices(()))


def test_the_main_tie_is_between_the_policies_that_are_best_in_most_futures() -> None:
    saves, costs = arrays([0.0, 6.0, 20.0], [4.0, 2.0, 0.0])
    found = ties(saves, costs, seed=1)
    assert [tie.leads for tie in found] == [True, False, True]
    tie = main_tie(found, saves, costs)
    assert tie is not None
    assert (tie.below, tie.above) == (0, 1)
    prices = usual_prices(found)
    assert (prices[0], prices[-1]) == pytest.approx((3 / 5, 7 * 5))


def test_trades_are_counted_apart_from_dominance() -> None:
    saves = np.array([[[0.0, 0, 0, 5]], [[2.0, 4, 1, 4]]])
    costs = np.array([[[1.0, 1, 0, 1]], [[0.0, 0, 1, 3]]])
    (found,) = trades(saves, costs)
    assert (found.saver, found.sparer) == (0, 1)
    assert (found.traded, found.saver_dominates, found.sparer_dominates, found.reversed_) == (0.5, 0.25, 0, 0.25)
    assert found.quantiles[2] == 3


def test_shares_of_the_best_policy_add_up_and_equal_ones_share() -> None:
    found = shares_by_price(*arrays([1.0, 1.0, 2.0], [1.0, 1.0, 0.0]), np.array([0.5, 1.0, 2.0]))
    assert found.best[0].tolist() == [[0.5, 0.5, 0], [1 / 3, 1 / 3, 1 / 3], [0, 0, 1]]


def study(effect: float, futures: int = 300, seed: int = 1) -> tuple[np.ndarray, np.ndarray, Futures]:
    """Two policies: the first saves 2 and costs what the first of six parameters sets, 0 to 4 times the effect."""
    generator = np.random.default_rng(seed)
    values = generator.random((futures, 6)) * 100
    costs = np.zeros((2, 1, futures, 5))
    costs[0, 0] = (2 + effect * (values[:, 0] / 25 - 2))[:, None] + generator.normal(size=(futures, 5))
    saves = np.zeros((2, 1, futures, 5))
    saves[1] = 2
    ranks = np.column_stack([ranks_of(one) for one in values.T])
    return saves, costs, Futures(ranks, values, np.ones(6, dtype=bool))


def found(effect: float, seed: int = 1) -> TippingPoints:
    saves, costs, futures = study(effect, seed=seed)
    return tipping_points(saves, costs, futures, ONE, PRICES, 1.0, (0, 1), seed)


def test_the_belief_that_turns_the_choice_is_told_at_its_value() -> None:
    (turn,) = found(1.0).beliefs.turns
    assert turn.factor == 0
    assert turn.low <= 50 <= turn.high
    assert turn.value == pytest.approx(50, abs=5)
    assert (turn.below, turn.above) == (0, 1)


@pytest.mark.parametrize("seed", range(3))
def test_no_belief_turns_a_choice_that_hangs_on_none(seed: int) -> None:
    assert found(0.0, seed).beliefs.turns == ()


@pytest.mark.slow
def test_at_least_95_of_100_studies_of_pure_noise_tell_no_belief() -> None:
    assert sum(not found(0.0, seed).beliefs.turns for seed in range(100)) >= 95


def test_a_belief_that_leaves_one_policy_ahead_throughout_turns_nothing() -> None:
    saves, costs, futures = study(1.0)
    at_low_price = tipping_points(saves, costs, futures, ONE, PRICES, 0.1, (0, 1), 1)
    assert at_low_price.beliefs.strongest[:1] == (0,)
    assert at_low_price.beliefs.turns == ()


def test_the_map_shows_the_policy_that_is_best_at_each_belief_and_price() -> None:
    drawn = found(1.0).map
    assert drawn is not None
    at = int(np.abs(drawn.prices - 1).argmin())
    assert drawn.best[0, at] == 0
    assert drawn.best[-1, at] == 1
    middle = int(np.abs(drawn.values - 50).argmin())
    assert drawn.tie[middle] == pytest.approx(1.0, abs=0.15)
    assert drawn.tie_low[middle] <= drawn.tie[middle] <= drawn.tie_high[middle]
    assert drawn.contested[middle, at]
    assert not drawn.contested[0, 0]


def test_there_is_no_map_where_no_belief_is_above_the_floor() -> None:
    assert found(0.0).map is None


def test_reversals_name_the_group_and_what_else_differs() -> None:
    options = [{"stall": "mixed", "escalation": "hawkes", "red_line": "uniform"},
               {"stall": "line", "escalation": "hawkes", "red_line": "uniform"},
               {"stall": "mixed", "escalation": "poisson", "red_line": "convex"}]  # fmt: skip
    losses = np.zeros((2, 3, 10))
    losses[1] = 1.0
    losses[1, 2, :4] = -1.0
    told = {(one.group, one.option): one for one in reversals(losses, options)}
    assert told["stall", "line"].share == 0
    assert told["escalation", "poisson"].share == pytest.approx(0.4)
    assert told["escalation", "poisson"].also == ("red_line",)
    assert [one.share for one in reversals(losses, options) if not one.group] == pytest.approx([0, 0.4])


def test_orders_of_futures_and_policies_and_the_unit_change_nothing_else() -> None:
    saves, costs, futures = study(1.0)
    mixed = np.random.default_rng(0).permutation(300)
    moved = Futures(futures.ranks[mixed], futures.values[mixed], futures.usable)
    one = tipping_points(saves, costs, futures, ONE, PRICES, 1.0, (0, 1), 3)
    other = tipping_points(
        saves[::-1][:, :, mixed] * 1024, costs[::-1][:, :, mixed], moved, ONE, PRICES * 1024, 1024.0, (1, 0), 3
    )
    assert other.shares.best[:, :, ::-1] == pytest.approx(one.shares.best)
    assert [tie.price for tie in other.ties] == pytest.approx([tie.price * 1024 for tie in one.ties])
    (turn,), (again,) = one.beliefs.turns, other.beliefs.turns
    assert (turn.value, turn.low, turn.high) == pytest.approx((again.value, again.low, again.high))
    assert (turn.below, turn.above) == (1 - again.below, 1 - again.above)
