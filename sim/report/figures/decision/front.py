"""The front: what each policy saves and costs, lines of equal loss, and beaten policies."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.decision.front import ParetoFront
from sim.model.measures import MORE
from sim.report.decision.names import DecisionNames, measure_axis, names_of
from sim.report.decision.tables import front
from sim.report.drawing import panels, style
from sim.report.figures import key
from sim.report.figures.comparison.callouts import call_out
from sim.report.figures.decision.frame import look_of, name_across, plot_of, set_ends, under
from sim.report.figures.decision.registration import decision_figure, sheet_numbers
from sim.report.words.names import title_of

HEIGHT, LEFT = 250.0, 58.0
WIDE = 1.96  # standard errors of a 95 % interval
LINES = 5  # of equal loss


def draw(names: DecisionNames) -> Figure | None:
    """The policies by what they save and cost; None with fewer than three."""
    found = names.choice.front
    if found is None:
        return None
    with style.look():
        figure, axes = plot_of(HEIGHT, LEFT, panels.FOOT, head=16.0)
        ends = found.means[:, :2] + WIDE * found.errors[:, :2] * np.array([[[-1.0]], [[1.0]]])
        set_ends(axes, ends[..., 1].ravel(), ends[..., 0].ravel())
        lines = np.vstack([_equal_losses(axes, names.choice.price), *_crosses(found)])
        _marks(axes, found)
        points = found.means[:, [1, 0]]
        call_out(axes, names.policies, points, lines, [look_of(place).colour for place in range(len(points))])
        saved, spent = names.objective.saved, names.objective.spent
        name_across(axes, measure_axis(spent, spent.better == MORE))
        panels.write_at_corner(axes, measure_axis(saved, saved.better == MORE), (0, 1), (-LEFT, 5))
        panels.add_heading(figure, "What each policy saves and what it costs", _subtitle(names), _handles())
    return figure


def _equal_losses(axes: Axes, price: float) -> np.ndarray:
    """Lines on which the loss at the price is equal; return points along them."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    losses = np.linspace(bottom + price * left, top + price * right, LINES + 2)[1:-1]
    across = np.linspace(left, right, 60)
    points = []
    for loss in losses:
        up = loss - price * across
        axes.plot(across, up, color=style.RULE, linewidth=1.0, zorder=0.5)
        inside = (up >= bottom) & (up <= top)
        points.append(np.column_stack([across[inside], up[inside]]))
    axes.set(xlim=(left, right), ylim=(bottom, top))
    return np.vstack(points)


def _crosses(found: ParetoFront) -> list[np.ndarray]:
    """Points along the intervals of each policy, which names had better not cover."""
    steps = np.linspace(-WIDE, WIDE, 25)[:, None]
    centres, errors = found.means[:, [1, 0]], found.errors[:, [1, 0]]
    return [
        centre + steps * error * direction
        for centre, error in zip(centres, errors, strict=True)
        for direction in np.eye(2)
    ]


def _marks(axes: Axes, found: ParetoFront) -> None:
    """The policies with the 95 % intervals of their means; beaten ones hollow."""
    for place, (up, across) in enumerate(found.means[:, :2].tolist()):
        look = look_of(place)
        reach_up, reach_across = (WIDE * found.errors[place, :2]).tolist()
        axes.hlines(up, across - reach_across, across + reach_across, color=look.colour, linewidth=1.0, zorder=2)
        axes.vlines(across, up - reach_up, up + reach_up, color=look.colour, linewidth=1.0, zorder=2)
        (mark,) = axes.plot([across], [up], look.marker, color=look.colour, markersize=7, zorder=3)
        if not found.on_front[place]:
            mark.set(markerfacecolor="white", markeredgewidth=1.4)


def _subtitle(names: DecisionNames) -> str:
    others = names.choice.objectives[2:]
    third = f" {title_of(others[0].name)} also counts for the front." if others else ""
    return (
        f"{under(names)} Less of both is better: lower left. Grey lines: equal loss "
        f"{names.at_price}. Crosses: 95 % intervals of the means over the futures.{third}"
    ).strip()


def _handles() -> list[key.Handle]:
    hollow = key.marker("o", style.QUIET, "beaten by another policy in everything")
    hollow.set(markerfacecolor="white")
    return [key.marker("o", style.QUIET, "on the front"), hollow]


FIGURES = (
    decision_figure(
        "front",
        "Which policies need no consideration?",
        order=8,
        draw=lambda found: draw(names_of(found)),
        numbers=lambda found: sheet_numbers(front(names_of(found))),
        parts=("front",),
        sheets=("front",),
        fits=lambda found: found.choice.front is not None,
        why_not="two policies form no front",
    ),
)
