"""M5, which batteries may be struck now, under the permissions in effect; see `adaptation/sanctuary.py`."""

from __future__ import annotations

from sim.model.adaptation.conditions import allowed, border_condition, counter_fire_condition
from sim.model.adaptation.mechanism import efficiency_in_the_deep
from sim.model.contract import mechanism
from sim.model.parameters import Parameters
from sim.model.sides import BLUE, DEEP, IN_REACH, LONG_RANGE, NEAR_BORDER, RED, Band, Targets
from sim.model.world import World


@mechanism
def share_under(parameters: Parameters, sector: int, attacked: int) -> float:
    """Share of the batteries out of reach of own weapons that conditions in the two bands near the border open."""
    sanctuary = parameters.sanctuary
    opened = 0.0
    if sector > 0:
        opened = sanctuary.sector_coverage
    if attacked > 0:
        opened = max(opened, sanctuary.attacked_border_coverage)
    if sector == Targets.ANY_MILITARY or attacked == Targets.ANY_MILITARY:
        opened += (1.0 - opened) * sanctuary.any_military_coverage
    return opened


@mechanism
def share_opened_to_counter_fire(parameters: Parameters, conditions: list[int]) -> float:
    """The same share, for tube and rocket artillery alone."""
    sector = counter_fire_condition(conditions, Band.BORDER_SECTOR)
    attacked = counter_fire_condition(conditions, Band.ATTACKED_BORDER)
    return share_under(parameters, sector, attacked)


@mechanism
def share_opened(parameters: Parameters, conditions: list[int]) -> float:
    """Share of the batteries near the border out of reach of own weapons that permissions open to any weapon."""
    sector = border_condition(conditions, Band.BORDER_SECTOR)
    attacked = border_condition(conditions, Band.ATTACKED_BORDER)
    return share_under(parameters, sector, attacked)


@mechanism
def with_own_weapons(parameters: Parameters, opened: float) -> float:
    """Share of the batteries near the border that may be struck, if permissions open a share to weapons."""
    own = parameters.sanctuary.own_weapons_reach
    return own + (1.0 - own) * opened


@mechanism
def reach_in_the_deep(parameters: Parameters, conditions: list[int]) -> float:
    """Share of the batteries in the deep that may be struck."""
    return parameters.sanctuary.deep_coverage if allowed(conditions, LONG_RANGE, Band.DEEP) > 0 else 0.0


@mechanism
def set_reach(world: World, parameters: Parameters) -> None:
    """Shares of the batteries in each band that may be struck, under the permissions in effect."""
    policy = world.policy
    policy.opened_share = share_opened(parameters, policy.in_effect)
    policy.reach[IN_REACH] = 1.0
    policy.reach[NEAR_BORDER] = with_own_weapons(parameters, policy.opened_share)
    policy.rocket_reach = with_own_weapons(parameters, share_opened_to_counter_fire(parameters, policy.in_effect))
    policy.reach[DEEP] = reach_in_the_deep(parameters, policy.in_effect)


@mechanism
def changes_reach(world: World, parameters: Parameters, conditions: list[int]) -> bool:
    """Whether other batteries could be struck, or by other weapons, if these conditions were in effect."""
    policy = world.policy
    if with_own_weapons(parameters, share_opened(parameters, conditions)) != policy.reach[NEAR_BORDER]:
        return True
    rockets = with_own_weapons(parameters, share_opened_to_counter_fire(parameters, conditions))
    return rockets != policy.rocket_reach or reach_in_the_deep(parameters, conditions) != policy.reach[DEEP]


@mechanism
def batteries_in_sanctuary(world: World) -> float:
    """Red's batteries that may not be struck now."""
    red = world.batteries.red_bty
    reach = world.policy.reach
    return (1.0 - reach[NEAR_BORDER]) * red[NEAR_BORDER] + (1.0 - reach[DEEP]) * red[DEEP]


@mechanism
def set_firepower(world: World, parameters: Parameters, in_reach: float, near: float, deep: float) -> float:
    """Remaining shares of Blue's batteries and of Red's firepower, and how much of it may not be struck.

    Returns:
        Red's batteries that may not be struck.
    """
    batteries = world.batteries
    reach = world.policy.reach
    efficiency = efficiency_in_the_deep(parameters.adaptation)
    start = batteries.start_bty[RED]
    batteries.blue_share = min(1.0, batteries.blue_bty / batteries.start_bty[BLUE])
    closed_near = (1.0 - reach[NEAR_BORDER]) * near
    closed_deep = (1.0 - reach[DEEP]) * deep
    batteries.firepower_share = (in_reach + near + efficiency * deep) / start
    batteries.sanctuary_firepower_share = (closed_near + efficiency * closed_deep) / start
    return closed_near + closed_deep


@mechanism
def refresh_firepower(world: World, parameters: Parameters) -> None:
    """The same for the current batteries."""
    red = world.batteries.red_bty
    set_firepower(world, parameters, red[IN_REACH], red[NEAR_BORDER], red[DEEP])
