"""M12, strikes of one kind, fewer under a permission near the border."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.city.strikes import AIRCRAFT, Strikes, thinned
from sim.model.contract import mechanism
from sim.model.quantity import NOT_NEGATIVE, SHARE, Quantity
from sim.model.world import World


@dataclass(frozen=True)
class OneChannel(Strikes):
    """Strikes of one kind."""

    strikes_per_day: Annotated[
        float,
        Quantity(
            "1/d",
            NOT_NEGATIVE,
            "strikes of all kinds at the city under the restriction",
            "26 salvos in 152 days, 37 glide bombs in May 2024",
        ),
    ]
    thinning: Annotated[
        float,
        Quantity(
            "1",
            SHARE,
            "share of strikes that a launcher does not carry out if it may be struck",
            "assumed; 76 attacks in May 2024, 22 in June",
            plausible=(0.5, 0.99),
        ),
    ]


@mechanism
def steady_rate_of_one(world: World, rule: OneChannel, own_reach: float, channel: int) -> float:
    """Strikes a day through the one channel."""
    return 0.0 if channel == AIRCRAFT else rule.strikes_per_day * thinned(world, own_reach, rule.thinning)


@mechanism
def prevent_nothing(world: World, rule: OneChannel, channel: int, now: float) -> float:
    """Temporary reduction of the rate of a channel: none."""
    return 0.0


@mechanism
def startle_nobody(world: World, rule: OneChannel, now: float) -> None:
    """Change nothing: there are no aircraft."""


@mechanism
def no_memory(rule: OneChannel) -> float:
    """Time constant with which the reduction wears off (days): there is none."""
    return 0.0
