"""One measure of a variant against the same measure of the reference: how far apart, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis import intervals
from sim.model.measures import Measure

Numbers = NDArray[np.float64]

ENOUGH = 50  # effective number of differing pairs below which no interval is given
MOSTLY = 0.5  # share of the differences that have one value, above which the others are what varies
ROUNDING = 1e-12  # of the values: a smaller difference comes from the order of a sum, and counts as none
UNDEFINED = math.nan


@dataclass(frozen=True)
class Level:
    """One measure of one run, over the replications that are compared and define it.

    Attributes:
        variant: index of the run; `measure`: which, with its unit.
        mean, median, q05, q95: in that unit; NaN where no replication defines it.
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
class Difference:
    """One measure of one variant, less the same measure of the reference.

    Attributes:
        variant: index of the run; `measure`: which, with its unit.
        mean: of the difference; `median`: NaN where the runs are not paired.
        low, high: 95 % interval of the mean; NaN where none is due.
        simultaneous_low, simultaneous_high: of headline measures, the interval that holds for all of them and for all
            variants at once; NaN for other measures, and where none is due.
        share_lower, share_equal, share_higher: of the pairs; NaN where the runs are not paired.
        correlation: of a pair's two values; NaN where either does not vary.
        variance_reduction: variance without pairing over variance with it; NaN where the difference does not vary.
        n: pairs in which both sides are defined; where not paired, replications of the variant that define it.
        n_effective: (sum |d|)^2 / sum d^2 of the differences d; where not paired, of the deviations from the median,
            on the side that has fewer.
        verdict: what the numbers say, in words: LOWER, HIGHER, or why that cannot be said.
    """

    variant: int
    measure: Measure
    mean: float
    median: float
    low: float
    high: float
    simultaneous_low: float
    simultaneous_high: float
    share_lower: float
    share_equal: float
    share_higher: float
    correlation: float
    variance_reduction: float
    n: int
    n_effective: float
    verdict: str


NUMBERS = tuple(name for name, kind in Difference.__annotations__.items() if kind == "float")
LOWER, HIGHER, UNCLEAR = "lower", "higher", "not told from 0"
NOWHERE, NO_VARIATION = "defined in no pair", "the same in every pair"
FEW = "too few pairs differ"

Key = tuple[int, Measure]
Pairs = dict[Key, tuple[NDArray[Any], NDArray[Any]]]
"""The values of the variant and of the reference, by the variant's index and the measure."""


def level(variant: int, measure: Measure, values: Numbers) -> Level:
    """The level of a measure; NaN where it is not defined."""
    known = values[~np.isnan(values)]
    if not len(known):
        return Level(variant, measure, UNDEFINED, UNDEFINED, UNDEFINED, UNDEFINED, UNDEFINED, 0)
    low, middle, high = np.quantile(known, [0.05, 0.5, 0.95]).tolist()
    mean, error = float(known.mean()), intervals.standard_error(known)
    if len(known) > 1 and known.min() == known.max():  # no rounding in what never varies
        mean, error = float(known[0]), 0.0
    return Level(variant, measure, mean, middle, low, high, error, len(known))


def paired_differences(pairs: Pairs, alike: int | None = None) -> list[Difference]:
    """The differences of paired runs, one an entry of `pairs`, in their order.

    Args:
        pairs: arrays that are all equally long.
        alike: where more intervals than those of `pairs` are to hold at once (headline measures of runs that are not
            paired), how many in all.
    """
    table = {key: differences_of(*values) for key, values in pairs.items()}
    reasons = {key: _why_none(column[~np.isnan(column)]) for key, column in table.items()}
    alone, at_once = _intervals({key: column for key, column in table.items() if not reasons[key]}, alike)
    return [
        _judged(_described(*key, *values, table[key], reasons[key]), alone, at_once) for key, values in pairs.items()
    ]


def differences_of(values: Numbers, reference: Numbers) -> Numbers:
    """Pair by pair, shape (pairs,); NaN where either is, exactly 0 where only rounding differs."""
    difference = values - reference
    rounding = ROUNDING * np.maximum(np.abs(values), np.abs(reference))
    return np.where(np.abs(difference) <= rounding, 0.0, difference)


Intervals = Mapping[Key, tuple[float, float]]


