r"""M3, fires and rationing: rounds that both sides fire, and their stocks.

Red fires $u_R = c_R\,d\,f\,(1 - s\,z)\,\rho_R(S_R)$ with the demand $d$ of the phase, the share $f$ of initial
firepower that is left, suppression $s$ and the share $z$ of that firepower which may be struck. Blue fires
$u_B = c_B\,d\,\min(1, n/n_0)\,\rho(S)$. The ration $\rho$ is linear in the stock of tube rounds $S$: 0 at `ration_low`,
1 at `ration_high`; Red's, $\rho_R$, has separate levels. Unrationed: $\rho = 1$ as long as there are rounds.
Two-threshold: $\rho$ is 1 from `ration_high`, a share between the levels, 0 below `ration_low`, as in the rationing of
inventories by critical levels (Topkis 1968), without hysteresis. Within a step stocks are used in closed form
(`fires/rationing.py`); the time at which they pass the reserve level is interpolated linearly. Rationed guns fire fewer
missions, so they are detected, and answer, less often by the same share (M4).
"""

from __future__ import annotations

from sim.model import events, signals
from sim.model.contract import Environment, mechanism
from sim.model.fires.rationing import Fires, ration, rationed, red_ration, share_below
from sim.model.scenario import Scenario, Stocks
from sim.model.sides import AIR_DEFENCE, BLUE, RED, ROCKET, TUBE
from sim.model.world import World


@mechanism
def use_rounds(env: Environment, world: World, kind: int, wanted_kr: float) -> float:
    """Take rounds of a class from the stock, at most what is left; return the amount taken (kr)."""
    stock = world.stock
    left = stock.rounds_kr[kind]
    used = wanted_kr if wanted_kr <= left else left
    stock.rounds_kr[kind] -= used
    stock.used_kr[kind] += used
    if used == wanted_kr:
        stock.out[kind] = 0
    elif stock.out[kind] == 0:
        stock.out[kind] = 1
        env.record(events.STOCK_OUT, float(kind))
        env.announce(signals.JUMP)
    return used


@mechanism
def use_red_rounds(env: Environment, world: World, wanted_kr: float) -> float:
    """Take tube rounds from Red's stock, at most what is left; return the amount taken (kr)."""
    stock = world.stock
    used = wanted_kr if wanted_kr <= stock.red_rounds_kr else stock.red_rounds_kr
    stock.red_rounds_kr -= used
    stock.red_used_kr += used
    if used == wanted_kr:
        stock.red_out = 0
    elif stock.red_out == 0:
        stock.red_out = 1
        env.record(events.RED_STOCK_OUT, 0.0)
        env.announce(signals.JUMP)
    return used


@mechanism
def add_rounds(world: World, kind: int, amount_kr: float) -> None:
    """Add arriving rounds of a class to the stock."""
    world.stock.rounds_kr[kind] += amount_kr
    world.stock.arrived_kr[kind] += amount_kr


@mechanism
def supply(world: World, stocks: Stocks, days: float) -> None:
    """Add supply at a constant rate: to Blue from sources other than the sponsor, and to Red."""
    red = stocks.red_tube_supply_kr_per_day * days
    world.stock.red_rounds_kr += red
    world.stock.red_arrived_kr += red
    add_rounds(world, TUBE, stocks.tube_supply_kr_per_day * days)
    if stocks.rocket_supply_kr_per_day > 0.0:
        add_rounds(world, ROCKET, stocks.rocket_supply_kr_per_day * days)
    if stocks.air_defence_supply_kr_per_day > 0.0:
        add_rounds(world, AIR_DEFENCE, stocks.air_defence_supply_kr_per_day * days)


@mechanism
def fire_red(env: Environment, world: World, rule: Fires, scenario: Scenario, days: float) -> None:
    """Take one step of Red's fires; half of its supply has arrived by the middle of the step."""
    fires = world.fires
    batteries = world.batteries
    at_full = scenario.artillery.red_fires_kr_per_day * world.phase.demand * days
    reachable = batteries.firepower_share - batteries.sanctuary_firepower_share
    wanted = at_full * (batteries.firepower_share - rule.suppression * reachable)
    stock = world.stock.red_rounds_kr - 0.5 * scenario.stocks.red_tube_supply_kr_per_day * days
    allowed = rationed(rule, rule.red_ration_low_kr, rule.red_ration_high_kr, stock, wanted)
    used = use_red_rounds(env, world, allowed)
    fires.red_ration = used / wanted if wanted > 0.0 else red_ration(rule, stock)
    fires.rate_kr_per_day[RED] = used / days
    fires.fired_kr[RED] += used
    fires.from_sanctuary_kr += at_full * batteries.sanctuary_firepower_share * fires.red_ration


@mechanism
def fire_blue(env: Environment, world: World, rule: Fires, scenario: Scenario, days: float) -> None:
    """Take one step of Blue's fires."""
    fires = world.fires
    at_full = scenario.artillery.blue_fires_kr_per_day * world.phase.demand
    wanted = at_full * world.batteries.blue_share * days
    stock = world.stock.rounds_kr[TUBE] - 0.5 * scenario.stocks.tube_supply_kr_per_day * days
    allowed = rationed(rule, rule.ration_low_kr, rule.ration_high_kr, stock, wanted)
    used = use_rounds(env, world, TUBE, allowed)
    fires.ration = used / wanted if wanted > 0.0 else ration(rule, stock)
    fires.rate_kr_per_day[BLUE] = used / days
    fires.fired_kr[BLUE] += used
    fires.unmet_kr += wanted - used


@mechanism
def watch_stock(env: Environment, world: World, rule: Fires, before_kr: float, days: float) -> None:
    """Count the days below the reserve level in a step that began at a given stock, and record the lowest stock."""
    stock = world.stock
    tube = stock.rounds_kr[TUBE]
    if tube < stock.minimum_kr:
        stock.minimum_kr = tube
    stock.below_reserve_days += share_below(rule.reserve_level_kr, before_kr, tube) * days
    if tube < rule.reserve_level_kr:
        if stock.below_reserve == 0:
            stock.below_reserve = 1
            env.record(events.STOCK_BELOW_RESERVE, tube)
    else:
        stock.below_reserve = 0


@mechanism
def report_missions(env: Environment, world: World, side: int) -> None:
    """Write the fire missions since the last report as one line of the event log."""
    fires = world.fires
    env.record(events.MISSION, fires.fired_kr[side] - fires.reported_kr[side])
    fires.reported_kr[side] = fires.fired_kr[side]
