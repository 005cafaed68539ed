"""Requests for a decision: the section of the study file, and the options of the command."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.analysis.study_table import StudyTable
from sim.config.csv_text import is_number
from sim.config.objectives import Amount, measure_for, read_amount, unit_of
from sim.config.problems import Problem, show
from sim.model.measures import Measure
from sim.study.design.decision import DecisionSpec, decision_of

SAVED, SPENT = "blue_losses_kpe", "rung_days"  # which messages name
MEANS = {"saves": "save", "costs": "cost"}


@dataclass(frozen=True)
class DecisionRequest(DecisionSpec):
    """The request for a decision: the section of the study file, and the options of the command.

    Attributes:
        price: of the analysis; None for that at which the two best policies tie.
        between: the two policies of interest, as the user names them; None for the two that tie there.
    """

    price: float | None = None
    between: tuple[str, str] | None = None

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures needed."""
        return tuple(dict.fromkeys([self.saves.name, self.costs.name, *self.good_enough]))


def decision_request(
    table: StudyTable,
    price: Amount | None = None,
    between: Sequence[str] | None = None,
    saves: str | None = None,
    costs: str | None = None,
) -> DecisionRequest:
    """The request for a decision, from the study file and the options of the command.

    Prices and the smallest difference that counts are in units of what the study file saves and costs; with other
    measures they are left out.

    Args:
        table: the study.
        price: an amount, or a number in units of saves.
        between: two policies, or a text in which a comma separates them.
        saves: the name of a measure.
        costs: that of another.

    Raises:
        Problem: `between` names no two policies, the price is not above 0, or a measure cannot be saved or spent, or
            the study does not include it.
    """
    section = decision_of(table.manifest)
    if section is not None:
        saves, costs = saves or section.saves.name, costs or section.costs.name
    saved, spent = (_measure(table, role, name) for role, name in (("saves", saves), ("costs", costs)))
    if saved == spent:
        raise Problem(f"costs: is the same measure as saves ({saved.name}); name another")
    found = DecisionRequest(saved, spent, price=None if price is None else _price(saved, price), between=_pair(between))
    if section is None:
        return found
    found = replace(found, good_enough=section.good_enough)
    if saved == section.saves:
        found = replace(found, at_least=section.at_least)
    return replace(found, prices=section.prices) if (saved, spent) == (section.saves, section.costs) else found


def _pair(between: Sequence[str] | None) -> tuple[str, str] | None:
    """The names of two policies."""
    if between is None:
        return None
    names = [name.strip() for name in (between.split(",") if isinstance(between, str) else between)]
    if len(names) != 2 or not all(names):
        raise Problem(f"between: name two policies, as in full_ban,counter_fire (got {show(between)})")
    return names[0], names[1]


def _price(saved: Measure, given: Amount) -> float:
    """A price in units of what is saved; a bare number has that unit."""
    try:
        value = float(given) if is_number(str(given)) else read_amount(saved, given)
    except ValueError as error:
        raise Problem(f"price: {error} (got {show(given)})") from None
    if not (math.isfinite(value) and value > 0):
        raise Problem(f"price: must be greater than 0, in {unit_of(saved)} for one unit of costs (got {show(given)})")
    return value


def _measure(table: StudyTable, role: str, name: str | None) -> Measure:
    """The measure to save or spend; raise Problem if none is named, or this one is not suitable."""
    if name is None:
        raise Problem(
            f"decide: name a measure that the policies of {table.folder} {MEANS[role]}, with --{role}, or in its "
            f"study file: decision: {{saves: {SAVED}, costs: {SPENT}}}"
        )
    return measure_for(role, name, table.measures)
