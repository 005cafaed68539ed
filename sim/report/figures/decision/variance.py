"""Chance, parameters or structure: one bar of shares of variance for each difference."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.analysis.decision.budget import CHANCE, HIDDEN_LINE, INTERACTION, OTHER_CHANCE, PARAMETERS, STRUCTURE, Budget
from sim.analysis.decision.sources import Outcome
from sim.report.decision.names import DecisionNames, names_of
from sim.report.decision.source_tables import budget
from sim.report.drawing import panels, style
from sim.report.figures import key
from sim.report.figures.decision.frame import name_across, outcome_name, percent_ticks, plot_of, row_names, widest
from sim.report.figures.decision.registration import decision_figure, sheet_numbers

ROW, MOST_NAME = 26.0, 210.0  # points
LOOKS = {
    HIDDEN_LINE: (style.tint(style.QUIET, 0.85), ""),
    CHANCE: (style.tint(style.QUIET, 0.35), "..."),
    OTHER_CHANCE: (style.tint(style.QUIET, 0.35), "..."),
    PARAMETERS: (style.tint(style.BLUE, 0.6), ""),
    STRUCTURE: (style.tint(style.VERMILION, 0.6), "///"),
    INTERACTION: (style.tint(style.ORANGE, 0.6), "\\\\\\"),
}
WORDS = {HIDDEN_LINE: "chance due to the hidden line", INTERACTION: "structure with parameters"}


def draw(names: DecisionNames, outcomes: tuple[Outcome, ...]) -> Figure:
    """The bars, the level of the reference first."""
    texts, more = row_names([outcome_name(names, one) for one in outcomes], MOST_NAME)
    left = widest(texts) + 10
    with style.look():
        figure, axes = plot_of((ROW + more) * len(outcomes), left, panels.FOOT, head=8.0, right=16.0)
        axes.set(xlim=(0, 1), ylim=(len(outcomes), 0), yticks=[])
        percent_ticks(axes)
        for row, (one, text) in enumerate(zip(outcomes, texts, strict=True)):
            _bar(axes, row, one.budget)
            place = (0, 1 - (row + 0.5) / len(outcomes))
            panels.write_at_corner(axes, text, place, (-6, 0), ha="right", va="center_baseline")
        name_across(axes, "Share of the variance")
        panels.add_heading(figure, "Is it chance, parameters or structure?", _subtitle(), _handles(outcomes))
    return figure


def _bar(axes: Axes, row: int, found: Budget) -> None:
    """The parts of one outcome side by side, with the interval of each at its right end."""
    left = 0.0
    for place, part in enumerate(found.sources):
        colour, hatch = LOOKS[part.name]
        axes.barh(row + 0.5, part.share, 0.62, left, color=colour, hatch=hatch, edgecolor="white", linewidth=0.8)
        left += part.share
        if part.share > 0:
            reach = (left - (part.share - part.low), left + (part.high - part.share))
            height = row + 0.5 + 0.08 * (place - 2)
            axes.hlines(height, max(reach[0], 0), min(reach[1], 1), color=style.INK, linewidth=0.9, zorder=3)


def _subtitle() -> str:
    return (
        "Bars: shares of the variance over replications, futures and structures. Lines at their ends: 95 % intervals."
    )


def _handles(outcomes: tuple[Outcome, ...]) -> list[key.Handle]:
    drawn = {part.name for one in outcomes for part in one.budget.sources}
    return [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", linewidth=0, label=WORDS.get(name, name))
        for name, (colour, hatch) in LOOKS.items()
        if name in drawn
    ]


FIGURES = (
    decision_figure(
        "budget",
        "Is it chance, parameters or structure?",
        order=3,
        draw=lambda found: draw(names_of(found), found.outcomes),
        numbers=lambda found: sheet_numbers(budget(found)),
        parts=("budget",),
        sheets=("budget",),
    ),
)
