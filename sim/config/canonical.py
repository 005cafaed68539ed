"""The parameter tree as a plain container for the manifest, and the hash that names it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from typing import Any

from sim.config.fields import ParameterField, children, fields_of
from sim.config.values import write_value


def to_config(*trees: Any) -> dict[str, Any]:
    """The container (of text, numbers, lists and dicts) that `validate` turns into exactly these trees again.

    Quantities are text with their unit, points in time numbers, alternatives names; what is not read is left out.
    """
    container: dict[str, Any] = {}
    for tree in trees:
        container |= _group(tree)
    return container


def by_dotted_key(config: Mapping[Any, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The values of mappings in each other, each with its dotted key after a prefix."""
    for key, value in config.items():
        if isinstance(value, Mapping):
            yield from by_dotted_key(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def content_hash(*trees: Any) -> str:
    """12 hexadecimal digits made from the stored numbers, so equal for `20 days` and `480 h`."""
    stored = [_stored(tree) for tree in trees]
    text = json.dumps(stored, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def _group(tree: Any) -> dict[str, Any]:
    cls: type = type(tree)
    fields = fields_of(cls)
    return _mapping(fields, {field.key: getattr(tree, field.name) for field in fields})


def _mapping(fields: Iterable[ParameterField], values: dict[str, Any]) -> dict[str, Any]:
    read = (field for field in fields if field.is_read_by(values.get(field.chosen_by)))
    return {field.key: _value(field, values[field.key]) for field in read}


def _value(field: ParameterField, value: Any) -> Any:
    if field.is_named:
        return dict(zip(value.name, _rows(field, value), strict=True))
    if field.is_table:
        return _rows(field, value)
    if field.is_group:
        return _group(value)
    if field.is_list:
        return [_value(field.item, item) for item in value]
    return write_value(field, value)


def _rows(field: ParameterField, table: Any) -> list[dict[str, Any]]:
    fields = children(field)
    rows = zip(*(getattr(table, column.name) for column in fields), strict=True)
    return [_mapping(fields, dict(zip((field.key for field in fields), row, strict=True))) for row in rows]


def _stored(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {field.name: _stored(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_stored(item) for item in value]
    return value.name if isinstance(value, IntEnum) else value
