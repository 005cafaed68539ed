"""The x axis of a factor: numbers to scale with `never` at the right edge, or names side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.study_factors import StudyFactor, Value
from sim.report.drawing import panels, scales, style, text_width
from sim.report.figures.study.request import value_name
from sim.report.figures.study.turned_names import TurnedNames, turned_names

APART = 0.13  # of the range of the numbers, from the last of them to never
MARGIN = 0.03
MOST_LINES = 4  # of a name that stands upright


@dataclass(frozen=True)
class FactorAxis:
    """Positions of the values of a factor on an axis.

    Attributes:
        levels: its values in the figure, as `StudyFactor.levels` orders them.
    """

    factor: StudyFactor
    levels: Sequence[Value]

    @property
    def numbers(self) -> list[float]:
        """The values that lie on a scale."""
        return [float(value) for value in self.levels if self.factor.is_number and value != np.inf]

    @property
    def has_never(self) -> bool:
        return self.factor.is_number and np.inf in self.levels

    @property
    def _reach(self) -> float:
        return (self.numbers[-1] - self.numbers[0]) or 1.0 if self.numbers else 1.0

    @property
    def never(self) -> float:
        """Position of the value "never"."""
        return self.numbers[-1] + APART * self._reach if self.numbers else 0.0

    def place(self, value: Value) -> float:
        """Position of a value."""
        if not self.factor.is_number:
            return float(list(self.levels).index(value))
        return self.never if value == np.inf else float(value)

    def limits(self) -> tuple[float, float]:
        """The ends of the axis."""
        if not self.factor.is_number:
            return -0.5, len(self.levels) - 0.5
        places = [*self.numbers, *([self.never] if self.has_never else [])]
        more = MARGIN * self._reach + (0.04 * self._reach if self.has_never else 0.0)
        return places[0] - MARGIN * self._reach, places[-1] + more

    def ticks(self, width: float) -> tuple[list[float], list[str]]:
        """Places and texts of ticks on an axis of so many points."""
        if not self.factor.is_number:
            return [float(place) for place in range(len(self.levels))], [
                "\n".join(lines) for lines in self.names(width)
            ]
        low, high = self.limits()
        found = []
        if self.numbers:
            share = (self.numbers[-1] - self.numbers[0]) / (high - low) or 1.0
            found = scales.value_ticks(self.numbers, width * share)
        texts = scales.tick_texts(found)
        if self.has_never:
            room = text_width.width_of("never") / 2 + scales.TICK / 2 + 4
            clear = [place for place in found if (self.never - place) / (high - low) * width > room]
            return [*clear, self.never], [*texts[: len(clear)], "never"]
        return found, texts

    def names(self, width: float) -> list[list[str]]:
        """The lines of values that are no numbers, on an axis of so many points."""
        called = [value_name(self.factor, str(value)) for value in self.levels]
        turned = self._turned(width)
        return (
            turned.lines if turned else [text_width.name_lines(name, self._room(width), MOST_LINES) for name in called]
        )

    def _turned(self, width: float) -> TurnedNames | None:
        """The names where they do not fit side by side, in whole words."""
        if self.factor.is_number:
            return None
        called = [value_name(self.factor, str(value)) for value in self.levels]
        words = [word for name in called for word in name.split()]
        if max(map(text_width.width_of, words), default=0.0) <= self._room(width):
            return None
        return turned_names(called, width / len(self.levels))

    def _room(self, width: float) -> float:
        return width / len(self.levels) - scales.TICK

    def foot(self, width: float) -> float:
        """Points below the axis for its ticks and name."""
        if self.factor.is_number:
            return panels.FOOT
        turned = self._turned(width)
        high = turned.height if turned else (max(map(len, self.names(width))) - 1) * panels.LINE
        return panels.FOOT + high

    def dress(self, axes: Axes, width: float, numbered: bool = False) -> None:
        """Set the limits and the ticks of an axis, numbered or not."""
        axes.set_xlim(self.limits())
        places, texts = self.ticks(width)
        if self.has_never and self.numbers:
            axes.axvline((self.numbers[-1] + self.never) / 2, color=style.QUIET, linewidth=0.8, dashes=(1, 2))
        axes.set_xticks(places, texts if numbered else [""] * len(places))
        axes.tick_params(axis="x", length=3)
        turned = self._turned(width)
        if numbered and turned:
            turned.turn(axes)

    def write_name(self, axes: Axes, width: float, name: str, centred: bool = True) -> None:
        """Name the axis, in the middle of a plot or from its left on."""
        shift = -self.foot(width) + panels.NAME / 2 + 2
        look = {"ha": "center" if centred else "left", "size": style.NORMAL}
        panels.write_at_corner(axes, name, (0.5 if centred else 0.0, 0), (0, shift), **look)
