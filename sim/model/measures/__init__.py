"""Outcome measures of a replication, counted from day 0 to the horizon: each a function that says what it measures.

A measure that a replication does not define (the day of an event that did not happen, a ratio to nothing) is NaN.
Schedulers, tables, figures, completion, docs and the explorer read `MEASURES`. A further module follows those below.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from importlib import import_module

from sim.model.measures.own import OWN
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
    SENTENCE,
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
    "SENTENCE",
    "STATUS",
    "TAKES",
    "Measure",
    "known_measure",
    "measure_of",
    "stored_measures",
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


def known_measure(name: str) -> Measure | None:
    """The measure of a name, of the model or of the user's own; None if this process knows none."""
    return KNOWN.get(name) or OWN.get(name)


def measure_of(name: str, unit: str) -> Measure:
    """The measure of a name stored in a folder; one unknown to this version has only its unit."""
    return known_measure(name) or Measure(name, unit, "")


def stored_measures(units: Mapping[str, str]) -> list[Measure]:
    """The measures stored in a folder, in the order of their columns; `units` are by name, as its manifest has them."""
    return [measure_of(name, unit) for name, unit in units.items()]
