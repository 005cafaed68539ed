r"""M7, aid: packages are announced while an appropriation lasts, and arrive after a lag.

Listed: the packages of a dated list (a replay of the record, in which some may be delayed). Near-periodic:
intervals are gamma with shape 8 (CV .354; the record's is .35), amounts log-normal. The start falls into a running
interval: the first package comes after a uniform share of an interval drawn in proportion to its length, gamma with
shape 9, as in a stationary renewal process (Cox 1962). Poisson: the same with exponential intervals.
Pressure-dependent: the hazard of an announcement is $\lambda e^{\beta p}$ of the pressure $p$ (M8), with the exponent
clipped at 4 and $1/\lambda$ the interval without pressure; it is evaluated in each step. Each package draws its lag and
amount from a separate item, so the same package has the same draws under every policy. Lags are log-normal or
exponential, with a median for each kind of package. Rounds reach the sector as amount x share x rounds per USD m x
content mix. A package announced before the start is in transit, or in the initial stock if its lag is over. At most 256
packages are in transit at once: a further drawn one waits until one has arrived.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, NamedTuple

from sim.model.aid.drawn import DrawnAid, draw_near_periodic
from sim.model.aid.listed import ListedAid
from sim.model.aid.poisson import draw_exponential
from sim.model.aid.pressure_dependent import PressureDependentAid
from sim.model.alternatives import alternatives, dispatch, trait
from sim.model.contract import Stream
from sim.model.quantity import Choice


class Announcements(IntEnum):
    """How packages are announced."""

    LISTED = 0
    NEAR_PERIODIC = 1
    NONE = 2
    POISSON = 3
    PRESSURE_DEPENDENT = 4


@dataclass(frozen=True)
class NoAid:
    """No package is announced."""


class AidRow(NamedTuple):
    """Announcements: what they read, the interval drawn, and whether they are listed or follow the pressure."""

    parameters: type
    interval: Callable[..., float] = draw_near_periodic
    listed: bool = False
    by_pressure: bool = False


ANNOUNCED = {
    Announcements.NEAR_PERIODIC: AidRow(DrawnAid),
    Announcements.POISSON: AidRow(DrawnAid, draw_exponential),
    Announcements.PRESSURE_DEPENDENT: AidRow(PressureDependentAid, by_pressure=True),
    Announcements.LISTED: AidRow(ListedAid, listed=True),
}
PARAMETERS: dict[Announcements, type] = {
    Announcements.NONE: NoAid,
    **{kind: row.parameters for kind, row in ANNOUNCED.items()},
}


@alternatives(PARAMETERS)
@dataclass(frozen=True)
class Aid(PressureDependentAid, ListedAid, NoAid):
    """M7: the sponsor's aid."""

    kind: Annotated[Announcements, Choice("how packages are announced")]


draw_interval: Callable[[int, Stream, Aid, int], float] = dispatch(
    {kind: row.interval for kind, row in ANNOUNCED.items()}
)
"""The interval before a package (days), if it does not depend on pressure."""
is_announced = trait({kind: kind in ANNOUNCED for kind in PARAMETERS})
"""Whether there are packages."""
is_listed = trait({kind: kind in ANNOUNCED and ANNOUNCED[kind].listed for kind in PARAMETERS})
follows_pressure = trait({kind: kind in ANNOUNCED and ANNOUNCED[kind].by_pressure for kind in PARAMETERS})
