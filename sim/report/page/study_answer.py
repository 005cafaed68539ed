"""The answer of a study: what differs, what cannot be told, and what it says of ground."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.analysis.notes import STALL, every_reason
from sim.analysis.study_averages import structural_range
from sim.report.comparison_cells import change
from sim.report.names import unit_of
from sim.report.numbers import with_minus
from sim.report.page.blocks import Finding
from sim.report.page.study_view import GROUND, Policy, Shown, StudyView
from sim.report.wording import by_how_much_of, listed, spelt

MOST_MEASURES = {1: 3}  # that the first sentence names, by the number of policies beside the reference; else TWO
TWO = 2
MOST_NAMED = 4  # policies that a sentence names

Row = tuple[Policy, Shown]


def findings(view: StudyView) -> list[Finding]:
    """Three sentences."""
    return [
        Finding("What differs:", _what_differs(view)),
        Finding("What cannot be told:", _what_cannot_be_told(view)),
        Finding("Ground:", _ground(view)),
    ]


def _what_differs(view: StudyView) -> str:
    most = MOST_MEASURES.get(len(view.policies), TWO)
    clauses = []
    for measure in view.headline:
        told = [row for row in ((policy, view.shown(policy, measure)) for policy in view.policies) if row[1].found.told]
        told = [row for row in told if row[1].found.mean]
        if told and len(clauses) < most:
            clauses.append(f"{spelt(measure)}: {_ends(view, told)}")
    if not clauses:
        return f"no headline measure is told apart from that under {view.reference.name} by these replications."
    over = f", in the mean over {view.futures:,} futures" if view.futures > 1 else ""
    return f"against {view.reference.name}{over}, {'; '.join(clauses)}."


def _ends(view: StudyView, told: Sequence[Row]) -> str:
    """The policies that lie farthest from each other, the one that is farthest from the reference first."""
    ordered = sorted(told, key=lambda row: row[1].found.mean)
    ends = [ordered[0], ordered[-1]] if len(ordered) > 1 else ordered
    ends = sorted(ends, key=lambda row: -abs(row[1].found.mean))
    return listed([f"{_by_how_much(shown)} under {policy.name}{_in_futures(view, shown)}" for policy, shown in ends])


def _by_how_much(shown: Shown) -> str:
    return by_how_much_of(shown.measure, shown.found.mean, *shown.interval)


def _in_futures(view: StudyView, shown: Shown) -> str:
    """In how many futures the sign is told, and whether any has the other one."""
    if view.futures == 1:
        return ""
    told, other = (shown.higher, shown.lower) if shown.found.mean > 0 else (shown.lower, shown.higher)
    against = f", the other sign in {other}" if other else ""
    return f" (told in {told} of {shown.found.futures} futures{against})"


def _what_cannot_be_told(view: StudyView) -> str:
    total = len(view.policies) * len(view.headline)
    clauses, count = [], 0
    for measure in view.headline:
        names = [policy.name for policy in view.policies if not view.shown(policy, measure).found.told]
        count += len(names)
        if names:
            rest = len(names) - MOST_NAMED
            named = names if rest <= 0 else [*names[:MOST_NAMED], f"{rest} more"]
            clauses.append(f"{spelt(measure)} under {listed(named)}")
    if not count:
        return f"nothing among the headline measures: the sign of all {total} differences is told."
    return (
        f"the sign of {count} of the {total} differences in headline measures, as the interval holds 0 or too few "
        f"pairs differ: {'; '.join(clauses)}."
    )


def _ground(view: StudyView) -> str:
    if not view.has(GROUND):
        return "not measured by this study."
    if view.varies(STALL):
        return f"it depends on the structure, and the record does not tell which holds. {_ground_ranges(view)}"
    reason = view.table.manifest.get("choices", {}).get(STALL, "unknown")
    return (
        "no difference can be quoted from this. It depends on why the offensive stalls, which the record does not "
        f"tell; only {STALL}={reason} was run, and its range over {every_reason()} was not: [the "
        "command](#structures)."
    )


def _ground_ranges(view: StudyView) -> str:
    """Of each policy the lowest and the highest difference over the structures."""
    measure = next(one for one in view.measures if one.name == GROUND)
    clauses = []
    for policy in view.policies[:MOST_NAMED]:
        low, high = structural_range([view.shown(policy, measure, one).found for one in view.structures])
        if not math.isnan(low):
            ends = [with_minus(change(value)) for value in (low, high)]
            clauses.append(f"under {policy.name} {ends[0]} to {ends[1]} {unit_of(measure.unit)}")
    rest = len(view.policies) - MOST_NAMED
    more = [f"{rest} more policies are in [the table](#structures)"] if rest > 0 else []
    return f"Mean difference from {view.reference.name} over {len(view.structures)} structures: {'; '.join([*clauses, *more])}."
