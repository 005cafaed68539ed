"""The names of the variants in panels that share them out: beside their points, or as a key where there is no room."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from sim.config.labels import capitalized
from sim.report.drawing import panels, text_width
from sim.report.figures.comparison.callouts import Points, call_out
from sim.report.figures.looks import Look

COMMA = ", "
MOST_CALLED, NARROW = 4, 300.0  # names beside their points, in a panel of fewer points across
MARK = 13.0  # points, from the left of a key to its name
ABOVE = 6.0  # points between a panel and what stands above it


class PaneNames:
    """Names of the variants of one panel.

    Attributes:
        title: what all their names end in, where there are other panels; else empty.
        names: without it.
        keyed: whether they stand in a key above the panel.
    """

    def __init__(self, labels: Sequence[str], alone: bool, width: float) -> None:
        """Args: labels: of the variants; alone: whether there is no other panel; width: of the panel, in points."""
        parts = [label.split(COMMA) for label in labels]
        shared = 0 if alone or len(parts) < 2 else _shared_end(parts)
        self.title = capitalized(COMMA.join(parts[0][len(parts[0]) - shared :]))
        self.names = [COMMA.join(some[: len(some) - shared]) for some in parts]
        self.keyed = len(labels) > MOST_CALLED and width < NARROW
        self._title = panels.name_lines([self.title], width)[0] if self.title else []
        self._lines = [text_width.name_lines(name, width - MARK) for name in self.names] if self.keyed else []

    @property
    def head(self) -> float:
        """Points above the panel."""
        lines = len(self._title) + sum(map(len, self._lines))
        return lines * panels.LINE + ABOVE if lines else 0.0

    def write(self, axes: Axes, points: Points, lines: Points, looks: Sequence[Look]) -> None:
        """Write them; `points`: of the variants, `lines`: points that names had better not cover."""
        if self._title:
            panels.put_name(axes, self._title, self.head - len(self._title) * panels.LINE)
        if not self.keyed:
            call_out(axes, self.names, points, lines, [look.colour for look in looks])
            return
        up = self.head - len(self._title) * panels.LINE - panels.LINE / 2
        for some, look in zip(self._lines, looks, strict=True):
            _mark(axes, up, look)
            for line in some:
                panels.write_at_corner(axes, line, (0, 1), (MARK, up), va="center_baseline")
                up -= panels.LINE


def _shared_end(parts: Sequence[Sequence[str]]) -> int:
    """Number of last parts that all share, where each has a part before them that differs."""
    most = min(map(len, parts)) - 1
    return next((count for count in range(most) if len({some[-1 - count] for some in parts}) > 1), most)


def _mark(axes: Axes, up: float, look: Look) -> None:
    place = axes.transAxes + panels.shift_of(axes, 5, up)
    axes.plot([0], [1], look.marker, color=look.colour, markersize=6, transform=place, clip_on=False, label="key")
