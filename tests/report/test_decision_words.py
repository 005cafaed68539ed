"""The sentences of a decision, word by word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.analysis.decision.boxes import NOTHING_DRIVES, HeldOutShare, Region, RegionBound
from sim.analysis.decision.choice import PolicyChoice, choose
from sim.analysis.decision.cube import ALONE, Cube, ranks_of
from sim.analysis.decision.front import ParetoFront
from sim.analysis.decision.objective import objective_of
from sim.analysis.decision.prices import Tie
from sim.analysis.decision.request import DecisionRequest
from sim.analysis.decision.reversals import RankReversal
from sim.analysis.decision.robustness import Extreme, Robustness
from sim.analysis.decision.tipping_points import TippingPoint
from sim.analysis.decision.value_of_information import InformationValue, KnowledgeValue
from sim.model.measures import MEASURES
from sim.report.decision.names import DecisionNames
from sim.report.decision.words import (
    belief_sentence,
    choice_sentences,
    front_sentence,
    price_sentences,
    region_sentence,
    robust_sentence,
    structure_sentence,
    worth_sentence,
)

SAVED, SPENT = (next(one for one in MEASURES if one.name == name) for name in ("red_fires_kr", "rung_days"))
MEMORY, DETECTION = "escalation.severity_memory", "counter_battery.detection"
NEAR = np.empty(0)
HERE = "At a price of 0.35 thousand rounds for a rung-day, under one structure (escalation: acts excite acts),"


@pytest.fixture(scope="module")
def names() -> DecisionNames:
    """Three policies under two structures, in 40 futures of which the first is better in 25 at the price."""
    saves, costs = np.zeros((3, 2, 40, 4)), np.zeros((3, 2, 40, 4))
    saves[1], saves[2] = 5.0, 10.0
    costs[0], costs[1] = 20.0, 9.0
    costs[1, :, 25:] = 25.0
    values = np.random.default_rng(1).random((40, 2)) * 60
    cube = Cube(
        policies=("deep", "early", "ban"),
        structures=("escalation=hawkes", "escalation=poisson"),
        futures=np.arange(40),
        groups=np.arange(40),
        factors=(MEMORY, DETECTION),
        values=values,
        ranks=np.column_stack([ranks_of(one) for one in values.T]),
        read=np.ones((2, 2), dtype=bool),
        measures={SAVED.name: saves, SPENT.name: costs},
        dropped=0,
        seed=1,
        units={MEMORY: "d"},
    )
    objective = objective_of(cube, SAVED, SPENT)
    wanted = DecisionRequest(SAVED, SPENT, price=0.35, between=("early", "ban"))
    return DecisionNames(cube, objective, choose(cube, objective, wanted))


Change = Callable[..., DecisionNames]


@pytest.fixture
def but(names: DecisionNames) -> Change:
    """The decision with some parts of its choice replaced."""

    def changed(**parts: Any) -> DecisionNames:
        flips = {key: parts.pop(key) for key in ("ties", "beliefs", "reversals") if key in parts}
        choice: PolicyChoice = replace(names.choice, **parts)
        return replace(names, choice=replace(choice, flips=replace(choice.flips, **flips)))

    return changed


def test_a_price_is_told_with_its_interval_and_called_a_value_judgement(but: Change) -> None:
    first, second = price_sentences(but(ties=(Tie(1, 2, 0, 0.52, 0.46, 0.6, True),)))
    assert first == (
        "On average, under one structure (escalation: acts excite acts), early is better than ban if a rung-day is "
        "worth less than 0.52 thousand rounds (95 % interval 0.46 to 0.6), and ban if it is worth more; a price is a "
        "value judgement between model units."
    )
    assert second == f"{HERE} early is better in 62 % of the futures."


def test_two_policies_without_a_tie_have_one_that_is_no_worse_at_any_price(names: DecisionNames, but: Change) -> None:
    some = but(ties=())
    spared = replace(some, objective=replace(some.objective, costs=-some.objective.costs))
    assert price_sentences(spared)[0] == (
        "On average, under one structure (escalation: acts excite acts), early is at least as good as ban at any price "
        "of a rung-day: it has no more of either Red fires or rung-days."
    )


def test_a_belief_that_turns_the_choice_is_told_with_its_value(but: Change) -> None:
    turn = TippingPoint(0, 39.2, 36.1, 43.4, below=1, above=2, agreed=0.99)
    some = but(beliefs=replace(but().choice.flips.beliefs, turns=(turn,)))
    assert belief_sentence(some) == (
        f"{HERE} ban is better than early on average where the escalation severity memory is above 39 days "
        "(95 % interval 36 to 43); no other single belief changes the choice."
    )


def test_that_no_belief_turns_the_choice_is_told(but: Change) -> None:
    some = but(beliefs=replace(but().choice.flips.beliefs, turns=()))
    assert belief_sentence(some) == (f"{HERE} no single belief changes the choice between early and ban.")


def test_structures_are_told_by_group_with_what_changed_along(but: Change) -> None:
    reversals = (
        RankReversal(1, 0, "", "", (), 0.54),
        RankReversal(1, 0, "escalation", "poisson", ("red_line",), 0.31),
        RankReversal(2, 0, "escalation", "richardson", ("red_line",), 0.54),
        RankReversal(3, 0, "stall", "line", (), 0.03),
    )
    assert structure_sentence(but(reversals=reversals)) == (
        "At a price of 0.35 thousand rounds for a rung-day, the best policy changes with the theory of escalation in "
        "31 to 54 % and the reason to stall in 3 % of the futures; some of these structures also differ in the rule "
        "of the red line."
    )
    assert structure_sentence(but(reversals=())) == (
        "The study has one structure: whether another would change the best policy remains unknown; a study with "
        "structures: {escalation: [hawkes, poisson, richardson]} would show it."
    )


def region_of(**parts: Any) -> Region:
    held = HeldOutShare(0.85, 0.8, 0.9)
    found = Region(
        "", 0.4, (RegionBound(1, False, 0.165, 0.15, 0.18),), held, replace(held, value=0.86), NEAR, NEAR > 0
    )
    return replace(found, **parts)


def test_a_region_is_told_with_coverage_and_density_among_futures_held_out(but: Change) -> None:
    assert region_sentence(but(region=region_of(), at_least=5.0)) == (
        f"{HERE} early beats ban by at least 5 thousand rounds where the counter battery detection is below 0.17 (95 % "
        "interval 0.15 to 0.18): this region contains 85 % (95 % interval 80 to 90 %) of the held-out futures in which "
        "it does, and it does in 86 % (95 % interval 80 to 90 %) of the held-out futures in the region (in 40 % of all "
        "futures)."
    )


def test_that_no_region_is_told_says_why(but: Change) -> None:
    assert region_sentence(but(region=region_of(why_not=NOTHING_DRIVES, sides=()))) == (
        f"{HERE} no region describes where early beats ban: no single parameter is associated with it beyond "
        "chance. It does in 40 % of the futures."
    )


def test_rules_that_agree_and_the_futures_that_decide_the_extremes_are_told(but: Change) -> None:
    frequencies = {rule: np.ones(3) for rule in ("mean", "mean_of_worst_tenth", "regret_90")}
    found = Robustness(
        scores={},
        winners={"worst_case": (0,), "largest_regret": (1, 2)},
        frequencies=frequencies,
        told={"mean": 1, "regret_90": 1},
        extremes=(Extreme("worst_case", 7, 1, -3.0), Extreme("largest_regret", 9, 0, -2.0)),
    )
    assert robust_sentence(but(robustness=found)) == (
        "At a price of 0.35 thousand rounds for a rung-day, over all structures, equally weighted, the mean and the "
        "90 % regret agree on early; the winner by the mean of the worst tenth is not certain. The worst case would "
        "choose deep, decided by future 7 alone (escalation: acts at random). The largest regret would choose early or "
        "ban, decided by future 9 alone (escalation: acts excite acts)."
    )


def test_the_worth_of_knowing_is_told_as_a_bracket_with_the_best_parameter(but: Change) -> None:
    found = InformationValue(16.2, 16.9, 17.6, 1.0, (KnowledgeValue((0,), 14.1, 11.7, 16.6),), None, 0.0, 1, 227.0)
    assert worth_sentence(but(worth=found)) == (
        f"{HERE} knowing every uncertain parameter before choosing would be worth between 16.2 and 17.6 thousand "
        "rounds; knowing the escalation severity memory alone, 14.1 (95 % interval 11.7 to 16.6)."
    )
    assert worth_sentence(but(worth=replace(found, floor=20.0))) == (
        f"{HERE} knowing every uncertain parameter before choosing would be worth between 16.2 and 17.6 thousand "
        "rounds; no single parameter is worth more than chance explains."
    )


def test_policies_off_the_front_are_told_with_what_beats_them(but: Change) -> None:
    off = ParetoFront(
        np.zeros((3, 2)), np.zeros((3, 2)), np.array([True, True, False]), np.array([1, 1, 0.02]), (-1, -1, 1)
    )
    assert front_sentence(but(front=off)) == (
        "Under one structure (escalation: acts excite acts), in both Red fires and rung-days, ban is worse than early "
        "(unbeaten in 2 % of the bootstrap samples)."
    )
    on = replace(off, on_front=np.ones(3, dtype=bool), beaten_by=(-1, -1, -1))
    assert front_sentence(but(front=on)) == (
        "Under one structure (escalation: acts excite acts), no policy is beaten by another in both Red fires and "
        "rung-days: which to choose depends on the price."
    )


def test_parts_that_are_left_out_say_what_would_do(but: Change) -> None:
    few = "2 replications are too few to judge a single future; use replications=10"
    some = but(region=None, worth=None, left_out={"where": few, "worth": few})
    assert region_sentence(some) == (
        "Where one policy beats the other is left out: 2 replications are too few to judge a single "
        "future; use replications=10."
    )
    assert worth_sentence(some) == (
        "The value of information is left out: 2 replications are too few to judge a single "
        "future; use replications=10."
    )


def test_every_part_has_its_sentence(names: DecisionNames) -> None:
    found = choice_sentences(names)
    assert list(found) == ["price", "belief", "structure", "where", "robust", "worth", "front"]
    assert all(sentence.endswith(".") for some in found.values() for sentence in some)


def test_beliefs_with_the_same_end_are_told_apart(names: DecisionNames) -> None:
    cube = replace(names.cube, factors=("phases.mean.pause", "fires.pause"), structures=(ALONE, ALONE))
    assert replace(names, cube=cube).beliefs == ["mean pause", "fires pause"]


def test_policies_are_called_by_their_labels(names: DecisionNames) -> None:
    policies = ("restrictions=full_ban", "restrictions=counter_fire restrictions.events.permission.day=3", "mine")
    assert replace(names, cube=replace(names.cube, policies=policies)).policies == [
        "Full ban",
        "Counter-fire, permitted on day 3",
        "mine",
    ]
