"""Numbers of things in words."""

from __future__ import annotations

PLURALS = {"policy": "policies"}


def more_of(count: int, thing: str) -> str:
    """`1 more policy`, `3 more policies`."""
    return f"{count:,} more {thing if count == 1 else PLURALS.get(thing, f'{thing}s')}"
