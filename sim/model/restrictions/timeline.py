"""M9, the dated events of a policy: requests, recommendations, permissions and withdrawals.

Events have names, any number of them, in any order. An event has a day, or follows another after a delay: then it moves
with that event. A permission opens bands of ground to classes of the sponsor's weapons and takes effect after its lag
to first use; a withdrawal closes them at once. Events of one day come in the order of the list.

An event before the start of the scenario has already happened: the resulting permissions are in force at the start, if
their lag to first use is over, and Red answers them from then on. So a policy older than the scenario can be compared
with others from the same start, over the same window.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Annotated

from sim.model.alternatives import alternatives, trait
from sim.model.contract import mechanism
from sim.model.quantity import DAY, NEVER, NOT_NEGATIVE, Choice, Group, Quantity
from sim.model.sides import BANDS, LONG_RANGE, TUBE, Band, Targets

RECORD = "public record of May and June 2024"
HIGHEST_COUNT = 64
FIRST_DAY = -3660.0  # as long before day 0 as a horizon may be after it


class EventKind(IntEnum):
    """Kinds of events."""

    BRIEFING = 0
    REQUEST = 1
    RECOMMENDATION = 2
    PERMISSION = 3
    WITHDRAWAL = 4


CHANGES = (EventKind.PERMISSION, EventKind.WITHDRAWAL)


class Weapons(IntEnum):
    """Classes of the sponsor's weapons."""

    ARTILLERY = 0  # tube and rocket
    TUBE = 1
    ROCKET = 2
    LONG_RANGE = 3
    ALL = 4


class Bands(IntEnum):
    """Bands of the attacker's soil, or several of them."""

    BORDER_SECTOR = 0
    ATTACKED_BORDER = 1
    DEEP = 2
    NEAR_BORDER = 3  # the sector and any attacked border
    ALL = 4


@dataclass(frozen=True)
class Occurrence:
    """An event that changes no permission."""

    name: Annotated[tuple[str, ...], Choice("name of the event")]
    day: Annotated[
        tuple[float, ...],
        Quantity(
            DAY,
            (FIRST_DAY, math.inf),
            "day of the event; null: `delay` after the event `after`, or never without one",
            RECORD,
            optional=True,
        ),
    ]
    after: Annotated[tuple[str, ...], Choice("name of the event that it follows, if it has no day", RECORD)]
    delay_days: Annotated[
        tuple[float, ...], Quantity("d", NOT_NEGATIVE, "delay after the event that it follows", RECORD, optional=True)
    ]


@dataclass(frozen=True)
class Change(Occurrence):
    """A change of permissions; a withdrawal needs no more."""

    weapons: Annotated[tuple[Weapons, ...], Choice("classes of the sponsor's weapons that it applies to", RECORD)]
    bands: Annotated[tuple[Bands, ...], Choice("bands of ground that it applies to", RECORD)]


@dataclass(frozen=True)
class Permission(Change):
    """A permission of weapons in bands of ground, for targets."""

    targets: Annotated[tuple[Targets, ...], Choice("permitted targets", RECORD)]
    lag_days: Annotated[
        tuple[float, ...],
        Quantity("d", NOT_NEGATIVE, "lag to first use; null for sanctuary.first_use_lag", RECORD, optional=True),
    ]


