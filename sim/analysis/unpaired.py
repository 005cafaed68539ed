"""Unpaired runs, such as those of two seeds: their means are compared as independent samples."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from sim.analysis.paired import UNDEFINED, Key, Numbers, PairedDifference, Pairs, without_interval
from sim.study.differences.moments import Moments, around_mean, moments
from sim.study.differences.verdict import HIGHER, LOWER, UNCLEAR, family_size, gives_interval

NOT_DEFINED, NO_VARIATION, FEW = "not defined in both runs", "varies in neither run", "too few replications vary"


def unpaired_differences(samples: Pairs, policies: int = 1) -> list[PairedDifference]:
    """The differences of runs that are not paired, one per entry of `samples`, in their order.

    Args:
        samples: the values of the variant and of the reference, which may differ in number.
        policies: differences of one measure in the comparison, those of paired runs among them.
    """
    return [
        _difference(key, values[~np.isnan(values)], reference[~np.isnan(reference)], policies)
        for key, (values, reference) in samples.items()
    ]


def _difference(key: Key, values: Numbers, reference: Numbers, policies: int) -> PairedDifference:
    if not len(values) or not len(reference):
        return without_interval(*key, UNDEFINED, len(values), 0.0, NOT_DEFINED, NOT_DEFINED)
    both = [sample for sample in (values, reference) if np.ptp(sample) > 0]
    if not both:
        return without_interval(*key, float(values[0] - reference[0]), len(values), 0.0, NO_VARIATION, NO_VARIATION)
    found = [moments(sample[:, None]) for sample in both]
    carriers = float(min(one.carriers[0] for one in found))
    mean = float(values.mean() - reference.mean())
    if not all(gives_interval(one)[0] for one in found):
        return without_interval(*key, mean, len(values), carriers, UNCLEAR, FEW)
    signs = [1.0 if sample is values else -1.0 for sample in both]
    low, high = _welch(mean, found, signs, 1)
    wide_low, wide_high = _welch(mean, found, signs, family_size(key[1], policies))
    blank = without_interval(*key, mean, len(values), carriers, UNCLEAR, "")
    word = HIGHER if wide_low > 0 else LOWER if wide_high < 0 else UNCLEAR
    return replace(blank, verdict=word, low=low, high=high, simultaneous_low=wide_low, simultaneous_high=wide_high)


def _welch(mean: float, found: list[Moments], signs: list[float], alike: int) -> tuple[float, float]:
    """The interval of the difference of means, by Welch's degrees of freedom, corrected for its skewness."""
    squares = np.array([one.error[0] ** 2 for one in found])
    total = float(squares.sum())
    freedom = total**2 / float((squares**2 / np.array([one.n[0] - 1 for one in found])).sum())
    third = sum(sign * one.skew[0] * one.error[0] ** 3 for sign, one in zip(signs, found, strict=True))
    shaped = [np.array([value]) for value in (mean, math.sqrt(total), third / total**1.5, freedom)]
    low, high = around_mean(shaped[0], shaped[1], shaped[2], shaped[3], alike)
    return float(low[0]), float(high[0])
