r"""M5, adaptation: batteries move out of reach when that pays, and come back when it no longer does.

Over a planning horizon $H$ a battery near the border fires $\varphi(h_n H)$ of its rounds before it is lost, one in the
deep $e\,\varphi(h_d H)$, with $\varphi(x) = (1 - e^{-x})/x$, the hazards of `processes/threat.py` and the efficiency
$e$ of a battery that moved. Moving pays by the difference $\gamma = e\,\varphi(h_d H) - \varphi(h_n H)$, and the share
$m\,(1 - e^{-\gamma/w})$ of the batteries behind the border should be deep if $\gamma > 0$, else none.

So without a hazard no battery moves, a partial opening is a partial threat, and the deep attracts fewer batteries once
long-range strikes reach it. At most the share $m$ moves; $w$ is the spread of the other costs of a move (exponential,
mean $w$). Blue's own weapons count too: if they alone make a move pay, Red moves under any restriction. The deep
batteries $G$ follow by $\dot G = (G^* - G)/\tau$, exactly within a step.

Anticipation: from the request on Red also takes the requested permission into account, whatever the decision:
counter-fire as the policy would first allow it, or in the sector if the policy never does. Permissions in effect count
if they open more. Long-range strikes count once they take effect: Blue has not asked for them, and Red does not foresee
them.
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
    """Batteries move out of reach where that pays, once it does or as soon as Blue asks for a permission."""

    moved_share: Annotated[
        float,
        Quantity(
            "1", SHARE, "largest share of the batteries behind the border that moves", plausible=(0.2, 0.8),
        ),
    ]  # fmt: skip
    planning_horizon_days: Annotated[
        float,
        Quantity(
            "d", NOT_NEGATIVE, "period over which Red weighs losses near the border against fire forgone in the deep",
            plausible=(30, 360),
        ),
    ]  # fmt: skip
    cost_spread: Annotated[
        float,
        Quantity(
            "1", (0.001, 100.0), "mean additional cost of a move, as a share of a battery's fire over the planning "
                "horizon",
            plausible=(0.25, 1.0),
        ),
    ]  # fmt: skip
    time_constant_days: Annotated[
        float, Quantity("d", POSITIVE, "time constant with which batteries move", plausible=(7, 120))
    ]
    relocated_efficiency: Annotated[
        float,
        Quantity(
            "1",
            SHARE,
            "firepower of a battery moved back, as a share of one near the border",
            plausible=(0.5, 1.0),
        ),
    ]


class AdaptationRow(NamedTuple):
    """A relocation: what it reads, whether batteries move, and whether a request is enough to move them."""

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
"""Whether batteries move as soon as Blue asks for a permission."""


@mechanism
def efficiency_in_the_deep(adaptation: Adaptation) -> float:
    """Firepower of a battery in the deep, as a share of one near the border; 0 if none moves there."""
    return adaptation.relocated_efficiency if moves(adaptation.kind) else 0.0
