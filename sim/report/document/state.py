"""The state variables, as `sim.model.world` declares them: names, units, lengths and comments."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, is_dataclass
from dataclasses import fields as dataclass_fields
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from sim.model.quantity import SUFFIX
from sim.model.world import World

DESCRIBED_ELSEWHERE = ("daily", "measures")  # what is kept of the state, in tables of their own
MORE_SUFFIXES = {"_kpe_d": "kpe d", "_bty_d": "bty d", "_km2_d": "km2 d", "_usd_million_d": "USD m d"}
_BY_SUFFIX = {suffix: unit for unit, suffix in SUFFIX.items()} | MORE_SUFFIXES
_COMMENT = re.compile(r"^\s*(\w+):[^#\n]*#\s*(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Variable:
    """A state variable: its name, its unit ("1" for a pure number, "" for a count or a code), how many, and what."""

    name: str
    unit: str
    count: int
    comment: str


@dataclass(frozen=True)
class Entity:
    """A part of the state, with what its class says of it."""

    name: str
    meaning: str
    variables: tuple[Variable, ...]


def entities() -> tuple[Entity, ...]:
    """The parts of the state, in their order."""
    hints = get_type_hints(World, include_extras=True)
    return tuple(_entity(name, kind) for name, kind in hints.items() if name not in DESCRIBED_ELSEWHERE)


def _entity(name: str, kind: Any) -> Entity:
    if not is_dataclass(kind):
        raise TypeError(f"World.{name}: is not a group of variables")
    comments = dict(_COMMENT.findall(inspect.getsource(kind)))  # type: ignore[arg-type]
    hints = get_type_hints(kind, include_extras=True)
    found = (_variable(field.name, hints[field.name], comments) for field in dataclass_fields(kind))
    return Entity(name, (inspect.getdoc(kind) or "").rstrip("."), tuple(found))


def _variable(name: str, hint: Any, comments: dict[str, str]) -> Variable:
    is_list = get_origin(hint) is Annotated
    count = get_args(hint)[1] if is_list else 1
    whole = (get_args(get_args(hint)[0])[0] if is_list else hint) is int
    return Variable(name, "" if whole else unit_of_state(name), count, comments.get(name, ""))


def unit_of_state(name: str) -> str:
    """The unit that a name of the state carries; "1" where it carries none."""
    fitting = [suffix for suffix in _BY_SUFFIX if name.endswith(suffix)]
    return _BY_SUFFIX[max(fitting, key=len)] if fitting else "1"
