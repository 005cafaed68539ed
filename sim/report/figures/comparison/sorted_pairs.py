"""Paired differences in the first headline measure, in order: in which share of the pairs a policy does better."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure as Drawn
from matplotlib.pyplot import subplots
from numpy.typing import NDArray

from sim.analysis.measure_choice import default_measure
from sim.report.drawing import style
from sim.report.figures.comparison.subject import Subject
from sim.report.figures.comparison.variants import DrawnVariant
from sim.report.figures.figure import COMPARISON, Figure, Numbers
from sim.report.words.names import title_of, with_unit
from sim.report.words.wording import in_sentence
from sim.study.differences.table import difference_of

READ = "A line crosses 0 at the share of the pairs in which the policy has less of it."


def _measure(subject: Subject) -> str:
    return default_measure(measure.name for measure in subject.comparison.measures)


def _differences(subject: Subject, variant: DrawnVariant) -> NDArray[np.float64]:
    """The differences of the pairs that define the measure, in order, shape (n,)."""
    tables = [subject.comparison.tables[place] for place in (variant.place, variant.reference)]
    values = difference_of([np.asarray(one[_measure(subject)], dtype=np.float64) for one in tables])
    return np.sort(values[~np.isnan(values)])


def _shown(subject: Subject) -> list[DrawnVariant]:
    paired = [variant for variant in subject.held if subject.comparison.paired[variant.place]]
    return [variant for variant in paired if len(_differences(subject, variant))]


def _draw(subject: Subject) -> Drawn | None:
    shown, name = _shown(subject), _measure(subject)
    if not shown:
        return None
    with style.look():
        figure, axes = subplots(layout="constrained")
        for variant in shown:
            values = _differences(subject, variant)
            axes.step(100.0 * (np.arange(len(values)) + 1) / len(values), values, where="pre", label=variant.label)
        axes.axhline(0.0, color="black", linewidth=0.8)
        axes.set(xlabel="Share of the pairs (%)", xlim=(0, 100))
        axes.set_ylabel(f"Difference in {in_sentence(with_unit(name, subject.variants[0].manifest['measures'][name]))}")
        axes.legend(frameon=False)
        style.add_heading(figure, f"{title_of(name)}: differences of pairs from {subject.comparison.against}", READ)
    return figure


def _words(subject: Subject) -> str:
    """The shares of the pairs with less, and with more."""
    found = [(variant.label, _differences(subject, variant)) for variant in _shown(subject)]
    told = [f"{label} less in {np.mean(one < 0):.0%}, more in {np.mean(one > 0):.0%}" for label, one in found]
    return f"{title_of(_measure(subject))}, shares of the pairs: {'; '.join(told)}."


def _numbers(subject: Subject) -> Numbers:
    """One row per variant and pair, in order."""
    rows = [
        (variant.label, place + 1, value)
        for variant in _shown(subject)
        for place, value in enumerate(_differences(subject, variant))
    ]
    return Numbers(("variant", "rank", f"{_measure(subject)}_difference"), rows)


FIGURES = (
    Figure(
        name="sorted_pairs",
        question="In which share of the pairs does a policy do better?",
        section=COMPARISON,
        order=45,
        draw=_draw,
        words=_words,
        numbers=_numbers,
        fits=lambda subject: bool(_shown(subject)),
    ),
)
