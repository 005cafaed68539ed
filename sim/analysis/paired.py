"""The difference of one measure between a variant and the reference, paired or not, with its verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis import intervals
from sim.model.measures import Measure
from sim.study.differences.moments import Moments, around_mean, moments
from sim.study.differences.table import PAIR, difference_of, judged
from sim.study.differences.verdict import HIGHER, LOWER, ROUNDING, UNCLEAR, Verdict, family_size, gives_interval

Numbers = NDArray[np.float64]

UNDEFINED = math.nan
BLOCK = 2_000_000  # differences that are judged at a time


@dataclass(frozen=True)
class Level:
    """One measure of one run, over the replications that are compared and define it.

    Attributes:
        variant: index of the run; `measure`: which, with its unit.
        mean, median, q05, q95: in that unit; NaN if no replication defines it.
        standard_error: of the mean; NaN below two values.
        n: replications that define it.
    """

    variant: int
    measure: Measure
    mean: float
    median: float
    q05: float
    q95: float
    standard_error: float
    n: int


@dataclass(frozen=True)
class PairedDifference:
    """One measure of one variant, minus the same measure of the reference.

    Attributes:
        variant: index of the run; `measure`: which, with its unit.
        mean: of the difference; `median`: NaN if the runs are not paired.
        low, high: 95 % interval of the mean, alone; NaN if none is given.
        simultaneous_low, simultaneous_high: the interval of the mean that holds together with those of its family: all
            headline measures of all variants, or all other measures of them.
        median_low, median_high: the interval of the median that holds together with those of its family.
        share_lower, share_equal, share_higher: of the pairs; NaN if the runs are not paired.
        correlation: of a pair's two values; NaN if either does not vary.
        variance_reduction: variance without pairing over variance with it; NaN if the difference does not vary.
        n: pairs in which both sides are defined; where not paired, replications of the variant that define it.
        n_effective: replications that carry the variance of the difference: their number over its kurtosis; where not
            paired, in the run that has fewer.
        verdict: in words: LOWER, HIGHER, or why no sign is given; see `sim.analysis.verdict`.
        no_interval: why no interval is given; empty if one is.
    """

    variant: int
    measure: Measure
    mean: float
    median: float
    low: float
    high: float
    simultaneous_low: float
    simultaneous_high: float
    median_low: float
    median_high: float
    share_lower: float
    share_equal: float
    share_higher: float
    correlation: float
    variance_reduction: float
    n: int
    n_effective: float
    verdict: str
    no_interval: str


NUMBERS = tuple(name for name, kind in PairedDifference.__annotations__.items() if kind == "float")

Key = tuple[int, Measure]
Pairs = Mapping[Key, tuple[NDArray[Any], ...]]
"""The values of the variant and of the reference, by the variant's index and the measure.

Of a difference of differences there are four: of the policies that change both levers, each alone, and none.
"""


def level(variant: int, measure: Measure, values: Numbers) -> Level:
    """The level of a measure; NaN if it is not defined."""
    known = values[~np.isnan(values)]
    if not len(known):
        return Level(variant, measure, UNDEFINED, UNDEFINED, UNDEFINED, UNDEFINED, UNDEFINED, 0)
    low, middle, high = np.quantile(known, [0.05, 0.5, 0.95]).tolist()
    mean, error = float(known.mean()), intervals.standard_error(known)
    if len(known) > 1 and known.min() == known.max():  # no rounding in what never varies
        mean, error = float(known[0]), 0.0
    return Level(variant, measure, mean, middle, low, high, error, len(known))


def paired_differences(pairs: Pairs, policies: int = 1) -> list[PairedDifference]:
    """The differences of paired runs, one per entry of `pairs`, in their order.

    Args:
        pairs: arrays that are all equally long.
        policies: differences of one measure in the comparison, over all of which verdicts hold simultaneously.
    """
    found = dict[Key, PairedDifference]()
    for family in dict.fromkeys(key[1].family for key in pairs):
        keys = [key for key in pairs if key[1].family == family]
        size = max(1, BLOCK // max(len(pairs[keys[0]][0]), 1)) if keys else 1
        for some in (keys[first : first + size] for first in range(0, len(keys), size)):
            alike = family_size(some[0][1], policies)
            terms = [np.stack(columns, axis=1) for columns in zip(*(pairs[key] for key in some), strict=True)]
            table, verdicts = judged(terms, alike)
            for place, (key, verdict) in enumerate(zip(some, verdicts, strict=True)):
                found[key] = _described(key, pairs[key], table[:, place], verdict, alike)
    return [found[key] for key in pairs]


def _described(
    key: Key, terms: tuple[Numbers, ...], difference: Numbers, verdict: Verdict, alike: int
) -> PairedDifference:
    """A difference, from its verdict and its pairs."""
    blank = without_interval(*key, verdict.mean, verdict.n, verdict.carriers, verdict.word, verdict.no_interval)
    both = ~np.isnan(difference)
    known = difference[both]
    if not verdict.n:
        return blank
    own, other = (side[both] for side in sides(terms))
    median = intervals.median_interval(known, alike)
    return replace(
        blank,
        median=float(np.median(known)),
        median_low=median[0],
        median_high=median[1],
        low=verdict.low,
        high=verdict.high,
        simultaneous_low=verdict.wide_low,
        simultaneous_high=verdict.wide_high,
        share_lower=verdict.lower,
        share_equal=verdict.equal,
        share_higher=verdict.higher,
        correlation=_correlation(own, other),
        variance_reduction=UNDEFINED if _is_constant(known) else _gain(own, other, known),
    )


def sides(terms: tuple[Numbers, ...]) -> tuple[Numbers, Numbers]:
    """The two things compared: two values, or two effects of one lever, with and without the other."""
    if len(terms) == PAIR:
        return terms[0], terms[1]
    return difference_of(terms[:PAIR]), difference_of(terms[PAIR:])


def without_interval(
    variant: int, measure: Measure, mean: float, n: int, n_effective: float, verdict: str, no_interval: str
) -> PairedDifference:
    """A difference without known values."""
    numbers = dict.fromkeys(NUMBERS, UNDEFINED) | {"mean": mean, "n_effective": n_effective}
    return PairedDifference(variant=variant, measure=measure, n=n, verdict=verdict, no_interval=no_interval, **numbers)


def _is_constant(known: Numbers) -> bool:
    return bool(np.ptp(known) <= ROUNDING * np.abs(known).max())


def _correlation(values: Numbers, reference: Numbers) -> float:
    if _is_constant(values) or _is_constant(reference):
        return UNDEFINED
    return float(np.corrcoef(values, reference)[0, 1])


def _gain(values: Numbers, reference: Numbers, difference: Numbers) -> float:
    """The factor by which pairing reduces the variance, and so the number of replications needed."""
    return float((values.var() + reference.var()) / difference.var())


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
