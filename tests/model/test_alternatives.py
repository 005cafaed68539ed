"""Alternatives of a mechanism: what each of them reads, and which function acts."""

from __future__ import annotations

import ast
from dataclasses import dataclass, fields
from enum import IntEnum
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Annotated, Any

import pytest

import sim.model
from sim.config.fields import fields_of, walk
from sim.model.alternatives import alternatives, chosen_class, contradictions, dispatch, registry_of
from sim.model.parameters import Parameters
from sim.model.quantity import SHARE, Choice, Quantity


class Law(IntEnum):
    PLAIN = 0
    STEEP = 3


@dataclass(frozen=True)
class Plain:
    loss: Annotated[float, Quantity("1", SHARE, "losses")]


@dataclass(frozen=True)
class Steep(Plain):
    exponent: Annotated[float, Quantity("1", SHARE, "exponent")]

    def rules(self) -> Any:
        if self.exponent < self.loss:
            yield "exponent", "must not be below loss"


@dataclass(frozen=True)
class Losses(Steep):
    kind: Annotated[Law, Choice("law")]


LAWS: dict[Law, type] = {Law.PLAIN: Plain, Law.STEEP: Steep}
REGISTERED = alternatives(LAWS)(Losses)


def test_a_field_is_read_by_the_alternatives_whose_class_has_it() -> None:
    read = {field.key: (field.used_by, field.chosen_by) for field in fields_of(REGISTERED)}
    assert list(read) == ["kind", "loss", "exponent"]
    assert read == {"kind": ((), ""), "loss": ((), ""), "exponent": ((Law.STEEP,), "kind")}


def test_rules_of_an_alternative_that_is_not_chosen_do_not_count() -> None:
    assert contradictions(REGISTERED(loss=0.5, exponent=0.1, kind=Law.STEEP)) == [
        ("exponent", "must not be below loss")
    ]
    plain = REGISTERED(loss=0.5, exponent=0.1, kind=Law.PLAIN)
    assert contradictions(plain) == []
    assert chosen_class(plain) is Plain


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({Law.PLAIN: Plain}, "Losses: STEEP has no row"),
        ({Law.PLAIN: Plain, Law.STEEP: Quantity}, "Losses: Quantity is no base"),
        ({Law.PLAIN: Plain, Law.STEEP: Plain}, "Losses: no alternative reads exponent"),
    ],
)
def test_a_registry_that_is_not_whole_is_refused(rows: dict[Law, type], told: str) -> None:
    with pytest.raises(TypeError, match=told):
        alternatives(rows)(Losses)


def test_the_function_of_the_chosen_alternative_acts() -> None:
    def plain(strength: float, days: float) -> float:
        return strength * days

    def steep(strength: float, days: float) -> float:
        return strength + days

    losses = dispatch({Law.STEEP: steep, Law.PLAIN: plain})
    assert losses(Law.PLAIN, 3.0, 4.0) == 12.0
    assert losses(Law.STEEP, 3.0, 4.0) == 7.0


def test_every_code_called_kind_in_a_group_has_a_registry() -> None:
    groups = [field for _, field in walk((Parameters,)) if field.is_group]
    chosen = [field.type for field in groups if any(item.name == "kind" for item in fields(field.type))]
    assert len(chosen) > 15
    assert [cls.__name__ for cls in chosen if registry_of(cls) is None] == ["Packages"]


# Alternatives of one mechanism stand alone.


MODEL = Path(sim.model.__path__[0])


def file_of(module: str) -> Path:
    """Where a module of the model is written; "fires.rationing" is one."""
    return MODEL.joinpath(*module.split(".")).with_suffix(".py")


def imported(module: str) -> set[str]:
    """The files of the model that one of them imports, type hints included."""
    tree = ast.parse(file_of(module).read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module is not None]
    named = {node.module for node in found} | {f"{node.module}.{name.name}" for node in found for name in node.names}
    inside = {name.removeprefix("sim.model.") for name in named if name.startswith("sim.model.")}
    return {name for name in inside if file_of(name).is_file()}


@cache
def reached(module: str) -> frozenset[str]:
    """The files of the model that one of them reads, by way of others too."""
    return frozenset({module}.union(*(reached(other) for other in imported(module))))


def alternatives_of(record: type) -> set[type]:
    """The alternatives of a mechanism that have a file of their own."""
    registry = registry_of(record)
    return {cls for cls in (registry.parameters.values() if registry else ()) if cls.__module__ != record.__module__}


def test_no_alternative_reads_the_file_of_another_one() -> None:
    """But for what it is made from."""
    records = [field.type for _, field in walk((Parameters,)) if field.is_group]
    pairs = [(one, other) for record in records for one, other in permutations(alternatives_of(record), 2)]
    assert len(pairs) > 50
    apart = [(one, other) for one, other in pairs if other.__module__ not in {base.__module__ for base in one.__mro__}]
    home = {cls: cls.__module__.removeprefix("sim.model.") for pair in pairs for cls in pair}
    assert [(one.__name__, other.__name__) for one, other in apart if home[other] in reached(home[one])] == []
