"""Tables of a choice: ties, trades, shares by price, beliefs, structures, region, rules, worth and front."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analysis.decision.prices import QUANTILES
from sim.analysis.decision.rules import EXTREMES, ON_PAGE, SHAPES
from sim.config.labels import as_words
from sim.report.decision.names import DecisionNames, Labelled, group_words
from sim.report.decision.sheet import ERROR, Row, Sheet
from sim.report.decision.words import RULES


def choice_sheets(names: DecisionNames) -> list[Sheet]:
    """All tables of a choice; those of parts that are left out are not among them."""
    found = [ties(names), trades(names), shares(names), beliefs(names), reversals(names), rules(names)]
    if names.choice.region is not None:
        found.append(region(names))
    if names.choice.worth is not None:
        found.append(worth(names))
    return [*found, front(names)] if names.choice.front is not None else found


def ties(names: DecisionNames) -> Sheet:
    """The prices at which the means of two policies are equal."""
    rows = [
        (
            names.structures[tie.structure],
            names.policies[tie.below],
            names.policies[tie.above],
            tie.price,
            tie.low,
            tie.high,
            tie.leads,
        )
        for tie in names.choice.flips.ties
    ]
    columns = ("structure", "better_below", "better_above", "price", "low", "high", "no_third_policy_is_better")
    title = f"Price of {names.one_cost} ({names.unit}) at which two policies are equal on average, with 95 % interval"
    return Sheet("ties", title, columns, rows)


def trades(names: DecisionNames) -> Sheet:
    """The prices at which single futures are ties."""
    ends = tuple(f"price_q{round(100 * level):02d}" for level in QUANTILES)
    shares = ("share_traded", "share_saver_dominates", "share_sparer_dominates", "share_reversed")
    rows = [
        (
            names.structures[one.structure],
            names.policies[one.saver],
            names.policies[one.sparer],
            *one.quantiles,
            one.traded,
            one.saver_dominates,
            one.sparer_dominates,
            one.reversed_,
        )
        for one in names.choice.flips.trades
    ]
    title = (
        f"Price of {names.one_cost} ({names.unit}) at which a future is a tie: quantiles over the futures "
        f"with a trade-off, the share of futures with a trade-off, and the shares in which one policy dominates"
    )
    return Sheet("trades", title, ("structure", "saver", "sparer", *ends, *shares), rows)


def shares(names: DecisionNames) -> Sheet:
    """Share of the futures in which each policy is best, by structure and price."""
    found = names.choice.flips.shares
    rows = [
        (structure, price, *found.best[place, at])
        for place, structure in enumerate(names.structures)
        for at, price in enumerate(found.prices)
    ]
    title = f"Share of the futures in which each policy is best, by the price of {names.one_cost} ({names.unit})"
    policies = _columns(names.policies)
    return Sheet("shares_by_price", title, ("structure", "price", *policies), rows, verbatim=policies)


def beliefs(names: DecisionNames) -> Sheet:
    """Share of the difference between the two policies that each parameter explains, and its switching value."""
    found = names.choice.flips.beliefs
    turns = {turn.factor: turn for turn in found.turns}
    rows = list[Row]()
    for place in sorted(range(len(found.shares)), key=lambda one: -found.shares[one]):
        turn = turns.get(place)
        where = (None,) * 4 if turn is None else (turn.value, turn.low, turn.high, names.policies[turn.above])
        unit = names.cube.units.get(names.cube.factors[place], "")
        rows.append((names.parameters[place], unit, max(found.shares[place], 0.0), place in found.strongest, *where))
    first, second = names.between
    title = (
        f"What each parameter explains of {first} against {second} at a price of {names.price(names.choice.price)} "
        f"(floor {max(found.floor, 0.0):.2f}), and the value at which the choice switches, with its 95 % interval"
    )
    columns = ("parameter", "unit", "share_explained", "above_floor", "turns_at", "low", "high", "better_above")
    return Sheet("beliefs", title, columns, rows)


def reversals(names: DecisionNames) -> Sheet:
    """Share of futures in which a structure changes the best policy."""
    rows = [
        (
            names.structures[one.structure],
            names.structures[one.against],
            Labelled(group_words(one.group), one.group) if one.group else "all that differs from the first",
            " ".join(one.also),
            one.share,
        )
        for one in names.choice.flips.reversals
    ]
    title = f"Share of the futures whose best policy changes, at a price of {names.price(names.choice.price)}"
    return Sheet("structures", title, ("structure", "against", "changed", "changed_along", "share_changed"), rows)


def region(names: DecisionNames) -> Sheet:
    """The ends of the region in which the first policy beats the second, with its coverage and density."""
    found = names.choice.region
    assert found is not None
    rows: list[Row] = [
        (names.parameters[side.factor], "at least" if side.is_low else "at most", side.value, side.low, side.high)
        for side in found.sides
    ]
    if not found.why_not:
        for word, held in (("coverage", found.coverage), ("density", found.density)):
            rows.append((word, "held out", held.value, held.low, held.high))
    rows.append(("base rate", "all futures", found.base_rate, None, None))
    first, second = names.between
    why = f"; no region is reported: {found.why_not}" if found.why_not else ""
    title = f"Where {first} beats {second} at a price of {names.price(names.choice.price)}{why}"
    return Sheet("region", title, ("bound", "kind", "value", "low", "high"), rows)


def rules(names: DecisionNames, on_page: bool = False) -> Sheet:
    """Score of each policy under each rule of choice; on a page only the rules that recommend."""
    found = names.choice.robustness
    kept = [rule for rule in found.scores if not on_page or rule in (*ON_PAGE, *EXTREMES)]
    rows = list[Row]()
    for rule in kept:
        best = [names.policies[place] for place in found.winners[rule]]
        winners = Labelled(" or ".join(best), " or ".join(one.key for one in best))
        frequency = found.frequencies.get(rule)
        often = None if frequency is None else frequency.max()
        name = Labelled(as_words(RULES.get(rule, rule).removeprefix("the ")), rule)
        rows.append((name, *found.scores[rule], winners, often, _kind(rule)))
    title = (
        f"Rules of choice at a price of {names.price(names.choice.price)}, equal weights over structures and futures; "
        "more is better for every rule"
    )
    policies = _columns(names.policies)
    columns = ("rule", *policies, "prefers", "wins_in_share", "kind")
    return Sheet("rules", title, columns, rows, verbatim=policies)


def worth(names: DecisionNames) -> Sheet:
    """Value of knowing everything, single parameters, a pair of parameters, and the structure."""
    found = names.choice.worth
    assert found is not None
    rows: list[Row] = [("everything", found.middle, found.low, found.high, None)]
    rows += [
        (names.parameters[one.factors[0]], one.value, one.low, one.high, one.value > found.floor)
        for one in found.single
    ]
    if found.pair is not None:
        pair = [names.parameters[place] for place in found.pair.factors]
        together = Labelled(" and ".join(pair), " and ".join(one.key for one in pair))
        rows.append((together, found.pair.value, found.pair.low, found.pair.high, None))
    if len(names.cube.structures) > 1:
        rows.append(("structure (each as likely)", found.structure, None, None, None))
    title = (
        f"Value of knowing before choosing ({names.unit}), at a price of "
        f"{names.price(names.choice.price)}; for perfect information the low and the high estimate, for a "
        f"parameter the 95 % interval; floor {found.floor:.3g}"
    )
    return Sheet("worth", title, ("known", "worth", "low", "high", "above_floor"), rows)


def front(names: DecisionNames) -> Sheet:
    """The policies by their mean objectives."""
    found = names.choice.front
    assert found is not None
    measures = [measure.name for measure in names.choice.objectives]
    rows = [
        (
            policy,
            *np.stack([found.means[place], found.errors[place]], axis=1).ravel(),
            found.on_front[place],
            found.probability[place],
            names.policies[found.beaten_by[place]] if found.beaten_by[place] >= 0 else "",
        )
        for place, policy in enumerate(names.policies)
    ]
    columns = [column for name in measures for column in (name, f"{name}{ERROR}")]
    title = "Policies by what they save and cost (measures where more is better have the opposite sign)"
    return Sheet("front", title, ("policy", *columns, "on_front", "probability", "beaten_by"), rows)


def _columns(policies: Sequence[Labelled]) -> tuple[Labelled, ...]:
    """Policies as names of columns; two that would be alike are numbered."""
    found = list[Labelled]()
    for policy in policies:
        found.append(policy if policy not in found else Labelled(f"{policy} ({found.count(policy) + 1})", policy.key))
    return tuple(found)


def _kind(rule: str) -> str:
    if rule in SHAPES:
        return "shape, not value"
    return "decided by one future" if rule in EXTREMES or rule == "best_case" else "worth"
