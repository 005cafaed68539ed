"""Numbers of things in words."""

from __future__ import annotations

PLURALS = {"policy": "policies"}


def number_of(count: int, thing: str) -> str:
    """`1 policy`, `3 policies`."""
    return f"{count:,} {_named(count, thing)}"


def more_of(count: int, thing: str) -> str:
    """`1 more policy`, `3 more policies`."""
    return f"{count:,} more {_named(count, thing)}"


def _named(count: int, thing: str) -> str:
    return thing if count == 1 else PLURALS.get(thing, f"{thing}s")
