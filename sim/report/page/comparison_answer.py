"""The answer of a comparison: what differs, what is undecided, and what it says about ground."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

from sim.analysis.comparison import PairedDifference, RunComparison
from sim.analysis.structures import StructureDifference
from sim.analysis.structures_run import structures_of
from sim.config.counting import more_of
from sim.model.measures import Measure
from sim.report.page.blocks import AnswerSentence
from sim.report.page.comparison_view import GROUND, AnsweredDifferences, answered_differences, headline, measures_named
from sim.report.page.ground import left_out, not_run, over_structures
from sim.report.words.effects import INTERVAL, farthest_apart, sentence
from sim.report.words.verdicts import shown_interval, why_no_sign, without_a_sign
from sim.report.words.wording import listed, listed_names, spelt, undecided
from sim.study.differences.verdict import SAME, SIGNS, has_clear_sign

MOST_MEASURES = {1: 3}  # that the first sentence names, by the number of policies; else TWO
TWO = 2
MOST_UNTOLD = 4  # measures whose policies the second sentence names


def findings(comparison: RunComparison, within: Sequence[StructureDifference]) -> list[AnswerSentence]:
    """Three sentences."""
    told, measures = answered_differences(comparison, within), headline(comparison)
    return [
        AnswerSentence("What differs:", what_differs(told, measures, measures_named(comparison))),
        AnswerSentence("Undecided:", f"{_what_cannot_be_told(told, measures)}{_turning(within, measures)}."),
        AnswerSentence("Ground:", _ground(comparison, within)),
    ]


def what_differs(told: AnsweredDifferences, measures: Sequence[Measure], most: int = 0) -> str:
    """The clear differences in a sentence: of so many measures, or as many as suit the number of policies."""
    most = most or MOST_MEASURES.get(len(told.rows), TWO)
    clauses, shown = list[str](), list[PairedDifference]()
    for measure in measures:
        clear = [(name, one) for name, one in told.of(measure) if has_clear_sign(one.verdict)]
        if clear and len(clauses) < most:
            rows = [(name, one.mean, *shown_interval(one)) for name, one in clear]
            clauses.append(farthest_apart(measure, rows, alone=len(told.rows) == 1))
            shown += [one for _, one in clear]
    if not clauses:
        return without_a_sign([one.verdict for measure in measures for _, one in told.of(measure)], told.against)
    under = f", under one structure ({told.under})" if told.under else ""
    return f"{sentence(told.names, told.against, under, clauses, INTERVAL)}{_shares(shown)}."


def _shares(shown: Sequence[PairedDifference]) -> str:
    """Clause on the smallest share of pairs that differ in the measures; empty if none are paired."""
    shares = [1 - one.share_equal for one in shown if not math.isnan(one.share_equal)]
    if not shares:
        return ""
    least = math.floor(100 * min(shares))
    what = "these measures" if len(shown) > 1 else "this measure"
    return f"; {'all' if least == 100 else f'at least {least} % of the'} pairs differ in {what}"


def _what_cannot_be_told(told: AnsweredDifferences, measures: Sequence[Measure]) -> str:
    unclear = {
        measure: [(name, one) for name, one in told.of(measure) if one.verdict not in (*SIGNS, SAME)]
        for measure in measures
    }
    total, count = len(measures) * len(told.rows), sum(map(len, unclear.values()))
    clauses = [f"{spelt(measure)} {_reasons(found, told)}" for measure, found in unclear.items() if found]
    rest = len(clauses) - MOST_UNTOLD
    more = [more_of(rest, "measure")] if rest > 0 else []
    under, where = (
        f"under one structure ({told.under})" if told.under else "",
        "; ".join([*clauses[:MOST_UNTOLD], *more]),
    )
    return f"{undecided(count, total, where, under)}{_untouched(told, measures)}"


def _untouched(told: AnsweredDifferences, measures: Sequence[Measure]) -> str:
    """The measures that policies leave the same in every pair; empty if there are none."""
    parts = []
    for measure in measures:
        names = [name for name, one in told.of(measure) if one.verdict == SAME]
        if names:
            parts.append(f"{spelt(measure)}{'' if len(names) == len(told.rows) else f' under {listed_names(names)}'}")
    return f"; identical in every pair, so unaffected: {listed(parts)}" if parts else ""


def _reasons(found: Sequence[tuple[str, PairedDifference]], told: AnsweredDifferences) -> str:
    """The policies for which a measure cannot be told, by the reason."""
    order = told.names
    ordered = sorted(found, key=lambda row: (why_no_sign(row[1]), order.index(row[0])))
    parts = []
    for reason, some in groupby(ordered, key=lambda row: why_no_sign(row[1])):
        where = "" if len(order) == 1 else f"under {listed_names([name for name, _ in some])} "
        parts.append(f"{where}({reason})")
    return listed(parts)


def _turning(within: Sequence[StructureDifference], measures: Sequence[Measure]) -> str:
    """The measures and policies whose sign is told to be one under a structure and the other under another."""
    signs: dict[str, set[bool]] = {}
    for measure in measures:
        for one in within:
            if has_clear_sign((found := one.differences[measure.name]).verdict):
                signs.setdefault(f"{spelt(measure)} under {one.policy}", set()).add(found.mean > 0)
    turned = [name for name, found_signs in signs.items() if len(found_signs) > 1]
    return f"; structures reverse the sign of {listed(turned)}" if turned else ""


def _ground(comparison: RunComparison, within: Sequence[StructureDifference]) -> str:
    """Statement on ground: its range over the stall assumptions, or that the range was not run."""
    if GROUND not in [measure.name for measure in comparison.measures]:
        return "not compared here."
    ranges = over_structures(within, GROUND)
    if ranges:
        left = left_out(structures_of(comparison.runs))
        return f"it depends on why the offensive stalls, which the record does not show. {ranges}{left}"
    return not_run(comparison.runs[comparison.reference].manifest)
