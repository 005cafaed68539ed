"""The value of information before choosing: of everything, one parameter, two, or the structure.

The value of perfect information lies between an estimate that is too high, because it treats chance as knowledge, and
one that is too low, because it chooses with half of the replications and is valued with the other half. The value of
one parameter follows from a regression of the differences on it (Strong, Oakley and Brennan 2014).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.chance_floor import PERMUTATIONS, QUANTILE
from sim.analysis.decision import cosine
from sim.analysis.decision.futures import interval, order_of, resamples

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class KnowledgeValue:
    """The value of knowing one parameter, or several.

    Attributes:
        factors: their places.
        value, low, high: in the unit of the losses, with a 95 % interval over the futures.
    """

    factors: tuple[int, ...]
    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class InformationValue:
    """The value of information, in the unit of the losses.

    Attributes:
        low, middle, high: of knowing everything uncertain under the structure: the bracket and its middle.
        floor: the worth that the largest of all parameters reaches by chance in 5 % of the cases.
        single: of each usable parameter, the largest first.
        pair: of the two largest together, never below one of them; None with fewer than two.
        structure: of knowing the structure, all equally likely.
        best: the policy to choose without knowing more.
        loss: its mean loss.
    """

    low: float
    middle: float
    high: float
    floor: float
    single: tuple[KnowledgeValue, ...]
    pair: KnowledgeValue | None
    structure: float
    best: int
    loss: float

    def above_floor(self) -> list[KnowledgeValue]:
        """The parameters that are worth more than chance explains."""
        return [one for one in self.single if one.value > self.floor]


def value_of_information(
    losses: Numbers, ranks: Numbers, usable: Truths, seed: int, structure: int = 0
) -> InformationValue:
    """Estimate the value of information.

    Args:
        losses: shape (A, S, n, K) with at least four replications.
        ranks: of the uncertain parameters, shape (n, d).
        usable: which parameters may be valued, shape (d,).
        seed: of the bootstrap and the permutations.
        structure: under which parameters are valued.
    """
    order = order_of(ranks)
    ranks, values = ranks[order], -losses[:, :, order]
    here = values[:, structure]
    means = here.mean(axis=2)
    low, high = bracket(here)
    places = np.flatnonzero(usable)
    bases = {int(place): cosine.bases(ranks[:, [place]])[0] for place in places}
    counts = resamples(means.shape[1], seed)
    single = sorted(
        (_capped((place,), basis, means, counts, high) for place, basis in bases.items()), key=lambda one: -one.value
    )
    overall = values.mean(axis=(2, 3))
    best = int(means.mean(axis=1).argmax())
    return InformationValue(
        low=low,
        middle=(low + high) / 2,
        high=high,
        floor=min(_floor(list(bases.values()), means, seed), high),
        single=tuple(single),
        pair=_pair(single, bases, means, counts, high),
        structure=float(overall.max(axis=0).mean() - overall.mean(axis=1).max()),
        best=best,
        loss=float(-means[best].mean()),
    )


def bracket(values: Numbers) -> tuple[float, float]:
    """The value of knowing everything, by halves of the replications and by all of them; values (A, n, K)."""
    means = values.mean(axis=2)
    alone = float(means.mean(axis=1).max())
    half = values.shape[2] // 2
    one, other = values[:, :, :half].mean(axis=2), values[:, :, half:].mean(axis=2)
    every = np.arange(means.shape[1])
    chosen = (other[one.argmax(axis=0), every].mean() + one[other.argmax(axis=0), every].mean()) / 2
    base = (one.mean(axis=1) + other.mean(axis=1)) / 2
    return max(float(chosen - base.max()), 0.0), float(means.max(axis=0).mean() - alone)


def by_price(saves: Numbers, costs: Numbers, prices: Numbers) -> Numbers:
    """The bracket of the worth of knowing everything at each price, shape (2, P).

    Args:
        saves: shape (A, n, K) with at least two replications.
        costs: the same of what is spent.
        prices: shape (P,).
    """
    found = [bracket(-(saves + price * costs)) for price in prices.tolist()]
    return np.array(found, dtype=np.float64).T


def gain(basis: Numbers, means: Numbers) -> float:
    """The worth of choosing by the regression of the values (A, n) on an orthonormal basis (n, k)."""
    level = means.mean(axis=1)
    fitted = level[:, None] + ((means - level[:, None]) @ basis) @ basis.T
    return float(fitted.max(axis=0).mean() - level.max())


def _capped(factors: tuple[int, ...], basis: Numbers, means: Numbers, counts: Numbers, most: float) -> KnowledgeValue:
    """The worth of some parameters, at most that of everything, with its interval."""
    samples = np.minimum(_resampled(basis, means, counts), most)
    return KnowledgeValue(factors, min(gain(basis, means), most), *interval(samples))


def _resampled(basis: Numbers, means: Numbers, counts: Numbers) -> Numbers:
    """The worth in each bootstrap sample, the regression refitted."""
    design = np.column_stack([np.ones(len(basis)), basis])
    fitted = np.einsum("nk,bka->bna", design, cosine.refitted(design, means.T, counts), optimize=True)
    level = counts @ means.T / len(basis)
    found: Numbers = (fitted.max(axis=2) * counts).sum(axis=1) / len(basis) - level.max(axis=1)
    return found


def _floor(bases: list[Numbers], means: Numbers, seed: int) -> float:
    """The 95 % quantile, over permutations of the futures, of the largest worth of a parameter."""
    if not bases:
        return 0.0
    generator = np.random.default_rng(seed)
    largest = []
    for _ in range(PERMUTATIONS):
        shuffled = means[:, generator.permutation(means.shape[1])]
        largest.append(max(gain(basis, shuffled) for basis in bases))
    return float(np.quantile(largest, QUANTILE))


def _pair(
    single: list[KnowledgeValue], bases: dict[int, Numbers], means: Numbers, counts: Numbers, most: float
) -> KnowledgeValue | None:
    """The worth of the two largest together, on a basis of both and their products."""
    if len(single) < 2:
        return None
    one, other = (bases[known.factors[0]] for known in single[:2])
    products = (one[:, :2, None] * other[:, None, :2]).reshape(len(one), -1)
    both = cosine.orthonormal(_centred(np.column_stack([one, other, products])))
    found = _capped((single[0].factors[0], single[1].factors[0]), both, means, counts, most)
    if found.value >= single[0].value:
        return found
    return KnowledgeValue(found.factors, single[0].value, single[0].low, single[0].high)


def _centred(columns: Numbers) -> Numbers:
    return np.asarray(columns - columns.mean(axis=0), dtype=np.float64)
