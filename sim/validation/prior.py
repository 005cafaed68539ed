"""The prior: parameters in their plausible ranges, and the factor of the observation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.config.observations import Observations
from sim.config.problems import Problem
from sim.study.design.designs.latin_hypercube import LatinHypercube
from sim.study.design.distributions import Distribution, read_distribution
from sim.study.design.sampling import unit_sample
from sim.study.design.uncertain_numbers import UncertainNumbers, sample_numbers, with_plausible_range
from sim.study.design.variant import Variant

Floats = NDArray[np.float64]
FITTED = "calibration.fitted"
NO_RANGE = (
    "declares no plausible range to fit it within; name others (`escsim parameters` shows which have one), or vary "
    "it in a study, with a distribution under uncertainties"
)
PURPOSE = 0x5EED  # sets this sample apart from those of studies with the same seed
LEAST_ACCEPTED = 0.5  # share of draws that the rules of the model must accept


@dataclass(frozen=True)
class Prior:
    """Independent priors, each over u in [0, 1]: the fitted parameters, the observation's factor, and all others.

    Attributes:
        fitted, others: the numbers of parameters; a row of u has fitted + 1 + others entries, in this order.
        uncertain: the parameters, fitted first.
        factor: bounds of the observation's factor, which is log-uniform.
    """

    fitted: int
    uncertain: UncertainNumbers
    distributions: tuple[Distribution, ...]
    factor: tuple[float, float]

    @property
    def others(self) -> int:
        """Number of parameters that are drawn and not fitted."""
        return len(self.distributions) - self.fitted

    @property
    def dimensions(self) -> int:
        """Entries of a row of u."""
        return len(self.distributions) + 1

    def values(self, u: Floats) -> Floats:
        """Parameters in stored units, float64[n, parameters], for u of shape (n, dimensions)."""
        mine = np.delete(u, self.fitted, axis=1)
        return np.column_stack([each.column(mine[:, place]).values for place, each in enumerate(self.distributions)])

    def factors(self, u: Floats) -> Floats:
        """The observation's factors, float64[n]."""
        low, high = self.factor
        return np.exp(math.log(low) + u[:, self.fitted] * math.log(high / low))

    def accepted(self, values: Floats) -> NDArray[np.bool_]:
        """Mask of the rows of values that the rules of the model accept; bool[n]."""
        return np.array([not self.uncertain.broken(row) for row in values.tolist()], dtype=np.bool_)

    def draw(self, size: int, seed: int) -> tuple[Floats, Floats]:
        """Values and factors of `size` draws, spread evenly over every range, less those that the rules refuse.

        Raises:
            Problem: the rules refuse most draws.
        """
        design = LatinHypercube(size=size, factors={"u": None})
        u = unit_sample(design, self.dimensions, (seed, PURPOSE))
        values = self.values(u)
        kept = self.accepted(values)
        if kept.mean() < LEAST_ACCEPTED:
            raise Problem(
                f"the rules of the model refuse {np.sum(~kept):,} of {size:,} draws from the plausible ranges"
            )
        return values[kept], self.factors(u)[kept]


def prior_of(variant: Variant, fitted: Sequence[str]) -> Prior:
    """The prior of a variant: parameters to be fitted, and all others that declare a plausible range.

    Raises:
        Problem: a fitted parameter does not exist, is not read by the variant, or declares no plausible range.
    """
    parameters = variant.parameters
    first, ranged = sample_numbers(parameters, fitted, FITTED).keys, with_plausible_range(parameters)
    if without := [key for key in first if key not in ranged]:
        raise Problem(*(f"{FITTED}: {key} {NO_RANGE}" for key in without))
    everything = sample_numbers(parameters, [*first, *(key for key in ranged if key not in first)], FITTED)
    distributions = tuple(read_distribution(factor, FITTED, "plausible") for factor in everything.factors)
    return Prior(len(first), everything, distributions, _bounds(variant.observed))


def _bounds(observed: Observations) -> tuple[float, float]:
    return observed.factor_low, observed.factor_high
