"""Arrivals in the engaged forces: replacements at a constant rate, and reinforcements on given days."""

from __future__ import annotations

from sim.model.contract import mechanism
from sim.model.scenario import Forces, Reinforcements
from sim.model.sides import BLUE, RED
from sim.model.world import World


@mechanism
def share_come(now: float, first_day: float, over_days: float) -> float:
    """Share that has arrived of forces that arrive evenly from a given day."""
    if now <= first_day:
        return 0.0
    return 1.0 if now >= first_day + over_days else (now - first_day) / over_days


@mechanism
def call_up(world: World, table: Reinforcements, now: float, days: float) -> None:
    """Set the rates at which reinforcements arrive in this step; they stay 0 if none ever arrive."""
    if len(table.day) == 0:
        return
    rates = world.forces.reinforcements_kpe_per_day
    rates[RED] = 0.0
    rates[BLUE] = 0.0
    for row in range(len(table.day)):
        first, over = table.day[row], table.over_days[row]
        come = share_come(now + days, first, over) - share_come(now, first, over)
        rates[table.side[row]] += table.amount_kpe[row] * come / days


@mechanism
def receive_reinforcements(world: World, days: float) -> None:
    """Those of one step."""
    rates = world.forces.reinforcements_kpe_per_day
    for side in (RED, BLUE):
        if rates[side] > 0.0:
            world.forces.engaged_kpe[side] += rates[side] * days
            world.forces.reinforced_kpe[side] += rates[side] * days


@mechanism
def vacancies(world: World) -> tuple[float, float]:
    """Shortfall of Red's and Blue's establishments, the initial forces and later arrivals (kpe)."""
    forces = world.forces
    start, come, engaged = forces.start_kpe, forces.reinforced_kpe, forces.engaged_kpe
    red = start[RED] + come[RED] - engaged[RED]
    return red, start[BLUE] + forces.committed_kpe + come[BLUE] - engaged[BLUE]


@mechanism
def coming_rates(
    world: World, forces: Forces, red_losses_kpe_per_day: float, blue_losses_kpe_per_day: float, days: float
) -> tuple[float, float]:
    """Reinforcements of Red and Blue, and replacements as far as losses and vacancies leave room in a step (kpe/d)."""
    reinforcements = world.forces.reinforcements_kpe_per_day
    red_vacant, blue_vacant = vacancies(world)
    red = min(forces.red_replacements_kpe_per_day, max(0.0, red_vacant / days + red_losses_kpe_per_day))
    blue = min(forces.blue_replacements_kpe_per_day, max(0.0, blue_vacant / days + blue_losses_kpe_per_day))
    return reinforcements[RED] + red, reinforcements[BLUE] + blue


@mechanism
def replace(world: World, side: int, came_kpe: float) -> None:
    """Add replacements of a side."""
    world.forces.engaged_kpe[side] += came_kpe
    world.forces.replaced_kpe[side] += came_kpe


@mechanism
def replace_losses(world: World, forces: Forces, days: float) -> None:
    """Replacements arrive at a constant rate, up to the establishment."""
    red, blue = vacancies(world)
    if red > 0.0:
        replace(world, RED, min(forces.red_replacements_kpe_per_day * days, red))
    if blue > 0.0:
        replace(world, BLUE, min(forces.blue_replacements_kpe_per_day * days, blue))
