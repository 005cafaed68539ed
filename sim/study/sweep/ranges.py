"""Sets of runs. A run is one number, made of its point and its replication; a set is a few ranges of such numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

BITS = 24
STRIDE = 1 << BITS
"""Run = point * STRIDE + replication: more than a study may have replications, so that adding some renumbers no run."""

POINTS = 1 << 38
"""There are fewer points than this."""

Numbers = NDArray[np.int64]


def number(point: int, replication: int) -> int:
    """The number of a run."""
    return point * STRIDE + replication


@dataclass(frozen=True, eq=False)
class RunSet:
    """A set of runs, as ranges [first, last) that are disjoint, not empty, and ascending.

    As a study has fewer than STRIDE replications, no range goes beyond its point.

    Attributes:
        firsts, lasts: int64[ranges].
    """

    firsts: Numbers
    lasts: Numbers

    def __len__(self) -> int:
        """Number of runs."""
        return int((self.lasts - self.firsts).sum())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RunSet):
            return NotImplemented
        return np.array_equal(self.firsts, other.firsts) and np.array_equal(self.lasts, other.lasts)

    def __or__(self, other: RunSet) -> RunSet:
        return _covered(self, other, 1)

    def __and__(self, other: RunSet) -> RunSet:
        return _covered(self, other, 2)

    def __sub__(self, other: RunSet) -> RunSet:
        if not len(self.firsts) or not len(other.firsts):
            return self
        edges = np.concatenate((self.firsts, other.lasts, self.lasts, other.firsts))
        steps = np.repeat([1, -1], [len(self.firsts) + len(other.firsts), len(self.firsts) + len(other.firsts)])
        return _where(edges, steps, 1)  # inside the one counts 1, inside the other -1

    def numbers(self) -> Numbers:
        """Every run; int64[runs]."""
        lengths = self.lasts - self.firsts
        before = np.cumsum(lengths) - lengths
        return np.repeat(self.firsts - before, lengths) + np.arange(lengths.sum())

    def between(self, first: int, last: int) -> RunSet:
        """Runs from place `first` to `last` - 1, in ascending order."""
        upto = self._upto
        one = int(np.searchsorted(upto, first, side="right"))
        end = int(np.searchsorted(upto, last, side="left")) + 1
        firsts, lasts = self.firsts[one:end].copy(), self.lasts[one:end].copy()
        if not len(firsts) or first >= last:
            return NONE
        firsts[0] = lasts[0] - (upto[one] - first)
        lasts[-1] -= max(0, int(upto[one + len(lasts) - 1]) - last)
        return RunSet(firsts, lasts)

    def first(self, replications: int) -> RunSet:
        """Subset of the runs that are among the first `replications` of their point."""
        lasts = np.minimum(self.lasts, ((self.firsts >> BITS) << BITS) + replications)
        kept = lasts > self.firsts
        return RunSet(self.firsts[kept], lasts[kept])

    @cached_property
    def _upto(self) -> Numbers:
        """Number of runs up to the end of each range."""
        return np.cumsum(self.lasts - self.firsts)

    def portions(self) -> Iterator[tuple[int, int, int]]:
        """Each range as its point, its first replication, and the last (exclusive)."""
        points = self.firsts >> BITS
        starts = points << BITS
        yield from zip(points.tolist(), (self.firsts - starts).tolist(), (self.lasts - starts).tolist(), strict=True)


NONE = RunSet(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))


def of_points(points: Iterable[int] | Numbers, first: int, last: int) -> RunSet:
    """Replications first .. last - 1 of each of the points, which ascend."""
    starts = np.asarray(points, dtype=np.int64) * STRIDE
    return RunSet(starts + first, starts + last) if last > first else NONE


def of_numbers(numbers: Numbers) -> RunSet:
    """A set from the numbers of its runs, each at most once, in any order."""
    numbers = np.sort(numbers)
    if not len(numbers):
        return NONE
    breaks = np.nonzero((np.diff(numbers) != 1) | (numbers[1:] % STRIDE == 0))[0] + 1
    return RunSet(numbers[np.concatenate(([0], breaks))], numbers[np.append(breaks, len(numbers)) - 1] + 1)


def text(runs: RunSet) -> str:
    """The set in few words: `0-100:0-200` are replications 0 to 199 of the points 0 to 99."""
    points, first, last = runs.firsts >> BITS, runs.firsts & (STRIDE - 1), (runs.lasts - 1) & (STRIDE - 1)
    if not len(points):
        return ""
    goes_on = (np.diff(points) == 1) & (np.diff(first) == 0) & (np.diff(last) == 0)
    starts = np.concatenate(([0], np.nonzero(~goes_on)[0] + 1))
    ends = np.append(starts[1:], len(points)) - 1
    rows = zip(points[starts], points[ends] + 1, first[starts], last[starts] + 1, strict=True)
    return " ".join(f"{one}-{end}:{low}-{high}" for one, end, low, high in rows)


def read(words: str) -> RunSet:
    """The set that `text` wrote; raise ValueError for another text."""
    parts = [NONE]
    for word in words.split():
        points, _, replications = word.partition(":")
        (one, end), (low, high) = map(int, points.split("-")), map(int, replications.split("-"))
        parts.append(of_points(np.arange(one, end), low, high))
    return RunSet(np.concatenate([part.firsts for part in parts]), np.concatenate([part.lasts for part in parts]))


def _covered(one: RunSet, other: RunSet, times: int) -> RunSet:
    """Runs that are in at least so many of the two."""
    edges = np.concatenate((one.firsts, other.firsts, one.lasts, other.lasts))
    half = len(one.firsts) + len(other.firsts)
    return _where(edges, np.repeat([1, -1], [half, half]), times)


def _where(edges: Numbers, steps: Numbers, level: int) -> RunSet:
    """Runs over which the cumulative sum of the steps is at least `level`."""
    places, at = np.unique(edges, return_inverse=True)
    height = np.cumsum(np.bincount(at, weights=steps, minlength=len(places)).astype(np.int64))
    inside = np.concatenate(([False], height >= level))
    return RunSet(places[inside[1:] & ~inside[:-1]], places[~inside[1:] & inside[:-1]])
