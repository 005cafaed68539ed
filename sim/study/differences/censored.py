"""Measures censored at the horizon: days of events that did not happen by then.

All replications of a run are censored on one day, the horizon. The area under Kaplan and Meier's curve up to it, the
restricted mean, is then the mean of the smaller of the day and the horizon, so that a difference of restricted means is
the mean of paired differences, with their interval. Replications without the event are not left out: they would be
chosen by what is compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from sim.model.measures import MEASURES, ON_A_DAY

Numbers = NDArray[np.float64]

MARK = "\N{DAGGER}"
STARTS = {measure.name: measure.censored for measure in MEASURES if measure.censored}


def is_censored(name: str) -> bool:
    """True if a measure is a day, or a wait, that may not be over at the horizon."""
    return name in STARTS


def restricted(name: str, columns: Mapping[str, NDArray[np.generic]], last_day: float) -> Numbers:
    """A measure of each replication, restricted to the last day where it is censored.

    A wait that has not begun stays NaN: it has no length.

    Args:
        name: of the measure.
        columns: the measures by name, shape (replications,).
        last_day: the horizon.
    """
    values = np.asarray(columns[name], dtype=np.float64)
    start = STARTS.get(name)
    if start is None:
        return values
    begun = 0.0 if start == ON_A_DAY else np.asarray(columns[start], dtype=np.float64)
    return np.where(np.isnan(values), last_day - begun, np.minimum(values, last_day - begun))


def note(names: Iterable[str]) -> str:
    """Note for the reader of tables with such measures; empty if there are none."""
    if not any(is_censored(name) for name in names):
        return ""
    return (
        f"{MARK} mean restricted to the horizon (area under the Kaplan-Meier curve): a replication without "
        f"the event counts with the horizon."
    )
