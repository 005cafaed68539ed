"""JSON Schema of the config files, with which an editor completes keys and underlines mistakes.

Not `model_json_schema` of pydantic: it describes the numbers that are made of a file, and would underline `20 days`;
118 of 366 fields are written with a unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from math import isinf
from typing import Any

from sim.config.fields import ParameterField, children, fields_of
from sim.config.problems import Problem, hint
from sim.config.values import allowed_text, plausible_text
from sim.model.quantity import ASSUMED, CALIBRATED, DAY, PURE, Quantity

DRAFT = "http://json-schema.org/draft-07/schema#"
LATER = {"type": "string", "pattern": r"^(\$\{.*\}|\?\?\?)$"}  # an interpolation, or a value still to be given
WITH_UNIT = r"^\s*(USD\s*)?[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?\s*[A-Za-z/(1].*$"
DATE = r"^\d{4}-\d{2}-\d{2}$"


def json_schema(classes: Sequence[type], group: str | None = None) -> dict[str, Any]:
    """The schema of a primary config, or of the files of one group.

    Nothing is required, for a file may change a few values of another one; unknown keys are mistakes.

    Raises:
        Problem: no such group.
    """
    fields = fields_of(*classes)
    if group is None:
        return {"$schema": DRAFT, **_mapping(fields, files=True)}
    found = next((field for field in fields if field.key == group and field.is_group), None)
    if found is None:
        raise Problem(f"no group called {group!r}" + hint(group, [field.key for field in fields if field.is_group]))
    schema = {"$schema": DRAFT, "title": group, "description": found.about.meaning}
    return {**schema, **_mapping(children(found), files=True)}


def _mapping(fields: Iterable[ParameterField], files: bool = False) -> dict[str, Any]:
    properties = {field.key: _property(field) for field in fields}
    if files:
        properties["defaults"] = {"type": "array", "description": "the configs that this file starts from"}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _property(field: ParameterField) -> dict[str, Any]:
    schema = {"description": _description(field), **_type(field)}
    unset = field.nullable or bool(field.used_by)
    return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]} if unset and "anyOf" in schema else schema


def _type(field: ParameterField) -> dict[str, Any]:
    if field.is_named:
        return {"anyOf": [{"type": "object", "additionalProperties": _mapping(children(field))}]}
    if field.is_table:
        return {"anyOf": [{"type": "array", "items": _mapping(children(field))}, LATER]}
    if field.is_group:
        return {"anyOf": [_mapping(children(field))]}
    if field.is_list:
        return {"anyOf": [{"type": "array", "items": _type(field.item)}, LATER]}
    return {"anyOf": [*_value(field), LATER]}


def _value(field: ParameterField) -> list[dict[str, Any]]:
    if isinstance(field.about, Quantity):
        return _quantity(field, field.about)
    if issubclass(field.type, IntEnum):
        return [{"enum": [member.name.lower() for member in field.type]}]
    return [{"type": "boolean" if issubclass(field.type, bool) else "string"}]


def _quantity(field: ParameterField, about: Quantity) -> list[dict[str, Any]]:
    if about.unit not in (PURE, DAY):
        return [{"type": "string", "pattern": WITH_UNIT}]
    number: dict[str, Any] = {"type": "integer" if field.type is int else "number"}
    names = zip(("minimum", "maximum"), about.allowed, strict=True)
    number |= {name: bound for name, bound in names if not isinf(bound)}
    return [number, {"type": "string", "pattern": DATE}] if about.unit == DAY else [number]


def _description(field: ParameterField) -> str:
    about = field.about
    parts = [about.meaning]
    if isinstance(about, Quantity):
        unit = {PURE: "a pure number", DAY: "a day number or a date"}.get(about.unit, f"in {about.unit}")
        parts.append(", ".join(part for part in (unit, allowed_text(about)) if part))
        if about.plausible is not None:
            parts.append(f"plausible: {plausible_text(about)}")
    source = getattr(about, "source", "")
    if source:
        parts.append(source if source.startswith((ASSUMED, CALIBRATED)) else f"source: {source}")
    if field.used_by:
        parts.append("used by " + ", ".join(member.name.lower() for member in field.used_by))
    return "; ".join(part for part in parts if part)
