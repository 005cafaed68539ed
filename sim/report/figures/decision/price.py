"""The best policy by price: shares of futures, ties, and the value of information."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.analysis.decision.value_of_information import by_price
from sim.report.decision.names import VALUE_JUDGEMENT, DecisionNames, names_of
from sim.report.decision.tables import shares
from sim.report.drawing import panels, scales, style, text_width
from sim.report.drawing.text_width import width_of
from sim.report.figures import key
from sim.report.figures.decision.frame import fill_of, name_across, percent_axis, price_axis, under
from sim.report.figures.decision.registration import decision_figure, sheet_numbers

HEIGHT, BELOW, GAP, HEAD = 190.0, 70.0, 26.0, 20.0  # points
LEFT = 58.0


def draw(names: DecisionNames) -> Figure:
    """The figure of prices."""
    worth = names.choice.worth is not None
    with style.look():
        figure = panels.figure_of(HEAD + HEIGHT + (GAP + BELOW if worth else 0.0) + panels.FOOT)
        width = panels.figure_width() - 2 * panels.EDGE - LEFT - panels.RIGHT - 6
        axes = panels.add_panel(figure, panels.EDGE + LEFT, HEAD, width, HEIGHT)
        _shares(axes, names)
        last = axes
        if worth:
            last = panels.add_panel(figure, panels.EDGE + LEFT, HEAD + HEIGHT + GAP, width, BELOW)
            _worth(last, names)
            axes.set_xticklabels([])
        name_across(last, names.price_title)
        title = f"The best policy by the price of {names.one_cost}"
        panels.add_heading(figure, title, _subtitle(names), _handles(names))
    return figure


def _shares(axes: Axes, names: DecisionNames) -> None:
    """Areas of the policies, the first at the top as in the key, with their names where there is room."""
    found = names.choice.flips.shares
    order = _drawn(names)[::-1]
    price_axis(axes, found.prices, across=True)
    percent_axis(axes)
    base = np.zeros(len(found.prices))
    for place in order:
        top = base + found.best[0, :, place]
        axes.fill_between(found.prices, base, top, color=fill_of(place), linewidth=0)
        axes.plot(found.prices, top, color="white", linewidth=1.0)
        _label(axes, names.policies[place], base, top, found.prices)
        base = top
    _ties(axes, names)
    panels.write_at_corner(axes, "Share of futures in which a policy is best", (0, 1), (-LEFT, 9))


def _label(axes: Axes, name: str, base: np.ndarray, top: np.ndarray, prices: np.ndarray) -> None:
    """The name of a policy inside its area, where that is wide and high enough."""
    room = top - base
    points = panels.panel_width(axes) / np.log(prices[-1] / prices[0])
    half = width_of(name) / 2 + 6
    high = (panels.LINE + 4) / HEIGHT
    for at in np.argsort(-room):
        reach = np.abs(np.log(prices / prices[at])) * points <= half
        inside = points * min(np.log(prices[at] / prices[0]), np.log(prices[-1] / prices[at])) > half
        if inside and (np.minimum.reduce(top[reach]) - np.maximum.reduce(base[reach])) > high:
            level = float((np.min(top[reach]) + np.max(base[reach])) / 2)
            axes.text(prices[at], level, name, ha="center", va="center_baseline", size=style.SMALL, color=style.INK)
            return


def _ties(axes: Axes, names: DecisionNames) -> None:
    """The prices at which leading policies tie on average, with their intervals."""
    prices = names.choice.flips.shares.prices
    for tie in names.choice.flips.ties:
        if not (tie.leads and tie.structure == 0 and prices[0] <= tie.price <= prices[-1]):
            continue
        axes.axvline(tie.price, color=style.INK, linewidth=1.1, zorder=3)
        if not math.isnan(tie.low):
            axes.axvspan(max(tie.low, prices[0]), min(tie.high, prices[-1]), color=style.INK, alpha=0.13, linewidth=0)


def _worth(axes: Axes, names: DecisionNames) -> None:
    """The bracket of the worth of knowing everything."""
    prices = names.choice.flips.shares.prices
    low, high = by_price(names.objective.saves[:, 0], names.objective.costs[:, 0], prices)
    price_axis(axes, prices, across=True)
    axes.fill_between(prices, low, high, color=style.tint(style.BLUE, 0.35), linewidth=0)
    axes.plot(prices, (low + high) / 2, color=style.BLUE, linewidth=1.6)
    top = scales.limits(high)[1]
    axes.set_ylim(0, top)
    scales.set_ticks(axes, scales.ticks(0, top, 3))
    panels.write_at_corner(
        axes,
        text_width.fitted(f"Value of perfect information ({names.unit})", panels.figure_width() - 2 * panels.EDGE),
        (0, 1),
        (-LEFT, 9),
    )


def _drawn(names: DecisionNames) -> list[int]:
    """The policies that are best somewhere, in the order of the prices at which they are best."""
    best = names.choice.flips.shares.best[0]
    prices = np.arange(len(best))
    some = [place for place in range(best.shape[1]) if best[:, place].max() > 0]
    return sorted(some, key=lambda place: float(prices @ best[:, place] / best[:, place].sum()))


def _subtitle(names: DecisionNames) -> str:
    worth = " Lower panel: between an estimate biased low and one biased high." if names.choice.worth else ""
    return (
        f"{under(names)} Vertical line and band: the price at which two policies are equal on average, with its 95 % "
        f"interval; {VALUE_JUDGEMENT}.{worth}"
    ).strip()


def _handles(names: DecisionNames) -> list[key.Handle]:
    return [Patch(facecolor=fill_of(place), linewidth=0, label=names.policies[place]) for place in _drawn(names)]


FIGURES = (
    decision_figure(
        "price",
        "Which policy is best at which price?",
        order=1,
        draw=lambda found: draw(names_of(found)),
        numbers=lambda found: sheet_numbers(shares(names_of(found))),
        parts=("price",),
        sheets=("ties", "trades", "shares_by_price"),
    ),
)