def _why_none(known: Numbers) -> str:
    """Why no interval is due for the mean of these differences; empty where one is.

    Few differences do not tell how sure their mean is, be they few that differ from 0, or from the one value that all
    others have.
    """
    if not len(known):
        return NOWHERE
    if intervals.effective_number(known) < ENOUGH:
        return _too_few(known, "")
    if _is_constant(known):
        return NO_VARIATION
    middle = float(np.median(known))
    apart = differences_of(known, np.full_like(known, middle))
    if (apart == 0).mean() > MOSTLY and intervals.effective_number(apart) < ENOUGH:
        return _too_few(apart, f" from {middle:+.4g}")
    return ""


def _is_constant(known: Numbers) -> bool:
    return bool(np.ptp(known) <= ROUNDING * np.abs(known).max())


def _intervals(table: Mapping[Key, Numbers], alike: int | None) -> tuple[Intervals, Intervals]:
    """Of each column on its own, and of those of headline measures at once."""
    headline = np.array([measure.headline for _, measure in table], dtype=bool)
    many = any(len(column) > intervals.MOST for column in table.values())
    if not many:
        columns = np.stack([*table.values()], axis=1) if table else np.empty((0, 0))
        alone, at_once = (_by_key(table, found) for found in intervals.bootstrap(columns, headline))
    if many:
        alone = {key: _student(column) for key, column in table.items()}
    if many or alike is not None:
        at_once = {key: _student(table[key], alike or int(headline.sum())) for key in table if key[1].headline}
    return alone, at_once


def _student(column: Numbers, alike: int = 1) -> tuple[float, float]:
    known = column[~np.isnan(column)]
    return intervals.around(float(known.mean()), intervals.standard_error(known), len(known) - 1, alike)


def _by_key(keys: Iterable[Key], found: Numbers) -> Intervals:
    return {key: (float(low), float(high)) for key, (low, high) in zip(keys, found, strict=True)}


def _described(
    variant: int, measure: Measure, values: Numbers, reference: Numbers, difference: Numbers, verdict: str
) -> Difference:
    """All of a difference but its intervals and the verdict on them."""
    both = ~np.isnan(difference)
    known, count = difference[both], int(both.sum())
    blank = without_interval(variant, measure, UNDEFINED, count, intervals.effective_number(known), verdict)
    if not count:
        return blank
    varies = not _is_constant(known)
    signs = np.sign(known)
    return replace(
        blank,
        mean=float(known.mean()) if varies else float(known[0]),
        median=float(np.median(known)),
        share_lower=float((signs < 0).mean()),
        share_equal=float((signs == 0).mean()),
        share_higher=float((signs > 0).mean()),
        correlation=_correlation(values[both], reference[both]),
        variance_reduction=_gain(values[both], reference[both], known) if varies else UNDEFINED,
    )


def without_interval(
    variant: int, measure: Measure, mean: float, n: int, n_effective: float, verdict: str
) -> Difference:
    """A difference of which nothing more is known."""
    numbers = dict.fromkeys(NUMBERS, UNDEFINED) | {"mean": mean, "n_effective": n_effective}
    return Difference(variant=variant, measure=measure, n=n, verdict=verdict, **numbers)


def _judged(difference: Difference, alone: Intervals, at_once: Intervals) -> Difference:
    key = (difference.variant, difference.measure)
    if key not in alone:
        return difference
    low, high = alone[key]
    wide = at_once.get(key, (UNDEFINED, UNDEFINED))
    found = replace(difference, low=low, high=high, simultaneous_low=wide[0], simultaneous_high=wide[1])
    return replace(found, verdict=verdict_of(*(wide if key[1].headline else (low, high))))


def verdict_of(low: float, high: float) -> str:
    """What an interval says of the sign of the difference."""
    return LOWER if high < 0 else HIGHER if low > 0 else UNCLEAR


def _too_few(apart: Numbers, what: str) -> str:
    differ, total = int(np.count_nonzero(apart)), len(apart)
    if differ == total:
        return f"{FEW}{what} ({differ:,} differ, in effect {math.floor(intervals.effective_number(apart))})"
    return f"{FEW}{what} (at most {_percent(intervals.highest_share(differ, total))} of pairs)"


def _percent(share: float) -> str:
    """A bound, rounded up to two digits."""
    step = 10.0 ** (math.floor(math.log10(100 * share)) - 1)
    return f"{min(math.ceil(100 * share / step - 1e-9) * step, 100.0):.3g} %"


def _correlation(values: Numbers, reference: Numbers) -> float:
    if _is_constant(values) or _is_constant(reference):
        return UNDEFINED
    return float(np.corrcoef(values, reference)[0, 1])


def _gain(values: Numbers, reference: Numbers, difference: Numbers) -> float:
    """By what factor pairing shrinks the variance, and with it the number of replications that are needed."""
    return float((values.var() + reference.var()) / difference.var())
