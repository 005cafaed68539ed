"""The table of parameters, one per row, for `escsim parameters` and the config reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from sim.config.fields import ParameterField, fields_of, unknown_key, walk
from sim.config.problems import Problem, hint, nearest
from sim.config.values import allowed_text, plausible_text
from sim.model.quantity import DAY, PURE, Quantity

LIST_SHOWN = 6  # entries of a long list that a default repeats


@dataclass(frozen=True)
class ParameterRow:
    """One parameter, in words.

    Attributes:
        key: dotted key in a config; a column of a table is `aid.packages[].amount`.
        unit: "km/d"; "day" for a point in time; empty for a pure number, a switch, an alternative, a text.
        allowed: the accepted range or names.
        plausible: the range to sample, or empty.
        default: the value in the composed config, as written there; empty if its alternative is not chosen.
        meaning: one line.
        source: where the default comes from, "assumed", or empty.
        used_by: the alternatives that read it; empty means all.
    """

    key: str
    unit: str
    allowed: str
    plausible: str
    default: str
    meaning: str
    source: str
    used_by: str


def rows(classes: Sequence[type], container: Mapping[str, Any], group: str | None = None) -> list[ParameterRow]:
    """The parameters of the classes, or of one group, with their values in a composed config.

    Args:
        classes: which share the top level of the config.
        container: the composed config.
        group: a group, one within a group by its dotted key, a single parameter, or a part of its key, such as
            "suppression" of `fires.suppression`; None for all.

    Raises:
        Problem: no such group or parameter.
    """
    every = dict(walk(classes))
    shown = [key for key, field in every.items() if not field.is_group]
    if group is not None:
        within = [key for key in shown if key == group or key.startswith((f"{group}.", f"{group}[]."))]
        shown = within or [key for key in shown if group in key.replace("[]", "").split(".")]
        if not shown:
            raise _unknown(classes, group, list(every))
    return [_row(key, every[key], container, _used_by(every, key)) for key in shown]


def _unknown(classes: Sequence[type], name: str, every: Sequence[str]) -> Problem:
    """The message where neither a group nor a parameter has a name, nor a parameter that ends in it."""
    if "." in name:
        return Problem(unknown_key(classes, name.split(".")))
    groups = [field.key for field in fields_of(*classes) if field.is_group]
    ends = {key.rpartition(".")[2]: key for key in every}
    near = nearest(name, groups) or ends.get(nearest(name, ends) or "")
    return Problem(
        f"no group or parameter called {name!r}{f'; did you mean {near!r}?' if near else hint(name, groups)}"
    )


def _used_by(every: Mapping[str, ParameterField], key: str) -> str:
    """The alternatives that read a field, or read the nearest group around it that not all of them read."""
    while key:
        if members := every[key].used_by:
            return ", ".join(member.name.lower() for member in members)
        key = key.rpartition(".")[0].removesuffix("[]")
    return ""


def _row(key: str, field: ParameterField, container: Mapping[str, Any], used_by: str) -> ParameterRow:
    about = field.about
    quantity = about if isinstance(about, Quantity) else None
    return ParameterRow(
        key=key,
        unit="" if quantity is None or quantity.unit == PURE else quantity.unit,
        allowed=allowed(field),
        plausible=plausible_text(quantity) if quantity is not None else "",
        default=_text(_at(container, key.split("."))),
        meaning=about.meaning,
        source=getattr(about, "source", ""),
        used_by=used_by,
    )


def allowed(field: ParameterField) -> str:
    """The range or the names that a value accepts; empty for any."""
    leaf = field.leaf()
    if isinstance(leaf.about, Quantity):
        text = allowed_text(leaf.about) or ("a date or a day" if leaf.about.unit == DAY else "")
    elif issubclass(leaf.type, IntEnum):
        text = ", ".join(member.name.lower() for member in leaf.type)
    else:
        text = "true or false" if issubclass(leaf.type, bool) else "text"
    return f"{text or 'any number'}, or null" if leaf.nullable else text


_NOTHING = object()


def _at(value: Any, path: Sequence[str]) -> Any:
    """The value at a key; for a column of a table the list of its entries."""
    for number, part in enumerate(path):
        key = part.removesuffix("[]")
        value = value.get(key, _NOTHING) if isinstance(value, Mapping) else _NOTHING
        if key != part and isinstance(value, list | Mapping):
            rows = value.values() if isinstance(value, Mapping) else value
            found = [_at(row, path[number + 1 :]) for row in rows]
            return [item for item in found if item is not _NOTHING] if isinstance(value, Mapping) else found
    return value


def _text(value: Any) -> str:
    if value is _NOTHING:
        return ""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if not isinstance(value, list):
        return str(value)
    shown = [f"[{_text(item)}]" if isinstance(item, list) else _text(item) for item in value[:LIST_SHOWN]]
    return ", ".join([*shown, f"... ({len(value)})"] if len(value) > LIST_SHOWN else shown)
