"""M1, how losses fall: as a flow, or casualty by casualty (`processes/casualties_one_by_one.py`)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from sim.model.alternatives import alternatives, trait
from sim.model.quantity import Choice, Quantity


class Falling(IntEnum):
    """How losses fall."""

    CONTINUOUS = 0
    ONE_BY_ONE = 1


@dataclass(frozen=True)
class ContinuousLosses:
    """Losses as a flow."""


@dataclass(frozen=True)
class Casualty:
    """Losses that fall one by one."""

    size_kpe: Annotated[
        float, Quantity("kpe", (1e-6, math.inf), "size of one casualty; smaller sizes take longer to compute")
    ]


FALLING: dict[Falling, type] = {Falling.CONTINUOUS: ContinuousLosses, Falling.ONE_BY_ONE: Casualty}


@alternatives(FALLING)
@dataclass(frozen=True)
class Casualties(Casualty, ContinuousLosses):
    """M1: how losses fall."""

    kind: Annotated[Falling, Choice("how losses fall", "Brown 1963")]


falls_one_by_one = trait({falling: falling == Falling.ONE_BY_ONE for falling in FALLING})
