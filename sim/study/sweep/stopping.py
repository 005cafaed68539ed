"""Replications until the difference of each policy from the reference is known well enough.

Differences of paired runs are often 0 in all pairs but a few. Their standard deviation is then 0 until the first pair
differs, and a rule that stops as soon as the interval is narrow stops just then, too early. So it is looked at
few times, at numbers of replications that double, and the interval counts only where enough pairs carry the difference.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.study.problems import Problem

FIRST = 200
ENOUGH = 50.0
LEVEL = 0.95


@dataclass(frozen=True)
class Until:
    """When replications stop being added to a group of points.

    Attributes:
        measure: whose difference is looked at.
        half_width: of its 95 % interval, in the unit of the measure.
        cap: the most replications.
        first: replications at the first look; each further look is at twice as many.
    """

    measure: str
    half_width: float
    cap: int
    first: int = FIRST

    def __post_init__(self) -> None:
        """Raises Problem for numbers that make no rule."""
        if not self.half_width > 0:
            raise Problem(f"until.half_width: must be above 0 (got {self.half_width:g})")
        if not 2 <= self.first <= self.cap:
            raise Problem(
                f"until.cap: must not be below until.first ({self.first}), which is at least 2 (got {self.cap})"
            )

    def as_dict(self) -> dict[str, Any]:
        """For the manifest."""
        return asdict(self)

    def looks(self) -> Iterator[int]:
        """At how many replications it is looked at: first, twice that, four times that ... and the cap."""
        size = self.first
        while size < self.cap:
            yield size
            size *= 2
        yield self.cap


class Look(NamedTuple):
    """What is seen of a difference.

    Attributes:
        pairs: in which both values are defined.
        mean, half_width: of the difference, and of its 95 % t interval; NaN below two pairs.
        carriers: (sum |d|)^2 / sum d^2, by how many equal differences it could be carried; 0 where no pair differs.
    """

    pairs: int
    mean: float
    half_width: float
    carriers: float

    def suffices(self, half_width: float) -> bool:
        """Whether the interval is narrow, and enough pairs carry it.

        Where no pair differs nothing carries the difference, so that it never suffices: 200 pairs without a
        difference do not say that there is none. Such a group goes on to the cap.
        """
        return self.half_width <= half_width and self.carriers >= ENOUGH


def look(differences: NDArray[np.float64]) -> Look:
    """What is seen of the differences of some pairs; float64[pairs], NaN for a pair that does not count."""
    held = differences[~np.isnan(differences)]
    count = len(held)
    if count < 2:
        return Look(count, float("nan"), float("nan"), 0.0)
    mean = _sum(held) / count
    width = _quantile(count - 1) * math.sqrt(_sum((held - mean) ** 2) / (count - 1) / count)
    squares = _sum(held * held)
    carriers = _sum(np.abs(held)) ** 2 / squares if squares > 0 else 0.0
    return Look(count, mean, width, carriers)


def is_reached(reference: NDArray[np.float64], others: Sequence[NDArray[np.float64]], half_width: float) -> bool:
    """Whether every policy's difference from the reference is known well enough.

    Args:
        reference: the measure under the first policy of the group; float64[replications], in their order.
        others: under each other policy; all of the same length. None: there is nothing to know, which is reached.
        half_width: the target.
    """
    return all(look(other - reference).suffices(half_width) for other in others)


def _sum(numbers: NDArray[np.float64]) -> float:
    """The same to the last bit on any machine, as all shards and resumed sweeps are to stop at the same look."""
    return math.fsum(numbers.tolist())


@cache
def _quantile(freedom: int) -> float:
    return float(stats.t.ppf(0.5 + LEVEL / 2, freedom))
