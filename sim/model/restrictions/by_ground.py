"""M9 by ground: the sponsor acts when Red has come far enough.

After the recommendation the sponsor relaxes the restriction by a step when the front has moved an uncertain distance
since the last step, log-normal and drawn for each step. It reverses nothing. When it looks: `restrictions/looking.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import Stream, mechanism
from sim.model.draws import lognormal
from sim.model.quantity import BELIEF, POSITIVE, Quantity
from sim.model.restrictions.stepwise import Stepwise, decided_by_day
from sim.model.world import World


@dataclass(frozen=True)
class ByGround(Stepwise):
    """Decisions by the depth of the front."""

    relax_each_km: Annotated[
        float, Quantity("km", POSITIVE, "median advance after which the sponsor relaxes by a step", BELIEF, (1, 20))
    ]
    relax_log_sd: Annotated[float, Quantity("1", (0.0, 3.0), "standard deviation of the logarithm of that advance")]

    def rules(self) -> Iterator[tuple[str, str]]:
        yield from decided_by_day(self, "ground")


@mechanism
def draw_advance(stream: Stream, rule: ByGround, relaxes: bool) -> float:
    """The advance for the next step."""
    return lognormal(stream, rule.relax_each_km, rule.relax_log_sd)


@mechanism
def is_advanced(world: World, rule: ByGround, relaxes: bool, level: float) -> bool:
    """Whether Red has come as far as makes the sponsor grant another step."""
    return relaxes and world.front.penetration_km >= level * (world.policy.level + 1)
