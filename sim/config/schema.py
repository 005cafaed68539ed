"""Builds the parameter tree from the composed config: finds every mistake and lists them all in one message."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from functools import cache, partial
from typing import Any, Final

from pydantic_core import CoreSchema, ErrorDetails, SchemaValidator, ValidationError
from pydantic_core.core_schema import (
    ValidationInfo,
    dict_schema,
    list_schema,
    no_info_wrap_validator_function,
    str_schema,
    typed_dict_field,
    typed_dict_schema,
    with_info_plain_validator_function,
)

from sim.config.fields import (
    ROW_NAME,
    ParameterField,
    children,
    fields_of,
    find,
    unknown_key,
)
from sim.config.problems import Problem, join, nearest, show
from sim.config.values import expected, read_day_zero, read_value
from sim.model.alternatives import contradictions

DAY_ZERO = ("scenario", "day_zero")
"""Where a config says which date day 0 is."""

Path = tuple[str | int, ...]
_UNUSED: Final = object()  # stands in the container for a value that the chosen alternative does not read


class _BrokenRules(ValueError):
    """Error that carries the broken `rules` of one parameter class."""

    def __init__(self, broken: list[tuple[str, str]]) -> None:
        super().__init__()
        self.broken = broken


def validate(container: Mapping[str, Any], *classes: type) -> tuple[Any, ...]:
    """Instances of the classes, which share one mapping, from a plain container (dicts, lists, text, numbers).

    Raises:
        Problem: with one line for each mistake in the whole container.
    """
    day_zero, unused = _day_zero(container), dict[Path, str]()
    sifted = _sift(fields_of(*classes), container, (), unused)
    problems = list(unused.values())
    try:
        values = _validator(*classes).validate_python(sifted, context=day_zero)
    except ValidationError as error:
        found = error.errors(include_url=False)
        lines = dict.fromkeys(line for details in found for line in _explain(classes, details, container))
        raise Problem(*lines, *problems) from None
    if problems:
        raise Problem(*problems)
    trees = tuple(cls(**{field.name: values[field.key] for field in fields_of(cls)}) for cls in classes)
    broken = [f"{join([key])}: {message}" for tree in trees for key, message in contradictions(tree)]
    if broken:
        raise Problem(*broken)
    return trees


def unread(container: Mapping[str, Any], *classes: type) -> set[Path]:
    """The paths at which a container sets what the chosen alternatives do not read; all below such a path is unread."""
    unused = dict[Path, str]()
    _sift(fields_of(*classes), container, (), unused)
    return set(unused)


def _day_zero(container: Mapping[str, Any]) -> datetime.date | None:
    group = container.get(DAY_ZERO[0])
    value = group.get(DAY_ZERO[1]) if isinstance(group, Mapping) else None
    try:
        return read_day_zero(value)
    except ValueError as error:
        raise Problem(f"{join(DAY_ZERO)}: {error} (got {show(value)})") from None


# What the chosen alternatives do not read.


def _sift(fields: Sequence[ParameterField], container: Any, path: Path, unused: dict[Path, str]) -> Any:
    """A copy of the container in which unread fields are marked; one that is set is noted, with a message."""
    if not isinstance(container, Mapping):
        return container
    chosen = _chosen(fields, container)
    sifted: dict[str, Any] = {str(key): value for key, value in container.items()}
    for field in fields:
        value, here, member = container.get(field.key), (*path, field.key), chosen.get(field.chosen_by)
        if field.is_read_by(member) or (member is None and value is not None):
            if field.key in container:
                sifted[field.key] = _sift_value(field, value, here, unused)
            continue
        sifted[field.key] = _UNUSED
        if value is not None and member is not None:
            unused[here] = _unused(field, path, value, member)
    return sifted


def _sift_value(field: ParameterField, value: Any, path: Path, unused: dict[Path, str]) -> Any:
    if not field.is_table:
        return _sift(children(field), value, path, unused) if field.is_group else value
    if field.is_named and isinstance(value, Mapping):
        rows = {str(name): _sift(children(field), row, (*path, name), unused) for name, row in value.items()}
        return {name: _completed(field, row) for name, row in rows.items()}
    if not isinstance(value, list):
        return value
    return [_sift(children(field), row, (*path, number), unused) for number, row in enumerate(value)]


def _completed(field: ParameterField, row: Any) -> Any:
    """A row of a named table in which what may be left out stands as null, or as an empty text."""
    if not isinstance(row, Mapping):
        return row
    texts = {item.key for item in children(field) if item.type is str}
    blank = {item.key: "" if item.key in texts else None for item in children(field) if item.nullable} | dict.fromkeys(
        texts, ""
    )
    return blank | {key: "" if key in texts and value is None else value for key, value in row.items()}


def _chosen(fields: Sequence[ParameterField], container: Mapping[str, Any]) -> dict[str, IntEnum | None]:
    """The alternatives chosen at this level, by key; None for a choice that is itself wrong."""
    found: dict[str, IntEnum | None] = {}
    for field in fields:
        if field.members:
            value = container.get(field.key)
            found[field.key] = field.members.get(value) if isinstance(value, str) else None
    return found


def _unused(field: ParameterField, path: Path, value: Any, member: IntEnum) -> str:
    readers = ", ".join(user.name.lower() for user in field.used_by)
    got = "" if field.is_group or field.is_list else f" (got {show(value)})"
    switch = f"{join((*path, field.chosen_by))}={member.name.lower()}"
    return f"{join((*path, field.key))}: is not used by {switch}, only by {readers}; leave it out{got}"


# The schemas that pydantic validates with: those of its core, as models of it would take ten times as long to make.


@cache
def _validator(*classes: type) -> SchemaValidator:
    return SchemaValidator(_mapping(fields_of(*classes)))


def _mapping(fields: Iterable[ParameterField]) -> CoreSchema:
    """A mapping that has each of the fields and nothing else."""
    return typed_dict_schema(
        {field.key: typed_dict_field(_entry(field), required=True) for field in fields}, extra_behavior="forbid"
    )


def _entry(field: ParameterField) -> CoreSchema:
    """A field that may be marked as unread."""
    if not (field.is_group or field.is_list):
        return with_info_plain_validator_function(partial(_read_or_filler, field))
    return no_info_wrap_validator_function(partial(_built_or_filler, field), _value(field))


def _value(field: ParameterField) -> CoreSchema:
    if field.is_table:
        row = _mapping(children(field))
        return dict_schema(str_schema(), row) if field.is_named else list_schema(row)
    if field.is_group:
        return _mapping(fields_of(field.type))
    if field.is_list:
        return list_schema(_value(field.item))
    return with_info_plain_validator_function(partial(_read, field))


def _read(field: ParameterField, value: Any, info: ValidationInfo) -> Any:
    return read_value(field, value, info.context)


def _read_or_filler(field: ParameterField, value: Any, info: ValidationInfo) -> Any:
    return field.filler if value is _UNUSED else _read(field, value, info)


def _built_or_filler(field: ParameterField, value: Any, handler: Callable[[Any], Any]) -> Any:
    if value is _UNUSED:
        return field.filler
    result = handler(value)
    return _built(field, result) if field.is_group else _tuples(result)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _built(field: ParameterField, found: Any) -> Any:
    """The dataclass of a validated group or table, once its own rules hold."""
    items = fields_of(field.type)
    if field.is_named:
        columns = {item.name: tuple(row[item.key] for row in found.values()) for item in children(field)}
        values = {ROW_NAME: tuple(found), **columns}
    elif field.is_table:
        values = {item.name: tuple(row[item.key] for row in found) for item in items}
    else:
        values = {item.name: found[item.key] for item in items}
    tree = field.type(**values)
    broken = contradictions(tree)
    if broken:
        raise _BrokenRules(broken)
    return tree


# What pydantic found, in our words.


def _explain(classes: Sequence[type], details: ErrorDetails, container: Mapping[str, Any]) -> list[str]:
    path, kind = details["loc"], details["type"]
    error = details.get("ctx", {}).get("error")
    if isinstance(error, _BrokenRules):
        return [f"{_joined(path, key)}: {message}" for key, message in error.broken]
    if kind in ("extra_forbidden", "invalid_key"):
        return [unknown_key(classes, path)]
    field = find(classes, path)
    if kind == "missing":
        if row := _incomplete_row(classes, path, container):
            return [row]
        return [f"{join(path)}: is missing" + (f"; it needs {expected(field)}" if field else "")]
    message = str(error) if error is not None else f"must be {_expected(field, path)}"
    return [f"{join(path)}: {message} (got {show(details['input'])})" if path else message]


def _incomplete_row(classes: Sequence[type], path: Sequence[str | int], container: Any) -> str:
    """The message about a row of a named table that lacks much, where its name looks like a slip; else empty."""
    table = find(classes, path[:-2])
    if table is None or not table.is_named or len(path) < len(("table", "row", "key")):
        return ""
    for part in path[:-2]:
        container = container[part]
    near = nearest(str(path[-2]), [name for name in container if name != path[-2]])
    given = next(iter(container[path[-2]] or ()), "")
    if near is None or len(container[path[-2]] or ()) > 1:
        return ""
    return f"{join(path[:-1])}: no such row; did you mean {join([*path[:-2], near, *([given] if given else [])])!r}?"


def _expected(field: ParameterField | None, path: Sequence[str | int]) -> str:
    if field is not None and field.is_table and path[-1] != field.key:
        return f"a row with {', '.join(child.key for child in children(field))}"
    return expected(field) if field is not None else "a mapping of settings"


def _joined(path: Sequence[str | int], key: str) -> str:
    prefix = join(path)
    return prefix + key if key.startswith("[") or not key or not prefix else f"{prefix}.{key}"
