"""The `decision` section of a study file: what policies are to save and what they cost, and what of that counts."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sim.config.problems import Problem, hint, show
from sim.config.units import parse
from sim.model.measures import EFFECT, INPUT, MEASURES, NEUTRAL, STATUS, Measure

SECTION = "study.decision"
KEYS = ("saves", "costs", "prices", "at_least", "good_enough")
ENDS = ("from", "to")
SAVED, SPENT = "blue_losses_kpe", "rung_days"  # where a study does not say
ALL = tuple(measure.name for measure in MEASURES)
_WHY = {
    STATUS: "counts what the permission covers by law, whatever comes of it",
    INPUT: "is changed by the policy through a factor that is given",
}


@dataclass(frozen=True)
class Wanted:
    """What a study is decided by.

    Attributes:
        saves: the measure of which policies are to save; costs: that of what they cost.
        prices: the lowest and the highest price of one unit of costs in units of saves; None for a range around the
            prices at which policies tie.
        at_least: the smallest difference that counts, in units of saves.
        good_enough: a limit by measure, in its unit.
    """

    saves: Measure
    costs: Measure
    prices: tuple[float, float] | None = None
    at_least: float = 0.0
    good_enough: Mapping[str, float] = field(default_factory=dict)

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that it needs."""
        return tuple(dict.fromkeys([self.saves.name, self.costs.name, *self.good_enough]))

    def between(self, saves: Measure | None, costs: Measure | None) -> Wanted:
        """The same with other measures; prices and what counts, which are in units of the old ones, are left out."""
        found = replace(self, saves=saves or self.saves, costs=costs or self.costs)
        if (found.saves, found.costs) == (self.saves, self.costs):
            return self
        return replace(found, prices=None, at_least=self.at_least if found.saves == self.saves else 0.0)


def read_decision(section: Any, known: Collection[str] = ALL) -> Wanted:
    """The decision that a section asks for; the usual one for None.

    Args:
        section: as in a study file.
        known: the measures of the study.

    Raises:
        Problem: with a line for each mistake.
    """
    given = {} if section is None else section
    if not isinstance(given, Mapping):
        raise Problem(f"{SECTION}: must be a mapping with {', '.join(KEYS)} (got {show(given)})")
    lines = [f"{SECTION}.{key}: no such key{hint(str(key), KEYS)}" for key in given if key not in KEYS]
    saves = _tried(lines, measure_for, f"{SECTION}.saves", given.get("saves", SAVED), known)
    costs = _tried(lines, measure_for, f"{SECTION}.costs", given.get("costs", SPENT), known)
    good = _tried(lines, _limits, given.get("good_enough"), known) or {}
    if saves is None or costs is None:
        raise Problem(*lines)
    prices = _tried(lines, _prices, given.get("prices"), saves.unit)
    at_least = _tried(lines, _amount, f"{SECTION}.at_least", given.get("at_least", 0), saves.unit, 0.0)
    if saves == costs:
        lines.append(f"{SECTION}.costs: is the same measure as saves ({saves.name}); name another")
    if lines:
        raise Problem(*lines)
    return Wanted(saves, costs, prices, at_least or 0.0, good)


def measure_for(where: str, name: Any, known: Iterable[str]) -> Measure:
    """The measure that is to serve as an objective.

    Args:
        where: the key, as the user writes it.
        name: of the measure.
        known: the measures of the study.

    Raises:
        Problem: there is none, it counts no effect, or neither less nor more of it is better.
    """
    names = set(known)
    usable = [one.name for one in MEASURES if one.name in names and not _why_not(one)]
    found = next((one for one in MEASURES if one.name == name and name in names), None)
    if found is None:
        raise Problem(f"{where}: no measure {name!r} in this study{hint(str(name), usable)}")
    if reason := _why_not(found):
        raise Problem(
            f"{where}: {name} {reason}; a decision needs an effect of which less or more is better: {', '.join(usable)}"
        )
    return found


def _why_not(measure: Measure) -> str:
    """Why a measure cannot be an objective; empty where it can."""
    if measure.nature != EFFECT:
        return _WHY[measure.nature]
    return "has no better direction" if measure.better == NEUTRAL else ""


def _tried(lines: list[str], read: Any, *arguments: Any) -> Any:
    """What is read, or None and the lines of what is wrong."""
    try:
        return read(*arguments)
    except Problem as problem:
        lines += problem.lines
        return None


def _prices(given: Any, unit: str) -> tuple[float, float] | None:
    if given is None:
        return None
    where = f"{SECTION}.prices"
    if not isinstance(given, Mapping) or set(given) != set(ENDS):
        raise Problem(f"{where}: must be {{from: PRICE, to: PRICE}}, in {unit} (got {show(given)})")
    low, high = (_amount(f"{where}.{end}", given[end], unit, 0.0) for end in ENDS)
    if not 0 < low < high:
        raise Problem(f"{where}: must rise from above 0 (got {show(dict(given))})")
    return low, high


def _limits(given: Any, known: Collection[str]) -> dict[str, float]:
    where = f"{SECTION}.good_enough"
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise Problem(f"{where}: must be a mapping of measures to limits (got {show(given)})")
    found, lines = dict[str, float](), list[str]()
    for name, limit in given.items():
        measure = _tried(lines, measure_for, where, name, known)
        if measure is not None:
            found[measure.name] = _tried(lines, _amount, f"{where}.{name}", limit, measure.unit, -math.inf)
    if lines:
        raise Problem(*lines)
    return found


def _amount(where: str, given: Any, unit: str, least: float) -> float:
    """A number, or a quantity as text, in a unit."""
    try:
        value = float(given) if _is_number(given) else parse(str(given), unit)
    except ValueError as error:
        raise Problem(f"{where}: {error} (got {show(given)})") from None
    if not (math.isfinite(value) and value >= least):
        raise Problem(f"{where}: must be a number{' of at least 0' if least == 0 else ''} (got {show(given)})")
    return value


def _is_number(given: Any) -> bool:
    if isinstance(given, bool):
        return False
    try:
        float(given)
    except (TypeError, ValueError):
        return False
    return True
