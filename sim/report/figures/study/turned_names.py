"""Names below an x axis that do not fit side by side: slanting, or upright where that is too close."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from sim.report.drawing import panels, text_width

SLANT, UPRIGHT = 35, 90  # degrees
LENGTHS = (120.0, 160.0, 200.0, 260.0)  # points of a line, from the first in which names have few enough lines
BESIDE = 24.0  # points left of an axis that the first name may take
MOST_LINES = 2  # of a slanting name


@dataclass(frozen=True)
class TurnedNames:
    """Names that are turned.

    Attributes:
        degrees: by which they are turned.
    """

    lines: list[list[str]]
    degrees: int

    @property
    def height(self) -> float:
        """Points below the axis that they take more than a number does."""
        longest = max(text_width.width_of(line) for some in self.lines for line in some)
        beside = (max(map(len, self.lines)) - 1) * panels.LINE * math.cos(math.radians(self.degrees))
        return math.sin(math.radians(self.degrees)) * longest + beside

    def turn(self, axes: Axes) -> None:
        """Turn the names that stand at the ticks."""
        for text in axes.get_xticklabels():
            text.set(rotation=self.degrees, ha="right", rotation_mode="anchor")
            if self.degrees == UPRIGHT:
                text.set(va="center")


def turned_names(names: Sequence[str], apart: float) -> TurnedNames:
    """Names so many points apart."""
    length = min(LENGTHS[0], (apart / 2 + BESIDE) / math.cos(math.radians(SLANT)))
    slanting = [text_width.name_lines(name, length, MOST_LINES) for name in names]
    is_whole = all(" ".join(lines).split() == name.split() for lines, name in zip(slanting, names, strict=True))
    if is_whole and max(map(len, slanting)) * panels.LINE <= apart * math.sin(math.radians(SLANT)):
        return TurnedNames(slanting, SLANT)
    most = max(1, int(apart / panels.LINE))
    found = ([text_width.name_lines(name, length, most + 1) for name in names] for length in LENGTHS)
    fitting = (some for some in found if max(map(len, some)) <= most)
    return TurnedNames(next(fitting, [[text_width.fitted(name, LENGTHS[-1])] for name in names]), UPRIGHT)
