"""Values of a factor, listed in a study file or evenly spaced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.config.problems import Problem, show
from sim.study.design.columns import column_of, table_column
from sim.study.design.factors import Column, Factor

EVENLY = "evenly"  # {evenly: [low, high, count]} stands for a list of numbers
MOST = 20_000_000  # rows of one design


def listed_values(factor: Factor, where: str, given: Any) -> Column:
    """The values of a list, or of numbers evenly apart; raise Problem."""
    if isinstance(given, Mapping) and set(given) == {EVENLY}:
        return _evenly(factor, where, given[EVENLY])
    if not isinstance(given, list) or not given:
        raise Problem(f"{where}: must be a list of values, or {{evenly: [low, high, count]}} (got {show(given)})")
    return column_of(factor, where.removesuffix(f".{factor.key}"), given)


def _evenly(factor: Factor, where: str, given: Any) -> Column:
    if factor.quantity is None:
        raise Problem(f"{where}: {factor.key} is not a number; list its values")
    fits = isinstance(given, list) and len(given) == 3 and type(given[2]) is int and 2 <= given[2] <= MOST
    if not fits:
        raise Problem(
            f"{where}.{EVENLY}: must be [low, high, count], count a whole number from 2 to {MOST:,} (got {show(given)})"
        )
    ends = column_of(factor, where, given[:2])
    if not np.isfinite(ends.values).all():
        raise Problem(f"{where}.{EVENLY}: both ends must be finite numbers (got {show(given)})")
    exact = np.linspace(ends.values[0], ends.values[1], given[2])
    numbers = np.array([float(f"{value:.12g}") for value in exact])  # 2.4, and not 2.4000000000000004
    return table_column(factor, where, numbers)  # a factor of whole numbers may refuse what lies between
