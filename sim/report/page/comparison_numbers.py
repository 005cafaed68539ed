"""What the figures of a comparison show, in words and numbers, by the names of the figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from sim.analysis.comparison import Comparison
from sim.analysis.relaxation import relaxations
from sim.report.compare_figures import FANS, PARTED, TRADED, measures_of_forests, shown_side_by_side
from sim.report.compare_figures.forest_plot import value_text
from sim.report.compare_figures.two_timelines import histories_of
from sim.report.compare_figures.variants import Variant, held_of, variants_of
from sim.report.history import History
from sim.report.names import title_of, unit_of
from sim.report.numbers import number, with_minus
from sim.report.wording import listed


def numbers_of(comparison: Comparison) -> Mapping[str, Callable[[], str]]:
    """For each figure that there may be, what makes its text."""
    variants, held = variants_of(comparison), held_of(comparison)
    found: dict[str, Callable[[], str]] = {
        name: partial(fan_numbers, variants, quantity) for name, quantity in FANS.items()
    }
    for name in measures_of_forests(comparison):
        found[name] = partial(forest_numbers, comparison, held, name)
    return found | {
        "trade_off": partial(trade_numbers, variants),
        "timelines": partial(timeline_numbers, comparison),
        "partings": partial(parting_numbers, comparison, held),
        "relaxation": partial(relaxation_numbers, comparison),
    }


def fan_numbers(variants: Sequence[Variant], quantity: str) -> str:
    """The median and the 5 to 95 % range of each variant on the last day."""
    shown = [variant for variant in variants if variant.days.size]
    unit = unit_of(shown[0].manifest["quantities"][quantity])
    parts = []
    for variant in shown:
        found = variant.quantiles(quantity)
        middle, low, high = (number(float(found[name][-1]), 3) for name in ("q50", "q05", "q95"))
        parts.append(f"{variant.label} {middle} [{low} to {high}]")
    day = number(float(shown[0].days[-1]))
    where = f" ({unit})" if unit else ""
    return f"{title_of(quantity)}{where} on day {day}, median [5 % to 95 %]: {'; '.join(parts)}."


def forest_numbers(comparison: Comparison, variants: Sequence[Variant], name: str) -> str:
    """The differences as the figure writes them."""
    parts = []
    for measure in measures_of_forests(comparison)[name]:
        rows = [
            f"{variant.label} {value_text(comparison.difference(variant.place, measure.name))}" for variant in variants
        ]
        unit = unit_of(measure.unit)
        parts.append(f"{title_of(measure.name)}{f' ({unit})' if unit else ''}: {', '.join(rows)}")
    return f"Mean difference from {comparison.against} [95 % interval]. {'. '.join(parts)}."


def trade_numbers(variants: Sequence[Variant]) -> str:
    """The two means of each variant."""
    units = variants[0].manifest["measures"]
    names = [f"{title_of(name)} ({unit_of(units[name])})" for name in TRADED]
    parts = []
    for variant in variants:
        means = [number(float(np.nanmean(variant.table[name])), 3) for name in TRADED]
        parts.append(f"{variant.label} {means[0]} and {means[1]}")
    return f"{names[0]} and {names[1]}, means: {'; '.join(parts)}."


def timeline_numbers(comparison: Comparison) -> str:
    """What happens in the replication under each of the two variants."""
    pair = shown_side_by_side(comparison)
    histories = histories_of(pair, [comparison.runs[variant.place] for variant in pair])
    told = [f"{variant.label}: {history_numbers(one)}" for variant, one in zip(pair, histories, strict=True)]
    return " ".join(told)


def history_numbers(history: History) -> str:
    """The days of the policy's events, assaults, aid, the highest rung, and how often other things happen."""
    policy = [f"{name} on day {listed([number(day, 3) for day in days])}" for name, days in history.policy.items()]
    assaults = len(history.phases["assault"])
    arrived = sum(value for _, value in history.arrived)
    top = max(value for _, value in history.rungs)
    ticks = [f"{name} {len(days)}" for name, days in history.ticks.items()]
    parts = [
        ", ".join(policy) or "no event of policy",
        f"{assaults} assault{'s' if assaults != 1 else ''}",
        f"aid of USD {number(arrived)} million arrives",
        f"highest rung {number(top)}",
        ", ".join(ticks),
    ]
    return f"{'; '.join(filter(None, parts))}."


def parting_numbers(comparison: Comparison, variants: Sequence[Variant]) -> str:
    """When the paths of each variant part from the reference's."""
    parts = []
    paired = {parting.variant for parting in comparison.partings}
    for variant in variants:
        if variant.place in paired:
            found = [comparison.parting(variant.place, name) for name in PARTED]
            days = [
                f"{title_of(one.quantity)} {'never' if np.isnan(one.day) else f'on day {number(one.day)}'}"
                for one in found
            ]
            parts.append(f"{variant.label}: {', '.join(days)}")
    return f"First day on which more than 5 % of the pairs of paths differ. {with_minus('; '.join(parts))}."


def relaxation_numbers(comparison: Comparison) -> str:
    """How many replications relax, and the restricted mean day."""
    parts = [
        f"{comparison.names[place]}: {one.n_events:,} of {one.n:,} replications relax, on day "
        f"{number(one.restricted_mean, 3)} in the mean, restricted to day {number(one.last_day)} "
        f"(standard error {number(one.restricted_mean_standard_error, 2)})"
        for place, one in relaxations(comparison).items()
    ]
    return f"{'; '.join(parts)}."
