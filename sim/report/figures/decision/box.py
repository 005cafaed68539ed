"""Region in which one policy beats the other: the futures over its two parameters, and the region."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.decision.boxes import Region
from sim.report.decision.names import DecisionNames, names_of, percent
from sim.report.drawing import panels, style
from sim.report.figures import key
from sim.report.figures.decision.frame import name_across, plot_of, set_ends, under
from sim.report.figures.decision.registration import decision_figure
from sim.report.figures.figure import Numbers

HEIGHT, LEFT, BAR = 230.0, 58.0, 74.0
COLOURS = LinearSegmentedColormap.from_list("certainty", [style.VERMILION, "#d9d9d9", style.BLUE], N=201)
MARK = 20.0  # points squared


def draw(names: DecisionNames) -> Figure | None:
    """The futures of the region; None if no region is reported."""
    found = names.choice.region
    if found is None or found.why_not:
        return None
    x, y = _factors(names, found)
    with style.look():
        figure, axes = plot_of(HEIGHT, LEFT, panels.FOOT, head=16.0, right=BAR)
        _marks(axes, names, found, (x, y))
        _region(axes, found, (x, y))
        name_across(axes, names.belief_title(x))
        panels.write_at_corner(axes, names.belief_title(y), (0, 1), (-LEFT, 7))
        _scale(figure, axes)
        first, second = names.between
        least = f" by at least {names.amount(names.choice.at_least)}" if names.choice.at_least > 0 else ""
        title = f"Where {first} beats {second}{least}"
        panels.add_heading(figure, title, _subtitle(names, found), _handles())
    return figure


def _factors(names: DecisionNames, found: Region) -> tuple[int, int]:
    """The parameters across and upwards: those of the region, else the strongest other one, else any."""
    bounded = list(dict.fromkeys(side.factor for side in found.sides))
    others = [*names.choice.flips.beliefs.strongest, *range(len(names.cube.factors))]
    every = list(dict.fromkeys([*bounded, *others]))
    return every[0], every[1] if len(every) > 1 else every[0]


def _marks(axes: Axes, names: DecisionNames, found: Region, factors: tuple[int, int]) -> None:
    """Futures coloured by the probability to be such a one; those held out full, the others hollow."""
    x, y = (names.cube.values[:, factor] for factor in factors)
    colours, held = [tuple(colour) for colour in COLOURS(found.labels).tolist()], found.held_out
    for some, is_full in ((np.flatnonzero(held), True), (np.flatnonzero(~held), False)):
        rims = [colours[place] for place in some.tolist()]
        dots = axes.scatter(x[some], y[some], MARK if is_full else 0.8 * MARK, zorder=2)
        dots.set(facecolor=rims if is_full else "none", edgecolor=rims, linewidth=0.0 if is_full else 1.0)
    set_ends(axes, x, y, 5)


def _region(axes: Axes, found: Region, factors: tuple[int, int]) -> None:
    """The outline of the region, open to the rim where a parameter is not bounded."""
    ends = []
    for factor, (low, high) in zip(factors, (axes.get_xlim(), axes.get_ylim()), strict=True):
        lows = [side.value for side in found.sides if side.factor == factor and side.is_low]
        highs = [side.value for side in found.sides if side.factor == factor and not side.is_low]
        ends.append((lows[0] if lows else low, highs[0] if highs else high))
    (left, right), (bottom, top) = ends
    outline = Rectangle(
        (left, bottom), right - left, top - bottom, facecolor="none", edgecolor=style.INK, linewidth=1.6
    )
    outline.set(zorder=3, clip_on=False)
    axes.add_patch(outline)


def _scale(figure: Figure, axes: Axes) -> None:
    """The scale of colours beside the plot."""
    place = axes.get_position()
    bar = figure.add_axes((place.x1 + 16 / panels.figure_width(), place.y0, 10 / panels.figure_width(), place.height))
    bar.imshow(np.linspace(0, 1, 201)[:, None], cmap=COLOURS, aspect="auto", origin="lower", extent=(0, 1, 0, 1))
    bar.set_xticks([])
    bar.yaxis.tick_right()
    bar.set_yticks([0, 0.5, 1], ["0", "0.5", "1"])
    bar.spines[:].set_visible(False)
    panels.write_at_corner(bar, "probability", (1, 1), (30, 9), ha="right", color=style.QUIET)


def _subtitle(names: DecisionNames, found: Region) -> str:
    third = len({side.factor for side in found.sides}) > 2
    other = " The region is bounded in a third parameter too." if third else ""
    return (
        f"{under(names)} Colour: the probability, from the replications of a future, that it does so there, "
        f"{names.at_price}. Outline: the region, found in one half of the futures; in the half held out "
        f"{_shares(found)}.{other}"
    ).strip()


def _shares(found: Region) -> str:
    if math.isnan(found.coverage.value):
        return "nothing is known"
    return f"its coverage is {percent(found.coverage.value)} and its density {percent(found.density.value)}"


def _handles() -> list[key.Handle]:
    hollow = key.marker("o", style.QUIET, "future from which the region was found")
    hollow.set(markerfacecolor="none")
    return [key.marker("o", style.QUIET, "future held out"), hollow]


def _numbers(names: DecisionNames) -> Numbers:
    """One row per future: the parameters, the probability that the first policy wins, and whether it was held out."""
    found = names.choice.region
    assert found is not None
    x, y = _factors(names, found)
    keys, values = names.cube.factors, names.cube.values
    rows = list(
        zip(values[:, x].tolist(), values[:, y].tolist(), found.labels.tolist(), found.held_out.tolist(), strict=True)
    )
    return Numbers((keys[x], keys[y], "probability", "held_out"), rows)


FIGURES = (
    decision_figure(
        "box",
        "Where does one policy beat the other?",
        order=5,
        draw=lambda found: draw(names_of(found)),
        numbers=lambda found: _numbers(names_of(found)),
        parts=("where",),
        sheets=("region",),
        fits=lambda found: found.choice.region is not None and not found.choice.region.why_not,
        why_not="no region is reported",
    ),
)
