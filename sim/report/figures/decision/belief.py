"""Beliefs under which a policy is best: a map of the best policy by one belief and the price."""

from __future__ import annotations

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.analysis.decision.belief_map import BeliefMap, rims, runs
from sim.report.decision.names import VALUE_JUDGEMENT, DecisionNames, names_of
from sim.report.drawing import panels, scales, style
from sim.report.figures import key
from sim.report.figures.decision.frame import fill_of, name_across, plot_of, price_axis, under
from sim.report.figures.decision.registration import decision_figure
from sim.report.figures.figure import Numbers

HEIGHT, LEFT = 230.0, 62.0
HATCH = "////"


def draw(names: DecisionNames) -> Figure | None:
    """The map; None if no belief is associated with the choice beyond chance."""
    found = names.choice.flips.map
    if found is None:
        return None
    with style.look():
        figure, axes = plot_of(HEIGHT, LEFT, panels.FOOT, head=16.0)
        _axes(axes, names, found)
        _areas(axes, found)
        _tie(axes, found)
        title = f"The best policy by {names.beliefs[found.factor]} and price"
        panels.add_heading(figure, title, _subtitle(names, found), _handles(names, found))
    return figure


def _axes(axes: Axes, names: DecisionNames, found: BeliefMap) -> None:
    price_axis(axes, found.prices, across=False)
    low, high = float(found.values[0]), float(found.values[-1])
    axes.set_xlim(low, high)
    scales.set_ticks(axes, scales.spaced_ticks(low, high, panels.panel_width(axes), 7), across=True)
    name_across(axes, names.belief_title(found.factor))
    panels.write_at_corner(axes, names.price_title, (0, 1), (-LEFT, 5))


def _areas(axes: Axes, found: BeliefMap) -> None:
    """The best policy as colour, hatched where it is contested."""
    across, up = rims(found.values), np.exp(rims(np.log(found.prices)))
    for place in np.unique(found.best).tolist():
        boxes = [
            [(across[row], up[low]), (across[row + 1], up[low]), (across[row + 1], up[high]), (across[row], up[high])]
            for row, policies in enumerate(found.best)
            for low, high in runs(policies)
            if policies[low] == place
        ]
        colour = fill_of(place)
        axes.add_collection(PolyCollection(boxes, facecolors=colour, edgecolors=colour, linewidths=0.4, zorder=0.5))
    if found.contested.any():
        with matplotlib.rc_context({"hatch.color": style.QUIET, "hatch.linewidth": 0.5}):
            axes.contourf(
                found.values, found.prices, found.contested.T.astype(float), [0.5, 1.5], colors="none", hatches=[HATCH]
            )


def _tie(axes: Axes, found: BeliefMap) -> None:
    """The tie of the two policies of interest, with its band."""
    axes.fill_between(found.values, found.tie_low, found.tie_high, color="white", alpha=0.55, linewidth=0, zorder=1.5)
    axes.plot(found.values, found.tie, color=style.INK, linewidth=1.6, zorder=2)


def _subtitle(names: DecisionNames, found: BeliefMap) -> str:
    first, second = names.between
    hatched = " Hatched: another policy is best in over 40 % of nearby futures." if found.contested.any() else ""
    return (
        f"{under(names)} Colour: smallest mean loss. Line and pale band: {first} and {second} tie, with 95 % interval."
        f"{hatched} {VALUE_JUDGEMENT.capitalize()}."
    ).strip()


def _handles(names: DecisionNames, found: BeliefMap) -> list[key.Handle]:
    handles: list[key.Handle] = [
        Patch(facecolor=fill_of(place), linewidth=0, label=names.policies[place])
        for place in np.unique(found.best).tolist()
    ]
    if found.contested.any():
        handles.append(Patch(facecolor="none", edgecolor=style.QUIET, hatch=HATCH, linewidth=0, label="contested"))
    return handles


def _numbers(names: DecisionNames) -> Numbers:
    """One row per cell of the map: the belief, the price, the best policy there, and whether it is contested."""
    found = names.choice.flips.map
    assert found is not None
    rows = [
        (value, price, names.policies[found.best[row, column]], bool(found.contested[row, column]))
        for row, value in enumerate(found.values.tolist())
        for column, price in enumerate(found.prices.tolist())
    ]
    return Numbers((names.cube.factors[found.factor], "price", "best_policy", "contested"), rows)


FIGURES = (
    decision_figure(
        "map",
        "What must be believed for a policy to be best?",
        order=2,
        draw=lambda found: draw(names_of(found)),
        numbers=lambda found: _numbers(names_of(found)),
        parts=("belief", "structure"),
        sheets=("beliefs", "structures"),
        fits=lambda found: found.choice.flips.map is not None,
        why_not="no belief is associated with the choice beyond chance",
    ),
)
