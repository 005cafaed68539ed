"""Conservation: arrived + initial = used + left, at the end of every replication.

The quantities are each class of Blue's rounds, Red's tube rounds, the forces and batteries of each side, and the
sponsor's money.
"""

from __future__ import annotations

from sim.model.contract import mechanism
from sim.model.counter_battery.batteries import red_batteries
from sim.model.parameters import Parameters
from sim.model.sides import BLUE, RED
from sim.model.world import World

TOLERANCE = 1e-9
"""Largest missing share of the throughput that rounding may cause."""

BOOKS = (
    "tube rounds", "rockets", "long-range missiles", "air-defence missiles", "Red's tube rounds", "Red's forces",
    "Blue's forces", "Red's batteries", "Blue's batteries", "money",
)  # fmt: skip
"""Names of the numbers in `world.balance`."""


@mechanism
def missing_share(came: float, went: float) -> float:
    """The difference, as a share of the throughput."""
    return abs(came - went) / max(1.0, abs(came), abs(went))


@mechanism
def fault(came: float, went: float, left: float) -> float:
    """The missing, or negative, amount of a quantity, as a share of the throughput.

    Args:
        came: initial amount and arrivals.
        went: amount used.
        left: amount left; below zero if more was used than there was.
    """
    below = max(0.0, -left) / max(1.0, abs(came), abs(went))
    return missing_share(came, went + left) + below


@mechanism
def balance_books(world: World, parameters: Parameters) -> None:
    """Fill `world.balance`."""
    books = world.books
    stock = world.stock
    for kind in range(4):
        came = books.rounds_kr[kind] + stock.arrived_kr[kind]
        world.balance.rounds[kind] = fault(came, stock.used_kr[kind], stock.rounds_kr[kind])
    came = books.red_rounds_kr + stock.red_arrived_kr
    world.balance.red_rounds = fault(came, stock.red_used_kr, stock.red_rounds_kr)
    forces = world.forces
    committed = forces.committed_kpe - books.committed_kpe
    for side in range(2):
        came = books.engaged_kpe[side] + forces.replaced_kpe[side]
        came += forces.reinforced_kpe[side] - books.reinforced_kpe[side]
        if side == BLUE:
            came += committed
        world.balance.forces[side] = fault(came, forces.lost_kpe[side], forces.engaged_kpe[side])
    batteries = world.batteries
    for side in range(2):
        came = books.batteries_bty[side] + batteries.replaced_bty[side]
        left = red_batteries(world) if side == RED else batteries.blue_bty
        world.balance.batteries[side] = fault(came, batteries.lost_bty[side], left)
    aid = world.aid
    in_transit = 0.0
    for slot in range(aid.count):
        in_transit += aid.amount_usd_million[slot]
    came = books.authority_usd_million + books.in_transit_usd_million
    world.balance.money = fault(came, aid.arrived_usd_million + in_transit, aid.authority_usd_million)
