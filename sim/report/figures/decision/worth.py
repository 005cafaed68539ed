"""The value of information: bars of single parameters under the bracket of perfect information."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.decision.value_of_information import InformationValue, KnowledgeValue
from sim.report.decision.names import DecisionNames, names_of
from sim.report.decision.tables import worth
from sim.report.drawing import panels, scales, style
from sim.report.figures import key
from sim.report.figures.decision.frame import name_across, number_text, plot_of, row_names, under, widest
from sim.report.figures.decision.registration import decision_figure, sheet_numbers

ROW, MOST_ROWS, MOST_NAME = 22.0, 10, 190.0  # points; parameters; points
QUIET_BAR = style.tint(style.QUIET, 0.35)


def draw(names: DecisionNames) -> Figure | None:
    """The bars; None if the worth is not known."""
    found = names.choice.worth
    if found is None or not found.single:
        return None
    rows = [*([found.pair] if found.pair else []), *found.single[:MOST_ROWS]]
    texts, more = row_names([_name(names, one) for one in rows], MOST_NAME)
    left = widest(texts) + 10
    with style.look():
        figure, axes = plot_of((ROW + more) * len(rows), left, panels.FOOT, head=8.0, right=16.0)
        axes.set_ylim(len(rows), 0)
        axes.set_yticks([])
        _bars(axes, found, rows, texts)
        name_across(axes, f"Worth ({names.unit})")
        title = "What would better information be worth?"
        panels.add_heading(figure, title, _subtitle(names, found), _handles())
    return figure


def _bars(axes: Axes, found: InformationValue, rows: list[KnowledgeValue], texts: list[str]) -> None:
    top = scales.limits(np.array([found.high, *(one.high for one in rows)]))[1]
    axes.set_xlim(0, top)
    scales.set_ticks(axes, scales.spaced_ticks(0, top, panels.panel_width(axes), 6), across=True)
    axes.axvspan(found.low, found.high, color=style.tint(style.ORANGE, 0.45), linewidth=0, zorder=0.5)
    axes.axvline(found.floor, color=style.INK, linewidth=1.0, dashes=key.REFERENCE_DASHES, zorder=3)
    for row, (one, text) in enumerate(zip(rows, texts, strict=True)):
        told = one.value > found.floor and len(one.factors) == 1  # the floor is that of single ones
        axes.barh(row + 0.5, one.value, 0.62, color=style.BLUE if told else QUIET_BAR, linewidth=0, zorder=2)
        axes.hlines(row + 0.5, one.low, one.high, color=style.INK, linewidth=1.1, zorder=2.5)
        height = 1 - (row + 0.5) / len(rows)
        panels.write_at_corner(axes, text, (0, height), (-6, 0), ha="right", va="center_baseline")


def _name(names: DecisionNames, one: KnowledgeValue) -> str:
    if len(one.factors) > 1:
        return "the two largest together"
    return names.beliefs[one.factors[0]]


def _subtitle(names: DecisionNames, found: InformationValue) -> str:
    structure = ""
    if len(names.cube.structures) > 1:
        structure = f" Knowing the structure, all equally likely: {number_text(found.structure)}."
    return (
        f"{under(names)} Value of knowing before choosing, {names.at_price}. Mean loss of the best policy "
        f"without further information: {names.amount(found.loss, 3)}.{structure}"
    ).strip()


def _handles() -> list[key.Handle]:
    floor = key.dashed("floor: reached by chance alone")
    return [
        key.band(style.ORANGE, 0.45, "perfect information: low to high estimate"),
        key.bar(style.BLUE, 5, "above the floor"),
        key.bar(QUIET_BAR, 5, "not above the floor; pairs are not tested"),
        floor,
    ]


FIGURES = (
    decision_figure(
        "worth",
        "What would better information be worth?",
        order=7,
        draw=lambda found: draw(names_of(found)),
        numbers=lambda found: sheet_numbers(worth(names_of(found))),
        parts=("worth",),
        sheets=("worth",),
        fits=lambda found: found.choice.worth is not None and bool(found.choice.worth.single),
        why_not="the value of information was not computed",
    ),
)
