"""Gains of policies in one measure against costs in another: paired differences, with the region of their means."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.figure import Figure as Drawn
from numpy.typing import NDArray

from sim.model.measures import LESS, MORE, known_measure
from sim.report.drawing import style
from sim.report.figures.comparison.subject import Subject
from sim.report.figures.comparison.trade_off import REGION, TURN, draw_panes, grey_note, panes_of
from sim.report.figures.comparison.variants import DrawnVariant
from sim.report.figures.figure import ESCALATION, Figure, Numbers
from sim.report.words.names import needs_unit, title_of, unit_of, with_unit
from sim.report.words.verdicts import change
from sim.report.words.wording import in_sentence
from sim.study.differences.table import difference_of

Floats = NDArray[np.float64]

FEWEST = 20  # pairs of which a region is drawn
READ = "Point: mean difference over the pairs. Ellipse: 95 % region of the two means."


def paired_means(subject: Subject, variant: DrawnVariant) -> tuple[Floats, Floats]:
    """The mean paired differences in the two measures, shape (2,), and the 95 % region of these means, shape (2, n)."""
    values = _pairs(subject, variant)
    count = values.shape[1]
    mean = values.mean(axis=1) if count else np.full(2, np.nan)
    if count < FEWEST:
        return mean, mean[:, None]
    sizes, directions = np.linalg.eigh(np.cov(values))
    radii = REGION / math.sqrt(count) * np.sqrt(np.maximum(sizes, 0.0))
    return mean, mean[:, None] + directions @ (radii[:, None] * np.array([np.cos(TURN), np.sin(TURN)]))


def _pairs(subject: Subject, variant: DrawnVariant) -> Floats:
    """The differences in the two measures of the pairs that define both, shape (2, n)."""
    tables = [subject.comparison.tables[place] for place in (variant.place, variant.reference)]
    values = np.array(
        [difference_of([np.asarray(one[name], dtype=np.float64) for one in tables]) for name in subject.traded]
    )
    return values[:, ~np.isnan(values).any(axis=0)]


def _shown(subject: Subject) -> list[DrawnVariant]:
    return [variant for variant in subject.held if subject.comparison.paired[variant.place]]


def _draw(subject: Subject) -> Drawn | None:
    clouds = [(variant, paired_means(subject, variant)) for variant in _shown(subject)]
    drawn = [(variant, cloud) for variant, cloud in clouds if not np.isnan(cloud[0]).any()]
    if not drawn:
        return None
    zero = np.zeros((2, 1))
    with style.look():
        units = subject.variants[0].manifest["measures"]
        labels = [f"Difference in {in_sentence(with_unit(name, units[name]))}" for name in subject.traded]
        shown = panes_of(drawn)
        figure = draw_panes(shown, [*(cloud for _, cloud in drawn), (zero[:, 0], zero)], labels, zero=True)
        across, up = (title_of(name) for name in subject.traded)
        title = f"{up} against {in_sentence(across)}: differences from {subject.comparison.against}"
        notes = [subject.note, READ, _better(subject), grey_note(shown)]
        style.add_heading(figure, title, " ".join(filter(None, notes)))
    return figure


def _better(subject: Subject) -> str:
    """Sentence on the corner that is better for Blue; empty unless both measures have a direction."""
    traded = [measure for name in subject.traded if (measure := known_measure(name))]
    words = [{LESS: ("left", "lower"), MORE: ("right", "upper")}.get(measure.better) for measure in traded]
    if len(words) != 2 or words[0] is None or words[1] is None:
        return ""
    return f"Towards the {words[1][1]} {words[0][0]}: better for Blue in both."


def _words(subject: Subject) -> str:
    """The two mean differences of each variant."""
    units = subject.variants[0].manifest["measures"]
    names = []
    for name in subject.traded:
        unit = unit_of(units[name])
        names.append(f"{title_of(name)} ({unit})" if unit and needs_unit(name, unit) else title_of(name))
    parts = []
    for variant in _shown(subject):
        mean, _ = paired_means(subject, variant)
        parts.append(f"{variant.label} {change(float(mean[0]), 3)} and {change(float(mean[1]), 3)}")
    return f"{names[0]} and {names[1]}, mean paired differences: {'; '.join(parts)}."


def _numbers(subject: Subject) -> Numbers:
    """One row per variant: the two mean differences, and the covariance of these means, which makes the region."""
    across, up = subject.traded
    rows = []
    for variant in _shown(subject):
        values = _pairs(subject, variant)
        count = values.shape[1]
        spread = np.cov(values) / count if count > 1 else np.full((2, 2), math.nan)
        mean = values.mean(axis=1) if count else np.full(2, math.nan)
        rows.append((variant.label, *mean, spread[0, 0], spread[1, 1], spread[0, 1], count))
    names = (f"{across}_difference", f"{up}_difference", f"{across}_variance", f"{up}_variance", "covariance", "n")
    return Numbers(("variant", *names), rows)


FIGURES = (
    Figure(
        name="trade_difference",
        question="What does each policy gain in one measure and cost in another?",
        section=ESCALATION,
        order=30,
        draw=_draw,
        words=_words,
        numbers=_numbers,
        fits=lambda subject: subject.has("measures", *subject.traded) and bool(_shown(subject)),
    ),
)
