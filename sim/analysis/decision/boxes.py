"""Regions in which one policy beats another: found in half of the futures, tested in the other half.

Scenario discovery (Friedman and Fisher 1999; Bryant and Lempert 2010). A future counts by its probability of belonging,
because its few replications leave doubt; only parameters above the floor of the family may bound the region, because
peeling finds dense regions even in pure noise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decision import cosine
from sim.analysis.decision.futures import certainty, interval, order_of, resamples
from sim.analysis.decision.peeling import Box, coverage_density, peeled, pruned

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]
Whole = NDArray[np.int64]

HARMONICS = 6
RESAMPLES = 100  # for the ends
LEAST_GAIN = 0.1  # by which the density of the half held out must exceed that of all futures

NOTHING_DRIVES = "no parameter is above the floor"
EVERYWHERE = "the best region is all futures"
NO_DENSER = "futures held out are hardly denser in the region than elsewhere"


@dataclass(frozen=True)
class RegionBound:
    """One end of a parameter of the region.

    Attributes:
        factor: its place.
        is_low: whether the region lies above it.
        value, low, high: the end, and its 95 % interval over resampled futures; an infinite end of the interval means
            that some samples do not bound the parameter there.
    """

    factor: int
    is_low: bool
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class HeldOutShare:
    """A share among the futures held out, with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Region:
    """A region in which a policy beats another by at least a given amount.

    Attributes:
        why_not: why no region is reported; empty if one is.
        base_rate: mean label of all futures.
        sides: the ends of the region, none if no region is reported.
        coverage: share in the region of the held-out futures in which it does.
        density: share of the held-out futures in the region in which it does.
        labels: of each future, in the original order; shape (n,).
        held_out: which futures were held out; shape (n,).
    """

    why_not: str
    base_rate: float
    sides: tuple[RegionBound, ...]
    coverage: HeldOutShare
    density: HeldOutShare
    labels: Numbers
    held_out: Truths


def region(
    advantages: Numbers, ranks: Numbers, values: Numbers, usable: Truths, seed: int, at_least: float = 0.0
) -> Region:
    """Find the region in which a policy beats another.

    Args:
        advantages: of the policy over the other, shape (n, K).
        ranks: of the parameters in (0, 1), shape (n, d).
        values: of the parameters, shape (n, d).
        usable: which parameters may bound the region, shape (d,).
        seed: of the halves, the permutations and the resamples.
        at_least: the smallest advantage that counts.
    """
    order = order_of(ranks)
    labels = certainty(advantages, at_least)[order]
    found = np.random.default_rng(seed).permutation(len(labels))
    train, held = found[: len(labels) // 2], found[len(labels) // 2 :]
    factors = _screened(ranks[order][train], labels[train], usable, seed)
    values = values[order]
    box = None if not len(factors) else _box(values[train], labels[train], factors)
    shares = (_none(), _none()) if box is None else _held_out(box, values[held], labels[held], seed)
    why_not = _why_not(box, shares[1], labels)
    sides = () if box is None or why_not else _sides(box, values[train], labels[train], seed)
    return Region(why_not, float(labels.mean()), sides, *shares, *_as_they_came(labels, held, order))


def _screened(ranks: Numbers, labels: Numbers, usable: Truths, seed: int) -> Whole:
    """The usable parameters that are above the floor."""
    places = np.flatnonzero(usable)
    if not len(places):
        return places
    shares = cosine.explained(ranks[:, places], labels[:, None], HARMONICS)[:, 0]
    return places[shares > max(cosine.floor(ranks[:, places], labels, seed, HARMONICS), 0.0)]


def _box(values: Numbers, labels: Numbers, factors: Whole) -> Box:
    return pruned(peeled(values, labels, factors.tolist()), values, labels)


def _held_out(box: Box, values: Numbers, labels: Numbers, seed: int) -> tuple[HeldOutShare, HeldOutShare]:
    """Coverage and density among the futures held out, with bootstrap intervals."""
    inside = box.holds(values)
    coverage, density = coverage_density(inside, labels)
    counts = resamples(len(labels), seed)
    within, total, mass = counts @ (labels * inside), counts @ labels, counts @ inside.astype(np.float64)
    some = (mass > 0) & (total > 0)
    if not some.any():
        return HeldOutShare(coverage, 0.0, 1.0), HeldOutShare(density, 0.0, 1.0)
    of_coverage, of_density = (interval(within[some] / whole[some]) for whole in (total, mass))
    return HeldOutShare(coverage, *of_coverage), HeldOutShare(density, *of_density)


def _why_not(box: Box | None, density: HeldOutShare, labels: Numbers) -> str:
    if box is None:
        return NOTHING_DRIVES
    if not box.restricted():
        return EVERYWHERE
    return NO_DENSER if density.value < labels.mean() + LEAST_GAIN else ""


def _sides(box: Box, values: Numbers, labels: Numbers, seed: int) -> tuple[RegionBound, ...]:
    """The ends of the box, each with its interval from peeling resampled futures."""
    factors, generator = box.restricted(), np.random.default_rng(seed)
    samples = [generator.integers(0, len(labels), len(labels)) for _ in range(RESAMPLES)]
    again = [peeled(values[sample], labels[sample], factors) for sample in samples]
    found = []
    for factor in factors:
        for is_low in (True, False):
            end = float((box.low if is_low else box.high)[factor])
            if np.isfinite(end):
                ends = np.array([(one.low if is_low else one.high)[factor] for one in again])
                found.append(RegionBound(factor, is_low, end, *interval(ends)))
    return tuple(found)


def _as_they_came(labels: Numbers, held: Whole, order: Whole) -> tuple[Numbers, Truths]:
    """Labels, and the held-out futures, in the original order of the futures."""
    came, out = np.empty_like(labels), np.zeros(len(labels), dtype=np.bool_)
    came[order], out[order[held]] = labels, True
    return came, out


def _none() -> HeldOutShare:
    return HeldOutShare(float("nan"), float("nan"), float("nan"))
