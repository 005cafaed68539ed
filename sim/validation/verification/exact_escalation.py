"""Exact answers of escalation: acts, rungs, tensions, red lines; independent of the simulator."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def hawkes_mean(mu: float, offspring: float, decay: float, burn_in: float, days: float) -> float:
    """Mean number of events of a one-sided Hawkes process that began, without a past, `burn_in` days before."""
    relaxation = decay * (1.0 - offspring)
    missing = offspring / relaxation * (math.exp(-relaxation * burn_in) - math.exp(-relaxation * (burn_in + days)))
    return mu / (1.0 - offspring) * (days - missing)


def hawkes_variance(mu: float, offspring: float, decay: float, days: float) -> float:
    """Variance of the number of events in the steady state (Hawkes 1971)."""
    k = 1.0 / (1.0 - offspring)
    relaxation = decay * (1.0 - offspring)
    return mu * k * (days * k**2 + (1.0 - k**2) * -math.expm1(-relaxation * days) / relaxation)


def hawkes_rates(mu: tuple[float, float], offspring: tuple[tuple[float, float], tuple[float, float]]) -> list[float]:
    """(I - N)^-1 mu, the steady rates of two sides; N[i][j] events of side i for each of side j."""
    solved: NDArray[np.float64] = np.linalg.solve(np.eye(2) - np.array(offspring), np.array(mu))
    return solved.tolist()  # type: ignore[no-any-return]


def borel(offspring: float, size: int) -> float:
    """Probability that an event begets so many, itself included, with Poisson offspring."""
    return math.exp(-offspring * size + (size - 1) * math.log(offspring * size) - math.lgamma(size + 1))


def birth_death(
    up: float, down: float, highest: int, lowest_absorbs: bool, highest_absorbs: bool
) -> NDArray[np.float64]:
    """The rates of a birth-death chain on 0 to `highest`; float64[rungs, rungs]."""
    rates = np.zeros((highest + 1, highest + 1))
    for rung in range(highest + 1):
        if (rung == 0 and lowest_absorbs) or (rung == highest and highest_absorbs):
            continue
        if rung < highest:
            rates[rung, rung + 1] = up
        if rung > 0:
            rates[rung, rung - 1] = down
        rates[rung, rung] = -rates[rung].sum()
    return rates


def rise_integral(first: float, week: float, later: float, days: float) -> float:
    """Integral of a hazard with one value within a day, another up to day 7, and a third later."""
    return first * min(days, 1.0) + week * max(0.0, min(days, 7.0) - 1.0) + later * max(0.0, days - 7.0)


def ruin(up: float, down: float, start: int, highest: int) -> float:
    """Probability of reaching the highest rung before 0 (gambler's ruin)."""
    if up == down:
        return start / highest
    ratio = down / up
    return (1.0 - ratio**start) / (1.0 - ratio**highest)


def absorption_days(up: float, down: float, start: int, highest: int) -> float:
    """Mean time until either end is reached."""
    inner = birth_death(up, down, highest, True, True)[1:-1, 1:-1]
    return float(np.linalg.solve(-inner, np.ones(highest - 1))[start - 1])


def absorption_rate(up: float, down: float, highest: int) -> float:
    """The rate at which what is not yet absorbed dies out in the end."""
    inner = birth_death(up, down, highest, True, True)[1:-1, 1:-1]
    return float(-np.linalg.eigvals(inner).real.max())


def rung_law(up: float, down: float, start: int, highest: int, days: float) -> list[float]:
    """Probability of each rung after some days, with reflecting ends."""
    from scipy.linalg import expm

    law: list[float] = expm(birth_death(up, down, highest, False, False) * days)[start].tolist()
    return law


def richardson(
    k: float, m: float, alpha: float, beta: float, g: float, h: float, x: float, y: float, days: float
) -> tuple[float, float, float, float]:
    """Tensions after some days, and their integrals, from x' = k y - alpha x + g, y' = m x - beta y + h."""
    from scipy.linalg import expm

    rates = np.zeros((5, 5))  # of x, y, their integrals, and a constant
    rates[0], rates[1] = [-alpha, k, 0.0, 0.0, g], [m, -beta, 0.0, 0.0, h]
    rates[2, 0] = rates[3, 1] = 1.0
    red, blue, red_acts, blue_acts, _ = (expm(rates * days) @ np.array([x, y, 0.0, 0.0, 1.0])).tolist()
    return red, blue, red_acts, blue_acts


def uniform_risk(unpunished: int, steps: int) -> float:
    """Risk of the next step where the threshold is uniform on so many."""
    return 1.0 / (steps - unpunished)


def beta_risk(a: float, b: float, unpunished: int) -> float:
    """Risk of the next step where each is punished with a propensity from Beta(a, b)."""
    return a / (a + b + unpunished)


def salami_risk(weight: float, exponent: float, slices: int) -> float:
    """Risk of one move of full size, cut into equal slices."""
    return -math.expm1(-weight * slices ** (1.0 - exponent))


def uniform_quantile(quantile: float, steps: int) -> int:
    """The step below or at which a threshold lies with that probability, uniform on 1 to `steps`."""
    return min(steps, 1 + math.floor(steps * quantile))


def beta_quantile(a: float, b: float, quantile: float, most: int) -> int:
    """The first step of which the beta-geometric law has more below or at it than that; `most` where none up to it."""
    from scipy.special import betaln

    steps = np.arange(1, most + 1)
    reached = 1.0 - np.exp(betaln(a, b + steps) - betaln(a, b))
    return int(steps[reached > quantile].min(initial=most))


def lognormal_quantile(median: float, log_sd: float, quantile: float) -> float:
    """The quantile of a log-normal law."""
    from scipy.special import ndtri

    return median * math.exp(log_sd * float(ndtri(quantile))) if log_sd > 0.0 else median


def exponential_quantile(quantile: float) -> float:
    """The quantile of an exponential law with mean 1; infinite at 1."""
    return -math.log1p(-quantile) if quantile < 1.0 else math.inf
