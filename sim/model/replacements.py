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
    """Set the rates at which reinforcements come in this step; they stay 0 where none ever come."""
    table = parameters.scenario.forces.reinforcements
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
    forces = world.forces
    for side in range(2):
        come = forces.reinforcements_kpe_per_day[side] * days
        forces.engaged_kpe[side] += come
        forces.reinforced_kpe[side] += come


@mechanism
def vacancies(world: World, side: int) -> float:
    """What is missing of a side's establishment, which is the start and what has come since (kpe)."""
    forces = world.forces
    committed = forces.committed_kpe if side == BLUE else 0.0
    return forces.start_kpe[side] + committed + forces.reinforced_kpe[side] - forces.engaged_kpe[side]


@mechanism
def replacement_rate(parameters: Parameters, side: int) -> float:
    """Replacements that a side has (kpe/d)."""
    forces = parameters.scenario.forces
    return forces.red_replacements_kpe_per_day if side == RED else forces.blue_replacements_kpe_per_day


@mechanism
def coming_rate(world: World, parameters: Parameters, side: int, losses_kpe_per_day: float, days: float) -> float:
    """Reinforcements, and replacements as far as losses and vacancies leave room for them in a step (kpe/d)."""
    room = max(0.0, vacancies(world, side) / days + losses_kpe_per_day)
    return world.forces.reinforcements_kpe_per_day[side] + min(replacement_rate(parameters, side), room)


@mechanism
def replace_losses(world: World, parameters: Parameters, days: float) -> None:
    """Replacements arrive at a constant rate, up to the establishment."""
    forces = world.forces
    for side in range(2):
        came = min(replacement_rate(parameters, side) * days, vacancies(world, side))
        if came > 0.0:
            forces.engaged_kpe[side] += came
            forces.replaced_kpe[side] += came
