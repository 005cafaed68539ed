"""Key of a figure: what every panel draws in the same way."""

from __future__ import annotations

from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.path import Path

from sim.report.drawing import style

Handle = Line2D | Patch
REFERENCE_DASHES = (4.0, 2.0)
CAPPED = Path([(-0.5, -1), (0.5, -1), (0, -1), (0, 1), (-0.5, 1), (0.5, 1)], [1, 2, 1, 2, 1, 2])


def band(colour: str, strength: float, name: str) -> Patch:
    """A band of quantiles."""
    return Patch(facecolor=style.tint(colour, strength), linewidth=0, label=name)


def line(colour: str, name: str) -> Line2D:
    """A full line."""
    return Line2D([], [], color=colour, linewidth=2, label=name)


def dashed(name: str) -> Line2D:
    """The line of the reference in the panels of the others."""
    return Line2D([], [], color=style.INK, linewidth=1.1, dashes=REFERENCE_DASHES, label=name)


def observed(name: str) -> Line2D:
    """A range that was observed."""
    return Line2D([], [], color=style.INK, linestyle="", marker=CAPPED, markersize=11, markeredgewidth=1.4, label=name)


def marker(shape: str, colour: str, name: str) -> Line2D:
    """A mark."""
    return Line2D([], [], color=colour, linestyle="", marker=shape, markersize=6, label=name)


def bar(colour: str, width: float, name: str) -> Line2D:
    """An interval."""
    return Line2D([], [], color=colour, linewidth=width, solid_capstyle="butt", label=name)
