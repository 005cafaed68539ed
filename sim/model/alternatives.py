"""Registries of the alternatives of a mechanism: each with the parameters that it reads, and its functions.

A mechanism has a registry: one row per alternative, with the class of its parameters and its functions. Its record
inherits from all of these classes, because a compiled program needs one layout for all of them; a function of an
alternative takes only its class, so it cannot read the parameters of another. Functions of an alternative are called
through `dispatch`, the only place that asks which one is chosen.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from enum import IntEnum
from itertools import count
from typing import Any, TypeVar

from sim.model.contract import mechanism

Record = TypeVar("Record", bound=type)
Member = TypeVar("Member", bound=IntEnum)
Value = TypeVar("Value", int, bool)

_REGISTRY = "_alternatives"
_COUNT = count(1)  # of the functions that are written


class Registry:
    """The alternatives of one record.

    Attributes:
        chosen_by: the field of the record that says which is chosen.
        parameters: the class that each alternative reads.
    """

    def __init__(self, chosen_by: str, parameters: Mapping[Any, type]) -> None:
        self.chosen_by = chosen_by
        self.parameters = parameters

    def readers(self, field: str) -> tuple[IntEnum, ...]:
        """The alternatives that read a field, in the order of their codes."""
        return tuple(sorted(member for member, cls in self.parameters.items() if field in _names(cls)))


def _names(cls: type) -> set[str]:
    return {item.name for item in fields(cls)}


def alternatives(rows: Mapping[Member, type], chosen_by: str = "kind") -> Callable[[Record], Record]:
    """Make a dataclass the record of all its alternatives.

    Args:
        rows: the parameters of each alternative, each a base of the record.
        chosen_by: the field of the record that says which is chosen.

    Raises:
        TypeError: an alternative has no row, is no base of the record, or no alternative reads one of the fields.
    """

    def attach(record: Record) -> Record:
        registry = Registry(chosen_by, rows)
        wrong = next(_wrong(record, registry), "")
        if wrong:
            raise TypeError(f"{record.__name__}: {wrong}")
        setattr(record, _REGISTRY, registry)
        return record

    return attach


def _wrong(record: Any, registry: Registry) -> Iterator[str]:
    members = type(next(iter(registry.parameters)))
    yield from (f"{member.name} has no row" for member in members if member not in registry.parameters)
    yield from (f"{cls.__name__} is no base" for cls in registry.parameters.values() if not issubclass(record, cls))
    names = {item.name for item in fields(record) if item.init} - {registry.chosen_by}
    yield from (f"no alternative reads {name}" for name in sorted(names) if not registry.readers(name))


def registry_of(cls: type) -> Registry | None:
    """The registry of a record; None for a class without alternatives."""
    return getattr(cls, _REGISTRY, None)


def chosen_class(record: Any) -> type:
    """The class that the chosen alternative reads; that of the record if it has none, or a choice in each row."""
    registry = registry_of(type(record))
    member = None if registry is None else getattr(record, registry.chosen_by)
    return type(record) if registry is None or isinstance(member, tuple) else registry.parameters[member]


def contradictions(record: Any) -> list[tuple[str, str]]:
    """Contradictions among the parameters of the chosen alternative: keys, and messages about them."""
    rules = getattr(chosen_class(record), "rules", None)
    return [] if rules is None else list(rules(record))


def dispatch(functions: Mapping[Member, Callable[..., Any]]) -> Callable[..., Any]:
    """A function that calls the function of the alternative chosen by its first argument, a member.

    All of the functions take the same arguments, and the first ones are found first. Its source is written out, because
    compiled code cannot look functions up in a table.
    """
    rows: dict[Callable[..., Any], list[int]] = {}
    for member, function in functions.items():
        rows.setdefault(function, []).append(int(member))
    first, last = next(iter(rows)), next(reversed(rows))
    code = first.__code__
    arguments = ", ".join(code.co_varnames[: code.co_argcount])
    lines = [f"def chosen(kind{', ' if arguments else ''}{arguments}):"]
    names: dict[str, Any] = {}
    for number, (function, members) in enumerate(rows.items()):
        names[f"function{number}"] = function
        if function is not last:
            lines.append(f"    if {' or '.join(f'kind == {member}' for member in members)}:")
        lines.append(f"    {'    ' if function is not last else ''}return function{number}({arguments})")
    made: Callable[..., Any] = _written(lines, "chosen", names | {"__name__": _home(functions)})
    made.__doc__ = first.__doc__
    return mechanism(made)


def trait(values: Mapping[Member, Value]) -> Callable[[int], Value]:
    """A function that returns a number, or a flag, of the alternative that its argument chooses."""
    *others, (_, last) = values.items()
    lines = ["def of(kind):"]
    for member, value in others:
        lines += [f"    if kind == {int(member)}:", f"        return {value!r}"]
    lines.append(f"    return {last!r}")
    made: Callable[[int], Value] = _written(lines, "of", {"__name__": _home(values)})
    return mechanism(made)


def _home(rows: Mapping[Member, Any]) -> str:
    """The file of the registry, which is that of the codes."""
    return type(next(iter(rows))).__module__


def _written(lines: list[str], name: str, names: dict[str, Any]) -> Any:
    """The function of this name that a text defines; the text is kept where tracebacks and readers look for it."""
    text = "\n".join(lines) + "\n"
    place = f"<alternatives {next(_COUNT)}>"
    linecache.cache[place] = (len(text), None, text.splitlines(keepends=True), place)
    exec(compile(text, place, "exec"), names)
    return names[name]
