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
from sim.model.counter_battery import CAPACITY_LIMITED, OFF, ration_of, red_batteries
from sim.model.counter_battery_queue import response_rate
from sim.model.sides import LONG_RANGE, ROCKET

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


@mechanism
def answered_share(world: World, parameters: Parameters, detections: float) -> float:
    """Share of the detections of a battery (1/d), all of Red's detected as often, for which limited capacity lasts."""
    duel = parameters.counter_battery
    batteries = red_batteries(world)
    if detections * batteries <= 0.0:
        return 1.0
    return min(1.0, duel.blue_answers_at_once * response_rate(parameters) / (detections * batteries))


@mechanism
def loss_rate(world: World, parameters: Parameters) -> float:
    """Hazard of a battery that fires as in an assault, and that may be struck, were there rounds enough (1/d)."""
    duel = parameters.counter_battery
    if duel.kind == OFF:
        return 0.0
    detections = duel.missions_per_bty_day * duel.detection
    answers = detections * world.hazards.response_first
    if duel.kind == CAPACITY_LIMITED:
        answers *= answered_share(world, parameters, detections)
    return duel.red_kill * answers * world.batteries.blue_share


@mechanism
def threats(world: World, parameters: Parameters, by_rockets: float, near: float, deep: float) -> tuple[float, float]:
    """Hazards of a battery near the border and in the deep (1/d).

    Near the border rockets may strike the share `by_rockets`, any weapon `near`; in the deep missiles strike `deep`.
    """
    each = loss_rate(world, parameters)
    hazard = each * ration_of(world, parameters, ROCKET) * by_rockets
    if near <= by_rockets and deep <= 0.0:
        return hazard, 0.0
    by_missiles = each * ration_of(world, parameters, LONG_RANGE)
    hazard_deep = by_missiles * parameters.adaptation.relocated_efficiency * deep if deep > 0.0 else 0.0
    if near > by_rockets:
        hazard += by_missiles * (near - by_rockets)
    return hazard, hazard_deep
