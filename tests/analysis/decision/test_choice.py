"""The choice between the policies of a study: its price, its two policies, and the parts that are left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.decision.choice import GIVEN, SCALED, TIED, PolicyChoice, choose, options_of
from sim.analysis.decision.cube import Cube, ranks_of
from sim.analysis.decision.objective import objective_of
from sim.analysis.decision.request import DecisionRequest
from sim.model.measures import MEASURES

SAVED, SPENT = (next(one for one in MEASURES if one.name == name) for name in ("red_fires_kr", "rung_days"))
FACTORS = ("escalation.severity_memory", "counter_battery.detection", "scenario.artillery.share_behind_border")


def made_up(replications: int = 6, futures: int = 120, policies: int = 3) -> Cube:
    """Policies that each save 10 thousand rounds more and cost 10 rung-days more, the first parameter times so much."""
    generator = np.random.default_rng(4)
    values = generator.random((futures, len(FACTORS))) * 40
    place = np.arange(policies)[:, None, None, None]
    noise = generator.normal(size=(1, 2, futures, replications))
    shape = (policies, 2, futures, replications)
    saves = np.broadcast_to(100.0 - 10 * place + noise, shape)
    costs = np.broadcast_to(50 + 5 * place**2 * (values[:, 0] / 20)[:, None] + noise, shape)
    return Cube(
        policies=("full_ban", "on_request", "long_range")[:policies],
        structures=("stall=mixed, escalation=hawkes", "stall=mixed, escalation=poisson"),
        futures=np.arange(futures),
        groups=np.arange(futures),
        factors=FACTORS,
        values=values,
        ranks=np.column_stack([ranks_of(one) for one in values.T]),
        read=np.ones((len(FACTORS), 2), dtype=bool),
        measures={SAVED.name: saves, SPENT.name: costs},
        dropped=0,
        seed=20240510,
        units={FACTORS[0]: "d", SAVED.name: "kr", SPENT.name: "rung d"},
    )


WANTED = DecisionRequest(SAVED, SPENT)


def chosen(wanted: DecisionRequest = WANTED, aliased: frozenset[int] = frozenset(), **sizes: int) -> PolicyChoice:
    cube = made_up(**sizes)
    return choose(cube, objective_of(cube, SAVED, SPENT), wanted, aliased)


def test_without_a_price_it_is_that_at_which_the_two_best_policies_tie() -> None:
    found = chosen()
    assert found.source == TIED
    assert found.price == pytest.approx(10 / 15, rel=0.1)
    assert found.between == (2, 1)


def test_a_given_price_and_pair_are_kept_with_the_policy_first_that_saves_more() -> None:
    found = chosen(replace(WANTED, price=0.7, between=("full_ban", "long_range")))
    assert (found.price, found.source, found.between) == (0.7, GIVEN, (2, 0))


def test_where_no_two_policies_tie_the_price_weighs_both_measures_alike() -> None:
    cube = made_up()
    cube = replace(cube, measures={SAVED.name: cube.measures[SAVED.name], SPENT.name: cube.measures[SPENT.name][::-1]})
    found = choose(cube, objective_of(cube, SAVED, SPENT), WANTED)
    assert found.source == SCALED
    assert found.between == (2, 1)
    assert found.flips.ties == ()


def test_few_replications_leave_out_the_parts_that_judge_single_futures() -> None:
    found = chosen(replications=3)
    assert (found.region, found.worth) == (None, None)
    assert found.left_out["worth"] == "3 replications are too few to judge a single future; use replications=10"


def test_two_policies_have_no_front() -> None:
    found = chosen(policies=2)
    assert found.front is None
    assert found.left_out == {"front": "two policies form no front; a study of 3 or more has one"}


def test_a_limit_makes_a_policy_good_enough_where_its_mean_keeps_it() -> None:
    found = chosen(replace(WANTED, good_enough={SAVED.name: 85.0}))
    assert found.robustness.scores["share_good_enough"].tolist() == [0.0, 0.0, 1.0]


def test_an_aliased_parameter_turns_nothing() -> None:
    assert chosen().flips.beliefs.strongest[0] == 0
    assert 0 not in chosen(aliased=frozenset({0})).flips.beliefs.strongest


def test_the_options_of_structures_are_read_from_their_names() -> None:
    assert options_of(("stall=mixed, escalation=hawkes",)) == [{"stall": "mixed", "escalation": "hawkes"}]
    assert options_of(("as composed",)) == [{}]
