"""Exact answers to battles casualty by casualty, as Markov chains; independent of the simulator."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np


def square_law_wins(m: int, n: int) -> Fraction:
    """Probability that m of x outlive n of y; x falls at the rate y, y at the rate x (Brown 1963), by recursion."""
    wins = [Fraction(0)] + [Fraction(1)] * m  # against 0 of y, by the number of x
    for y in range(1, n + 1):
        for x in range(1, m + 1):
            # the next casualty is of x with probability y/(x + y); at x - 1 of x against y is what was just found
            wins[x] = (y * wins[x - 1] + x * wins[x]) / Fraction(x + y)
    return wins[m]


def race_wins(x: int, y: int, p: Fraction) -> Fraction:
    """Probability of y successes of probability p before x failures: the linear law, whose casualties are a race."""
    return sum((math.comb(y - 1 + k, k) * p**y * (1 - p) ** k for k in range(x)), Fraction(0))


def deaths_win(m: int, n: int) -> Fraction:
    """Probability that m independent lives outlast n others of the same law."""
    return Fraction(m, m + n)


def deaths_duration(m: int, n: int) -> Fraction:
    """Mean time until m or n independent lives of mean 1 are over, whichever are first: H(m) + H(n) - H(m + n)."""
    return _harmonic(m) + _harmonic(n) - _harmonic(m + n)


def survivors(number: int, rate: float, days: float) -> tuple[float, float]:
    """Mean and variance of how many of independent lives are left."""
    alive = math.exp(-rate * days)
    return number * alive, number * alive * (1.0 - alive)


def binomial_fourth(number: int, probability: float) -> float:
    """The fourth central moment of a binomial number."""
    variance = number * probability * (1.0 - probability)
    return variance * (1.0 + 3.0 * (number - 2) * probability * (1.0 - probability))


def square_law_transient(m: int, n: int, rate: float, days: float) -> tuple[float, float, float, float, float]:
    """Expected numbers left of each side, the chance that the battle is over, and the variances of both numbers.

    By the exponential of a matrix.

    x falls at the rate `rate` y and y at the rate `rate` x, until one of them is gone.
    """
    from scipy.linalg import expm

    states = [(x, y) for x in range(m + 1) for y in range(n + 1)]
    place = {state: number for number, state in enumerate(states)}
    rates = np.zeros((len(states), len(states)))
    for (x, y), here in place.items():
        if x > 0 and y > 0:
            rates[here, here] = -rate * (x + y)
            rates[here, place[x - 1, y]] = rate * y
            rates[here, place[x, y - 1]] = rate * x
    chances = expm(rates * days)[place[m, n]]
    left = np.array(states, dtype=np.float64)
    over = chances[[number for (x, y), number in place.items() if x == 0 or y == 0]]
    x, y = (chances @ left).tolist()
    x_variance, y_variance = (chances @ (left - (x, y)) ** 2).tolist()
    return x, y, float(over.sum()), x_variance, y_variance


def _harmonic(number: int) -> Fraction:
    return sum((Fraction(1, k) for k in range(1, number + 1)), Fraction(0))


def duel_survivors(
    red: int, blue: int, red_loss: float, blue_loss: float, days: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Mean and variance of what is left of two batteries of guns that wear each other down, of Red and of Blue.

    A gun of a side is lost at a rate times the share that is left of the other side: a chain on (red, blue).
    """
    from scipy.linalg import expm

    rates = np.zeros(((red + 1) * (blue + 1),) * 2)
    for x in range(red + 1):
        for y in range(blue + 1):
            here = x * (blue + 1) + y
            for there, rate in ((here - blue - 1, red_loss * x * y / blue), (here - 1, blue_loss * y * x / red)):
                if rate > 0.0:
                    rates[here, there] += rate
                    rates[here, here] -= rate
    law = expm(rates * days)[-1].reshape(red + 1, blue + 1)
    return _moments(law.sum(axis=1)), _moments(law.sum(axis=0))


def _moments(law: np.ndarray) -> tuple[float, float]:
    values = np.arange(len(law))
    mean = float(values @ law)
    return mean, float((values - mean) ** 2 @ law)
