"""M9, decisions that the model times itself, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from sim.model.quantity import NOT_NEGATIVE, Choice, Group, Quantity
from sim.model.restrictions.timeline import CHANGES, RECORD, Bands, EventKind, Timeline
from sim.model.sides import Targets

HIGHEST_STEP = 3
ASKED = (EventKind.REQUEST, EventKind.RECOMMENDATION)


@dataclass(frozen=True)
class CounterFire:
    """The first step: to answer fire across the border with the sponsor's tube and rocket artillery."""

    bands: Annotated[Bands, Choice("bands in which the first step allows counter-fire", RECORD)]
    targets: Annotated[Targets, Choice("targets that counter-fire may strike", RECORD)]


@dataclass(frozen=True)
class LongRange:
    """The third step: long-range strikes with the sponsor's weapons, in every band."""

    targets: Annotated[Targets, Choice("targets of long-range strikes, once allowed")]


@dataclass(frozen=True)
class Stepwise(Timeline):
    """Decisions that the model times itself, step by step."""

    counter_fire: Annotated[CounterFire, Group("the first step: counter-fire across the border")]
    long_range: Annotated[LongRange, Group("the third step: long-range strikes")]
    dwell_days: Annotated[float, Quantity("d", NOT_NEGATIVE, "shortest time between two changes")]
    highest_step: Annotated[
        int,
        Quantity(
            "1",
            (1, HIGHEST_STEP),
            "furthest step: 1 the first permission, 2 any attacked border, 3 long range",
        ),
    ]


def decided_by_day(rule: Stepwise, kind: str) -> Iterator[tuple[str, str]]:
    """Reject events that change permissions on a given day, which such a rule decides itself."""
    for name, what in zip(rule.events.name, rule.events.kind, strict=True):
        if what in CHANGES:
            yield (
                f"events.{name}",
                f"kind={kind} decides itself and has no {what.name.lower()} on a day; take the event out",
            )
