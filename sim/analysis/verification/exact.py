"""Exact answers, in closed form or in fractions; nothing here knows of the simulator."""

from __future__ import annotations

import math


def square_law(x: float, y: float, a: float, b: float, t: float) -> tuple[float, float]:
    """Strengths at time t under x' = -a y, y' = -b x, from (x, y), until a side is gone (Lanchester 1916)."""
    end = square_law_end(x, y, a, b)
    t = min(t, end)
    k = math.sqrt(a * b)
    return (
        x * math.cosh(k * t) - y * math.sqrt(a / b) * math.sinh(k * t),
        y * math.cosh(k * t) - x * math.sqrt(b / a) * math.sinh(k * t),
    )


def square_law_end(x: float, y: float, a: float, b: float) -> float:
    """When the weaker side is gone under x' = -a y, y' = -b x; infinite where both wear each other down for ever."""
    k = math.sqrt(a * b)
    ratio = y * math.sqrt(a) / (x * math.sqrt(b))
    if ratio == 1.0:
        return math.inf
    return math.atanh(min(ratio, 1.0 / ratio)) / k


def response_first(response: float, displacement: float) -> float:
    """That an exponential response comes before an exponential displacement, of these means (competing risks)."""
    return displacement / (response + displacement)


def survival(hazard: float, days: float) -> float:
    """That nothing with a constant hazard happened yet."""
    return math.exp(-hazard * days)
