"""The indices of a study of Saltelli or Morris: a row for each parameter, a panel for each policy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.decision.indices import Elementary
from sim.analysis.study_indices import Indices, SobolShares, indices_of, is_designed
from sim.config.labels import key_label
from sim.config.problems import Problem
from sim.report.drawing import panels, scales, style, text_width
from sim.report.figures import key
from sim.report.figures.figure import MEASURES, Numbers
from sim.report.figures.figure import Figure as Registered
from sim.report.figures.study.request import FigureRequest, FigureSubject, words_of

MOST_ROWS = 15
ROW, MOST_NAME, GAP = 15.0, 190.0, 16.0  # points: a row; the name of a parameter; between panels
TICKS = 6


def indices(asked: FigureRequest) -> Figure:
    """The indices of a measure.

    Raises:
        Problem: only some points are asked for, or the runs do not give them.
    """
    if asked.only:
        raise Problem("--kind indices: needs the whole design; leave out --where")
    found = indices_of(asked.table, asked.found.measure.name)
    names = list(found.shares or found.effects)
    places = _strongest(found, names[0])
    texts = [text_width.fitted(key_label(found.keys[place]), MOST_NAME) for place in places]
    with style.look():
        figure, plots = _frame([asked.table.policy_name(name) for name in names], texts)
        top = scales.limits(np.concatenate([_reach(found, name)[places] for name in names]))[1]
        for axes, name in zip(plots, names, strict=True):
            _rows(axes, texts, top)
            _draw(axes, found, name, places)
        _name_axis(plots[-1], asked, found)
        title = "Indices" if found.shares else "Elementary effects"
        what = f"{title} of {asked.title[0].lower()}{asked.title[1:]}" if found.reference else f"{title}: {asked.name}"
        panels.add_heading(figure, what, _subtitle(asked, found), _handles(found))
    return figure


def _strongest(found: Indices, name: str) -> list[int]:
    """The places of the parameters that are shown, the strongest first."""
    values = found.shares[name].total.shares if found.shares else found.effects[name].mu_star
    order = np.argsort(-np.nan_to_num(values, nan=-1.0), kind="stable")
    return [int(place) for place in order[:MOST_ROWS]]


def _frame(names: Sequence[str], texts: Sequence[str]) -> tuple[Figure, list[Axes]]:
    count, height = len(names), ROW * len(texts)
    lines = panels.name_lines(list(names), 0.9 * panels.figure_width())
    head = max(map(len, lines)) * panels.LINE + 4 if count > 1 else 4.0
    left = max(map(text_width.width_of, texts)) + 10
    figure = panels.figure_of(count * (head + height + GAP) - GAP + panels.FOOT)
    width = panels.figure_width() - 2 * panels.EDGE - left - 14
    plots = []
    for place in range(count):
        axes = panels.add_panel(figure, panels.EDGE + left, head + place * (head + height + GAP), width, height)
        if len(names) > 1:
            panels.put_name(axes, lines[place], 5, left)
        plots.append(axes)
    return figure, plots


def _rows(axes: Axes, texts: Sequence[str], top: float) -> None:
    axes.set_ylim(len(texts), 0)
    axes.set_yticks([])
    axes.set_xlim(0, top)
    scales.set_ticks(axes, scales.spaced_ticks(0, top, panels.panel_width(axes), TICKS), across=True)
    for row, text in enumerate(texts):
        panels.write_at_corner(axes, text, (0, 1 - (row + 0.5) / len(texts)), (-6, 0), ha="right", va="center_baseline")
        axes.axhline(row + 0.5, color=style.RULE, linewidth=0.5, zorder=0.4)


def _reach(found: Indices, name: str) -> np.ndarray:
    """Largest value drawn for each parameter."""
    if found.shares:
        one = found.shares[name]
        ends = [one.first.shares, one.first.high, one.total.shares, one.total.high]
    else:
        effects = found.effects[name]
        ends = [effects.mu_star + effects.reach, effects.sigma, effects.chance]
    return np.max(np.nan_to_num(np.stack(ends)), axis=0)  # type: ignore[no-any-return]


def _draw(axes: Axes, found: Indices, name: str, places: Sequence[int]) -> None:
    if found.shares:
        _draw_shares(axes, found.shares[name], places)
    else:
        _draw_effects(axes, found.effects[name], places)


def _draw_shares(axes: Axes, one: SobolShares, places: Sequence[int]) -> None:
    rows = np.arange(len(places)) + 0.5
    for each, shift, colour, mark in ((one.first, -0.16, style.BLUE, "o"), (one.total, 0.16, style.VERMILION, "s")):
        axes.hlines(rows + shift, each.low[places], each.high[places], color=colour, linewidth=1.2)
        axes.plot(np.maximum(each.shares[places], 0.0), rows + shift, mark, color=colour, markersize=4.5, clip_on=False)


def _draw_effects(axes: Axes, one: Elementary, places: Sequence[int]) -> None:
    rows = np.arange(len(places)) + 0.5
    size, reach = one.mu_star[places], one.reach[places]
    axes.barh(rows, size, 0.6, color=style.tint(style.BLUE, 0.55), linewidth=0)
    axes.hlines(rows, np.maximum(size - reach, 0.0), size + reach, color=style.INK, linewidth=1.1)
    axes.plot(one.sigma[places], rows, "D", color=style.VERMILION, markersize=4.5, clip_on=False)
    axes.vlines(one.chance[places], rows - 0.36, rows + 0.36, color=style.INK, linewidth=1.3, linestyles=(0, (2, 1)))


def _name_axis(axes: Axes, asked: FigureRequest, found: Indices) -> None:
    text = "Share of the variance" if found.shares else f"Change over the whole range{asked.unit_in_brackets}"
    panels.name_below(axes, text, panels.FOOT - panels.NAME / 2)


def _subtitle(asked: FigureRequest, found: Indices) -> str:
    few = f"The {MOST_ROWS} strongest of {len(found.keys)} parameters." if len(found.keys) > MOST_ROWS else ""
    lines = "Lines: 95 % intervals."
    return " ".join(filter(None, [few, lines, asked.left_out()]))


def _handles(found: Indices) -> list[key.Handle]:
    if found.shares:
        return [
            key.marker("o", style.BLUE, "alone (first order)"),
            key.marker("s", style.VERMILION, "with its interactions (total order)"),
        ]
    return [
        key.bar(style.tint(style.BLUE, 0.55), 6, "mean size (\u03bc*)"),
        key.marker("D", style.VERMILION, "standard deviation (\u03c3)"),
        key.dashed("what chance alone would give"),
    ]


def _draw_indices(choice: FigureSubject) -> Figure:
    if choice.by is not None:
        raise Problem("--by: indices have a panel for each policy; leave it out")
    return indices(choice.asked)


def _numbers(choice: FigureSubject) -> Numbers:
    """One row per policy and parameter: the indices with their intervals."""
    found = indices_of(choice.asked.table, choice.asked.found.measure.name)
    names: tuple[str, ...]
    if found.shares:
        names = ("first", "first_low", "first_high", "total", "total_low", "total_high")
        columns = {
            policy: [part for each in (one.first, one.total) for part in (each.shares, each.low, each.high)]
            for policy, one in found.shares.items()
        }
    else:
        names = ("mu_star", "reach_95", "sigma", "chance")
        columns = {one: [each.mu_star, each.reach, each.sigma, each.chance] for one, each in found.effects.items()}
    rows = [
        (policy, key, *(column[place] for column in some))
        for policy, some in columns.items()
        for place, key in enumerate(found.keys)
    ]
    return Numbers(("policy", "parameter", *names), rows)


FIGURES = (
    Registered(
        name="indices",
        question="Which parameters carry the difference, alone and together?",
        section=MEASURES,
        order=4,
        draw=_draw_indices,
        fits=lambda choice: is_designed(choice.asked.table),
        of_points=False,
        words=words_of,
        numbers=_numbers,
    ),
)
