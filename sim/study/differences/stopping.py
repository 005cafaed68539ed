"""The stopping rule: replications until the difference of each policy from the reference is precise enough.

Differences of paired runs are often 0 in all pairs but a few. Their standard deviation is then 0 until the first pair
differs, and a rule that stops as soon as the interval is narrow stops just then, too early. So the rule looks seldom,
at numbers of replications that double, and an interval counts only where `sim.study.differences.verdict` gives one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem
from sim.study.differences.table import judged
from sim.study.differences.verdict import Verdict

FIRST = 200  # replications before the first look; earlier ones stop too soon where most differences are nought


class PrecisionTarget(NamedTuple):
    """Precision required of the differences in a measure.

    Attributes:
        measure: its name.
        half_width: of the 95 % interval of the mean difference, in the unit of the measure.
        relative: whether it is a share of the size of that mean instead.
    """

    measure: str
    half_width: float
    relative: bool = False

    def is_reached(self, found: Verdict) -> bool:
        """True if the difference has an interval, and that is narrow enough.

        Where no pair differs there is no interval, and it is never reached: 200 pairs without a difference do not say
        that there is none. Such a group goes on to the cap.
        """
        if found.no_interval:
            return False
        allowed = self.half_width * abs(found.mean) if self.relative else self.half_width
        return max(found.high - found.mean, found.mean - found.low) <= allowed


@dataclass(frozen=True)
class StoppingRule:
    """Rule by which replications stop being added to a group of points.

    Attributes:
        targets: one per measure; all of them must be reached.
        cap: the most replications.
        first: replications at the first look; each further look is at twice as many.
    """

    targets: tuple[PrecisionTarget, ...]
    cap: int
    first: int = FIRST

    def __post_init__(self) -> None:
        """Raise Problem for numbers that make no rule."""
        for target in self.targets:
            if not target.half_width > 0:
                raise Problem(f"until.measures.{target.measure}: must be above 0 (got {target.half_width:g})")
        if not 2 <= self.first <= self.cap:
            raise Problem(
                f"until.cap: must not be below until.first ({self.first}), which is at least 2 (got {self.cap})"
            )

    def as_dict(self) -> dict[str, Any]:
        """Manifest entries of the rule."""
        return {"targets": [target._asdict() for target in self.targets], "cap": self.cap, "first": self.first}

    @staticmethod
    def from_dict(stored: Mapping[str, Any]) -> StoppingRule:
        """The rule that a manifest holds."""
        return StoppingRule(
            tuple(PrecisionTarget(**target) for target in stored["targets"]), stored["cap"], stored["first"]
        )

    def looks(self) -> Iterator[int]:
        """The numbers of replications at which the rule looks: first, twice that, four times that ... and the cap."""
        size = self.first
        while size < self.cap:
            yield size
            size *= 2
        yield self.cap


def is_reached(target: PrecisionTarget, reference: NDArray[np.float64], others: Sequence[NDArray[np.float64]]) -> bool:
    """True if every policy's difference from the reference is known well enough.

    Args:
        target: the measure, and how well.
        reference: the measure under the first policy of the group; float64[replications], in their order.
        others: under each other policy; all of the same length. None: there is nothing to know, which is reached.
    """
    if not others:
        return True
    _, found = judged([np.stack(others, axis=1), reference[:, None]])
    return all(map(target.is_reached, found))
