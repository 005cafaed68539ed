"""What comes to the engaged forces: replacements at a constant rate, and reinforcements on given days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.contract import mechanism
from sim.model.sides import BLUE, RED

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


@mechanism
def share_come(now: float, first_day: float, over_days: float) -> float:
    """The share that has come of what comes evenly from a day on."""
    if now <= first_day:
        return 0.0
    return 1.0 if now >= first_day + over_days else (now - first_day) / over_days


@mechanism
def call_up(world: World, parameters: Parameters, now: float, days: float) -> None:
    """Set the rates at which reinforcements come in this step."""
    table = parameters.scenario.forces.reinforcements
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
    forces = world.forces
    for side in range(2):
        come = forces.reinforcements_kpe_per_day[side] * days
        forces.engaged_kpe[side] += come
        forces.reinforced_kpe[side] += come


@mechanism
def replace_losses(world: World, parameters: Parameters, days: float) -> None:
    """Replacements arrive at a constant rate, up to the establishment: the start, and what has come since."""
    forces = world.forces
    red_establishment = forces.start_kpe[RED] + forces.reinforced_kpe[RED]
    red = min(
        parameters.scenario.forces.red_replacements_kpe_per_day * days, red_establishment - forces.engaged_kpe[RED]
    )
    blue_establishment = forces.start_kpe[BLUE] + forces.committed_kpe + forces.reinforced_kpe[BLUE]
    blue = min(
        parameters.scenario.forces.blue_replacements_kpe_per_day * days, blue_establishment - forces.engaged_kpe[BLUE]
    )
    if red > 0.0:
        forces.engaged_kpe[RED] += red
        forces.replaced_kpe[RED] += red
    if blue > 0.0:
        forces.engaged_kpe[BLUE] += blue
        forces.replaced_kpe[BLUE] += blue
