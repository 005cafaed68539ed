"""Differences between policies: the only place that compares policies.

A run comparison, a study, the explorer and `until` hand their results to `differences` or `judged`; what these return
is what terminal, files, figures, reports and Python show. No mean is taken over policies: a point belongs to one
policy, and so does its row.

A difference of differences says how far the effect of one lever depends on another: with two levers changed together
(`both`), each alone (`first`, `second`) and none (`neither`), it is (both - first) - (second - neither), replication by
replication.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.study.differences.verdict import (
    IS_REFERENCE,
    NOWHERE,
    ROUNDING,
    Verdict,
    columns_of_verdicts,
    count_differences,
    differences_of,
)

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Columns = dict[str, NDArray[Any]]

BLOCK = 500_000  # differences that are judged at a time
STRIDE = 1 << 24  # more than a point has replications
PAIR = 2  # terms of a difference; a difference of differences has four
ZERO_OF_REFERENCE = ("mean", "low", "high", "wide_low", "wide_high", "error", "skew")


class Results(NamedTuple):
    """One measure of some runs; arrays of shape (runs,), by point and replication, each run once.

    Attributes:
        point, replication: which run.
        value: NaN if it is not defined.
    """

    point: Whole
    replication: Whole
    value: Numbers


def difference_of(terms: Sequence[Numbers]) -> Numbers:
    """The difference of two terms, or the difference of differences of four; NaN if a term is.

    It is exactly 0 where only rounding differs.

    Args:
        terms: (variant, reference), or (both, first, second, neither); arrays of one shape.
    """
    if len(terms) == PAIR:
        return differences_of(terms[0], terms[1])
    both, first, second, neither = terms
    difference = differences_of(both, first) - differences_of(second, neither)
    largest = np.maximum.reduce([np.abs(term) for term in terms])
    return np.where(np.abs(difference) <= ROUNDING * largest, 0.0, difference)


def judged(terms: Sequence[Numbers], alike: int = 1) -> tuple[Numbers, list[Verdict]]:
    """The differences pair by pair, shape (replications, columns), and the verdict on each column.

    Args:
        terms: as `difference_of` takes them, each of shape (replications, columns).
        alike: number of differences in the family for which verdicts hold simultaneously.
    """
    table = difference_of(terms)
    columns = columns_of_verdicts(*count_differences(table), alike)
    rows = zip(*(columns[name].tolist() for name in Verdict._fields), strict=True)
    return table, [Verdict(*row) for row in rows]


def differences(results: Results, reference: Whole, alike: int = 1) -> Columns:
    """One row per point: its mean difference from its reference, the intervals, and a verdict.

    Args:
        results: of all points.
        reference: the point that each point is compared with, shape (points,), its own for a reference and -1 where
            there is none; or, for differences of differences, (first, second, neither), shape (points, 3).
        alike: number of differences in the family for which verdicts hold simultaneously.

    Returns:
        Arrays of shape (points,): mean, low, high, wide_low, wide_high, error, skew, carriers (numbers, NaN if
        unknown), n, lower, higher (whole numbers), mostly_one, verdict, no_interval; as in
        `sim.study.differences.verdict`.
    """
    against = reference[:, None] if reference.ndim == 1 else reference
    found = _blank(len(reference))
    if not len(results.point):
        return found
    point, terms = _terms(results, against)
    points, firsts, sizes = np.unique(point, return_index=True, return_counts=True)
    own = (against[points] == points[:, None]).all(axis=1)
    _fill_references(found, points[own], point[~np.isnan(terms[:, 0])])
    for size in np.unique(sizes[~own]).tolist():
        equally_long = np.flatnonzero((sizes == size) & ~own)
        block = max(1, BLOCK // size)
        for some in (equally_long[start : start + block] for start in range(0, len(equally_long), block)):
            table = terms[firsts[some] + np.arange(size)[:, None]]
            _fill(found, points[some], difference_of([*np.moveaxis(table, 2, 0)]), alike)
    return found


def _blank(points: int) -> Columns:
    """The columns of `differences`, before anything is known."""
    found: Columns = {name: np.full(points, np.nan) for name in (*ZERO_OF_REFERENCE, "carriers")}
    found |= {name: np.zeros(points, dtype=np.int64) for name in ("n", "lower", "higher")}
    found["mostly_one"] = np.zeros(points, dtype=np.bool_)
    return found | {name: np.full(points, NOWHERE, dtype=object) for name in ("verdict", "no_interval")}


def _fill_references(found: Columns, points: Whole, defined: Whole) -> None:
    """Fill in the rows of the references, whose difference from themselves is 0."""
    for name in ZERO_OF_REFERENCE:
        found[name][points] = 0.0
    found["n"][points] = np.bincount(defined, minlength=len(found["n"]))[points]
    found["verdict"][points], found["no_interval"][points] = IS_REFERENCE, ""


def _fill(found: Columns, points: Whole, table: Numbers, alike: int) -> None:
    """Fill in what is said of some points, whose differences are the columns of a table."""
    measured, counts = count_differences(table)
    columns = columns_of_verdicts(measured, counts, alike)
    rows = {
        **{name: columns[name] for name in ("mean", "low", "high", "wide_low", "wide_high", "no_interval")},
        "verdict": columns["word"],
        "error": measured.error, "skew": measured.skew, "carriers": measured.carriers, "n": measured.n,
        "lower": counts.lower, "higher": counts.higher, "mostly_one": counts.mostly_one,
    }  # fmt: skip
    for name, values in rows.items():
        found[name][points] = values


def _terms(results: Results, against: Whole) -> tuple[Whole, Numbers]:
    """The point of each run whose references have its replication, and the values of all; shape (pairs, terms)."""
    key = results.point * STRIDE + results.replication
    wanted = against[results.point] * STRIDE + results.replication[:, None]
    place = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
    there = (key[place] == wanted).all(axis=1)
    return results.point[there], np.column_stack([results.value[there], results.value[place[there]]])
