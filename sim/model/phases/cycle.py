"""M6, parts of every cycle of phases: the intensity of fighting and fires in each phase, and the next phase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.phases.names import ASSAULT, CONSOLIDATION, EXPLOITATION, PAUSE, PREPARATION
from sim.model.quantity import NOT_NEGATIVE, Group, Quantity


@dataclass(frozen=True)
class Intensity:
    """A share for each phase, 1 in an assault."""

    assault: Annotated[float, Quantity("1", NOT_NEGATIVE, "in an assault")]
    exploitation: Annotated[float, Quantity("1", NOT_NEGATIVE, "in exploitation")]
    consolidation: Annotated[float, Quantity("1", NOT_NEGATIVE, "in consolidation")]
    pause: Annotated[float, Quantity("1", NOT_NEGATIVE, "in a pause")]
    preparation: Annotated[float, Quantity("1", NOT_NEGATIVE, "in preparation")]


@dataclass(frozen=True)
class PhaseCycle:
    """Intensity of the fighting and of the fires in each phase."""

    tempo: Annotated[Intensity, Group("intensity of the fighting, 1 in an assault")]
    demand: Annotated[Intensity, Group("intensity of fires on both sides, 1 in an assault")]


@dataclass(frozen=True)
class RenewedCycle(PhaseCycle):
    """A cycle in which a renewed assault needs strength."""

    renewal_ratio: Annotated[
        float,
        Quantity(
            "1",
            NOT_NEGATIVE,
            "ratio of forces needed to renew an assault",
            plausible=(0.0, 1.2),
        ),
    ]


@mechanism
def intensity_in(intensity: Intensity, kind: int) -> float:
    """The intensity in a phase."""
    if kind == ASSAULT:
        return intensity.assault
    if kind == EXPLOITATION:
        return intensity.exploitation
    if kind == CONSOLIDATION:
        return intensity.consolidation
    if kind == PAUSE:
        return intensity.pause
    return intensity.preparation


@mechanism
def next_phase(kind: int, culminated: bool, exploits: bool) -> int:
    """The phase after this one."""
    if kind == ASSAULT:
        return EXPLOITATION if exploits and not culminated else CONSOLIDATION
    if kind == EXPLOITATION:
        return CONSOLIDATION
    if kind == CONSOLIDATION:
        return PAUSE
    if kind == PAUSE:
        return PREPARATION
    return ASSAULT
