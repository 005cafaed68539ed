"""Exact answers, in closed form or in fractions; independent of the simulator."""

from __future__ import annotations

import math


def square_law(x: float, y: float, a: float, b: float, t: float) -> tuple[float, float]:
    """Strengths at time t under x' = -a y, y' = -b x, from (x, y), until a side is gone (Lanchester 1916)."""
    surplus = b * x * x - a * y * y  # stays
    if t >= square_law_end(x, y, a, b):
        return math.sqrt(max(0.0, surplus) / b), math.sqrt(max(0.0, -surplus) / a)
    k = math.sqrt(a * b)
    # in the sum and the difference of sqrt(b) x and sqrt(a) y, which grows and which falls exponentially
    difference = 0.5 * (math.sqrt(b) * x - math.sqrt(a) * y) * math.exp(k * t)
    total = 0.5 * (math.sqrt(b) * x + math.sqrt(a) * y) * math.exp(-k * t)
    return (total + difference) / math.sqrt(b), (total - difference) / math.sqrt(a)


def square_law_end(x: float, y: float, a: float, b: float) -> float:
    """Time when the weaker side is gone under x' = -a y, y' = -b x; infinite if both wear each other down for ever."""
    k = math.sqrt(a * b)
    ratio = y * math.sqrt(a) / (x * math.sqrt(b))
    weaker = min(ratio, 1.0 / ratio)
    return math.atanh(weaker) / k if weaker < 1.0 else math.inf


def response_first(response: float, displacement: float) -> float:
    """Probability that an exponential response precedes an exponential displacement, given their means."""
    return displacement / (response + displacement)


def response_before(response: float, displacement: float) -> float:
    """Probability that an exponential response of this mean comes before a displacement at a fixed time."""
    return -math.expm1(-displacement / response)


def survival(hazard: float, days: float) -> float:
    """Probability that nothing with a constant hazard has happened yet."""
    return math.exp(-hazard * days)


def saturated(speed: float, excess: float) -> float:
    """Speed of the front at a ratio of forces so far above its threshold, with slope 1."""
    return speed * -math.expm1(-excess) if excess > 0.0 else 0.0


def depth_towards_line(speed: float, hold: float, days: float) -> float:
    """Solution of x' = v (1 - x/x_hold) from 0."""
    return hold * -math.expm1(-speed * days / hold)


def depletion_day(stock: float, use: float, supply: float) -> float:
    """Day on which a stock is used up that is used faster than it is supplied; infinite if it is not."""
    return stock / (use - supply) if use > supply else math.inf


def approach(target: float, time_constant: float, days: float) -> float:
    """Solution of y' = (target - y)/time_constant from 0."""
    return target * -math.expm1(-max(0.0, days) / time_constant)
