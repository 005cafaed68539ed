"""The paired difference day by day: a row of panels per variant, a column per quantity."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawn
from matplotlib.patheffects import withStroke

from sim.analysis.comparison import RunComparison
from sim.analysis.divergence import DifferencePath
from sim.report.comparison.cells import GROUND_NOTE, ground_mark
from sim.report.drawing import panels, scales, style, text_width
from sim.report.figures import key
from sim.report.figures.comparison.subject import Subject
from sim.report.figures.comparison.variants import DrawnVariant
from sim.report.figures.figure import TRAJECTORIES, Figure, Numbers
from sim.report.words.names import title_of, with_unit
from sim.report.words.numbers import number, with_minus

HEIGHT, ABOVE = 58.0, 4.0  # points: a panel, and between it and the name of its variant
NAME_SHARE = 0.9  # of the width of the figure, for the name of a variant
MOST_TITLE = 4  # lines above a column
BAND_DASHES = (1.2, 1.4)
OF_BAND = "Dotted: simultaneous 95 % band of the mean over all days."
LATE = 0.75  # share of the days after which the number of a day is written on its left
TEXT_REACH = 0.17  # share of the days that such a number covers
HALO = withStroke(linewidth=2.0, foreground="white")


def partings(
    comparison: RunComparison, variants: Sequence[DrawnVariant], quantities: Sequence[str], note: str = ""
) -> Drawn | None:
    """Draw the difference of each variant from its reference, and the days on which their paths diverge.

    Only variants that are paired with their reference are drawn.
    None if no variant has paths that are paired with the reference's.
    """
    shown = [variant for variant in variants if _is_paired(comparison, variant)]
    if not shown:
        return None
    paths = _differences(comparison, shown, quantities)
    units = shown[0].manifest["quantities"]
    with style.look():
        names = panels.name_lines([variant.label for variant in shown], NAME_SHARE * panels.figure_width())
        head = max(map(len, names)) * panels.LINE + ABOVE + panels.NAME_GAP
        figure, plots = _panels(paths, head)
        for row, (variant, found) in enumerate(zip(shown, paths, strict=True)):
            first = plots[row * len(quantities)]
            panels.put_name(first, names[row], ABOVE)
            for column, (name, path) in enumerate(zip(quantities, found, strict=True)):
                axes = plots[row * len(quantities) + column]
                draw_path(axes, path)
                mark_parting(axes, path, comparison.parting(variant.place, name).day)
        titles = [with_unit(name, units[name]) + ground_mark(name, comparison) for name in quantities]
        _name_columns(figure, plots, titles, head)
        pairs = f"{min(path.n for found in paths for path in found):,} pairs of replications"
        less = f"Each variant minus {comparison.against}"
        text = f"{less}, in {pairs}. Dashed: first day on which more than 5 % of them differ. {OF_BAND}"
        if any(ground_mark(name, comparison) for name in quantities):
            text += f" {GROUND_NOTE}"
        panels.add_heading(
            figure, f"Difference from {comparison.against}, day by day", f"{note} {text}".strip(), _key()
        )
    return figure


def draw_path(axes: Axes, path: DifferencePath) -> None:
    """The bands of the differences, their mean, and the band of that mean."""
    outer, inner = style.tint(style.BLUE, 0.22), style.tint(style.BLUE, 0.5)
    axes.fill_between(path.days, path.q05, path.q95, color=outer, linewidth=0, label="5-95 %")
    axes.fill_between(path.days, path.q25, path.q75, color=inner, linewidth=0, label="25-75 %")
    axes.plot(path.days, path.mean, color=style.BLUE, linewidth=1.6, label="mean")
    for edge in (path.low, path.high):
        (line,) = axes.plot(path.days, edge, color=style.INK, linewidth=0.7, zorder=2.8, label="band of the mean")
        line.set_dashes(BAND_DASHES)
    axes.axhline(0, color=style.INK, linewidth=0.8, zorder=1.5)


def mark_parting(axes: Axes, path: DifferencePath, day: float) -> None:
    """The day on which the paths part, as a dashed line with its number in free room; nothing if they do not."""
    if math.isnan(day):
        return
    axes.axvline(day, color=style.INK, linewidth=0.9, dashes=key.REFERENCE_DASHES, zorder=3, label="parting")
    first, last = axes.get_xlim()
    later = day > first + LATE * (last - first)
    reach = TEXT_REACH * (last - first)
    near = (path.days >= day - reach * later) & (path.days <= day + reach * (not later))
    low, high = axes.get_ylim()
    above = high - float(np.max(path.q95[near])) >= float(np.min(path.q05[near])) - low
    look: dict[str, object] = {"ha": "right" if later else "left", "va": "top" if above else "bottom", "zorder": 5}
    place = ((day - first) / (last - first), 1.0 if above else 0.0)
    up = (-1 if above else 1) * _clear_of_zero(low, high, HEIGHT, above)
    panels.write_at_corner(axes, number(day), place, (-3 if later else 3, up), path_effects=[HALO], **look)


def _clear_of_zero(low: float, high: float, height: float, above: bool) -> float:
    """Points from the edge of a panel of such a height to a number at it that the line at 0 does not strike through."""
    edge = (high if above else -low) / (high - low) * height  # from that edge to 0
    nearest = 1.0 if above else 2.0
    return edge + nearest + 1 if 0 < edge < panels.LINE + nearest else nearest


def _panels(paths: Sequence[Sequence[DifferencePath]], head: float) -> tuple[Drawn, list[Axes]]:
    """A grid in which each column has a scale of its own."""
    columns = list(zip(*paths, strict=True))
    ends = [
        scales.limits(*(edge for path in column for edge in (path.q05, path.q95, path.mean, path.low, path.high)))
        for column in columns
    ]
    marks = [scales.ticks(low, high, most=3) for low, high in ends]
    overhang = scales.TICK / 2 + text_width.width_of(scales.tick_texts([paths[0][0].days[-1]])[0]) / 2
    lefts = [overhang * bool(place) + scales.room_for(scales.tick_texts(some)) for place, some in enumerate(marks)]
    figure, plots = panels.grid(len(paths) * len(columns), lefts, head, HEIGHT)
    days = panels.number_days(plots, len(columns), float(paths[0][0].days[0]), float(paths[0][0].days[-1]))
    for place, axes in enumerate(plots):
        column = place % len(columns)
        scales.set_ticks(axes, marks[column])
        axes.set_ylim(ends[column])
        panels.draw_tick_lines(axes, days, marks[column])
    return figure, plots


def _name_columns(figure: Drawn, plots: Sequence[Axes], titles: Sequence[str], head: float) -> None:
    """Write what each column shows above the names of the first row, for which the figure grows."""
    lefts = [axes.get_position().x0 * panels.figure_width() for axes in plots[: len(titles)]]
    ends = [*(left - panels.COLUMN_GAP for left in lefts[1:]), panels.figure_width() - panels.EDGE]
    lines = [
        text_width.name_lines(title, end - left, MOST_TITLE)
        for title, left, end in zip(titles, lefts, ends, strict=True)
    ]
    style.grow(figure, above=(max(map(len, lines)) * panels.LINE + 2) / style.POINTS_PER_INCH)
    for axes, some in zip(plots, lines, strict=False):
        panels.write_at_corner(
            axes, "\n".join(some), (0, 1), (0, head - panels.DESCENT), va="bottom", color=style.QUIET
        )


def _differences(
    comparison: RunComparison, shown: Sequence[DrawnVariant], quantities: Sequence[str]
) -> list[list[DifferencePath]]:
    """Difference paths by variant and quantity."""
    return [[comparison.difference_path(variant.place, name) for name in quantities] for variant in shown]


def _is_paired(comparison: RunComparison, variant: DrawnVariant) -> bool:
    return any(parting.variant == variant.place for parting in comparison.partings)


def _dotted(name: str) -> key.Handle:
    handle = key.line(style.INK, name)
    handle.set(linewidth=0.9)
    handle.set_dashes(BAND_DASHES)
    return handle


def _key() -> list[key.Handle]:
    return [
        key.line(style.BLUE, "mean"),
        _dotted("band of the mean"),
        key.band(style.BLUE, 0.5, "25-75 %"),
        key.band(style.BLUE, 0.22, "5-95 %"),
        key.dashed("day of divergence"),
    ]


STATISTICS = ("mean", "low", "high", "q05", "q25", "q50", "q75", "q95")
PARTED = ("ground_lost_km2", "red_batteries_bty", "sanctuary_bty")


def _parted(subject: Subject) -> list[str]:
    return [quantity for quantity in PARTED if subject.has("quantities", quantity)]


def _words(subject: Subject) -> str:
    """Sentence on the days on which the paths of each variant diverge from the reference's."""
    comparison, parts = subject.comparison, []
    paired = {parting.variant for parting in comparison.partings}
    for variant in subject.held:
        if variant.place in paired:
            found = [comparison.parting(variant.place, name) for name in PARTED]
            days = [
                f"{title_of(one.quantity)} {'never' if np.isnan(one.day) else f'on day {number(one.day)}'}"
                for one in found
            ]
            parts.append(f"{variant.label}: {', '.join(days)}")
    return f"First day on which more than 5 % of the pairs of paths differ. {with_minus('; '.join(parts))}."


def _numbers(subject: Subject) -> Numbers:
    """One row per variant, quantity and day: the mean difference, its band, and the quantiles of the differences."""
    quantities = _parted(subject)
    shown = [variant for variant in subject.held if _is_paired(subject.comparison, variant)]
    rows = [
        (variant.label, quantity, *row)
        for variant, found in zip(shown, _differences(subject.comparison, shown, quantities), strict=True)
        for quantity, path in zip(quantities, found, strict=True)
        for row in zip(path.days, *(getattr(path, name) for name in STATISTICS), strict=True)
    ]
    return Numbers(("variant", "quantity", "day", *STATISTICS), rows)


FIGURES = (
    Figure(
        name="partings",
        question="When do the paths of each policy diverge from the reference?",
        section=TRAJECTORIES,
        order=41,
        draw=lambda subject: partings(subject.comparison, subject.held, _parted(subject), subject.note),
        words=_words,
        numbers=_numbers,
        fits=lambda subject: bool(_parted(subject)),
    ),
)
