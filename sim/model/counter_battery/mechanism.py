r"""M4, counter-battery: batteries that fire may be detected, answered and lost.

A mission is detected with probability $p_d$; the answer comes after an exponential time, and so does the
displacement, and the earlier one wins: $P(\text{response first}) = T_d/(T_r + T_d)$ of the mean times (competing
risks), or $1 - e^{-T_d/T_r}$ if every displacement takes the same time. So each battery faces $a = $ missions
$\times\, p_d\, P$ answers in time a day. Losses are Poisson processes with the hazards

$$h_R = p_k\,a\,\rho_R\,\min(1, n/n_0)\,(\rho_1 E_1 + \rho_2 E_2), \qquad
  h_B = p_k\,a\,n\,\rho\,\min(1, f)\,\rho_R,$$

and an event falls when the integral of a hazard reaches an Exp(1) draw. $E_1$ are Red's batteries that rockets may
strike, $E_2$ those that only long-range missiles may strike: in the deep, where they count by their efficiency (M5),
and near the border if counter-fire is banned. $\rho_1$ and $\rho_2$ are Blue's rations of these rounds, which the
answers use up. $n$ is the number of Blue's batteries, $n_0$ at the start; $\rho$ is the share of the missions demanded
that Blue's stock of tube rounds lets them fire (M3), and $f$ Red's remaining share of initial firepower, times the
ration $\rho_R$ of its rounds. A rationed Red battery fires, and is detected, $\rho_R$ times as often. Suppression (M3)
lowers the rounds that Red fires, not the missions that are detected.
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
    """No detection is answered."""


class CounterBatteryRow(NamedTuple):
    """A kind of fight: what it reads, the probability of an answer in time, and whether detections queue."""

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

    kind: Annotated[Duel, Choice("how a detection becomes a loss")]


in_time_of: Callable[[int, CounterBattery], float] = dispatch({duel: row.in_time for duel, row in FIGHTS.items()})
is_fought = trait({duel: duel in FIGHTS for duel in PARAMETERS})
queues = trait({duel: row.queues for duel, row in FIGHTS.items()})
"""Whether detections wait for the capacity to answer."""


@mechanism
def response_first(rule: CounterBattery) -> float:
    """Probability that the answer comes before the displacement."""
    return in_time_of(rule.kind, rule)
