"""The sentences of a decision: one or two per part, to be quoted with interval, unit and condition."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from sim.analysis.decision.boxes import EVERYWHERE, NO_DENSER, NOTHING_DRIVES, HeldOutShare, Region
from sim.analysis.decision.prices import Tie
from sim.analysis.decision.reversals import RankReversal
from sim.analysis.decision.rules import EXTREMES, GOOD_ENOUGH, MEAN, REGRET_90, REGRET_MOST, WORST, WORST_TENTH
from sim.analysis.decision.tipping_points import TippingPoint
from sim.report.decision.names import (
    VALUE_JUDGEMENT,
    DecisionNames,
    group_words,
    interval_text,
    percent,
    percent_range,
    sentence,
    spelt_name,
)
from sim.report.words.numbers import number
from sim.report.words.wording import listed

RULES = {
    MEAN: "the mean",
    WORST_TENTH: "the mean of the worst tenth",
    REGRET_90: "the 90 % regret",
    GOOD_ENOUGH: "the share of satisfactory futures",
    WORST: "the worst case",
    REGRET_MOST: "the largest regret",
}
"""Rules of choice that are told on a page."""
WHY_NO_REGION = {
    NOTHING_DRIVES: "no single parameter is associated with it beyond chance",
    EVERYWHERE: "no range of a parameter makes it more frequent",
    NO_DENSER: "the best region is hardly denser than the remaining held-out futures",
}


def price_sentences(names: DecisionNames) -> list[str]:
    """Sentences on the price at which the choice switches, and on the share of futures in favour of each policy."""
    tie = _tie(names)
    first, second = names.between
    if tie is None:
        return [_no_tie(names), _share_ahead(names)]
    ends = "" if math.isnan(tie.low) else f" (95 % interval {interval_text(tie.low, tie.high)})"
    return [
        sentence(
            f"{first} is better than {second} if {names.one_cost} is worth less than {names.amount(tie.price)}{ends}, "
            f"and {second} if it is worth more; {VALUE_JUDGEMENT}.",
            "on average",
            names.first_structure,
        ),
        _share_ahead(names),
    ]


def belief_sentence(names: DecisionNames) -> str:
    """Sentence on the single beliefs that change the choice at the price."""
    where = names.at_price, names.first_structure
    first, second = names.between
    turns = names.choice.flips.beliefs.turns
    if not turns:
        return sentence(f"no single belief changes the choice between {first} and {second}.", *where)
    parts = [_turn(names, turn) for turn in turns]
    return sentence(f"{'; '.join(parts)}; no other single belief changes the choice.", *where)


def structure_sentence(names: DecisionNames) -> str:
    """Sentence on the share of futures in which the structure changes the best policy."""
    found: dict[str, list[RankReversal]] = {}
    for one in names.choice.flips.reversals:
        if one.group:
            found.setdefault(one.group, []).append(one)
    if not found:
        return (
            "The study has one structure: whether another would change the best policy remains unknown; a study with "
            "structures: {escalation: [hawkes, poisson, richardson]} would show it."
        )
    ordered = sorted(found, key=lambda group: -max(one.share for one in found[group]))
    parts = [f"{group_words(group)} in {percent_range([one.share for one in found[group]])}" for group in ordered]
    text = f"{listed(parts)} of the futures"
    also = dict.fromkeys(other for some in found.values() for one in some for other in one.also)
    others = listed([group_words(each) for each in also])
    mixed = f"; some of these structures also differ in {others}" if also else ""
    return sentence(f"the best policy changes with {text}{mixed}.", names.at_price)


def region_sentence(names: DecisionNames) -> str:
    """Sentence on the region in which the first policy beats the second."""
    found = names.choice.region
    first, second = names.between
    event = f"{first} beats {second}{_at_least(names)}"
    if found is None:
        return left_out_sentence("where", names.choice.left_out["where"])
    where = names.at_price, names.first_structure
    if found.why_not:
        base = f"It does in {percent(found.base_rate)} of the futures."
        return sentence(f"no region describes where {event}: {WHY_NO_REGION[found.why_not]}. {base}", *where)
    return sentence(
        f"{event} where {listed(region_parts(names, found))}: this region contains {_held_out(found.coverage)} of the "
        f"held-out futures in which it does, and it does in {_held_out(found.density)} of the held-out futures in the "
        f"region (in {percent(found.base_rate)} of all futures).",
        *where,
    )


def _held_out(share: HeldOutShare) -> str:
    """`85 % (95 % interval 80 to 90 %)`."""
    return f"{percent(share.value)} (95 % interval {percent_range((share.low, share.high))})"


def region_parts(names: DecisionNames, found: Region) -> list[str]:
    """The restrictions of a region: `severity memory is below 39 days (95 % interval 36 to 43)`."""
    parts = []
    for side in found.sides:
        word = "above" if side.is_low else "below"
        known = math.isfinite(side.low) and math.isfinite(side.high)
        ends = f" (95 % interval {interval_text(side.low, side.high)})" if known else " (bound uncertain)"
        parts.append(f"the {names.beliefs[side.factor]} is {word} {names.belief_value(side.factor, side.value)}{ends}")
    return parts


def robust_sentence(names: DecisionNames) -> str:
    """Sentence on the agreement of the rules of choice, and on the choices of the two extreme rules."""
    found = names.choice.robustness
    judged = [rule for rule in (MEAN, WORST_TENTH, REGRET_90, GOOD_ENOUGH) if rule in found.frequencies]
    parts = _agreement(judged, found.told, names.policies)
    extremes = [_extreme(names, rule) for rule in EXTREMES]
    text = f"{'; '.join(parts)}. {' '.join(extremes)}"
    return sentence(text, names.at_price, names.over_structures)


def worth_sentence(names: DecisionNames) -> str:
    """Sentence on the value of knowing everything, and on the single parameter worth most."""
    found = names.choice.worth
    if found is None:
        return left_out_sentence("worth", names.choice.left_out["worth"])
    text = sentence(
        f"knowing every uncertain parameter before choosing would be worth between {number(found.low, 3)} and "
        f"{names.amount(found.high, 3)}",
        names.at_price,
        names.first_structure,
    )
    told = found.above_floor()
    if not told:
        return f"{text}; no single parameter is worth more than chance explains."
    best = told[0]
    return (
        f"{text}; knowing the {names.beliefs[best.factors[0]]} alone, {number(best.value, 3)} "
        f"(95 % interval {interval_text(best.low, best.high, 3)})."
    )


def front_sentence(names: DecisionNames) -> str:
    """Policies that need no consideration."""
    found = names.choice.front
    if found is None:
        return left_out_sentence("front", names.choice.left_out["front"])
    spelt = [spelt_name(measure) for measure in names.choice.objectives]
    what = f"{'both' if len(spelt) == 2 else 'all of'} {listed(spelt)}"
    beaten = [place for place, on_front in enumerate(found.on_front.tolist()) if not on_front]
    if not beaten:
        text = f"no policy is beaten by another in {what}: which to choose depends on the price."
        return sentence(text, names.first_structure)
    parts = [
        f"{names.policies[place]} is worse than {names.policies[found.beaten_by[place]]} (unbeaten in "
        f"{percent(float(found.probability[place]))} of the bootstrap samples)"
        for place in beaten
    ]
    return sentence(f"in {what}, {listed(parts)}.", names.first_structure)


def left_out_sentence(part: str, why: str) -> str:
    """Sentence on a part that is left out, with the reason."""
    parts = {"where": "Where one policy beats the other", "worth": "The value of information", "front": "The front"}
    return f"{parts[part]} is left out: {why}."


def choice_sentences(names: DecisionNames) -> dict[str, list[str]]:
    """The sentences by part."""
    return {
        "price": price_sentences(names),
        "belief": [belief_sentence(names)],
        "structure": [structure_sentence(names)],
        "where": [region_sentence(names)],
        "robust": [robust_sentence(names)],
        "worth": [worth_sentence(names)],
        "front": [front_sentence(names)],
    }


def _tie(names: DecisionNames) -> Tie | None:
    between = set(names.choice.between)
    ties = names.choice.flips.ties
    return next((tie for tie in ties if tie.structure == 0 and {tie.below, tie.above} == between), None)


def _no_tie(names: DecisionNames) -> str:
    """Sentence on two policies without a switching price: equal, or one at least as good at every price."""
    saves, costs = (values[:, 0].mean(axis=(1, 2)) for values in (names.objective.saves, names.objective.costs))
    first, second = names.choice.between
    better = first if costs[first] <= costs[second] else second
    other = second if better == first else first
    where = "on average", names.first_structure
    if saves[first] == saves[second] and costs[first] == costs[second]:
        text = f"{names.between[0]} and {names.between[1]} are equal at every price of {names.one_cost}."
        return sentence(text, *where)
    return sentence(
        f"{names.policies[better]} is at least as good as {names.policies[other]} at any price of {names.one_cost}: it "
        f"has no more of either {spelt_name(names.objective.saved)} or {spelt_name(names.objective.spent)}.",
        *where,
    )


def _share_ahead(names: DecisionNames) -> str:
    first, second = names.choice.between
    losses = names.objective.losses(names.choice.price)
    ahead = (losses[first, 0].mean(axis=1) < losses[second, 0].mean(axis=1)).mean()
    return sentence(
        f"{names.policies[first]} is better in {percent(float(ahead))} of the futures.",
        names.at_price,
        names.first_structure,
    )


def _turn(names: DecisionNames, turn: TippingPoint) -> str:
    """`full_ban is better on average where severity memory is above 39 days (95 % interval 36 to 43)`."""
    return (
        f"{names.policies[turn.above]} is better than {names.policies[turn.below]} on average where "
        f"the {names.beliefs[turn.factor]} is above {names.belief_value(turn.factor, turn.value)} "
        f"(95 % interval {interval_text(turn.low, turn.high)})"
    )


def _at_least(names: DecisionNames) -> str:
    least = names.choice.at_least
    return f" by at least {names.amount(least)}" if least > 0 else ""


def _agreement(rules: Sequence[str], told: Mapping[str, int], policies: Sequence[str]) -> list[str]:
    """Clauses that name the policy each rule prefers, and the rules without a certain winner."""
    by_policy: dict[int, list[str]] = {}
    for rule in rules:
        if rule in told:
            by_policy.setdefault(told[rule], []).append(RULES[rule])
    parts = []
    for policy, which in by_policy.items():
        verb = "prefers" if len(which) == 1 else "agree on"
        parts.append(f"{listed(which)} {verb} {policies[policy]}")
    unsure = [RULES[rule] for rule in rules if rule not in told]
    if unsure:
        parts.append(f"the winner by {listed(unsure, 'or')} is not certain")
    return parts


def _extreme(names: DecisionNames, rule: str) -> str:
    """Sentence on the choice of an extreme rule, and on the single future that decides it."""
    found = names.choice.robustness
    winners = listed([names.policies[place] for place in found.winners[rule]], "or")
    decided = next(one for one in found.extremes if one.rule == rule)
    where = names.structure(decided.structure)
    under = f" ({where})" if where else ""
    future = int(names.cube.futures[decided.future])
    return f"{RULES[rule].capitalize()} would choose {winners}, decided by future {future} alone{under}."
