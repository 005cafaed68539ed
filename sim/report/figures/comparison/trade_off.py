"""Two measures against each other: one point and ellipse per variant."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawn
from numpy.typing import NDArray

from sim.report.drawing import panels, scales, style
from sim.report.figures.comparison.pane_names import PaneNames
from sim.report.figures.comparison.subject import Spread, Subject
from sim.report.figures.comparison.variants import DrawnVariant
from sim.report.figures.figure import ESCALATION, Figure, Numbers
from sim.report.figures.looks import LOOKS, Look, panes
from sim.report.words.names import title_of, unit_of, with_unit
from sim.report.words.numbers import number
from sim.report.words.wording import in_sentence

SPREADS = {
    "replications": "Ellipse: one standard deviation of the replications.",
    "mean": "Ellipse: 95 % confidence region of the two means.",
}
REGION = math.sqrt(5.991)  # 95 % quantile of chi-squared with 2 degrees of freedom
HEIGHT, LOWER = 240.0, 190.0  # points of one or two panels; of each of more
FOOT = scales.TICK + panels.LINE + panels.NAME + 4  # points
MOST_HIGH = 2  # panels
ALONG = 400  # points along a line that names had better not cover
TURN = np.linspace(0, 2 * np.pi, 121)
FEWEST = 3  # replications that make an ellipse

BETWEEN = scales.TICK + panels.LINE + 8  # points between panels
GREY = "#a6a6a6"

Cloud = tuple[NDArray[np.float64], NDArray[np.float64]]  # means, shape (2,), and ellipse, shape (2, n)
Pane = Sequence[tuple[DrawnVariant, Cloud]]


def trade_off(
    variants: Sequence[DrawnVariant], across: str, up: str, spread: Spread = "replications", note: str = ""
) -> Drawn | None:
    """The means of two measures, with how far the replications (or the means) spread.

    `variants`: the reference first; `across` and `up`: measures on the x and the y axis; `spread`: what ellipses show.
    None if no replication defines both measures.
    """
    clouds = [(variant, cloud_of(variant, across, up, spread)) for variant in variants]
    drawn = [(variant, cloud) for variant, cloud in clouds if cloud is not None]
    if not drawn:
        return None
    units = variants[0].manifest["measures"]
    shown = panes_of(drawn)
    with style.look():
        names = [with_unit(one, units[one]) for one in (across, up)]
        figure = draw_panes(shown, [cloud for _, cloud in drawn], names)
        for axes in figure.axes:
            scales.mark_cut(axes)
            scales.mark_cut(axes, across=True)
        text = f"Point: mean of the replications. {SPREADS[spread]} Lower left: less of both."
        title = f"{title_of(up)} against {in_sentence(title_of(across))}"
        style.add_heading(figure, title, " ".join(filter(None, [note, text, grey_note(shown)])))
    return figure


def panes_of(drawn: Sequence[tuple[DrawnVariant, Cloud]]) -> list[list[tuple[DrawnVariant, Cloud]]]:
    """The variants of each panel: those of one reference, which is the policies of one structure, with it."""
    references = {one[0].place: one for one in drawn if one[0].is_reference}
    held: dict[int, list[tuple[DrawnVariant, Cloud]]] = {}
    for one in drawn:
        if not one[0].is_reference:
            held.setdefault(one[0].reference, []).append(one)
    shown = []
    for reference, others in held.items():
        first = [references[reference]] if reference in references else []
        shown += [[*first, *some] for some in panes(others, len(LOOKS) - 1, apart=True)]
    alone = [one for place, one in references.items() if place not in held]
    return [*shown, *panes(alone, len(LOOKS))]


def grey_note(shown: Sequence[Pane]) -> str:
    """Note on the small points, where several panels share the variants; else empty."""
    return "Small points: the variants of the other panels." if len(shown) > 1 else ""


def draw_panes(shown: Sequence[Pane], ends: Sequence[Cloud], names: Sequence[str], zero: bool = False) -> Drawn:
    """Panels on the same axes, each with some variants and their names, and the others as small points.

    `ends`: what the axes hold; `zero`: whether lines mark zero on both.
    """
    figure, plots, named = trade_axes(ends, [[variant.label for variant, _ in pane] for pane in shown])
    for axes, pane, written in zip(plots, shown, named, strict=True):
        looks = LOOKS[0 if pane[0][0].is_reference else 1 :][: len(pane)]
        axes.set(xlabel=names[0] if axes is plots[-1] else "", ylabel=names[1])
        for (variant, cloud), look in zip(pane, looks, strict=True):
            draw_cloud(axes, cloud, look, variant)
        for variant, (mean, _) in (one for other in shown if other is not pane for one in other):
            if not variant.is_reference:
                axes.plot(*mean[:, None], "o", color=GREY, markersize=3, zorder=1.5, label=f"{variant.label}: other")
        points = np.array([mean for _, (mean, _) in pane])
        lines = np.hstack([ellipse for _, (_, ellipse) in pane] + (_zero_lines(axes) if zero else [])).T
        written.write(axes, points, lines, looks)
    return figure


def _zero_lines(axes: Axes) -> list[NDArray[np.float64]]:
    """Draw zero on both axes; return points along the two lines, shape (2, n) each."""
    axes.axhline(0, color=style.QUIET, linewidth=0.8, zorder=1)
    axes.axvline(0, color=style.QUIET, linewidth=0.8, zorder=1)
    across, up = np.linspace(*axes.get_xlim(), ALONG), np.linspace(*axes.get_ylim(), ALONG)
    return [np.array([across, np.zeros(ALONG)]), np.array([np.zeros(ALONG), up])]


def defined(variant: DrawnVariant, across: str, up: str) -> NDArray[np.float64]:
    """The two measures in the replications that define both, shape (2, n)."""
    values = np.array([variant.table[across], variant.table[up]], dtype=np.float64)
    return values[:, ~np.isnan(values).any(axis=0)]


def cloud_of(variant: DrawnVariant, across: str, up: str, spread: Spread) -> Cloud | None:
    """Mean and ellipse over the replications that define both measures; None if there are none."""
    values = defined(variant, across, up)
    count = values.shape[1]
    if not count:
        return None
    mean = values.mean(axis=1)
    if count < FEWEST:
        return mean, mean[:, None]
    sizes, directions = np.linalg.eigh(np.cov(values))
    scale = 1.0 if spread == "replications" else REGION / math.sqrt(count)
    radii = scale * np.sqrt(np.maximum(sizes, 0.0))
    return mean, mean[:, None] + directions @ (radii[:, None] * np.array([np.cos(TURN), np.sin(TURN)]))


def draw_cloud(axes: Axes, cloud: Cloud, look: Look, variant: DrawnVariant) -> None:
    """Draw one variant; the reference's point is smaller and on top, so that none hides behind another."""
    mean, ellipse = cloud
    size, level = (5.0, 4.0) if variant.is_reference else (8.0, 3.0)
    axes.fill(*ellipse, color=look.colour, alpha=0.06, linewidth=0, zorder=1)
    axes.plot(
        *ellipse, color=look.colour, linestyle=look.dashes, linewidth=1.3, zorder=2, label=f"{variant.label}: spread"
    )
    (point,) = axes.plot(*mean[:, None], look.marker, color=look.colour, label=variant.label, zorder=level)
    point.set(markersize=size, markeredgecolor="white", markeredgewidth=0.8)


