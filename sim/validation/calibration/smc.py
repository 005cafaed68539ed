"""Sequential Monte Carlo for approximate Bayesian computation.

Draws lie in the unit cube, over which the prior is uniform. Each generation accepts draws whose distance from what
was observed is within a tolerance, which falls to a quantile of the distances accepted before, and ends at a target.
The first `fitted` coordinates of a draw are those of a draw accepted before, moved by a normal kernel with twice its
weighted covariance (Beaumont et al. 2009, Filippi et al. 2013). All others are redrawn from the prior, so that weights
are over the fitted ones alone. Where the target is the largest error of the observation, uniform within it, the result
is exact at that tolerance (Wilkinson 2013).

Ours rather than pyABC, which would bring 13 packages for these 200 lines.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.validation.calibration.informed import weighted_quantiles

Floats = NDArray[np.float64]
Distance = Callable[[Floats, int], Floats]
"""The distances, float64[n], of draws of shape (n, dimensions), the first of which is simulation number so-and-so.
Infinite for a draw that cannot be."""

LEAST_SPREAD = 1e-6  # of the kernel along each coordinate, so that it can be inverted
REACHED, EXHAUSTED = "tolerance reached", "simulations used up"


@dataclass(frozen=True)
class Particles:
    """Accepted draws.

    Attributes:
        u: float64[n, dimensions].
        weights: float64[n], of sum 1.
        distances: float64[n].
    """

    u: Floats
    weights: Floats
    distances: Floats

    @property
    def effective(self) -> float:
        """The number of equally weighted draws that would tell as much, 1 / sum of squares."""
        return float(1.0 / np.sum(self.weights**2))


@dataclass(frozen=True)
class Generation:
    """Statistics of a generation.

    Attributes:
        tolerance: largest distance accepted.
        acceptance: share of them that was accepted.
        effective: effective number of draws.
    """

    tolerance: float
    simulations: int
    acceptance: float
    effective: float


@dataclass(frozen=True)
class Fit:
    """Result of the sampler.

    Attributes:
        particles: of the last generation that was completed.
        generations: in order; the first is of the prior.
        ending: why it stopped: REACHED or EXHAUSTED.
    """

    particles: Particles
    generations: tuple[Generation, ...]
    ending: str


@dataclass(frozen=True)
class SamplerPlan:
    """The plan of a fit; see `sim.config.calibration.Calibration`.

    Attributes:
        dimensions: of a draw; `fitted`: how many of them, the first, are fitted.
        population: draws accepted in each generation.
        quantile: of the distances, the next tolerance.
        target: the last tolerance.
    """

    dimensions: int
    fitted: int
    population: int
    quantile: float
    target: float
    simulations: int


def fit(
    plan: SamplerPlan, distance: Distance, rng: np.random.Generator, tell: Callable[[Generation], None] = lambda _: None
) -> Fit:
    """Fit; the same numbers from the same generator, whoever does the simulations.

    `distance` does the simulations; `tell` is called with a message about each generation.

    Raises:
        ValueError: the simulations do not even give a first generation.
    """
    sampler = _Sampler(plan, distance, rng)
    particles, generations = None, list[Generation]()
    tolerance = math.inf
    while True:
        before = sampler.done
        accepted = sampler.generation(particles, tolerance)
        if accepted is None:
            ending = EXHAUSTED
            break
        particles = accepted
        used = sampler.done - before
        generations.append(Generation(tolerance, used, sampler.accepted / used, particles.effective))
        tell(generations[-1])
        if tolerance <= plan.target:
            ending = REACHED
            break
        (reached,) = weighted_quantiles(particles.distances, particles.weights, [plan.quantile])
        tolerance = max(plan.target, reached)
    if particles is None:
        raise ValueError(
            f"fewer than {plan.population:,} of {sampler.done:,} simulations could be compared with the record"
        )
    return Fit(particles, tuple(generations), ending)


def resampled(particles: Particles, size: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Places of equally weighted draws, in random order: each is there as often as its weight says, up to one."""
    steps = (np.arange(size) + rng.random()) / size
    places = np.searchsorted(np.cumsum(particles.weights), steps)
    return rng.permutation(np.minimum(places, len(particles.weights) - 1)).astype(np.int64)


class _Sampler:
    """Proposes and accepts, and counts."""

    def __init__(self, plan: SamplerPlan, distance: Distance, rng: np.random.Generator) -> None:
        self._plan, self._distance, self._rng = plan, distance, rng
        self.done = 0  # simulations so far
        self.accepted = 0  # draws of the last generation within the tolerance, those beyond the population too

    def generation(self, before: Particles | None, tolerance: float) -> Particles | None:
        """The next generation; None if the simulations are used up."""
        plan = self._plan
        kernel = None if before is None else _Kernel(before, plan.fitted)
        found: list[tuple[Floats, Floats]] = []
        self.accepted = 0
        while self.accepted < plan.population:
            if self.done + plan.population > plan.simulations:
                return None
            u = self._proposals(kernel)
            distances = self._distance(u, self.done)
            self.done += len(u)
            within = np.isfinite(distances) & (distances <= tolerance)
            found.append((u[within], distances[within]))
            self.accepted += int(within.sum())
        u, distances = (np.concatenate(parts)[: plan.population] for parts in zip(*found, strict=True))
        weights = np.ones(len(u)) if kernel is None else 1.0 / kernel.density(u)
        return Particles(u, weights / weights.sum(), distances)

    def _proposals(self, kernel: _Kernel | None) -> Floats:
        plan = self._plan
        u = self._rng.random((plan.population, plan.dimensions))
        if kernel is not None:
            u[:, : plan.fitted] = kernel.draw(plan.population, self._rng)
        return u


class _Kernel:
    """A normal kernel around accepted draws, in the fitted coordinates, within the unit cube."""

    def __init__(self, before: Particles, fitted: int) -> None:
        self._centres, self._weights = before.u[:, :fitted], before.weights
        covariance = np.atleast_2d(np.cov(self._centres.T, aweights=self._weights))
        self._root = np.linalg.cholesky(2.0 * covariance + LEAST_SPREAD**2 * np.eye(fitted))

    def draw(self, size: int, rng: np.random.Generator) -> Floats:
        """Draws inside the cube, float64[size, fitted]; a draw outside is repeated with another centre."""
        found = np.empty((size, self._centres.shape[1]))
        missing = np.arange(size)
        while len(missing):
            centres = self._centres[rng.choice(len(self._centres), len(missing), p=self._weights)]
            moved = centres + rng.normal(size=centres.shape) @ self._root.T
            inside = ((moved >= 0.0) & (moved <= 1.0)).all(axis=1)
            found[missing[inside]] = moved[inside]
            missing = missing[~inside]
        return found

    def density(self, u: Floats) -> Floats:
        """The density of proposals at u, but for a factor that is the same for all; float64[n]."""
        from scipy.linalg import solve_triangular

        points, centres = (
            solve_triangular(self._root, some.T, lower=True).T
            for some in (u[:, : self._centres.shape[1]], self._centres)
        )
        squares = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
        return np.asarray(np.exp(-0.5 * squares) @ self._weights)
