"""M6 with drawn times: sojourns are gamma with shape 3.

Semi-Markov: the share of time in a phase is its mean over that of the cycle (renewal theorem). Culminating: an assault
or exploitation also ends when it culminates (`stall/mechanism.py`), and a renewed assault waits until the ratio of
forces reaches `renewal_ratio`. Both are checked once a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import Stream, mechanism
from sim.model.draws import erlang
from sim.model.phases.cycle import PhaseCycle, RenewedCycle
from sim.model.phases.names import ASSAULT, CONSOLIDATION, EXPLOITATION, PAUSE
from sim.model.quantity import POSITIVE, SHARE, Group, Quantity

SHAPE = 3  # of the gamma sojourns


@dataclass(frozen=True)
class Sojourns:
    """Mean days in a phase."""

    assault_days: Annotated[float, Quantity("d", POSITIVE, "mean length", plausible=(6, 20))]
    exploitation_days: Annotated[float, Quantity("d", POSITIVE, "mean length")]
    consolidation_days: Annotated[float, Quantity("d", POSITIVE, "mean length")]
    pause_days: Annotated[float, Quantity("d", POSITIVE, "mean length", plausible=(10, 40))]
    preparation_days: Annotated[float, Quantity("d", POSITIVE, "mean length", plausible=(8, 25))]


@dataclass(frozen=True)
class TimedCycle(PhaseCycle):
    """A cycle of phases of drawn length."""

    mean: Annotated[Sojourns, Group("mean length of each phase")]
    exploitation_probability: Annotated[
        float,
        Quantity("1", SHARE, "probability that an assault that runs its full time is exploited", plausible=(0.05, 0.6)),
    ]


@dataclass(frozen=True)
class CulminatingCycle(TimedCycle, RenewedCycle):
    """A cycle of phases of drawn length that may culminate early."""


@mechanism
def mean_days(mean: Sojourns, kind: int) -> float:
    """Mean days in a phase."""
    if kind == ASSAULT:
        return mean.assault_days
    if kind == EXPLOITATION:
        return mean.exploitation_days
    if kind == CONSOLIDATION:
        return mean.consolidation_days
    if kind == PAUSE:
        return mean.pause_days
    return mean.preparation_days


@mechanism
def draw_sojourn(stream: Stream, cycle: TimedCycle, kind: int) -> float:
    """Days in a phase."""
    return erlang(stream, SHAPE, mean_days(cycle.mean, kind))
