"""M10, what brings about acts of escalation: the alternatives, and what each of them keeps."""

from __future__ import annotations

from enum import IntEnum

from sim.model.contract import mechanism

BELIEF = "assumed: a belief, without data"


class Activity(IntEnum):
    """What brings about acts of escalation."""

    HAWKES = 0
    POISSON = 1
    NONE = 2
    RUNGS = 3
    RICHARDSON = 4


@mechanism
def has_excitation(kind: int) -> bool:
    """Whether earlier acts, or permissions, excite acts."""
    return kind == Activity.HAWKES or kind == Activity.POISSON
