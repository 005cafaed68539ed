"""The answer of a comparison: what differs, what cannot be told, and what it says of ground."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

from sim.analysis.comparison import Comparison, Difference
from sim.analysis.notes import STALL, every_reason
from sim.analysis.structures import Within, structural_groups, structure_of
from sim.model.measures import Measure
from sim.report.page.blocks import Finding
from sim.report.page.ground import over_structures
from sim.report.wording import by_how_much, is_told, listed, spelt, why_not_told

MOST_MEASURES = {1: 3}  # that the first sentence names, by the number of variants; else TWO
TWO = 2
MOST_UNTOLD = 4  # measures whose variants the second sentence names

GROUND = "ground_lost_km2"


def findings(comparison: Comparison, within: Sequence[Within]) -> list[Finding]:
    """Three sentences.

    Args:
        comparison: what is told.
        within: its policies within each structure, where it has several.
    """
    measures = headline(comparison)
    places = shown_variants(comparison)
    return [
        Finding("What differs:", _what_differs(comparison, measures, places)),
        Finding("What cannot be told:", _what_cannot_be_told(comparison, measures, places)),
        Finding("Ground:", ground(comparison, within)),
    ]


def headline(comparison: Comparison) -> list[Measure]:
    """The headline measures that are compared; where there are none, all."""
    return [measure for measure in comparison.measures if measure.headline] or list(comparison.measures)


def shown_variants(comparison: Comparison) -> list[int]:
    """The variants that the answer names: those of the reference's structure, if there are any; else all."""
    own = structure_of(comparison, comparison.reference)
    same = [place for place in comparison.variants if structure_of(comparison, place) == own]
    return same or list(comparison.variants)


def _what_differs(comparison: Comparison, measures: Sequence[Measure], places: Sequence[int]) -> str:
    reference = comparison.labels[comparison.reference]
    names, several = {place: comparison.labels[place] for place in places}, len(places) > 1
    most = MOST_MEASURES.get(len(places), TWO)
    clauses, shown = [], list[Difference]()
    for measure in measures:
        told = [one for place in places if is_told(one := comparison.difference(place, measure.name))]
        if told and len(clauses) < most:
            ends = _farthest(told)
            shown += ends
            by = listed([by_how_much(one) + (f" under {names[one.variant]}" if several else "") for one in ends])
            clauses.append(f"{spelt(measure)}: {by}")
    if not clauses:
        return f"no headline measure is told apart from that under {reference} by these replications."
    who = f"against {reference}" if several else f"{names[places[0]]} against {reference}"
    return f"{who}, {'; '.join(clauses)}{_shares(shown)}."


def _farthest(told: Sequence[Difference]) -> list[Difference]:
    """The variants that lie farthest below and above the reference; the farther one first."""
    ordered = sorted(told, key=lambda one: one.mean)
    ends = [*([ordered[0]] if ordered[0].mean < 0 else []), *([ordered[-1]] if ordered[-1].mean > 0 else [])]
    return sorted(ends, key=lambda one: -abs(one.mean))


def _shares(shown: Sequence[Difference]) -> str:
    """In how many pairs these differ, where they are paired."""
    shares = [1 - one.share_equal for one in shown if not math.isnan(one.share_equal)]
    if not shares:
        return ""
    least = math.floor(100 * min(shares))
    return f"; in each of these {'all' if least == 100 else f'at least {least} % of the'} pairs differ"


def _what_cannot_be_told(comparison: Comparison, measures: Sequence[Measure], places: Sequence[int]) -> str:
    names = {place: comparison.labels[place] for place in places}
    every = {measure: [comparison.difference(place, measure.name) for place in places] for measure in measures}
    unclear = {measure: [one for one in found if not is_told(one)] for measure, found in every.items()}
    total, count = sum(map(len, every.values())), sum(map(len, unclear.values()))
    if not count:
        return f"nothing among the headline measures: no interval of these {total} differences holds 0."
    clauses = [f"{spelt(measure)} {_reasons(found, names)}" for measure, found in unclear.items() if found]
    rest = len(clauses) - MOST_UNTOLD
    more = [f"{rest} more measures"] if rest > 0 else []
    return (
        f"the sign of {count} of the {total} differences in headline measures, which these replications leave open: "
        f"{'; '.join([*clauses[:MOST_UNTOLD], *more])}."
    )


def _reasons(found: Sequence[Difference], names: dict[int, str]) -> str:
    """The variants for which a measure cannot be told, by the reason."""
    alone = len(names) == 1
    ordered = sorted(found, key=lambda one: (why_not_told(one), one.variant))
    parts = []
    for reason, some in groupby(ordered, key=why_not_told):
        where = "" if alone else f"under {listed([names[one.variant] for one in some])} "
        parts.append(f"{where}({reason})")
    return listed(parts)


def ground(comparison: Comparison, within: Sequence[Within]) -> str:
    """What can be said of ground: its range over the reasons to stall, or that it was not run."""
    if GROUND not in [measure.name for measure in comparison.measures]:
        return "not compared here."
    if STALL in structural_groups(comparison):
        ranges = over_structures(within, GROUND)
        if ranges:
            return f"it depends on why the offensive stalls, which the record does not tell. {ranges}"
    reason = comparison.runs[comparison.reference].manifest["choices"].get(STALL, "unknown")
    return (
        "no difference can be quoted from this. It depends on why the offensive stalls, which the record does not "
        f"tell; only {STALL}={reason} was run, and its range over {every_reason()} was not: [the "
        "command](#structures)."
    )
