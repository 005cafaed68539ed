r"""M4, counter-battery: batteries that fire may be found, answered and lost.

A mission is detected with probability $p_d$; the answer comes after an exponential time, and so does the
displacement, and the earlier one wins: $P(\text{response first}) = T_d/(T_r + T_d)$ of the mean times (competing
risks), or $1 - e^{-T_d/T_r}$ where every displacement takes the same time. So there are $a = $ missions
$\times\, p_d\, P$ answers in time a day for a battery. Losses are Poisson processes with the hazards

$$h_R = p_k\,a\,\rho_R\,\min(1, n/n_0)\,(\rho_1 E_1 + \rho_2 E_2), \qquad
  h_B = p_k\,a\,n\,\rho\,\min(1, f)\,\rho_R,$$

and one Exp(1) draw is spent along the integral of each. $E_1$ are Red's batteries that rockets may strike, $E_2$ those
that only long-range missiles may: in the deep, where they count by their efficiency (M5), and near the border where
counter-fire is banned. $\rho_1$ and $\rho_2$ are Blue's rations of these rounds, which the answers use up. $n$ are
Blue's batteries, $n_0$ at the start; $\rho$ is the share of the missions wanted that Blue's own stock of tube rounds
lets them fire (M3), and $f$ Red's firepower left of the start, times the ration $\rho_R$ of its rounds. A Red battery
that is rationed fires, and is found, by $\rho_R$ less. Suppression (M3) lowers the rounds that Red fires, not the
missions that are detected.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, NamedTuple

from sim.model.alternatives import alternatives, dispatch, trait
from sim.model.contract import mechanism
from sim.model.counter_battery.competing_clocks import CompetingClocks, beats_displacement
from sim.model.counter_battery.detections import wins_race
from sim.model.counter_battery.limited_capacity import LimitedCapacity
from sim.model.quantity import Choice


class Duel(IntEnum):
    """How a detection becomes a loss."""

    COMPETING_CLOCKS = 0
    CAPACITY_LIMITED = 1
    OFF = 2


@dataclass(frozen=True)
class NoCounterBattery:
    """Nobody answers."""


class CounterBatteryRow(NamedTuple):
    """A way to fight: what it reads, the probability of an answer in time, and whether detections queue."""

    parameters: type
    in_time: Callable[..., float]
    queues: bool = False


FIGHTS = {
    Duel.COMPETING_CLOCKS: CounterBatteryRow(CompetingClocks, beats_displacement),
    Duel.CAPACITY_LIMITED: CounterBatteryRow(LimitedCapacity, wins_race, queues=True),
}
PARAMETERS: dict[Duel, type] = {Duel.OFF: NoCounterBattery, **{duel: row.parameters for duel, row in FIGHTS.items()}}


@alternatives(PARAMETERS)
@dataclass(frozen=True)
class CounterBattery(LimitedCapacity, CompetingClocks, NoCounterBattery):
    """M4: counter-battery fire."""

    kind: Annotated[Duel, Choice("how detection becomes loss")]


in_time_of: Callable[[int, CounterBattery], float] = dispatch({duel: row.in_time for duel, row in FIGHTS.items()})
is_fought = trait({duel: duel in FIGHTS for duel in PARAMETERS})
queues = trait({duel: row.queues for duel, row in FIGHTS.items()})
"""Whether detections wait for somebody who can answer."""


@mechanism
def response_first(rule: CounterBattery) -> float:
    """Probability that the answer comes before the displacement."""
    return in_time_of(rule.kind, rule)
