"""Record of a replication that has ended, as a custom measure reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import hint
from sim.engine.batch import Batch, Trace
from sim.model.daily import TRACKED
from sim.model.events import EVENTS
from sim.model.measures import MEASURES
from sim.model.parameters import Parameters

Numbers = NDArray[np.float64]
QUANTITIES = {tracked.name: place for place, tracked in enumerate(TRACKED)}
EVENT_NAMES = frozenset(event.name for event in EVENTS)


@dataclass(frozen=True, eq=False)
class ReplicationRecord:
    """A replication that has ended.

    `record["tube_stock_kr"]` is a tracked quantity on each of `days`. Arrays are read-only.

    Attributes:
        number: of the replication.
        days: on which quantities are tracked, the last being the horizon.
        measures: of the model, by name.
        parameters: of the replication.
        trace: its events, in the order in which they happened.
    """

    number: int
    days: Numbers
    measures: Mapping[str, float]
    parameters: Parameters
    trace: Trace
    _daily: Numbers

    def __getitem__(self, quantity: str) -> Numbers:
        """A tracked quantity, day by day; raise KeyError with the nearest name if there is none."""
        if quantity not in QUANTITIES:
            raise KeyError(f"no tracked quantity {quantity!r}{hint(quantity, QUANTITIES)}")
        found: Numbers = self._daily[:, QUANTITIES[quantity]]
        return found

    def days_of(self, event: str) -> Numbers:
        """The days on which an event happened, fractions of days included; raise KeyError as above."""
        return self.trace.day[self._is(event)]

    def values_of(self, event: str) -> Numbers:
        """The values of an event, each time it happened; raise KeyError as above."""
        return self.trace.value[self._is(event)]

    def _is(self, event: str) -> NDArray[np.bool_]:
        if event not in EVENT_NAMES:
            raise KeyError(f"no event {event!r}{hint(event, EVENT_NAMES)}")
        found: NDArray[np.bool_] = self.trace.event == event
        return found


def records_of(batch: Batch, parameters: Parameters) -> Iterator[ReplicationRecord]:
    """The replications of a batch that keeps the days and events of all of them."""
    names, trace = [measure.name for measure in MEASURES], batch.trace
    first = np.searchsorted(trace.replication, batch.replications, side="left")
    last = np.searchsorted(trace.replication, batch.replications, side="right")
    for array in (batch.days, batch.daily, trace.day, trace.value):
        array.setflags(write=False)
    for place, number in enumerate(batch.replications.tolist()):
        part = slice(first[place], last[place])
        events = (trace.replication[part], trace.day[part], trace.mechanism[part], trace.event[part], trace.value[part])
        yield ReplicationRecord(
            number=number,
            days=batch.days,
            measures=dict(zip(names, batch.rows[place].tolist(), strict=True)),
            parameters=parameters,
            trace=Trace(*events),
            _daily=batch.daily[place],
        )
