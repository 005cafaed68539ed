"""The front: policies that no other policy beats in every measure that counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decision.futures import order_of, resamples
from sim.study.search.front import dominance

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]

FEWEST = 3  # policies that have a front


@dataclass(frozen=True, eq=False)
class ParetoFront:
    """The policies by their mean objectives, less is better.

    Attributes:
        means: shape (A, m).
        errors: standard errors of the means over the futures, shape (A, m).
        on_front: whether no other policy is as good in all objectives and better in one; shape (A,).
        probability: the share of bootstrap samples in which that is so; shape (A,).
        beaten_by: of each policy, one that beats it in everything; -1 where none does; shape (A,).
    """

    means: Numbers
    errors: Numbers
    on_front: Truths
    probability: Numbers
    beaten_by: tuple[int, ...]


def front(objectives: Numbers, ranks: Numbers, seed: int) -> ParetoFront:
    """Find the front.

    Args:
        objectives: means over the replications, less is better, shape (A, m, n).
        ranks: of the uncertain parameters, shape (n, d).
        seed: of the bootstrap of futures.
    """
    objectives = objectives[:, :, order_of(ranks)]
    count = objectives.shape[2]
    means = objectives.mean(axis=2)
    beats = dominance(means)
    sampled = np.einsum("bn,amn->bam", resamples(count, seed) / count, objectives, optimize=True)
    kept = np.mean([~dominance(one).any(axis=0) for one in sampled], axis=0)
    by = tuple(int(column.argmax()) if column.any() else -1 for column in beats.T)
    errors = objectives.std(axis=2, ddof=1) / np.sqrt(count)
    return ParetoFront(means, errors, np.array([one < 0 for one in by], dtype=np.bool_), kept, by)