def trade_axes(clouds: Sequence[Cloud], labels: Sequence[Sequence[str]]) -> tuple[Drawn, list[Axes], list[PaneNames]]:
    """A figure with axes below each other that hold all of some clouds, and what is written of their variants."""
    count = len(labels)
    ends = [scales.limits(*(ellipse[row] for _, ellipse in clouds), from_zero=False) for row in (0, 1)]
    marks = [scales.ticks(*ends[0], most=7), scales.ticks(*ends[1], most=5)]
    height = HEIGHT if count <= MOST_HIGH else LOWER
    left = panels.EDGE + panels.NAME + scales.room_for(scales.tick_texts(marks[1]))
    width = panels.figure_width() - left - panels.EDGE - panels.RIGHT
    named = [PaneNames(some, count == 1, width) for some in labels]
    heads = sum(one.head for one in named)
    figure = panels.figure_of(heads + count * (height + BETWEEN) - BETWEEN + FOOT + panels.LINE)
    plots, top = [], panels.LINE
    for one in named:
        top += one.head
        axes = panels.add_panel(figure, left, top, width, height)
        top += height + BETWEEN
        axes.set(xlim=ends[0], ylim=ends[1])
        scales.set_ticks(axes, marks[0], across=True)
        scales.set_ticks(axes, marks[1])
        plots.append(axes)
    return figure, plots, named


def _words(subject: Subject) -> str:
    """The two means of each variant."""
    units = subject.variants[0].manifest["measures"]
    names = [f"{title_of(name)} ({unit_of(units[name])})" for name in subject.traded]
    parts = []
    for variant in subject.variants:
        means = [number(float(np.nanmean(variant.table[name])), 3) for name in subject.traded]
        parts.append(f"{variant.label} {means[0]} and {means[1]}")
    return f"{names[0]} and {names[1]}, means: {'; '.join(parts)}."


def _numbers(subject: Subject) -> Numbers:
    """One row per variant: the two means, their standard deviations and correlation over the replications."""
    across, up = subject.traded
    rows = []
    for variant in subject.variants:
        values = defined(variant, across, up)
        count = values.shape[1]
        nothing = np.full(2, math.nan)
        mean = values.mean(axis=1) if count else nothing
        spread = values.std(axis=1, ddof=1) if count > 1 else nothing
        together = float(np.atleast_2d(np.corrcoef(values))[0, 1]) if count > 1 and np.all(spread) else math.nan
        rows.append((variant.label, *mean, *spread, together, count))
    names = (f"{across}_mean", f"{up}_mean", f"{across}_standard_deviation", f"{up}_standard_deviation")
    return Numbers(("variant", *names, "correlation", "n"), rows)


FIGURES = (
    Figure(
        name="trade_off",
        question="Where does each policy lie between two measures?",
        section=ESCALATION,
        order=31,
        draw=lambda subject: trade_off(subject.variants, *subject.traded, subject.spread, subject.note),
        words=_words,
        numbers=_numbers,
        fits=lambda subject: subject.has("measures", *subject.traded),
    ),
)
