"""Exact answers of flows: fires and their losses, replacements, a rationed stock, a front; without the simulator."""

from __future__ import annotations

import math


def fires(rate: float, demand: float, suppression: float, reachable: float) -> float:
    """Rounds a day where a share may be struck and fires less."""
    return rate * demand * (1.0 - suppression * reachable)


def worn_by_fires(start: float, over: float, loss: float, rounds: float, days: float) -> float:
    """Strength under constant fires, of which each thousand rounds take the share loss/over of it."""
    return start * math.exp(-loss * rounds / over * days)


def replaced(start: float, loss: float, came: float, days: float) -> float:
    """Strength that wastes away at a rate and is replaced at a constant one, up to the start."""
    target = came / loss
    return start if target >= start else target + (start - target) * math.exp(-loss * days)


def days_below(level: float, stock: float, use: float, supply: float, days: float) -> float:
    """Days for which a stock that is used and supplied at constant rates is below a level."""
    return max(0.0, days - (stock - level) / (use - supply))


def rationed_stock(
    stock: float, use: float, supply: float, low: float, high: float, days: float
) -> tuple[float, float]:
    """Stock and fires where fires are use (S - low)/(high - low), from S' = supply - fires."""
    rate = use / (high - low)
    target = low + supply / rate
    left = target + (stock - target) * math.exp(-rate * days)
    return left, rate * (left - low)


def two_level_days(stock: float, use: float, share: float, low: float, high: float) -> tuple[float, float]:
    """Days on which a stock without supply falls to its upper level, used in full, and to its lower, used in part."""
    first = (stock - high) / use
    return first, first + (high - low) / (share * use)


def two_level_stock(stock: float, use: float, share: float, low: float, high: float, day: float) -> float:
    """Stock of `two_level_days` on a day."""
    first, second = two_level_days(stock, use, share, low, high)
    if day <= first:
        return stock - use * day
    return high - share * use * (day - first) if day < second else low


def force_ratio(red: float, blue: float, defence: float, red_fires: float, blue_fires: float) -> float:
    """Strengths, raised by weighted fires, over each other and the defender's advantage."""
    return red * (1.0 + red_fires) / (defence * blue * (1.0 + blue_fires))


def slowing_depth(speed: float, slowing: float, days: float) -> float:
    """Solution of x' = v e^(-x/L) from 0."""
    return slowing * math.log1p(speed * days / slowing)


def relaxed(attainable: float, time_constant: float, creep: float, days: float) -> float:
    """Solution of x' = (X - x)+/T + c from 0: an exponential to X + cT until X is reached, and then a line."""
    ceiling = attainable + creep * time_constant
    crossing = time_constant * math.log(ceiling / (creep * time_constant)) if creep > 0.0 else math.inf
    if days <= crossing:
        return -ceiling * math.expm1(-days / time_constant)
    return attainable + creep * (days - crossing)


def attainable(hold: float, blue: float, exponent: float, missing: float) -> float:
    """`hold` at a Blue strength of `blue` times that of the start, less what missing fires of Red take off ln depth."""
    return hold * math.pow(blue, -exponent) * math.exp(-missing)


def withdrawal(
    maximum: float, accepted: float, red_loss: float, blue_loss: float, days: int
) -> tuple[float, float, float]:
    """Shares left of Red and Blue, and the depth, by Epstein's rule, where each falls at a rate in contact (1985).

    Each day the contact is 1 - W/Wmax, and W rises by (Wmax - W)/(1 - aT) (a - aT) where a share a > aT was lost.
    """
    red, blue, depth, speed = 1.0, 1.0, 0.0, 0.0
    for _ in range(days):
        contact = 1.0 - speed / maximum
        lost = -math.expm1(-blue_loss * contact)
        red *= math.exp(-red_loss * contact)
        blue *= 1.0 - lost
        depth += speed
        speed = speed + (maximum - speed) / (1.0 - accepted) * (lost - accepted) if lost > accepted else 0.0
    return red, blue, depth


def fire_kept(hazard_days: float) -> float:
    """Mean share of its fire that a battery keeps which is lost at a constant hazard."""
    return -math.expm1(-hazard_days) / hazard_days if hazard_days > 0.0 else 1.0


def relocated(moved: float, spread: float, efficiency: float, near: float, deep: float) -> float:
    """Share that is to be deep, where staying keeps a share of the fire and moving another of the efficiency.

    The cost of a move besides is exponential with mean `spread`: whose cost is below the gain, moves.
    """
    gain = efficiency * fire_kept(deep) - fire_kept(near)
    return moved * -math.expm1(-max(0.0, gain) / spread)


def salvos_left(prevented: float, own: float, opened: float) -> float:
    """Salvos of launchers, of those while only own weapons reach a share, once permissions open a share of the rest."""
    return (1.0 - prevented * (own + (1.0 - own) * opened)) / (1.0 - prevented * own)


def culmination_day(loss: float, share: float) -> int:
    """The first whole day on which a force that loses at a rate has lost such a share of its start."""
    return math.ceil(-math.log1p(-share) / loss)


def shots(rate: float, weight: float, memory: float, days: int) -> tuple[float, float]:
    """Mean and variance of the sum of Poisson shots that fade, each from its moment on (Campbell's theorem)."""
    mean = rate * weight * memory * -math.expm1(-days / memory)
    return mean, 0.5 * rate * weight**2 * memory * -math.expm1(-2.0 * days / memory)


def strikes_left(rate: float, response: float, residual: float, constant: float, days: float) -> float:
    """Strikes since a response that wears off to a residual part of it."""
    worn_off = constant * -math.expm1(-days / constant)
    return rate * (days - response * (residual * days + (1.0 - residual) * worn_off))
