"""Forest plots of the differences of each policy from the reference, with intervals."""

from __future__ import annotations

from functools import partial

from matplotlib.figure import Figure as Drawn

from sim.analysis.comparison import RunComparison
from sim.model.measures import EFFECT, Measure
from sim.report.figures.comparison.forest_plot import forest, value_text
from sim.report.figures.comparison.subject import Subject
from sim.report.figures.figure import COMPARISON, Figure, Numbers
from sim.report.words.names import title_of, unit_of

BESIDES = ("ground_lost_km2", "red_losses_kpe", "unmet_demand_kr", "rung_days", "exchange_ratio")
"""Measures that are drawn first of those that are no headlines."""
COLUMNS = ("mean", "low", "high", "simultaneous_low", "simultaneous_high", "verdict", "no_interval", "n")
MOST_BLOCKS = 5  # measures in a forest plot
WRITTEN = 'The figure shows the numbers; the part "Every measure" lists all of them.'


def measures_of_forests(comparison: RunComparison) -> dict[str, list[Measure]]:
    """The measures of each forest plot, by the name of the figure, those of `BESIDES` before others."""
    found = {}
    for name, leads in (("differences", True), ("more_differences", False)):
        measures = [measure for measure in comparison.measures if measure.leads is leads]
        if measures:
            found[name] = sorted(measures, key=lambda measure: (measure.name not in BESIDES, measure.nature != EFFECT))[
                :MOST_BLOCKS
            ]
    return found


def _draw(name: str, subject: Subject) -> Drawn:
    comparison = subject.comparison
    measures = measures_of_forests(comparison)[name]
    every = sum(measure.leads is measures[0].leads for measure in comparison.measures)
    few = f"{len(measures)} of {every} measures." if len(measures) < every else ""
    return forest(comparison, subject.held, measures, f"{subject.note} {few}".strip())


def _words(name: str, subject: Subject) -> str:
    """The differences as the figure writes them."""
    comparison, parts = subject.comparison, []
    for measure in measures_of_forests(comparison)[name]:
        rows = [
            f"{variant.label} {value_text(comparison.difference(variant.place, measure.name))}"
            for variant in subject.held
        ]
        unit = unit_of(measure.unit)
        parts.append(f"{title_of(measure.name)}{f' ({unit})' if unit else ''}: {', '.join(rows)}")
    return f"Mean difference from {comparison.against} [95 % interval]. {'. '.join(parts)}."


def _fits(name: str, subject: Subject) -> bool:
    return name in measures_of_forests(subject.comparison)


def _numbers(name: str, subject: Subject) -> Numbers:
    """One row per measure and variant: the difference, its intervals and what can be said of its sign."""
    comparison, rows = subject.comparison, []
    for measure in measures_of_forests(comparison)[name]:
        for variant in subject.held:
            found = comparison.difference(variant.place, measure.name)
            rows.append((measure.name, measure.unit, variant.label, *(getattr(found, one) for one in COLUMNS)))
    return Numbers(("measure", "unit", "variant", "difference", *COLUMNS[1:]), rows)


FIGURES = tuple(
    Figure(
        name=name,
        question=question,
        section=COMPARISON,
        order=order,
        draw=partial(_draw, name),
        words=partial(_words, name),
        numbers=partial(_numbers, name),
        fits=partial(_fits, name),
        caption=WRITTEN,
    )
    for name, question, order in (
        ("differences", "How much does each policy change the headline measures?", 20),
        ("more_differences", "How much does each policy change other measures?", 21),
    )
)
