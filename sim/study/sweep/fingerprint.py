"""The identity of a study: everything that a row depends on, hashed by content."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import show

Identity = Mapping[str, Any]
"""Texts, numbers and lists by name; two studies are the same where it is equal."""

SHOWN = 12  # differences that are shown

SAME_RUN = (
    "scenario", "config_hash", "seed", "replications_asked", "saved_paths", "saved_traces", "measures", "quantities",
    "model_sources",
)  # fmt: skip
"""Entries of the manifest that are the same where two runs are: their replications are then equal to the last bit."""


def key_of(identity: Identity) -> str:
    """The name of what a study is: a hash of its identity."""
    text = json.dumps(identity, sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=12).hexdigest()


def stored_fingerprint(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that the replications of a stored run depend on, from its manifest."""
    return {"model sources": manifest["model_sources"], **{name: manifest[name] for name in SAME_RUN[:-1]}}


def flat(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The numbers, texts and lists of a parameter tree, or of mappings in each other, each with its path."""
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from flat(value, f"{path}.{key}" if path else str(key))
    elif dataclasses.is_dataclass(tree):
        for field in (each for each in dataclasses.fields(tree) if each.init):  # what follows from others is left out
            yield from flat(getattr(tree, field.name), f"{path}.{field.name}" if path else field.name)
    else:
        yield path, _plain(tree)


def column_hash(column: NDArray[Any]) -> str:
    """A hash of a column of numbers or texts."""
    held = "\0".join(map(str, column)).encode() if column.dtype == object else np.ascontiguousarray(column).tobytes()
    return blake2b(held, digest_size=8).hexdigest()


def content_hash(thing: Any) -> str:
    """A hash of all that an object holds, whatever its class; raise TypeError if it holds something opaque."""
    digest = blake2b(digest_size=12)
    for token in _tokens(thing):
        digest.update(f"{len(token)}:".encode() + token)
    return digest.hexdigest()


def differences(stored: Identity, now: Identity) -> list[str]:
    """Differences between two identities, a line each: the value in the folder, and the value now."""
    lines = [
        f"{name}: {_shown(stored, name)} in the folder, {_shown(now, name)} now"
        for name in dict.fromkeys((*stored, *now))
        if stored.get(name, _shown) != now.get(name, _shown)
    ]
    rest = len(lines) - SHOWN
    return [*lines[:SHOWN], f"and {rest} more"] if rest > 0 else lines


def _shown(identity: Identity, name: str) -> str:
    return show(identity[name]) if name in identity else "nothing"


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        return dict(flat(value))
    return value


def _tokens(thing: Any) -> Iterator[bytes]:
    if thing is None or isinstance(thing, bool | int | float | str | bytes):
        yield f"{type(thing).__name__} {thing!r}".encode()
    elif isinstance(thing, Enum):
        yield f"{type(thing).__qualname__}.{thing.name}".encode()
    elif isinstance(thing, np.ndarray | np.generic):
        held = np.asarray(thing)
        yield f"array {held.dtype} {held.shape} {column_hash(held)}".encode()
    elif isinstance(thing, type) or hasattr(thing, "__qualname__"):
        yield f"{thing.__module__}.{thing.__qualname__}".encode()
    elif isinstance(thing, Mapping):
        yield from _all(f"mapping {len(thing)}", [part for item in thing.items() for part in item])
    elif isinstance(thing, Sequence):
        yield from _all(f"sequence {len(thing)}", thing)
    elif dataclasses.is_dataclass(thing):
        values = [getattr(thing, field.name) for field in dataclasses.fields(thing)]
        yield from _all(type(thing).__qualname__, values)
    elif hasattr(thing, "__dict__"):
        yield from _all(type(thing).__qualname__, [part for item in sorted(vars(thing).items()) for part in item])
    else:
        raise TypeError(f"{thing!r} has no content to hash")


def _all(kind: str, things: Sequence[Any]) -> Iterator[bytes]:
    yield kind.encode()
    for thing in things:
        yield from _tokens(thing)
