r"""M5, adaptation: batteries move out of reach where that pays, and come back where it no longer does.

Over a planning horizon $H$ a battery near the border fires $\varphi(h_n H)$ of its rounds before it is lost, one in
the deep $e\,\varphi(h_d H)$, with $\varphi(x) = (1 - e^{-x})/x$, the hazards of `processes/threat.py` and the
efficiency $e$ of who moved. Moving pays by the difference $\gamma = e\,\varphi(h_d H) - \varphi(h_n H)$, and the
share $m\,(1 - e^{-\gamma/w})$ of the batteries behind the border is to be deep where $\gamma > 0$, else none.

So without a hazard nobody moves, what is opened in part threatens in part, and the deep attracts fewer as long-range
strikes reach it. At most the share $m$ moves; $w$ is the spread of what a move costs besides (exponential, mean $w$).
Blue's own weapons count too: where they alone make a move pay, Red moves under any restriction. The deep batteries
$G$ follow by $\dot G = (G^* - G)/\tau$, exactly within a step.

Anticipation: from the request on Red also reckons with the permission asked for, whatever is decided: counter-fire
as the policy would first allow it, or in the sector where it never does. Where permissions in effect open more, they
count. Long-range strikes count from their effect on: nobody has asked for them, and Red does not foresee them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, NamedTuple

from sim.model.alternatives import alternatives, trait
from sim.model.contract import mechanism
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, SHARE, Choice, Quantity


class Relocation(IntEnum):
    """Whether Red's batteries move out of reach."""

    GRADUAL = 0
    NONE = 1
    ANTICIPATION = 2


@dataclass(frozen=True)
class Stationary:
    """Batteries stay where they are."""


@dataclass(frozen=True)
class Relocating:
    """Batteries move out of reach where that pays, once it does or as soon as it is asked for."""

    moved_share: Annotated[
        float,
        Quantity(
            "1", SHARE, "largest share of the batteries behind the border that moves", plausible=(0.2, 0.8),
        ),
    ]  # fmt: skip
    planning_horizon_days: Annotated[
        float,
        Quantity(
            "d", NOT_NEGATIVE, "over which Red weighs losses near the border against fire forgone in the deep",
            plausible=(30, 360),
        ),
    ]  # fmt: skip
    cost_spread: Annotated[
        float,
        Quantity(
            "1", (0.001, 100.0), "mean further cost of a move, as a share of a battery's fire over the horizon",
            plausible=(0.25, 1.0),
        ),
    ]  # fmt: skip
    time_constant_days: Annotated[float, Quantity("d", POSITIVE, "time constant of the move", plausible=(7, 120))]
    relocated_efficiency: Annotated[
        float,
        Quantity(
            "1",
            SHARE,
            "firepower of a battery moved back, of one near the border",
            plausible=(0.5, 1.0),
        ),
    ]


class AdaptationRow(NamedTuple):
    """A relocation: what it reads, whether batteries move, and whether they do so once a permission is asked for."""

    parameters: type
    moves: bool = True
    foresees: bool = False


RELOCATIONS = {
    Relocation.GRADUAL: AdaptationRow(Relocating),
    Relocation.NONE: AdaptationRow(Stationary, moves=False),
    Relocation.ANTICIPATION: AdaptationRow(Relocating, foresees=True),
}


@alternatives({relocation: row.parameters for relocation, row in RELOCATIONS.items()})
@dataclass(frozen=True)
class Adaptation(Relocating, Stationary):
    """M5: how Red's artillery moves out of reach."""

    kind: Annotated[Relocation, Choice("whether Red's batteries move out of reach")]


moves = trait({relocation: row.moves for relocation, row in RELOCATIONS.items()})
"""Whether batteries move out of reach."""
foresees = trait({relocation: row.foresees for relocation, row in RELOCATIONS.items()})
"""Whether batteries move as soon as a permission is asked for."""


@mechanism
def efficiency_in_the_deep(adaptation: Adaptation) -> float:
    """Firepower of a battery in the deep, of one near the border; 0 where none moves there."""
    return adaptation.relocated_efficiency if moves(adaptation.kind) else 0.0
