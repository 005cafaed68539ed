"""M10, acts that excite each other: the Hawkes process of `processes/escalation.py`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.escalation.sources import PAIRS, PoissonActs
from sim.model.quantity import NOT_NEGATIVE, Quantity
from sim.model.sides import RED

SELF, CROSS = (0.05, 0.6), (0.03, 0.35)
HIGHEST_SPECTRAL_RADIUS = 0.9


@dataclass(frozen=True)
class HawkesActs(PoissonActs):
    """Parameters of acts that excite each other."""

    red_by_red: Annotated[
        float,
        Quantity("1", NOT_NEGATIVE, "further Red acts for each Red act", f"{PAIRS}: median .26 (.19 to .30)", SELF),
    ]
    red_by_blue: Annotated[
        float,
        Quantity("1", NOT_NEGATIVE, "Red acts for each Blue act", f"{PAIRS}: median .14 (.11 to .23)", CROSS),
    ]
    blue_by_red: Annotated[
        float,
        Quantity("1", NOT_NEGATIVE, "Blue acts for each Red act", f"{PAIRS}: median .14 (.11 to .23)", CROSS),
    ]
    blue_by_blue: Annotated[
        float,
        Quantity("1", NOT_NEGATIVE, "further Blue acts for each Blue act", f"{PAIRS}: median .26 (.19 to .30)", SELF),
    ]

    def rules(self) -> Iterator[tuple[str, str]]:
        radius = spectral_radius(self.red_by_red, self.red_by_blue, self.blue_by_red, self.blue_by_blue)
        if radius >= HIGHEST_SPECTRAL_RADIUS:
            yield (
                "red_by_red",
                f"acts would excite each other without limit: the spectral radius of red_by_red, red_by_blue, "
                f"blue_by_red, blue_by_blue is {radius:.3g}, allowed below {HIGHEST_SPECTRAL_RADIUS:g}",
            )


def spectral_radius(a: float, b: float, c: float, d: float) -> float:
    """Spectral radius of the matrix [[a, b], [c, d]] of numbers not below 0."""
    return 0.5 * (a + d + math.sqrt((a - d) * (a - d) + 4.0 * b * c))


@mechanism
def offspring(rule: HawkesActs, affected: int, by: int) -> float:
    """Mean number of acts of a side that an act of another causes directly."""
    if affected == RED:
        return rule.red_by_red if by == RED else rule.red_by_blue
    return rule.blue_by_red if by == RED else rule.blue_by_blue
