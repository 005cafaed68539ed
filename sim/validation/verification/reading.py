"""Readings of a batch for the judge, by name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.batch import Batch
from sim.model.daily import TRACKED
from sim.model.measures import MEASURES


def measure(batch: Batch, name: str) -> NDArray[np.float64]:
    """A measure; float64[replications]."""
    return batch.rows[:, [measure.name for measure in MEASURES].index(name)]


def path(batch: Batch, name: str) -> NDArray[np.float64]:
    """A tracked quantity of the replications that kept their path; float64[replications, days]."""
    return batch.daily[:, :, [quantity.name for quantity in TRACKED].index(name)]


def on_day(batch: Batch, name: str, day: float) -> NDArray[np.float64]:
    """A tracked quantity on one of the batch's days, before that day's events; float64[replications]."""
    (place,) = np.nonzero(batch.days == day)[0]
    return path(batch, name)[:, int(place)]


def events(batch: Batch, name: str, mechanism: str = "") -> list[NDArray[np.float64]]:
    """Days and values of the events of a name (and of one process, where named), for each traced replication.

    Returns:
        For each replication of the batch float64[events, 2]: day, value.
    """
    trace = batch.trace
    wanted = trace.event == name
    if mechanism:
        wanted &= trace.mechanism == mechanism
    both = np.column_stack([trace.day[wanted], trace.value[wanted]])
    which = trace.replication[wanted]
    return [both[which == number] for number in batch.replications]
