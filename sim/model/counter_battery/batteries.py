"""The batteries of both sides: how many there are, lost and replaced."""

from __future__ import annotations

from sim.model.contract import mechanism
from sim.model.scenario import Artillery
from sim.model.sides import BANDS, BLUE, DEEP, IN_REACH, NEAR_BORDER, RED
from sim.model.world import World


@mechanism
def red_batteries(world: World) -> float:
    """Red's batteries in all bands."""
    red = world.batteries.red_bty
    return red[IN_REACH] + red[NEAR_BORDER] + red[DEEP]


@mechanism
def lose_red_battery(world: World, first: int) -> None:
    """Remove one battery from a band; the other bands cover any shortfall."""
    red = world.batteries.red_bty
    lost = min(1.0, red_batteries(world))
    world.batteries.lost_bty[RED] += lost
    for step in range(BANDS):
        band = (first + step) % BANDS
        taken = min(lost, red[band])
        red[band] -= taken
        lost -= taken


@mechanism
def lose_blue_battery(world: World) -> None:
    """Remove one Blue battery."""
    lost = min(1.0, world.batteries.blue_bty)
    world.batteries.blue_bty -= lost
    world.batteries.lost_bty[BLUE] += lost


@mechanism
def replace_batteries(world: World, artillery: Artillery, days: float) -> None:
    """Add replacements, up to the initial number; Red's go in reach and near the border as at the start, none deep."""
    batteries = world.batteries
    vacant = batteries.start_bty[RED] - red_batteries(world)
    if vacant > 0.0 and artillery.red_battery_replacements_bty_per_day > 0.0:
        added = min(artillery.red_battery_replacements_bty_per_day * days, vacant)
        behind = artillery.share_behind_border
        batteries.red_bty[IN_REACH] += added * (1.0 - behind)
        batteries.red_bty[NEAR_BORDER] += added * behind
        batteries.replaced_bty[RED] += added
    vacant = batteries.start_bty[BLUE] - batteries.blue_bty
    if vacant > 0.0 and artillery.blue_battery_replacements_bty_per_day > 0.0:
        added = min(artillery.blue_battery_replacements_bty_per_day * days, vacant)
        batteries.blue_bty += added
        batteries.replaced_bty[BLUE] += added
