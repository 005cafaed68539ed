r"""M4, the threat to a single battery: the hazard of its loss behind the border, as Red judges it.

Near the border a battery is lost at the hazard $h_n = p_k\,a\,\nu\,(\rho_1 z_1 + \rho_2 (z - z_1))$, in the deep at
$h_d = p_k\,a\,\nu\,\rho_2\,e\,z_{\text{deep}}$: kill probability $p_k$ and answers in time $a$ of an assault, share
$\nu$ of Blue's guns that are left, rations $\rho$ of rockets and of long-range missiles, and the shares $z$ that any
weapon may strike and $z_1$ that rockets may strike, own weapons included. In the deep a battery fires, and is found,
by its efficiency $e$. Under limited capacity a detection is answered at most as often as answers can be given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.contract import mechanism
from sim.model.counter_battery import Duel, ration_of
from sim.model.counter_battery_queue import response_rate
from sim.model.sides import BANDS, BLUE, LONG_RANGE, ROCKET

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


@mechanism
def answered_share(world: World, parameters: Parameters, detections: float) -> float:
    """Share of the detections of a battery (1/d), all of Red's detected as often, for which Blue has capacity."""
    duel = parameters.counter_battery
    batteries = 0.0
    for band in range(BANDS):
        batteries += world.batteries.red_bty[band]
    if duel.kind != Duel.CAPACITY_LIMITED or detections * batteries <= 0.0:
        return 1.0
    return min(1.0, duel.blue_answers_at_once * response_rate(parameters) / (detections * batteries))


@mechanism
def loss_rate(world: World, parameters: Parameters, weapon: int) -> float:
    """Hazard of a battery that fires as in an assault, and that a class of rounds may strike (1/d)."""
    duel = parameters.counter_battery
    if duel.kind == Duel.OFF:
        return 0.0
    detections = duel.missions_per_bty_day * duel.detection
    answers = detections * world.hazards.response_first * answered_share(world, parameters, detections)
    guns = min(1.0, world.batteries.blue_bty / world.batteries.start_bty[BLUE])
    return duel.red_kill * answers * guns * ration_of(world, parameters, weapon)


@mechanism
def threat_near(world: World, parameters: Parameters, by_rockets: float, reach: float) -> float:
    """Hazard of a battery near the border (1/d), of which rockets may strike a share, and any weapon `reach`."""
    hazard = loss_rate(world, parameters, ROCKET) * by_rockets
    if reach > by_rockets:
        hazard += loss_rate(world, parameters, LONG_RANGE) * (reach - by_rockets)
    return hazard


@mechanism
def threat_deep(world: World, parameters: Parameters, reach: float) -> float:
    """Hazard of a battery in the deep (1/d), of which long-range missiles may strike the share `reach`."""
    if reach <= 0.0:
        return 0.0
    return loss_rate(world, parameters, LONG_RANGE) * parameters.adaptation.relocated_efficiency * reach
