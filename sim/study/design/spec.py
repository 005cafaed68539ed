"""The form of a study file: its keys, and the type of each value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import Field, ValidationError

from sim.config.problems import Problem, hint, join, show
from sim.study.design.designs import DESIGNS
from sim.study.design.form import Design, Form
from sim.study.design.sections import LEAVE_OUT, MAY_LEAVE_OUT, SECTIONS


class Stop(Form):
    """Rule by which replications stop being added."""

    measures: dict[str, str | int | float]
    cap: int = Field(ge=1, le=10_000_000)


class Prices(Form):
    """The range of prices that a decision looks at."""

    lowest: str | int | float = Field(alias="from")
    highest: str | int | float = Field(alias="to")


class DecisionForm(Form):
    """Decision of a study: what a policy saves, what it costs, and at which prices."""

    saves: str
    costs: str
    prices: Prices | None = None
    at_least: str | int | float = 0
    good_enough: dict[str, str | int | float] = Field(default_factory=dict)


class Rule(Form):
    """One rule on the values of a point; exactly one of the two."""

    never: str | None = None
    drop: str | None = None


class Spec(Form):
    """A whole study file."""

    question: str = ""
    base: dict[str, Any] = Field(default_factory=dict)
    levers: Any = None
    uncertainties: Any = None
    structures: Any = None
    rules: list[Rule] = Field(default_factory=list)
    until: Stop | None = None
    decision: DecisionForm | None = None


KEYS = tuple(Spec.model_fields)
"""Uppermost keys of a study file."""

F = TypeVar("F", bound=Form)

DECISION = "decision"


def read_spec(container: Any) -> Spec:
    """The study file in its form, except for the designs; raise Problem with a line for each mistake."""
    spec = read_form(Spec, container, ())
    lines = [
        f"study.rules[{number}]: needs either never or drop, with a condition"
        for number, rule in enumerate(spec.rules)
        if (rule.never is None) == (rule.drop is None)
    ]
    if all(getattr(spec, section) is None for section in SECTIONS):
        lines.append("study: varies nothing; it needs levers, uncertainties or structures")
    if lines:
        raise Problem(*lines)
    return spec


def read_designs(section: str, value: Any) -> list[tuple[str, Design]]:
    """The designs of a section, each with where it stands in the file; raise Problem."""
    if value is None:
        return []
    if isinstance(value, list):
        if not value:
            raise Problem(f"study.{section}: is an empty list; leave it out, or give a design")
        return [_design((section, number), item) for number, item in enumerate(value)]
    return [_design((section,), value)]


def _design(path: tuple[str | int, ...], value: Any) -> tuple[str, Design]:
    where = _where(path)
    if not isinstance(value, Mapping):
        raise Problem(f"{where}: must be a design: a mapping with design and its settings (got {show(value)})")
    name = value.get("design")
    if name is None:
        raise Problem(f"{where}.design: is missing; one of {', '.join(DESIGNS)}")
    if name not in DESIGNS:
        raise Problem(f"{where}.design: no design {show(name)}{hint(str(name), DESIGNS)}")
    form = read_form(DESIGNS[name], {key: item for key, item in value.items() if key != "design"}, path)
    form.check(where, str(path[0]))
    if form.unread == LEAVE_OUT and path[0] != MAY_LEAVE_OUT:
        raise Problem(
            f"{where}.unread: {LEAVE_OUT} is for {MAY_LEAVE_OUT}; here, list designs that each name only "
            f"the factors they read"
        )
    return where, form


def read_form(form: type[F], value: Any, path: tuple[str | int, ...]) -> F:
    """`value` as `form`; raise Problem with a line for each mistake, keys named from `study`."""
    if not isinstance(value, Mapping):
        raise Problem(f"{_where(path)}: must be a mapping with {', '.join(_names(form))} (got {show(value)})")
    try:
        return form.model_validate(dict(value))
    except ValidationError as error:
        raise Problem(*(_line(form, dict(details), path) for details in error.errors(include_url=False))) from None


_WORDS = {
    "missing": "is missing", "int_type": "must be a whole number", "string_type": "must be text",
    "dict_type": "must be a mapping", "list_type": "must be a list", "bool_type": "must be true or false",
    "model_type": "must be a mapping", "too_short": "must not be empty",
}  # fmt: skip


def _line(form: type[Form], details: dict[str, Any], path: tuple[str | int, ...]) -> str:
    places = [part for part in details["loc"] if part not in ("str", "int", "float")]
    where, kind, context = _where((*path, *places)), details["type"], details.get("ctx", {})
    if kind == "extra_forbidden":
        return f"{where}: no such key{hint(str(places[-1]), _keys(form, places[:-1]))}"
    if kind == "missing":
        return f"{where}: is missing"
    text = _WORDS.get(kind)
    if kind == "greater_than_equal":
        text = f"must be at least {context['ge']}"
    elif kind == "less_than_equal":
        text = f"must be at most {context['le']}"
    elif kind == "multiple_of":
        text = f"must be a multiple of {context['multiple_of']}"
    elif kind == "literal_error":
        text = f"must be {context['expected']}"
    return f"{where}: {text or details['msg']} (got {show(details['input'])})"


def _keys(form: type[Form], places: list[str | int]) -> list[str]:
    inner: dict[str, type[Form]] = {"rules": Rule, "until": Stop, DECISION: DecisionForm, "prices": Prices}
    found = next((inner[str(place)] for place in reversed(places) if place in inner), form)
    return [*_names(found), *(["design"] if issubclass(found, Design) else [])]


def _names(form: type[Form]) -> list[str]:
    """The keys of a form, as a study file has them."""
    return [field.alias or name for name, field in form.model_fields.items()]


def _where(path: tuple[str | int, ...]) -> str:
    return join(("study", *path))
