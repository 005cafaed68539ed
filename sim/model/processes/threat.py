r"""M4, the threat to a battery behind the border: the hazard of its loss, as Red judges it.

Near the border a battery is lost at the hazard $h_n = p_k\,a\,\nu\,(\rho_1 z_1 + \rho_2 (z - z_1))$, in the deep at
$h_d = p_k\,a\,\nu\,\rho_2\,e\,z_{\text{deep}}$: with the kill probability $p_k$ and the answers in time $a$ of an
assault, the share $\nu$ of Blue's guns that are left, the rations $\rho$ of rockets and of long-range missiles, and the
shares $z$ that any weapon may strike and $z_1$ that rockets may strike, own weapons included. In the deep a battery
fires, and is detected, in proportion to its efficiency $e$. Under limited capacity answers cannot exceed the capacity.
"""

from __future__ import annotations

from sim.model.adaptation.mechanism import efficiency_in_the_deep
from sim.model.contract import mechanism
from sim.model.counter_battery.batteries import red_batteries
from sim.model.counter_battery.detections import ration_of
from sim.model.counter_battery.limited_capacity import answered_share
from sim.model.counter_battery.mechanism import is_fought, queues
from sim.model.parameters import Parameters
from sim.model.sides import LONG_RANGE, ROCKET
from sim.model.world import World


@mechanism
def loss_rate(world: World, parameters: Parameters) -> float:
    """Hazard of a battery that fires as in an assault and may be struck, if there were enough rounds (1/d)."""
    duel = parameters.counter_battery
    if not is_fought(duel.kind):
        return 0.0
    detections = duel.missions_per_bty_day * duel.detection
    answers = detections * world.hazards.response_first
    if queues(duel.kind):
        answers *= answered_share(duel, red_batteries(world), detections)
    return duel.red_kill * answers * world.batteries.blue_share


@mechanism
def threats(world: World, parameters: Parameters, by_rockets: float, near: float, deep: float) -> tuple[float, float]:
    """Hazards of a battery near the border and in the deep (1/d).

    Near the border rockets may strike the share `by_rockets`, any weapon `near`; in the deep missiles strike `deep`.
    """
    each = loss_rate(world, parameters)
    hazard = each * ration_of(world, parameters.counter_battery, ROCKET) * by_rockets
    if near <= by_rockets and deep <= 0.0:
        return hazard, 0.0
    by_missiles = each * ration_of(world, parameters.counter_battery, LONG_RANGE)
    hazard_deep = by_missiles * efficiency_in_the_deep(parameters.adaptation) * deep if deep > 0.0 else 0.0
    if near > by_rockets:
        hazard += by_missiles * (near - by_rockets)
    return hazard, hazard_deep
