r"""M3, fires and rationing: rounds that both sides fire, and Blue's stocks.

Red fires $u_R = c_R\,d\,f\,(1 - s\,z)$ with demand $d$ of the phase, firepower $f$ left of the start, suppression $s$
and the share $z$ of that firepower which may be struck. Blue fires $u_B = c_B\,d\,\min(1, n/n_0)\,\rho(S)$, where the
ration $\rho$ is linear in the stock of tube rounds $S$: 0 at `ration_low`, 1 at `ration_high`. Unrationed: $\rho = 1$
as long as there are rounds. Two-threshold: $\rho$ is 1 from `ration_high`, a share between the levels, 0 below
`ration_low`, as in the rationing of inventories by critical levels (Topkis 1968); it knows no hysteresis.
Within a step the stock is used in closed form, and the reserve level is passed where a straight line passes it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from sim.model import events, signals
from sim.model.contract import Environment, mechanism
from sim.model.quantity import NOT_NEGATIVE, SHARE, Choice, Quantity
from sim.model.sides import AIR_DEFENCE, BLUE, RED, ROCKET, TUBE

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


class Ration(IntEnum):
    """How Blue rations its rounds."""

    LINEAR = 0
    UNRATIONED = 1
    TWO_THRESHOLD = 2


LINEAR, UNRATIONED, TWO_THRESHOLD = Ration
RATIONED = (LINEAR, TWO_THRESHOLD)


@dataclass(frozen=True)
class Fires:
    """M3: fires and rationing."""

    kind: Annotated[Ration, Choice("how Blue rations its rounds")]
    ration_low_kr: Annotated[
        float, Quantity("kr", NOT_NEGATIVE, "stock at which Blue's guns fall silent", used_by=RATIONED)
    ]
    ration_high_kr: Annotated[
        float, Quantity("kr", NOT_NEGATIVE, "stock from which Blue fires what it wants", used_by=RATIONED)
    ]
    ration_share: Annotated[
        float, Quantity("1", SHARE, "share of what Blue wants that it fires in between", used_by=(TWO_THRESHOLD,))
    ]
    reserve_level_kr: Annotated[float, Quantity("kr", NOT_NEGATIVE, "stock below which a day counts as below reserve")]
    suppression: Annotated[
        float, Quantity("1", SHARE, "share by which batteries that may be struck fire less", plausible=(0.0, 0.3))
    ]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.kind in RATIONED and self.ration_low_kr >= self.ration_high_kr:
            yield "ration_low", "must be below ration_high"


@mechanism
def ration(fires: Fires, stock_kr: float) -> float:
    """Share of the demand that is met at this stock."""
    if fires.kind == UNRATIONED:
        return 1.0
    if fires.kind == TWO_THRESHOLD:
        if stock_kr >= fires.ration_high_kr:
            return 1.0
        return fires.ration_share if stock_kr > fires.ration_low_kr else 0.0
    low = fires.ration_low_kr
    return min(1.0, max(0.0, (stock_kr - low) / (fires.ration_high_kr - low)))


@mechanism
def used_by_share(stock: float, wanted: float, low: float, high: float) -> float:
    """What is used of a stock between two levels in a time in which `wanted` would be, at a ration linear in it."""
    return (stock - low) * -math.expm1(-wanted / (high - low))


@mechanism
def rationed(fires: Fires, stock_kr: float, wanted_kr: float) -> float:
    """Rounds that the ration allows of those wanted in a step, as the stock falls through its levels (kr)."""
    if fires.kind == UNRATIONED or stock_kr - wanted_kr >= fires.ration_high_kr:
        return wanted_kr
    in_full = max(0.0, stock_kr - fires.ration_high_kr)
    stock = stock_kr - in_full
    if stock <= fires.ration_low_kr:
        return 0.0
    still_wanted = wanted_kr - in_full
    if fires.kind == LINEAR:
        return in_full + used_by_share(stock, still_wanted, fires.ration_low_kr, fires.ration_high_kr)
    return in_full + min(fires.ration_share * still_wanted, stock - fires.ration_low_kr)


@mechanism
def use_rounds(env: Environment, world: World, kind: int, wanted_kr: float) -> float:
    """Take rounds of a class from the stock, at most what is there; returns what was taken (kr)."""
    stock = world.stock
    used = min(wanted_kr, stock.rounds_kr[kind])
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
def add_rounds(world: World, kind: int, amount_kr: float) -> None:
    """Rounds of a class arrive."""
    world.stock.rounds_kr[kind] += amount_kr
    world.stock.arrived_kr[kind] += amount_kr


@mechanism
def supply(world: World, parameters: Parameters, days: float) -> None:
    """What comes in some days from elsewhere than the sponsor, at a constant rate."""
    stocks = parameters.scenario.stocks
    add_rounds(world, TUBE, stocks.tube_supply_kr_per_day * days)
    add_rounds(world, ROCKET, stocks.rocket_supply_kr_per_day * days)
    add_rounds(world, AIR_DEFENCE, stocks.air_defence_supply_kr_per_day * days)


@mechanism
def fire(env: Environment, world: World, parameters: Parameters, days: float) -> None:
    """One step of fires on both sides; half of its supply has come when half of it is over."""
    fires = world.fires
    artillery = parameters.scenario.artillery
    batteries = world.batteries
    demand = world.phase.demand
    reachable = batteries.firepower_share - batteries.sanctuary_firepower_share
    suppressed = parameters.fires.suppression * reachable
    red = artillery.red_fires_kr_per_day * demand * (batteries.firepower_share - suppressed)
    fires.rate_kr_per_day[RED] = red
    fires.fired_kr[RED] += red * days
    fires.from_sanctuary_kr += artillery.red_fires_kr_per_day * demand * batteries.sanctuary_firepower_share * days

    guns = min(1.0, batteries.blue_bty / batteries.start_bty[BLUE])
    wanted = artillery.blue_fires_kr_per_day * demand * guns * days
    stock = world.stock.rounds_kr[TUBE] - 0.5 * parameters.scenario.stocks.tube_supply_kr_per_day * days
    used = use_rounds(env, world, TUBE, rationed(parameters.fires, stock, wanted))
    fires.ration = used / wanted if wanted > 0.0 else ration(parameters.fires, stock)
    fires.rate_kr_per_day[BLUE] = used / days
    fires.fired_kr[BLUE] += used
    fires.unmet_kr += wanted - used


@mechanism
def share_below(level: float, before: float, after: float) -> float:
    """Share of a step for which a quantity is below a level, if it changes evenly."""
    if before >= level and after >= level:
        return 0.0
    if before < level and after < level:
        return 1.0
    return (level - min(before, after)) / abs(after - before)


@mechanism
def watch_stock(env: Environment, world: World, parameters: Parameters, before_kr: float, days: float) -> None:
    """Count the days below the reserve level in a step that began with a stock, and keep the lowest stock."""
    stock = world.stock
    tube = stock.rounds_kr[TUBE]
    stock.minimum_kr = min(stock.minimum_kr, tube)
    stock.below_reserve_days += share_below(parameters.fires.reserve_level_kr, before_kr, tube) * days
    if tube < parameters.fires.reserve_level_kr:
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
