"""Headline measures, in which a policy shows first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.measures.registry import LESS, MORE, measure
from sim.model.sides import BLUE, RED

if TYPE_CHECKING:
    from sim.model.world import World


@measure(
    "Red batteries lost",
    "bty",
    "Red batteries lost",
    headline=True,
    better=MORE,
    sentence="Red loses # fewer batteries",
)
def red_batteries_lost_bty(world: World) -> float:
    return world.batteries.lost_bty[RED]


@measure(
    "Red fires", "kr", "rounds that Red fired", headline=True, better=LESS, sentence="Red fires # thousand fewer rounds"
)
def red_fires_kr(world: World) -> float:
    return world.fires.fired_kr[RED]


@measure(
    "Blue batteries lost",
    "bty",
    "Blue batteries lost",
    headline=True,
    better=LESS,
    sentence="Blue loses # fewer batteries",
)
def blue_batteries_lost_bty(world: World) -> float:
    return world.batteries.lost_bty[BLUE]


@measure("Blue losses", "kpe", "defenders lost", headline=True, better=LESS, sentence="Blue loses # thousand fewer PE")
def blue_losses_kpe(world: World) -> float:
    return world.forces.lost_kpe[BLUE]


@measure(
    "Days below reserve",
    "d",
    "days on which Blue's tube stock is below its reserve level",
    headline=True,
    better=LESS,
    sentence="Blue spends # fewer days below reserve",
)
def below_reserve_days(world: World) -> float:
    return world.stock.below_reserve_days
