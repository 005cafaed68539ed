"""Exact trajectories under the laws of attrition, in closed form; independent of the simulator."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from sim.validation.verification.exact import square_law

Landing = tuple[float, float, float]  # first day, days over which it comes, strength


def linear_law(x: float, y: float, a: float, b: float, t: float) -> tuple[float, float]:
    """Strengths at time t under x' = -a x y, y' = -b x y (Lanchester 1916), each a logistic curve."""
    surplus = b * x - a * y  # stays
    return _logistic(x, b * x, surplus, t), _logistic(y, a * y, -surplus, t)


def _logistic(z: float, gain: float, surplus: float, t: float) -> float:
    """Solution of z' = surplus z - (gain/z0) z**2 from z."""
    if surplus == 0.0:
        return z / (1.0 + gain * t)
    if surplus < 0.0:  # multiplied by e^(surplus t), which would overflow otherwise
        decay = math.exp(surplus * t)
        return surplus * z * decay / (gain * decay - (gain - surplus))
    return surplus * z / (gain - (gain - surplus) * math.exp(-surplus * t))


def helmbold_law(x: float, y: float, a: float, b: float, w: float, t: float) -> tuple[float, float]:
    """Strengths at time t under x' = -a y^w x^(1-w), y' = -b x^w y^(1-w) (Helmbold 1965).

    The powers x^w and y^w follow the square law at the rates w a and w b.
    """
    u, v = square_law(x**w, y**w, w * a, w * b, t)
    return max(0.0, u) ** (1.0 / w), max(0.0, v) ** (1.0 / w)


def power_decay(a: float, q: float, t: float) -> float:
    """Solution of z' = -a z^q from 1, until it is gone."""
    if q == 1.0:
        return math.exp(-a * t)
    left = 1.0 - (1.0 - q) * a * t
    return left ** (1.0 / (1.0 - q)) if left > 0.0 else 0.0


def deitchman_law(x: float, y: float, a: float, b: float, t: float) -> tuple[float, float]:
    """Strengths at time t under x' = -a x y, y' = -b x, where x is hidden, until a side is gone (Deitchman 1962)."""
    surplus = b * x - 0.5 * a * y * y  # b x - a y**2/2 stays
    end = deitchman_end(x, y, a, b)
    if t >= end:
        return surplus / b, 0.0
    k = math.sqrt(2.0 * abs(surplus) / a)
    if surplus > 0.0:  # k tan(atan(y/k) - a k t/2), without the difference of two angles near a right one
        turned = math.tan(0.5 * a * k * t)
        left = k * (y - k * turned) / (k + y * turned)
    elif surplus < 0.0:
        falling = math.tanh(0.5 * a * k * t)
        left = k * (y + k * falling) / (k + y * falling)
    else:
        left = y / (1.0 + 0.5 * a * y * t)
    return (surplus + 0.5 * a * left * left) / b, left


def deitchman_end(x: float, y: float, a: float, b: float) -> float:
    """Time when y is gone; infinite if x wastes away before."""
    surplus = b * x - 0.5 * a * y * y
    if surplus <= 0.0:
        return math.inf
    k = math.sqrt(2.0 * surplus / a)
    return 2.0 / (a * k) * math.atan(y / k)


def landing_battle(
    a: float, b: float, own: float, y: float, landings: Sequence[Landing], t: float
) -> tuple[float, float]:
    """Strengths at time t under x' = -a y - own x + f(t), y' = -b x - own y, from (0, y); neither falls below 0.

    y stays gone when it is; x stays at 0 for as long as less lands than y would take. Between the days on
    which a landing begins or ends the equations are linear with constant coefficients, so that the exponential of a
    matrix takes them through.
    """
    days = {day for first, over, _ in landings for day in (first, first + over) if 0.0 < day < t}
    x = 0.0
    for first_day, last_day in pairwise(sorted(days | {0.0, t})):
        inflow = sum(amount / over for first, over, amount in landings if first <= first_day < first + over)
        x, y = _fight(x, y, a, b, own, inflow, last_day - first_day)
    return x, y


def landing_battle_end(a: float, b: float, own: float, y: float, landings: Sequence[Landing], latest: float) -> float:
    """The day on which y is gone in that battle; infinite if it is not by the latest."""
    from scipy.optimize import bisect

    def is_there(day: float) -> float:
        return 1.0 if landing_battle(a, b, own, y, landings, day)[1] > 0.0 else -1.0

    return float(bisect(is_there, 0.0, latest, xtol=1e-9)) if is_there(latest) < 0.0 else math.inf


def _fight(x: float, y: float, a: float, b: float, own: float, inflow: float, days: float) -> tuple[float, float]:
    """Strengths after some days at a constant inflow to x."""
    import numpy as np
    from scipy.linalg import expm
    from scipy.optimize import brentq

    if x == 0.0 and y > 0.0 and inflow <= a * y:  # what lands is lost at once, until y has wasted away to inflow/a
        pinned = days if own == 0.0 or inflow == 0.0 else min(days, math.log(a * y / inflow) / own)
        y *= math.exp(-own * pinned)
        days -= pinned
        if days <= 0.0:
            return 0.0, y
    rates = np.array([[-own, -a, inflow], [-b, -own, 0.0], [0.0, 0.0, 0.0]])
    if y == 0.0:
        rates[:2, 1] = rates[1] = 0.0

    def after(passed: float) -> Sequence[float]:
        left: Sequence[float] = (expm(rates * passed) @ np.array([x, y, 1.0])).tolist()
        return left

    left = after(days)
    if y == 0.0 or min(left) > 0.0:
        return left[0], left[1]
    gone = 0 if left[0] <= 0.0 else 1  # both cannot be: the one that falls faster brings the other to a stand
    end = float(brentq(lambda passed: after(passed)[gone], 1e-12 * days, days, xtol=1e-13))
    x_left, y_left = (0.0 if side == gone else max(0.0, after(end)[side]) for side in (0, 1))
    return _fight(x_left, y_left, a, b, own, inflow, days - end)


def salvos(
    red: float, blue: float, striking: tuple[float, float], staying: tuple[float, float],
    defending: tuple[float, float], exchanges: int,
) -> tuple[float, float]:  # fmt: skip
    """Strengths after simultaneous exchanges, in fractions: dA = (beta B - a3 A)/a1, from 0 to A (Hughes 1995).

    Pairs hold the powers of Red and of Blue.
    """
    a, b = Fraction(red), Fraction(blue)
    (alpha, beta), (a1, b1), (a3, b3) = (tuple(map(Fraction, pair)) for pair in (striking, staying, defending))
    for _ in range(exchanges):
        lost_a = min(a, max(Fraction(0), beta * b - a3 * a) / a1)
        lost_b = min(b, max(Fraction(0), alpha * a - b3 * b) / b1)
        a, b = a - lost_a, b - lost_b
    return float(a), float(b)
