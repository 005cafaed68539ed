"""The map of the best policy by a belief and the price, on which the user can pick a point."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decision.belief_map import BeliefMap, rims, runs
from sim.app.heat import HATCHING
from sim.app.prepared_decision import PreparedDecision
from sim.app.svg import PlotFrame, element, picture, text, tooltip
from sim.report.drawing import scales
from sim.report.figures.decision.frame import price_ticks

WIDTH, HEIGHT = 560.0, 330.0
LOOKS = 8  # classes of areas
Edges = NDArray[np.float64]


def map_picture(study: PreparedDecision, found: BeliefMap, price: float, value: float) -> str:
    """The map with a cross at a price and a value of the belief; a click on it sets both."""
    frame = _frame(found)
    drawn = [HATCHING, *_areas(study, found, frame), *_axes(study, found, frame), *_cross(frame, price, value)]
    title = f"Best policy by {study.labels.beliefs[found.factor]} and price"
    return picture(drawn, WIDTH, HEIGHT, title, "plot decision-map")


def _frame(found: BeliefMap) -> PlotFrame:
    """Prices as logarithms upwards."""
    low, high = float(found.values[0]), float(found.values[-1])
    across = (low, high) if high > low else (low - 0.5, low + 0.5)
    up = float(np.log(found.prices[0])), float(np.log(found.prices[-1]))
    return PlotFrame(across, up, WIDTH, HEIGHT, 56.0, 12.0, 22.0, 36.0)


def _areas(study: PreparedDecision, found: BeliefMap, frame: PlotFrame) -> Iterator[str]:
    """Each policy's cells, joined upwards, and the hatching of contested ones."""
    across, up = frame.x(rims(found.values)), frame.y(rims(np.log(found.prices)))
    for column in range(len(found.values)):
        for low, high in runs(found.best[column]):
            policy = int(found.best[column, low])
            words = tooltip(f"{study.labels.policies[policy]} is best")
            yield _cell(across, up, column, (low, high), f"area p{policy % LOOKS}", words)
        for low, high in runs(found.contested[column]):
            if found.contested[column, low]:
                yield _cell(across, up, column, (low, high), "over", "", fill="url(#unsure)")


def _cell(
    across: Edges, up: Edges, column: int, rows: tuple[int, int], look: str, inside: str, fill: str | None = None
) -> str:
    left, right, bottom, top = (float(each) for each in (across[column], across[column + 1], up[rows[0]], up[rows[1]]))
    return element("rect", inside, x=left, y=top, width=right - left, height=bottom - top, class_=look, fill=fill)


def _axes(study: PreparedDecision, found: BeliefMap, frame: PlotFrame) -> Iterator[str]:
    low, high = frame.x_ends
    yield frame.axes(scales.spaced_ticks(low, high, WIDTH - frame.left - frame.right, 7), [])
    room = HEIGHT - frame.top - frame.bottom
    for price in price_ticks(float(found.prices[0]), float(found.prices[-1]), room):
        words = scales.tick_texts([price])[0]
        yield text(words, frame.left - 4, float(frame.y(np.log(price))) + 3.5, anchor="end")
    yield text(f"↑ {study.labels.price_title}", 2, 11, "name")
    yield text(f"{study.labels.belief_title(found.factor)} →", WIDTH - 8, HEIGHT - 5, "name", "end")


def _cross(frame: PlotFrame, price: float, value: float) -> list[str]:
    """Lines at the price and the belief that the sliders show."""
    x, y = float(frame.x(value)), float(frame.y(np.log(price)))
    return [
        element("line", class_="cross", x1=frame.left, x2=WIDTH - frame.right, y1=y, y2=y),
        element("line", class_="cross", x1=x, x2=x, y1=frame.top, y2=HEIGHT - frame.bottom),
        element("circle", class_="cross", cx=x, cy=y, r=4.0),
    ]
