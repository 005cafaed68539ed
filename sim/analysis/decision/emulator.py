"""An emulator of an outcome over the futures, for total-order indices if the design has no rows for them.

Stochastic kriging (Ankenman, Nelson and Staum 2010): a Gaussian process with a Matern 5/2 covariance, one length for
each parameter, a linear trend, and at each future the known variance that chance leaves in its mean. scikit-learn's
would serve as well, but needs 51 MB.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

LOWEST_QUALITY = 0.8  # leave-one-out Q2 below which nothing is read from an emulator
DIGITS = 3  # decimals that are given: those behind them hang on how many threads the machine's library adds with
SPARE = 10  # futures beyond the coefficients of the trend
POINTS = 1024  # at which an emulator is read for an index
LENGTHS = (0.1, 30.0)
VARIANCES = (1e-3, 1e2)  # of a standardised outcome
NUGGETS = (1e-6, 1.0)
START_LENGTH = 2.0
SQRT5 = math.sqrt(5)


@dataclass(frozen=True, eq=False)
class EmulatorResult:
    """Results of an emulator of an outcome.

    Attributes:
        quality: leave-one-out Q2, corrected for the noise of chance; 1 is perfect, 0 no better than the mean.
        total: total-order index of each parameter, float64[d]; None below `LOWEST_QUALITY`.
    """

    quality: float
    total: Numbers | None


def emulate(ranks: Numbers, values: Numbers, seed: int) -> EmulatorResult:
    """Fit an emulator to the means of the futures, and compute total-order indices from it if it is good enough.

    Args:
        ranks: of the parameters in (0, 1), shape (n, d); NaN if absent.
        values: the outcome, shape (structures, n, replications).
        seed: of the points at which it is read.
    """
    shared = values.mean(axis=0)
    means, errors = shared.mean(axis=1), shared.var(axis=1, ddof=1) / values.shape[2]
    places = np.nan_to_num(ranks, nan=0.5)
    size = float(means.std())
    if _is_only_chance(float(means.var()), float(errors.mean()), len(means)) or len(means) < places.shape[1] + SPARE:
        return EmulatorResult(0.0, None)
    process = fitted(places, (means - means.mean()) / size, errors / size**2)
    quality = round(process.quality, DIGITS)
    if quality < LOWEST_QUALITY:
        return EmulatorResult(quality, None)
    return EmulatorResult(quality, total_orders(process, seed).round(DIGITS))


def _is_only_chance(variance: float, noise: float, futures: int) -> bool:
    """True if the means of the futures differ by no more than chance, within two standard errors of their variance."""
    return variance - noise <= 2 * math.sqrt(2 / futures) * variance


@dataclass(frozen=True, eq=False)
class Process:
    """A fitted Gaussian process.

    Attributes:
        places: where it was fitted, shape (n, d).
        lengths: of each parameter, shape (d,).
        trend: coefficients of 1 and the parameters, shape (d + 1,).
        weights: of the covariances with the places, shape (n,).
        quality: leave-one-out Q2, corrected for noise.
    """

    places: Numbers
    lengths: Numbers
    trend: Numbers
    weights: Numbers
    quality: float

    def at(self, places: Numbers) -> Numbers:
        """Its mean at some places, shape (m,)."""
        shape, _ = _matern(_distances(places / self.lengths, self.places / self.lengths))
        found: Numbers = _trend(places) @ self.trend + shape @ self.weights
        return found


def fitted(places: Numbers, outcome: Numbers, errors: Numbers) -> Process:
    """The most likely process for outcomes that have known variances of error.

    Args:
        places: shape (n, d).
        outcome: of about unit variance, shape (n,).
        errors: variances, shape (n,).
    """
    from scipy.optimize import minimize

    factors = places.shape[1]
    start = np.log([*[START_LENGTH] * factors, 1.0, 1e-2])
    bounds = [tuple(np.log(ends)) for ends in (*[LENGTHS] * factors, VARIANCES, NUGGETS)]
    found = minimize(
        _negative_log_likelihood, start, (places, outcome, errors), jac=True, method="L-BFGS-B", bounds=bounds
    )
    lengths, variance, nugget = _hyperparameters(found.x)
    inverse = np.asarray(np.linalg.inv(_covariance(places, lengths, variance, nugget, errors)[0]), dtype=np.float64)
    trend, rest, projected = _least_squares(inverse, _trend(places), outcome)
    left_out = (projected @ outcome) / np.diag(projected)
    noise = float(errors.mean())
    unexplained = (float((left_out**2).mean()) - noise) / (float(outcome.var()) - noise)
    return Process(places, lengths, trend, variance * (inverse @ rest), 1.0 - max(unexplained, 0.0))


def total_orders(process: Process, seed: int) -> Numbers:
    """Total-order indices of the mean of a process (Jansen 1999), shape (d,)."""
    from scipy.stats import qmc

    factors = process.places.shape[1]
    both = qmc.Sobol(2 * factors, rng=np.random.default_rng(seed)).random(POINTS)
    first, last = both[:, :factors], both[:, factors:]
    base = process.at(first)
    variance = float(np.concatenate([base, process.at(last)]).var())
    found = np.zeros(factors)
    for number in range(factors):
        mixed = first.copy()
        mixed[:, number] = last[:, number]
        found[number] = float(((base - process.at(mixed)) ** 2).mean()) / (2 * variance)
    return found


def _negative_log_likelihood(
    logs: Numbers, places: Numbers, outcome: Numbers, errors: Numbers
) -> tuple[float, Numbers]:
    """Minus the log likelihood, up to a constant, and its gradient by the logarithms of the parameters."""
    from scipy.linalg import cho_solve, cholesky

    lengths, variance, nugget = _hyperparameters(logs)
    whole, shape, slope = _covariance(places, lengths, variance, nugget, errors)
    factor = cholesky(whole, lower=True)
    inverse = cho_solve((factor, True), np.eye(len(outcome)))
    _, rest, _ = _least_squares(inverse, _trend(places), outcome)
    weights = inverse @ rest
    value = 0.5 * float(rest @ weights) + float(np.log(np.diag(factor)).sum())
    pull = np.outer(weights, weights) - inverse
    steep = pull * slope * variance
    scaled = places / lengths
    by_length = (steep.sum(axis=1) @ scaled**2) - (scaled * (steep @ scaled)).sum(axis=0)
    by_variance = 0.5 * variance * float((pull * shape).sum())
    by_nugget = 0.5 * nugget * float(np.trace(pull))
    return value, -np.array([*by_length, by_variance, by_nugget])


def _hyperparameters(logs: Numbers) -> tuple[Numbers, float, float]:
    """Lengths, variance and nugget from their logarithms."""
    found = np.exp(logs)
    return found[:-2], float(found[-2]), float(found[-1])


def _covariance(
    places: Numbers, lengths: Numbers, variance: float, nugget: float, errors: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """The covariance of the observations, its shape, and the slope of the shape; (n, n) each."""
    scaled = places / lengths
    shape, slope = _matern(_distances(scaled, scaled))
    return variance * shape + np.diag(nugget + errors), shape, slope


def _distances(ours: Numbers, theirs: Numbers) -> Numbers:
    """Squared distances, shape (len(ours), len(theirs))."""
    squares = (ours**2).sum(axis=1)[:, None] + (theirs**2).sum(axis=1) - 2 * ours @ theirs.T
    found: Numbers = np.maximum(squares, 0.0)
    return found


def _matern(squares: Numbers) -> tuple[Numbers, Numbers]:
    """Matern 5/2 of squared distances, and minus twice its derivative by them."""
    distance = np.sqrt(squares)
    decay = np.exp(-SQRT5 * distance)
    return (1 + SQRT5 * distance + 5 * squares / 3) * decay, 5 / 3 * (1 + SQRT5 * distance) * decay


def _trend(places: Numbers) -> Numbers:
    return np.column_stack([np.ones(len(places)), places])


def _least_squares(inverse: Numbers, columns: Numbers, outcome: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Coefficients of the trend, what it leaves, and the inverse covariance without the trend."""
    weighted = inverse @ columns
    solved = np.linalg.pinv(columns.T @ weighted, hermitian=True) @ weighted.T
    coefficients = solved @ outcome
    return coefficients, outcome - columns @ coefficients, inverse - weighted @ solved