@alternatives(
    {
        EventKind.BRIEFING: Occurrence,
        EventKind.REQUEST: Occurrence,
        EventKind.RECOMMENDATION: Occurrence,
        EventKind.PERMISSION: Permission,
        EventKind.WITHDRAWAL: Change,
    }
)
@dataclass(frozen=True)
class Events(Permission):
    """The events of a policy, one entry per event; an entry leaves out what its kind does not read."""

    kind: Annotated[tuple[EventKind, ...], Choice("kind of event", RECORD)]
    followed: tuple[int, ...] = field(init=False)
    """The entry that each one follows; -1 for none."""

    def __post_init__(self) -> None:
        places = tuple(self.name.index(after) if after in self.name else -1 for after in self.after)
        object.__setattr__(self, "followed", places)

    def rules(self) -> Iterator[tuple[str, str]]:
        if len(self.name) > HIGHEST_COUNT:
            yield "", f"{len(self.name)} events, allowed at most {HIGHEST_COUNT}"
            return
        wrong = [*self._unfollowable(), *self._endless()]
        yield from wrong or self._withdrawn_in_vain()

    def _unfollowable(self) -> Iterator[tuple[str, str]]:
        for name, day, after, delay in zip(self.name, self.day, self.after, self.delay_days, strict=True):
            if after and after not in self.name:
                near = difflib.get_close_matches(after, self.name, n=1)
                known = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(self.name)}"
                yield f"{name}.after", f"no event of that name; {known} (got {after!r})"
            elif day == NEVER and bool(after) != (delay < NEVER):
                missing, given = ("delay", "after") if after else ("after", "delay")
                yield f"{name}.{missing}", f"must be given with {given}, or day in place of both"

    def _endless(self) -> Iterator[tuple[str, str]]:
        for row, name in enumerate(self.name):
            seen, place = {row}, self.followed[row]
            while place >= 0 and place not in seen:
                seen.add(place)
                place = self.followed[place]
            if place == row:
                yield f"{name}.after", "events follow each other in a circle; give one of them a day and after=null"

    def _withdrawn_in_vain(self) -> Iterator[tuple[str, str]]:
        """Reject withdrawals of something not permitted on that day."""
        granted: set[tuple[int, int]] = set()
        days = [event_day(self, row) for row in range(len(self.name))]
        for row in sorted((row for row, day in enumerate(days) if day < NEVER), key=days.__getitem__):
            cells = {
                (weapon, band) for weapon in range(3) for band in range(BANDS) if concerns(self, row, weapon, band)
            }
            if self.kind[row] == EventKind.PERMISSION:
                granted |= cells
            elif self.kind[row] == EventKind.WITHDRAWAL:
                if not cells & granted:
                    weapons, bands = self.weapons[row].name.lower(), self.bands[row].name.lower()
                    yield (
                        f"{self.name[row]}.day",
                        f"nothing to withdraw: of weapons={weapons} and bands={bands} nothing is permitted on day "
                        f"{days[row]:g}",
                    )
                granted -= cells


@dataclass(frozen=True)
class Timeline:
    """Requests, permissions and withdrawals on given days."""

    events: Annotated[Events, Group("events on given days", table=True, named=True)]


permits = trait({kind: kind == EventKind.PERMISSION for kind in EventKind})
withdraws = trait({kind: kind == EventKind.WITHDRAWAL for kind in EventKind})
changes = trait({kind: kind in CHANGES for kind in EventKind})


@mechanism
def event_day(events: Events, row: int) -> float:
    """The day of an event; infinite if it never happens."""
    delay_days = 0.0
    place = row
    for _ in range(len(events.day)):
        if events.day[place] < math.inf:
            return events.day[place] + delay_days
        if events.followed[place] < 0:
            return math.inf
        delay_days += events.delay_days[place]
        place = events.followed[place]
    return math.inf


@mechanism
def covers(bands: int, band: int) -> bool:
    """Whether one band is among those of a rule."""
    if bands == Bands.ALL:
        return True
    if bands == Bands.NEAR_BORDER:
        return band == Band.BORDER_SECTOR or band == Band.ATTACKED_BORDER
    return bands == band


@mechanism
def arms(weapons: int, weapon: int) -> bool:
    """Whether one class of weapon is among those of a rule."""
    if weapons == Weapons.ALL:
        return True
    if weapons == Weapons.ARTILLERY:
        return weapon != LONG_RANGE
    return weapons - Weapons.TUBE == weapon - TUBE


@mechanism
def concerns(events: Events, row: int, weapon: int, band: int) -> bool:
    """Whether a permission or a withdrawal applies to a class of weapon in a band."""
    return arms(events.weapons[row], weapon) and covers(events.bands[row], band)


@mechanism
def lag_of(events: Events, row: int, otherwise_days: float) -> float:
    """The lag to first use of a permission (d): its own, or the one that holds otherwise."""
    return events.lag_days[row] if events.lag_days[row] < math.inf else otherwise_days


@mechanism
def given_day(events: Events, kind: int) -> float:
    """The first day of an event of a kind in the calendar; infinite if there is none."""
    day = math.inf
    for row in range(len(events.day)):
        if events.kind[row] == kind:
            day = min(day, event_day(events, row))
    return day
