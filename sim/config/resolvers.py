"""Resolvers that a config may use: those that read the config, and nothing of the machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sim.config.problems import Problem

ALLOWED = ("oc.create", "oc.decode", "oc.deprecated", "oc.dict.keys", "oc.dict.values", "oc.select")


class _Allowed(dict[str, Any]):
    """OmegaConf's table of resolvers, in which those that are not allowed refuse to resolve."""

    def __contains__(self, name: object) -> bool:
        return True

    def __getitem__(self, name: str) -> Callable[..., Any]:
        found: Callable[..., Any] = super().__getitem__(name) if name in ALLOWED else _refusing(name)
        return found


@contextmanager
def only_allowed() -> Iterator[None]:
    """Within it, OmegaConf uses no resolver but the allowed ones; a secret of the environment lands in no manifest.

    What is registered meanwhile is forgotten. One thread at a time may be within.
    """
    from omegaconf.basecontainer import BaseContainer

    before = BaseContainer._resolvers
    BaseContainer._resolvers = _Allowed(before)
    try:
        yield
    finally:
        BaseContainer._resolvers = before


def _refusing(name: str) -> Callable[..., Any]:
    def refuse(*_: object, **__: object) -> Any:
        raise Problem(
            f"the resolver {name!r} is not allowed; known: {', '.join(ALLOWED)}; configs may use no other resolver"
        )

    return refuse
