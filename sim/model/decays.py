"""Exponential decay over a step, cached because nearly all steps have the same length."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism

FADING = 4
MOVE, PRESSURE, RESERVES, ADVANCE = range(FADING)  # batteries to move, pressure, reserves to come, ground to gain


@dataclass(slots=True)
class Decays:
    """Decay factors of the last step."""

    holds_for: Annotated[list[float], FADING]  # days of the step, or the days times the rate, for which it holds
    kept_share: Annotated[list[float], FADING]  # what is left after it


@mechanism
def kept_share(decays: Decays, fading: int, days: float, time_constant_days: float) -> float:
    """Share left after a step of a quantity that fades with a time constant fixed for the replication."""
    if decays.holds_for[fading] != days:
        decays.holds_for[fading] = days
        decays.kept_share[fading] = math.exp(-days / time_constant_days)
    return decays.kept_share[fading]


@mechanism
def kept_after(decays: Decays, fading: int, decay: float) -> float:
    """Share left after a step of a quantity whose rate of fading may change; `decay` is the rate times the days."""
    if decays.holds_for[fading] != decay:
        decays.holds_for[fading] = decay
        decays.kept_share[fading] = math.exp(-decay)
    return decays.kept_share[fading]
