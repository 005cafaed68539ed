"""Time to the first relaxation if the model decides on it: Kaplan-Meier curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawn
from matplotlib.patheffects import withStroke

from sim.analysis.relaxation import relaxations
from sim.analysis.survival import kaplan_meier
from sim.config import units
from sim.config.counting import number_of
from sim.report.drawing import panels, scales, style, text_width
from sim.report.figures.comparison.relaxation_table import (
    ABOVE,
    HEIGHT,
    TABLE_GAP,
    CurveTable,
    RelaxationCurve,
    table_of,
)
from sim.report.figures.comparison.subject import Subject
from sim.report.figures.comparison.variants import DrawnVariant
from sim.report.figures.figure import ESCALATION, Figure, Numbers
from sim.report.figures.looks import FULL, LOOKS, Look, panes
from sim.report.words.numbers import number

MEASURE = "relaxation_day"
ENDOGENOUS = "endogenous"  # the choice of restrictions that are decided in the model
MOST_CURVES = 6  # in a panel
MOST_STEPS = 500  # of a curve that is drawn; finer ones cannot be seen
CURVES = (LOOKS[2]._replace(dashes=FULL), LOOKS[1], LOOKS[0], *LOOKS[3:])  # a full line comes first
HALO = withStroke(linewidth=2.5, foreground="white")


def relaxation_curves(variants: Sequence[DrawnVariant], note: str = "") -> Drawn | None:
    """The share of replications in which no relaxation has come yet, with the number of them under the days.

    Variants whose policy is set by the calendar are marked by their day.
    None if no variant's policy is decided in the model.
    """
    deciding = [variant for variant in variants if is_endogenous(variant)]
    if not deciding:
        return None
    shown = [[_wait(*one) for one in zip(some, CURVES, strict=False)] for some in panes(deciding, MOST_CURVES)]
    table = table_of([wait for waits in shown for wait in waits])
    with style.look():
        figure, plots, days = _axes(shown, table)
        for axes, waits in zip(plots, shown, strict=True):
            draw_set_days(axes, set_days(variants), table.right)
            for wait in waits:
                draw_wait(axes, wait)
            table.draw(axes, waits, days)
        last = number(shown[0][0].curve.last_day)
        text = (
            "Share of replications still without relaxation, with its 95 % interval (Kaplan-Meier). Mean: "
            f"up to day {last}, with its standard error."
        )
        style.add_heading(figure, "Day of the first relaxation, when the model decides it", f"{note} {text}".strip())
    return figure


def is_endogenous(variant: DrawnVariant) -> bool:
    """True if the day of relaxation happens in the model: by its choice of policy, or because it varies."""
    if variant.manifest["choices"].get("restrictions") == ENDOGENOUS:
        return True
    days = variant.table[MEASURE]
    known = days[~np.isnan(days)]
    return bool(known.size) and (known.size < days.size or float(np.ptp(known)) > 0)


def set_days(variants: Sequence[DrawnVariant]) -> Mapping[float, list[str]]:
    """The days of relaxation that the calendar sets, rising, with the labels of their variants."""
    found: dict[float, list[str]] = {}
    for variant in variants:
        day = float(variant.table[MEASURE][0])
        if not is_endogenous(variant) and not np.isnan(day):
            found.setdefault(day, []).append(variant.label)
    return dict(sorted(found.items()))


def draw_wait(axes: Axes, wait: RelaxationCurve) -> None:
    """One curve with its band, in per cent, up to the last day."""
    curve = wait.curve
    days = np.append(curve.days, curve.last_day)
    if len(days) > MOST_STEPS:
        days = np.linspace(days[0], days[-1], MOST_STEPS)
    steps = np.searchsorted(curve.days, days, side="right") - 1
    share, low, high = (100 * part[steps] for part in (curve.survival, curve.low, curve.high))
    low, high = np.where(np.isnan(low), share, low), np.where(np.isnan(high), share, high)
    axes.fill_between(days, low, high, step="post", color=style.tint(wait.look.colour, 0.25), linewidth=0)
    (line,) = axes.step(days, share, where="post", color=wait.look.colour, linewidth=1.8, label=wait.variant.label)
    line.set_linestyle(wait.look.dashes)


def draw_set_days(axes: Axes, marked: Mapping[float, Sequence[str]], right: float) -> None:
    """Days that the calendar sets, as dashed lines; the earlier a day, the higher its line and its names.

    `right`: points right of the plot.
    """
    for row, (day, names) in enumerate(marked.items()):
        level = 1 - (row + 0.6) * panels.LINE / HEIGHT
        axes.vlines(
            day, 0, level, transform=axes.get_xaxis_transform(), color=style.QUIET, linewidth=0.9, linestyle="--"
        )
        place = (float(axes.transAxes.inverted().transform(axes.transData.transform((day, 0)))[0]), level)
        room = panels.panel_width(axes) * (1 - place[0]) + right - 8
        begin = f"set for day {number(day)}: "
        whole = f"{begin}{', '.join(names)}"
        text = whole if text_width.width_of(whole) <= room else f"{begin}{number_of(len(names), 'variant')}"
        panels.write_at_corner(axes, text, place, (3, -3), color=style.QUIET, path_effects=[HALO], zorder=4)


def _wait(variant: DrawnVariant, look: Look) -> RelaxationCurve:
    days = np.asarray(variant.table[MEASURE], dtype=np.float64)
    horizon = units.parse(variant.manifest["config"]["horizon"], "d")
    return RelaxationCurve(variant, look, kaplan_meier(days, horizon), np.where(np.isnan(days), horizon, days))


def _axes(shown: Sequence[Sequence[RelaxationCurve]], table: CurveTable) -> tuple[Drawn, list[Axes], list[float]]:
    """Panels below each other, each above its table, and the numbered days."""
    every = [wait for waits in shown for wait in waits]
    blocks = [ABOVE + HEIGHT + panels.FOOT + TABLE_GAP + sum(table.heights(waits)) for waits in shown]
    figure = panels.figure_of(sum(blocks))
    first, last = min(wait.curve.days[0] for wait in every), max(wait.curve.last_day for wait in every)
    plots = []
    for place in range(len(shown)):
        top = sum(blocks[:place]) + ABOVE
        axes = panels.add_panel(figure, table.left, top, panels.figure_width() - table.left - table.right, HEIGHT)
        style.day_axis(axes, float(first), float(last), 6)
        axes.set_ylim(0, 104)
        scales.set_ticks(axes, [0, 25, 50, 75, 100])
        axes.set_ylabel("No relaxation yet (%)")
        plots.append(axes)
    return figure, plots, [float(tick) for tick in plots[0].get_xticks()]


def _words(subject: Subject) -> str:
    """Sentence on the number of replications that relax, and on their restricted mean day."""
    comparison = subject.comparison
    parts = [
        f"{comparison.names[place]}: {one.n_events:,} of {one.n:,} replications relax, on average on day "
        f"{number(one.restricted_mean, 3)}, restricted to day {number(one.last_day)} "
        f"(standard error {number(one.restricted_mean_standard_error, 2)})"
        for place, one in relaxations(comparison).items()
    ]
    return f"{'; '.join(parts)}."


def _numbers(subject: Subject) -> Numbers:
    """One row per variant and step of its curve: the share that still waits, and its interval."""
    rows = []
    for variant in subject.variants:
        if is_endogenous(variant):
            curve = _wait(variant, CURVES[0]).curve
            steps = zip(curve.days, curve.survival, curve.low, curve.high, strict=True)
            rows += [(variant.label, *step) for step in steps]
    return Numbers(("variant", "day", "share_waiting", "low", "high"), rows)


FIGURES = (
    Figure(
        name="relaxation",
        question="How long does the first relaxation take?",
        section=ESCALATION,
        order=42,
        draw=lambda subject: relaxation_curves(subject.variants, subject.note),
        words=_words,
        numbers=_numbers,
    ),
)
