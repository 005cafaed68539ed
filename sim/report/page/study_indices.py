"""Sensitivity indices of studies designed for them, as tables of a report."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.analysis.study_factors import factor
from sim.analysis.study_indices import Indices, SobolShares, indices_of
from sim.config.problems import Problem
from sim.model.measures import Measure
from sim.report.page.blocks import Block, TableBlock, Text
from sim.report.page.study_view import StudyView
from sim.report.words.names import title_of, unit_of
from sim.report.words.numbers import number

MOST_POLICIES = 3  # beside each other in a table
SHARES = (
    "First order: share of the variance due to a parameter alone. Total order: including its "
    "interactions; 0 if its value does not matter. Brackets: may be chance, or the interval includes 0."
)
EFFECTS = (
    "\u03bc*: mean size of the change over a parameter's whole range, one at a time; \u03c3: variation of that "
    "change, from curvature or interaction. Brackets: no larger than chance alone."
)


def indices(view: StudyView, measures: Sequence[Measure]) -> list[Block]:
    """The tables of some measures, with what they mean; why there is none, where the runs do not give them."""
    tables = list[Block]()
    for measure in measures:
        try:
            found = indices_of(view.table, measure.name)
        except Problem as problem:
            return [Text(f"No indices: {problem}.")]
        tables.append(_table(view, measure, found))
    return [Text(SHARES if view.designs & {"saltelli"} else EFFECTS), *tables]


def _table(view: StudyView, measure: Measure, found: Indices) -> TableBlock:
    short = {policy.label: policy.name for policy in (view.reference, *view.policies)}
    names = list(found.shares or found.effects)[:MOST_POLICIES]
    one = len(names) == 1
    heads = ["first order", "total order"] if found.shares else [f"\u03bc*{_unit(measure)}", f"\u03c3{_unit(measure)}"]
    columns = [head if one else f"{short.get(name, name)}: {head}" for name in names for head in heads]
    rows = [
        [key, factor(view.table, key).meaning, *(cell for name in names for cell in _cells(found, name, place))]
        for place, key in enumerate(found.keys)
    ]
    order = sorted(range(len(rows)), key=lambda place: -_strength(found, names[0], place))
    return TableBlock(
        _caption(measure, found, short), ["parameter", "meaning", *columns], [rows[place] for place in order],
        right_from=2, small=True,
    )  # fmt: skip


def _unit(measure: Measure) -> str:
    unit = unit_of(measure.unit)
    return f" ({unit})" if unit else ""


def _caption(measure: Measure, found: Indices, short: dict[str, str]) -> str:
    what = f"difference from {short.get(found.reference, found.reference)}" if found.reference else "level"
    if found.shares:
        first = next(iter(found.shares.values())).total
        return f"{title_of(measure.name)}: indices of the {what}, from {_groups(first.rows, first.broken, 'base rows')}"
    effects = next(iter(found.effects.values()))
    groups = _groups(effects.trajectories, effects.broken, "trajectories")
    return f"{title_of(measure.name)}: elementary effects on the {what}, from {groups}"


def _groups(whole: int, broken: int, what: str) -> str:
    return f"{whole:,} {what}" + (f"; {broken:,} incomplete groups are left out" if broken else "")


def _cells(found: Indices, name: str, place: int) -> list[str]:
    if found.effects:
        one = found.effects[name]
        reach = f" \u00b1 {number(float(one.reach[place]), 2)}"
        has_clear_sign = one.mu_star[place] > one.chance[place]
        size = f"{number(float(one.mu_star[place]), 3)}{reach}"
        return [size if has_clear_sign else f"({size})", number(float(one.sigma[place]), 3)]
    one_share: SobolShares = found.shares[name]
    first, total = one_share.first, one_share.total
    return [
        _share(first.shares[place], first.low[place], first.high[place], bool(first.told[place])),
        _share(total.shares[place], total.low[place], total.high[place], bool(total.low[place] > 0)),
    ]


def _share(value: float, low: float, high: float, has_clear_sign: bool) -> str:
    if math.isnan(value):
        return "chance"
    value = max(value, 0.0)  # an adjusted share of nothing may lie below
    text = f"{value:.2f} [{low:.2f} to {high:.2f}]" if not math.isnan(low) else f"{value:.2f}"
    return text if has_clear_sign else f"({text})"


def _strength(found: Indices, name: str, place: int) -> float:
    value = found.effects[name].mu_star[place] if found.effects else found.shares[name].total.shares[place]
    return -1.0 if math.isnan(value) else float(value)
