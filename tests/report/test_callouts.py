"""Names of points that lie close together, under the wide spreads of their replications."""

from __future__ import annotations

import numpy as np
from figure_audit import overlapping

from sim.report.drawing import panels, style
from sim.report.figures.comparison.callouts import call_out

ACROSS = (144.6, 146.5, 148.1, 149.0, 150.1, 150.3, 151.1)
UP = (70.2, 71.2, 71.6, 71.9, 72.3, 72.8, 73.2)
RADII = np.array([9.5, 57.0])


def test_names_of_points_in_a_row_do_not_lie_on_each_other() -> None:
    points, turn = np.column_stack([ACROSS, UP]), np.linspace(0, 2 * np.pi, 200)
    circle = np.column_stack([np.cos(turn), np.sin(turn)])
    ellipses = np.vstack([point + RADII * circle for point in points])
    names = [f"Permitted on day {5 * place}" for place in range(len(points))]
    with style.look():
        figure = panels.figure_of(300.0)
        axes = panels.add_panel(figure, 40.0, 20.0, 390.0, 235.0)
        axes.set(xlim=(130, 165), ylim=(5, 140))
        call_out(axes, names, points, ellipses, [style.INK] * len(points))
    assert overlapping(figure) == []
