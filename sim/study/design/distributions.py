"""Distributions of a factor: each maps a number u in [0, 1] to a value, so that every sampler can use each of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config import units
from sim.config.problems import Problem, hint, show
from sim.config.values import read_value
from sim.model.quantity import DAY, PURE, Quantity
from sim.study.design.columns import column_of
from sim.study.design.factors import Column, Factor

Floats = NDArray[np.float64]
LEAST = 2.0**-53  # u is kept so far from 0 and 1, where an unbounded distribution would be infinite


@dataclass(frozen=True)
class Distribution:
    """A distribution of one factor's values.

    Attributes:
        column: the values for u in [0, 1], of shape (n,).
        bounded: whether u = 0 and u = 1 have finite values.
    """

    column: Callable[[Floats], Column]
    bounded: bool = True


def read_distribution(factor: Factor, where: str, value: Any) -> Distribution:
    """The distribution that a study file gives for a factor.

    Raises:
        Problem: it is none, or its numbers do not go together or are not allowed for the factor.
    """
    if value == "plausible":
        return _plausible(factor, where)
    if not isinstance(value, Mapping) or len(value) != 1:
        raise Problem(f"{where}: must be plausible, or one of {', '.join(KINDS)} with its numbers (got {show(value)})")
    ((kind, given),) = value.items()
    if kind not in KINDS:
        raise Problem(f"{where}: no distribution {show(kind)}{hint(str(kind), [*KINDS, 'plausible'])}")
    if kind == "choice":
        return _choice(factor, where, given)
    if factor.quantity is None:
        raise Problem(f"{where}: {factor.key} is not a number; use {{choice: [...]}}")
    return KINDS[kind](factor, f"{where}.{kind}", given)


def _plausible(factor: Factor, where: str) -> Distribution:
    quantity = factor.quantity
    if quantity is None:
        raise Problem(f"{where}: {factor.key} is not a number; use {{choice: [...]}}")
    if quantity.plausible is None:
        raise Problem(
            f"{where}: {factor.key} declares no plausible range; use a distribution: {{uniform: [low, high]}}"
        )
    return _between(factor, *map(float, quantity.plausible))


def _uniform(factor: Factor, where: str, given: Any) -> Distribution:
    low, high = _ascending(factor, where, given, ("low", "high"))
    return _between(factor, low, high)


def _between(factor: Factor, low: float, high: float) -> Distribution:
    if factor.whole:  # both ends belong to it, each as likely as any other
        return Distribution(lambda u: factor.numbers(np.minimum(low + np.floor(u * (high - low + 1)), high)))
    return Distribution(lambda u: factor.numbers(np.clip(low + u * (high - low), low, high)))


def _log_uniform(factor: Factor, where: str, given: Any) -> Distribution:
    low, high = _ascending(factor, where, given, ("low", "high"))
    _no_whole(factor, where)
    if low <= 0.0:
        raise Problem(f"{where}: low must be greater than 0 (got {show(given)})")
    start, width = math.log(low), math.log(high) - math.log(low)
    return Distribution(lambda u: factor.numbers(np.clip(np.exp(start + u * width), low, high)))


def _triangular(factor: Factor, where: str, given: Any) -> Distribution:
    low, mode, high = _ascending(factor, where, given, ("low", "mode", "high"))
    _no_whole(factor, where)
    width = high - low

    def column(u: Floats) -> Column:
        from scipy import stats

        return factor.numbers(np.clip(stats.triang.ppf(u, (mode - low) / width, low, width), low, high))

    return Distribution(column)


def _normal(factor: Factor, where: str, given: Any) -> Distribution:
    quantity = factor.quantity
    assert quantity is not None
    _no_whole(factor, where)
    known = ("mean", "sd", "low", "high")
    if not isinstance(given, Mapping) or not {"mean", "sd"} <= set(given):
        raise Problem(f"{where}: must be a mapping with mean and sd, and low and high if bounded (got {show(given)})")
    for key in given:
        if key not in known:
            raise Problem(f"{where}.{key}: no such key{hint(str(key), known)}")
    mean = _read(factor, f"{where}.mean", given["mean"])
    sd = _spread(quantity, f"{where}.sd", given["sd"])
    ends = [_read(factor, f"{where}.{key}", given[key]) if key in given else None for key in ("low", "high")]
    low, high = (end if end is not None else bound for end, bound in zip(ends, quantity.allowed, strict=True))
    if not low < high:
        raise Problem(f"{where}: low must be below high (got {show(given)})")

    def column(u: Floats) -> Column:
        from scipy import stats

        inside = np.clip(u, LEAST, 1.0 - LEAST)
        return factor.numbers(
            np.clip(stats.truncnorm.ppf(inside, (low - mean) / sd, (high - mean) / sd, mean, sd), low, high)
        )

    return Distribution(column, bounded=math.isfinite(low) and math.isfinite(high))


def _choice(factor: Factor, where: str, given: Any) -> Distribution:
    if not isinstance(given, Sequence) or isinstance(given, str) or not given:
        raise Problem(f"{where}.choice: must be a list of values (got {show(given)})")
    values = column_of(factor, f"{where}.choice", given)
    return Distribution(lambda u: values.take(np.minimum((u * len(given)).astype(np.int64), len(given) - 1)))


def _ascending(factor: Factor, where: str, given: Any, names: tuple[str, ...]) -> list[float]:
    """The numbers of a list such as [low, mode, high], which must not fall, and must rise in all."""
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) != len(names):
        raise Problem(f"{where}: must be a list of {', '.join(names)} (got {show(given)})")
    numbers = [_read(factor, where, value) for value in given]
    if sorted(numbers) != numbers or numbers[0] == numbers[-1]:
        raise Problem(f"{where}: {', '.join(names)} must rise (got {show(given)})")
    return numbers


def _read(factor: Factor, where: str, value: Any) -> float:
    try:
        number = float(read_value(factor.value, value, factor.day_zero))
    except ValueError as error:
        raise Problem(f"{where}: {error} (got {show(value)})") from None
    except TypeError:
        number = math.inf
    if not math.isfinite(number):
        raise Problem(f"{where}: must be a finite number (got {show(value)})")
    return number


def _spread(quantity: Quantity, where: str, value: Any) -> float:
    """A standard deviation, in the unit of the quantity (that of a point in time in days)."""
    unit = "d" if quantity.unit == DAY else quantity.unit
    try:
        if isinstance(value, str):
            number = units.parse(value, unit)
        elif unit == PURE and isinstance(value, int | float) and not isinstance(value, bool):
            number = units.finite(value)
        else:
            raise ValueError(f"must be a number with its unit, such as '{units.example(unit)}'")
        if number <= 0.0:
            raise ValueError("must be greater than 0")
    except ValueError as error:
        raise Problem(f"{where}: {error} (got {show(value)})") from None
    return number


def _no_whole(factor: Factor, where: str) -> None:
    if factor.whole:
        raise Problem(f"{where}: {factor.key} takes whole numbers; give {{uniform: [low, high]}} or {{choice: [...]}}")


KINDS: dict[str, Callable[[Factor, str, Any], Distribution]] = {
    "uniform": _uniform,
    "log_uniform": _log_uniform,
    "triangular": _triangular,
    "normal": _normal,
    "choice": _choice,
}
