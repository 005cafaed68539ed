"""Classes of state, whose annotations a scheduler turns into objects and flat rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

State = TypeVar("State")


class StateField(NamedTuple):
    """A field of a state class: a number (length 0), a list of numbers of fixed length, or another state class."""

    name: str
    kind: type
    length: int = 0

    @property
    def nested(self) -> bool:
        return self.kind not in (int, float)


def _fields(cls: type) -> tuple[StateField, ...]:
    """The fields of a state class, in order.

    Raises:
        TypeError: for an annotation that is none of float, int, Annotated[list[float | int], length], or a class.
    """
    return tuple(_field(cls, name, hint) for name, hint in get_type_hints(cls, include_extras=True).items())


fields: Callable[[type], tuple[StateField, ...]] = cache(_fields)


def _field(cls: type, name: str, hint: Any) -> StateField:
    base, first = (get_args(hint)[0], hint.__metadata__[0]) if get_origin(hint) is Annotated else (hint, None)
    if base in (int, float):
        return StateField(name, base)
    if get_origin(base) is list and get_args(base)[0] in (int, float) and isinstance(first, int):
        return StateField(name, get_args(base)[0], first)
    if isinstance(base, type) and base not in (bool, str, list, tuple, dict):
        return StateField(name, base)
    raise TypeError(
        f"{cls.__name__}.{name}: a state holds float, int, Annotated[list[...], length] or classes, not {hint}"
    )


def zero(cls: type[State]) -> State:
    """A state of zeros."""
    state = cls.__new__(cls)
    for field in fields(cls):
        if field.nested:
            value: Any = zero(field.kind)
        else:
            value = [field.kind(0)] * field.length if field.length else field.kind(0)
        setattr(state, field.name, value)
    return state


def flat(state: object) -> list[float]:
    """All numbers of a state, in the order of its fields."""
    return list(_numbers(state))


def _numbers(state: object) -> Iterator[float]:
    for field in fields(type(state)):
        value = getattr(state, field.name)
        if field.nested:
            yield from _numbers(value)
        elif field.length:
            yield from map(float, value)
        else:
            yield float(value)


def width(cls: type) -> int:
    """Number of numbers in a state of this class."""
    return sum(width(field.kind) if field.nested else max(1, field.length) for field in fields(cls))
