"""The identity of a study in the terms of a config: keys, units and null."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from sim.config.fields import ParameterField, fields_of
from sim.config.values import write_value
from sim.model.parameters import Parameters

BASE = "base "
"""In front of the names of the parameters that all points start from."""


def as_written(identity: Mapping[str, Any]) -> dict[str, Any]:
    """The same entries, those of the base by their keys, and with values as a config has them."""
    return dict(_written(name, value) for name, value in identity.items())


def _written(name: str, value: Any) -> tuple[str, Any]:
    found = _found(name.removeprefix(BASE)) if name.startswith(BASE) else None
    return (name, value) if found is None else (f"{BASE}{found[0]}", _value(found[1].leaf(), value))


def _found(path: str) -> tuple[str, ParameterField] | None:
    """Key and field of a path of attributes; None if this version has none."""
    keys, fields, field = list[str](), fields_of(Parameters), None
    for name in path.split("."):
        field = next((each for each in fields if each.name == name), None)
        if field is None:
            return None
        keys.append(field.key)
        fields = fields_of(field.type) if field.is_group else ()
    return None if field is None else (".".join(keys), field)


def _value(field: ParameterField, value: Any) -> Any:
    if isinstance(value, list):
        return [_value(field, item) for item in value]
    if isinstance(value, str):
        return value.lower() if issubclass(field.type, IntEnum) else value
    return value if isinstance(value, Mapping) else write_value(field, value)
