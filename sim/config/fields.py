"""Fields of the parameter tree, read from its annotations: key, type, description, and use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass, replace
from dataclasses import fields as dataclass_fields
from difflib import get_close_matches
from enum import IntEnum
from functools import cache, cached_property
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from sim.config.problems import join, nearest
from sim.model.alternatives import registry_of
from sim.model.quantity import Choice, Group, Quantity, config_key

About = Quantity | Choice | Group

CLOSE = 0.8  # likeness of a key that is not looked for beside the unknown one


@dataclass(frozen=True)
class ParameterField:
    """One field of a parameter class.

    Attributes:
        name: attribute of the dataclass.
        key: name in a config.
        type: the type without Annotated and None: float, int, bool, str, an IntEnum, a dataclass, or a tuple of those.
        nullable: whether null is accepted.
        about: what the annotation says.
        used_by: the alternatives that read the field; empty means all.
        chosen_by: the key beside it that chooses one of them; empty if all of them read it.
    """

    name: str
    key: str
    type: Any
    nullable: bool
    about: About
    used_by: tuple[IntEnum, ...] = ()
    chosen_by: str = ""

    def is_read_by(self, member: object) -> bool:
        """True if an alternative, the member of its code, reads the field."""
        return not self.used_by or member in self.used_by

    @cached_property
    def is_group(self) -> bool:
        return is_dataclass(self.type)

    @cached_property
    def is_table(self) -> bool:
        return isinstance(self.about, Group) and self.about.table

    @cached_property
    def is_named(self) -> bool:
        """True if it is a table whose rows have names."""
        return isinstance(self.about, Group) and self.about.named

    @cached_property
    def is_list(self) -> bool:
        return get_origin(self.type) is tuple

    @cached_property
    def filler(self) -> Any:
        """Value of the field where its mechanism does not read it: zero, empty or never."""
        about = self.about
        if self.is_group:
            return self.type(**{field.name: field.filler for field in fields_of(self.type)})
        if self.is_list:
            return ()
        if isinstance(about, Quantity) and (about.optional or about.unit == "day"):
            return float("inf")
        if self.nullable:
            return None
        if issubclass(self.type, IntEnum):
            return next((member for member in self.type if member == 0), next(iter(self.type)))
        return self.type()

    @cached_property
    def members(self) -> dict[str, IntEnum]:
        """The alternatives that it chooses from, by name in a config; none if it is no choice."""
        is_choice = isinstance(self.type, type) and issubclass(self.type, IntEnum)
        return {member.name.lower(): member for member in self.type} if is_choice else {}

    @cached_property
    def item(self) -> ParameterField:
        """The field of one entry of a list."""
        return replace(self, type=get_args(self.type)[0])

    def leaf(self) -> ParameterField:
        """The field of one value, however deep in lists."""
        return self.item.leaf() if self.is_list else self


@cache
def fields_of(*classes: type) -> tuple[ParameterField, ...]:
    """The fields of one class, or of several that share one mapping, in their order.

    Raises:
        TypeError: a field without a description, or two fields with one key.
    """
    found: dict[str, ParameterField] = {}
    for cls in classes:
        hints = get_type_hints(cls, include_extras=True)
        for name in _names(cls):
            field = _field(cls, name, hints[name])
            if field.key in found:
                raise TypeError(f"{cls.__name__}.{name}: the key {field.key!r} is taken")
            found[field.key] = field
    return tuple(found.values())


def _names(cls: type) -> list[str]:
    """The fields of a class that a config sets, the one that chooses an alternative first."""
    registry = registry_of(cls)
    names = [item.name for item in dataclass_fields(cls) if item.init]
    return names if registry is None else sorted(names, key=lambda name: name != registry.chosen_by)


ROW_NAME = "name"
"""The field of a named table that keeps the names of its rows."""


@cache
def rows_of(table: type) -> tuple[ParameterField, ...]:
    """The fields of one row of a table."""
    return tuple(field.item for field in fields_of(table))


def children(field: ParameterField) -> tuple[ParameterField, ...]:
    """The fields below a group, or below a row of a table; none below a value."""
    if not field.is_group:
        return ()
    if not field.is_table:
        return fields_of(field.type)
    return _named_rows_of(field.type) if field.is_named else rows_of(field.type)


@cache
def _named_rows_of(table: type) -> tuple[ParameterField, ...]:
    return tuple(field for field in rows_of(table) if field.name != ROW_NAME)


def _field(cls: type, name: str, hint: Any) -> ParameterField:
    kind, *about = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    described = [item for item in about if isinstance(item, Quantity | Choice | Group)]
    if len(described) != 1:
        raise TypeError(f"{cls.__name__}.{name}: needs one Quantity, Choice or Group in its annotation")
    optional = get_origin(kind) in (Union, UnionType) and NoneType in get_args(kind)
    if optional:
        (kind,) = (item for item in get_args(kind) if item is not NoneType)
    infinite = isinstance(described[0], Quantity) and described[0].optional
    return ParameterField(
        name, config_key(name, described[0]), kind, optional or infinite, described[0], *_readers(cls, name)
    )


def _readers(cls: type, name: str) -> tuple[tuple[IntEnum, ...], str]:
    """The alternatives that read a field, and what chooses one of them; nothing if all of them read it."""
    registry = registry_of(cls)
    if registry is None or name == registry.chosen_by:
        return (), ""
    readers = registry.readers(name)
    return ((), "") if len(readers) == len(registry.parameters) else (readers, registry.chosen_by)


def find(classes: Sequence[type], path: Sequence[str | int]) -> ParameterField | None:
    """The field at a key split at its dots; an entry of a list, or a row of a table, is called by number or name."""
    known = _by_key(tuple(classes))
    key = key_of(known, path)
    if key in known or not key.endswith("[]"):
        return known.get(key)
    owner = known.get(key.removesuffix("[]"))
    return owner if owner is None or owner.is_table else owner.item if owner.is_list else None


@cache
def _by_key(classes: tuple[type, ...]) -> dict[str, ParameterField]:
    return dict(walk(classes))


def key_of(known: Mapping[str, ParameterField], path: Sequence[str | int]) -> str:
    """The key under which `walk` tells of what lies at a path: rows and entries become `[]`."""
    key = ""
    for part in path:
        owner = known.get(key)
        is_row = str(part).isdigit() or (owner is not None and owner.is_named)
        key += "[]" if is_row else f".{part}" if key else str(part)
    return key


def walk(classes: Sequence[type]) -> Iterator[tuple[str, ParameterField]]:
    """Every field with its dotted key, groups before what they hold; a column of a table is `packages[].day`."""
    for field in fields_of(*classes):
        yield field.key, field
        yield from _below(field.key, field)


def _below(prefix: str, field: ParameterField) -> Iterator[tuple[str, ParameterField]]:
    mark = "[]." if field.is_table else "."
    for child in children(field):
        yield f"{prefix}{mark}{child.key}", child
        yield from _below(f"{prefix}{mark}{child.key}", child)


def unknown_key(classes: Sequence[type], path: Sequence[str | int]) -> str:
    """The message about a key that does not exist: the nearest beside it, else anywhere, else all beside it."""
    last, parent = str(path[-1]), find(classes, path[:-1])
    beside = [field.key for field in (children(parent) if parent else fields_of(*classes) if len(path) == 1 else ())]
    if parent is not None and not parent.is_group:
        return f"{join(path)}: no such setting; {join(path[:-1])} is a single value"
    dotted = with_dots(classes, last) if len(path) == 1 else None
    if dotted is not None:
        return f"{last}: no such setting; did you mean {dotted!r}?"
    written_otherwise = _written_otherwise(classes, path)
    if written_otherwise is not None:
        return f"{join(path)}: no such setting; did you mean {written_otherwise!r}?"
    ends = [key for key, _ in walk(classes) if key.endswith(f".{last}")] if len(path) == 1 else []
    near = None if ends else nearest(last, beside) or next((key for key in beside if key.startswith(f"{last}_")), None)
    if near is not None:
        lacks_row = parent is not None and parent.is_table and not parent.is_named and not str(path[-2]).isdigit()
        row = (0,) if lacks_row else ()
        return f"{join(path)}: no such setting; did you mean {join([*path[:-1], *row, near])!r}?"
    elsewhere = _elsewhere(classes, path, known_parent=parent is not None or len(path) == 1)
    if elsewhere is not None:
        return f"{join(path)}: no such setting; did you mean {elsewhere!r}?"
    if find(classes, path[:1]) is None:
        beside = [field.key for field in fields_of(*classes)]
    return f"{join(path)}: no such setting" + (f"; known here: {', '.join(beside)}" if beside else "")


def with_dots(classes: Sequence[type], word: str) -> str | None:
    """The dotted key that is meant by one without dots, as Python's keywords are: `aid_delay`; None if none is.

    A slip after the name of the group is allowed.
    """
    fields = dict(walk(classes))
    known = {key.replace(".", "_"): key for key in fields if "." in key and "[]" not in key}
    for table in (key for key, field in fields.items() if field.is_named):
        for column in children(fields[table]):
            row = word.removeprefix(f"{table.replace('.', '_')}_").removesuffix(f"_{column.key}")
            known[f"{table.replace('.', '_')}_{row}_{column.key}"] = f"{table}.{row}.{column.key}"
    groups = [field.key for field in fields_of(*classes) if field.is_group]
    if word in known or not any(word.startswith(f"{group}_") for group in groups):
        return known.get(word)
    near = nearest(word, known)
    return known[near] if near is not None else None


def _written_otherwise(classes: Sequence[type], path: Sequence[str | int]) -> str | None:
    """The key of the same group that differs in dots, by a slip, or by the unit that its stored name has."""
    known: dict[str, str] = {}
    for key, field in walk(classes):
        if key.startswith(f"{path[0]}.") and "[]" not in key:
            above = key.removesuffix(field.key).removeprefix(f"{path[0]}.")
            known |= {f"{above}{name}".replace(".", "_"): key for name in (field.name, field.key)}
    near = get_close_matches("_".join(map(str, path[1:])), known, n=1, cutoff=CLOSE)
    return known[near[0]] if near else None


def _elsewhere(classes: Sequence[type], path: Sequence[str | int], known_parent: bool) -> str | None:
    """The key that ends as `path` does, or most like it; where the beginning is wrong too, the key most like it all."""
    by_end = {key.rpartition(".")[2]: key for key, _ in reversed(list(walk(classes)))}
    if str(path[-1]) in by_end:
        return by_end[str(path[-1])]
    if known_parent:
        near = get_close_matches(str(path[-1]), by_end, n=1, cutoff=CLOSE)
        return by_end[near[0]] if near else None
    return nearest(join(path), [key for key, _ in walk(classes)])
