"""What the tests of commands share: settings of a small run, and what a command answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

SMALL = ("horizon=25 days", "replications=4", "workers=1")
"""Settings of a run that takes a moment."""


class Answer(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


Escsim = Callable[..., Answer]
