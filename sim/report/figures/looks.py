"""Looks of variants that share axes: colour, and line and mark for printing in grey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeVar

import numpy as np

from sim.report.drawing import style

Dashes = Literal["solid"] | tuple[float, tuple[float, ...]]  # or an offset, and lengths of lines and gaps
FULL: Literal["solid"] = "solid"


class Look(NamedTuple):
    """Colour, lines and mark of one variant; neighbours in the list differ in lightness too."""

    colour: str
    dashes: Dashes
    marker: str


LOOKS = (
    Look(style.INK, FULL, "o"),
    Look(style.VERMILION, (0, (5, 1.5)), "s"),
    Look(style.BLUE, (0, (1.2, 1.2)), "^"),
    Look(style.GREEN, (0, (6, 1.5, 1.2, 1.5)), "D"),
    Look(style.ORANGE, FULL, "v"),
    Look(style.PURPLE, (0, (3, 1)), "P"),
    Look(style.SKY, (0, (1, 2)), "X"),
    Look("#7f6000", (0, (8, 2, 1, 2, 1, 2)), "*"),
)
"""The reference's, then those of the other variants."""

Shown = TypeVar("Shown")


def panes(shown: Sequence[Shown], most: int, apart: bool = False) -> list[list[Shown]]:
    """Distribute items evenly among as few panels as possible, at most `most` in each.

    `apart`: whether neighbours, which are often alike, go to different panels.
    """
    count = -(-len(shown) // most)
    if apart:
        return [[*shown[first::count]] for first in range(count)]
    return [[shown[place] for place in some] for some in np.array_split(np.arange(len(shown)), count)] if count else []
