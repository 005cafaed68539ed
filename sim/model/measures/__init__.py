"""Outcome measures of a replication, counted from day 0 to the horizon: each a function that says what it measures.

A measure that a replication does not define (the day of an event that did not happen, a ratio to nothing) is NaN.
Schedulers, tables, figures, completion, docs and the explorer read `MEASURES`. A further module follows those below.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from sim.model.measures.registry import (
    EFFECT,
    ESCALATION,
    GROUND,
    INPUT,
    LESS,
    MORE,
    NEUTRAL,
    ON_A_DAY,
    OTHER,
    REGISTERED,
    STATUS,
    Measure,
)

__all__ = [
    "EFFECT",
    "ESCALATION",
    "GROUND",
    "INPUT",
    "KNOWN",
    "LESS",
    "MEASURES",
    "MORE",
    "NEUTRAL",
    "ON_A_DAY",
    "OTHER",
    "STATUS",
    "TAKES",
    "Measure",
    "measure_of",
]

FIRST = ("headlines", "sanctuary", "ground", "fires", "decisions", "escalation", "aid")
"""Modules in the order of the columns of results."""


def _modules() -> list[str]:
    found = [module.name for module in pkgutil.iter_modules(__path__)]
    return [*FIRST, *sorted(set(found) - set(FIRST))]


for _name in _modules():
    import_module(f"{__name__}.{_name}")

MEASURES: tuple[Measure, ...] = tuple(REGISTERED)
"""The measures of a replication, in the order of the columns of results."""
TAKES = tuple(REGISTERED.values())
"""The functions that take them, in the same order."""
KNOWN = {measure.name: measure for measure in MEASURES}
"""The measures by name."""


def measure_of(name: str, unit: str) -> Measure:
    """The measure of a name stored in a folder; one unknown to this version has only its unit."""
    return KNOWN.get(name) or Measure(name, unit, "")
