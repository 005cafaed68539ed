"""The floor of a family: the strongest association of several parameters with an outcome by chance alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

PERMUTATIONS = 200
QUANTILE = 0.95


def family_floor(strengths: Callable[[Numbers], Numbers], outcome: Numbers, seed: int) -> float:
    """The strength that the largest of all parameters reaches by chance in 5 % of the studies, however many they are.

    The 95 % quantile, over permutations of the outcome, of the largest among the parameters.

    Args:
        strengths: of each parameter with each of several outcomes, shape (parameters, outcomes) from (futures,
            outcomes).
        outcome: one per future.
        seed: of the permutations.
    """
    generator = np.random.default_rng(seed)
    shuffled = np.column_stack([generator.permutation(outcome) for _ in range(PERMUTATIONS)])
    return float(np.quantile(strengths(shuffled).max(axis=0), QUANTILE))
