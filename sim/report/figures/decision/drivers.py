"""Drivers of the difference, against drivers of the level: first-order shares of both."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.decision.sources import LOSS, SAVES, Outcome
from sim.report.decision.names import DecisionNames, names_of
from sim.report.decision.source_tables import drivers
from sim.report.drawing import panels, style
from sim.report.figures import key
from sim.report.figures.decision.frame import name_across, outcome_name, percent_ticks, plot_of, row_names, widest
from sim.report.figures.decision.registration import decision_figure, sheet_numbers

ROW, MOST_ROWS, MOST_NAME = 22.0, 12, 200.0
BEYOND = " Chance alone reaches 100 %: no parameter stands out."


def draw(names: DecisionNames, outcomes: tuple[Outcome, ...]) -> Figure | None:
    """Dumbbells of the parameters that matter most; None if chance explains all or they cannot be separated."""
    pair = _pair(outcomes)
    if pair is None:
        return None
    level, difference = pair
    shares = np.nan_to_num(np.stack([level.first.shares, difference.first.shares]), nan=0.0)
    rows = np.argsort(-shares.max(axis=0), kind="stable")[:MOST_ROWS].tolist()
    texts, more = row_names([names.beliefs[place] for place in rows], MOST_NAME)
    left = widest(texts) + 10
    with style.look():
        figure, axes = plot_of((ROW + more) * len(rows), left, panels.FOOT, head=8.0, right=16.0)
        floor = max(level.first.floor, difference.first.floor, 0.0)
        ends = np.stack([one.first.high[rows] for one in (level, difference)])
        _axes(axes, len(rows), np.append(np.nan_to_num(ends), [shares.max(), floor]))
        for row, (place, text) in enumerate(zip(rows, texts, strict=True)):
            _dumbbell(axes, row + 0.5, level, difference, place)
            place_of = (0, 1 - (row + 0.5) / len(rows))
            panels.write_at_corner(axes, text, place_of, (-6, 0), ha="right", va="center_baseline")
        if floor <= 1:
            axes.axvline(floor, color=style.INK, linewidth=1.0, dashes=key.REFERENCE_DASHES, zorder=1)
        name_across(axes, "Share of the variance of parameters (first order)")
        words = outcome_name(names, level), outcome_name(names, difference)
        subtitle = f"Hollow: {words[0]}. Full: {words[1]}. Thin lines: 95 % intervals.{BEYOND if floor > 1 else ''}"
        panels.add_heading(
            figure, "What drives the difference, and what drives the level?", subtitle, _handles(floor <= 1)
        )
    return figure


def _pair(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, Outcome] | None:
    """The level of the reference in what is saved, and the difference between the two policies of interest in it."""
    asked = next(one for one in outcomes if one.kind == LOSS)
    level = next(one for one in outcomes if one.kind == SAVES and one.against is None)
    found = [
        one for one in outcomes if one.kind == SAVES and (one.policy, one.against) == (asked.policy, asked.against)
    ]
    if not found or not len(level.first.shares):
        return None
    known = [np.isfinite(one.first.shares).any() for one in (level, found[0])]
    return (level, found[0]) if all(known) else None


def _axes(axes: Axes, rows: int, shares: NDArray[np.float64]) -> None:
    """An axis of shares that holds all of these."""
    top = min(max(0.2, 1.1 * float(shares.max())), 1.05)
    axes.set(xlim=(0, top), ylim=(rows, 0), yticks=[])
    percent_ticks(axes, min(top, 1.0))


def _dumbbell(axes: Axes, height: float, level: Outcome, difference: Outcome, place: int) -> None:
    """The two shares of a parameter with their intervals, and what joins them."""
    ends = []
    for one, shift, face in ((level, -0.12, "white"), (difference, 0.12, style.BLUE)):
        share = max(float(one.first.shares[place]), 0.0)
        if np.isnan(one.first.shares[place]):
            continue
        ends.append(share)
        low, high = float(one.first.low[place]), float(one.first.high[place])
        axes.hlines(height + shift, low, high, color=style.QUIET, linewidth=0.8, zorder=2)
        (dot,) = axes.plot([share], [height], "o", markersize=6.5, color=style.BLUE, zorder=3, clip_on=False)
        dot.set(markerfacecolor=face, markeredgewidth=1.3)
    if len(ends) == 2:
        axes.hlines(height, min(ends), max(ends), color=style.tint(style.BLUE, 0.45), linewidth=2.2, zorder=2.2)


def _handles(with_floor: bool) -> list[key.Handle]:
    hollow = key.marker("o", style.BLUE, "level of the reference")
    hollow.set(markerfacecolor="white")
    floor = [key.dashed("floor: reached by chance alone")] if with_floor else []
    return [hollow, key.marker("o", style.BLUE, "difference"), *floor]


FIGURES = (
    decision_figure(
        "drivers",
        "What drives the difference, compared with the level?",
        order=4,
        draw=lambda found: draw(names_of(found), found.outcomes),
        numbers=lambda found: sheet_numbers(drivers(found)),
        parts=("drivers",),
        sheets=("drivers",),
        fits=lambda found: _pair(found.outcomes) is not None,
        why_not="chance explains the differences between futures, or the design cannot separate the parameters",
    ),
)
