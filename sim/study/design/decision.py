"""The decision of a study: what policies save, what they cost, and at which prices."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.config.objectives import Amount, measure_for, read_amount
from sim.config.problems import Problem, show
from sim.model.measures import MEASURES, Measure
from sim.study.design.spec import DECISION, DecisionForm, Prices, read_form

WHERE = f"study.{DECISION}"
NAMES = tuple(measure.name for measure in MEASURES)
Names = Collection[str]
"""Names of the measures of a study."""


@dataclass(frozen=True)
class DecisionSpec:
    """The section `decision` of a study file.

    Attributes:
        saves: the good that a policy brings.
        costs: the bad.
        prices: the lowest and the highest price of one unit of `costs`, in units of `saves`; None for those around the
            prices at which policies tie.
        at_least: a difference in `saves` that counts, in its unit.
        good_enough: of measures, the value that satisfies, in the unit of each.
    """

    saves: Measure
    costs: Measure
    prices: tuple[float, float] | None = None
    at_least: float = 0.0
    good_enough: Mapping[str, float] = field(default_factory=dict)


def decision_of(manifest: Mapping[str, Any]) -> DecisionSpec | None:
    """The decision of a stored study, from its file in the manifest; None if it has none; raise Problem."""
    value = (manifest.get("spec") or {}).get(DECISION)
    form = None if value is None else read_form(DecisionForm, value, (DECISION,))
    return read_decision(form, manifest["measures"])


def read_decision(form: DecisionForm | None, known: Names = NAMES) -> DecisionSpec | None:
    """The decision of a study file; None if it has none.

    Raises:
        Problem: with a line for each mistake: no such measure, one that counts no effect, or an amount of another unit.
    """
    if form is None:
        return None
    lines = list[str]()
    saves, costs = (_measure(key, getattr(form, key), known, lines) for key in ("saves", "costs"))
    if saves is not None and saves == costs:
        lines.append(f"{WHERE}.costs: is the same measure as saves ({form.saves}); name another")
    prices = _prices(form.prices, saves, lines) if saves and form.prices is not None else None
    at_least = _amount("at_least", saves, form.at_least, lines) if saves else 0.0
    good_enough = {name: _enough(name, value, known, lines) for name, value in form.good_enough.items()}
    if at_least < 0.0:
        lines.append(f"{WHERE}.at_least: must be at least 0 (got {show(form.at_least)})")
    if lines or saves is None or costs is None:
        raise Problem(*lines)
    return DecisionSpec(saves, costs, prices, at_least, good_enough)


def _measure(key: str, name: str, known: Names, lines: list[str]) -> Measure | None:
    try:
        return measure_for(f"{WHERE}.{key}", name, known)
    except Problem as problem:
        lines += problem.lines
        return None


def _enough(name: str, value: Amount, known: Names, lines: list[str]) -> float:
    measure = _measure("good_enough", name, known, lines)
    return _amount(f"good_enough.{name}", measure, value, lines) if measure else 0.0


def _amount(key: str, measure: Measure, value: Amount, lines: list[str]) -> float:
    try:
        return read_amount(measure, value)
    except ValueError as error:
        lines.append(f"{WHERE}.{key}: {error} (got {show(value)})")
        return 0.0


def _prices(prices: Prices, saves: Measure, lines: list[str]) -> tuple[float, float]:
    before = len(lines)
    low, high = _amount("prices.from", saves, prices.lowest, lines), _amount("prices.to", saves, prices.highest, lines)
    if len(lines) == before and not 0.0 < low < high:
        lines.append(
            f"{WHERE}.prices: from must be greater than 0 and to greater than from "
            f"(got {show(prices.lowest)} and {show(prices.highest)})"
        )
    return low, high
