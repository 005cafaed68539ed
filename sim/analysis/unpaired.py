"""Runs that share no chance, such as those of two seeds: their means compared as independent samples."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from sim.analysis import intervals
from sim.analysis.paired import ENOUGH, UNDEFINED, Difference, Key, Numbers, Pairs, verdict_of, without_interval

NOT_DEFINED, NO_VARIATION, FEW = "not defined in both runs", "varies in neither run", "too few replications vary"


def unpaired_differences(samples: Pairs, alike: int) -> list[Difference]:
    """The differences of runs that are not paired, one an entry of `samples`, in their order.

    Args:
        samples: the values of the variant and of the reference, which may differ in number.
        alike: intervals of headline measures that are to hold at once, those of paired runs among them.
    """
    return [
        _difference(key, values[~np.isnan(values)], reference[~np.isnan(reference)], alike)
        for key, (values, reference) in samples.items()
    ]


def _difference(key: Key, values: Numbers, reference: Numbers, alike: int) -> Difference:
    effective = min(_effective(values), _effective(reference))
    blank = without_interval(*key, UNDEFINED, len(values), effective, NOT_DEFINED)
    if not len(values) or not len(reference):
        return blank
    found = replace(blank, mean=float(values.mean() - reference.mean()))
    if math.isinf(effective):
        return replace(found, mean=float(values[0] - reference[0]), verdict=NO_VARIATION)
    if effective < ENOUGH:
        return replace(found, verdict=f"{FEW}: they weigh as {effective:.0f}")
    low, high = intervals.welch(values, reference)
    if not key[1].headline:
        return replace(found, low=low, high=high, verdict=verdict_of(low, high))
    wide_low, wide_high = intervals.welch(values, reference, alike)
    found = replace(found, simultaneous_low=wide_low, simultaneous_high=wide_high)
    return replace(found, low=low, high=high, verdict=verdict_of(wide_low, wide_high))


def _effective(values: Numbers) -> float:
    """Effective number of the deviations from the median; infinite where nothing varies."""
    if not len(values) or np.ptp(values) == 0:
        return math.inf
    return intervals.effective_number(values - np.median(values))
