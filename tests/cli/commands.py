"""What the tests of commands share: settings of a small run, and what a command answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

SMALL = ("horizon=25 days", "replications=4", "workers=1")
"""Settings of a run that takes a moment."""


class Answer(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


Escsim = Callable[..., Answer]


def redrawn_alike(escsim: Escsim, folder: Path, name: str, figure: str) -> None:
    """A figure that a command drew is drawn again from what is stored, to the last byte, with its data."""
    files = [folder / "runs" / name / "figures" / f"{figure}.{ending}" for ending in ("csv", "svg", "png")]
    before = [path.read_bytes() for path in files]
    assert before[0].count(b"\n") > 1
    for path in files:
        path.unlink()
    answer = escsim("plot", name, "--kind", figure)
    assert answer.code == 0, answer.err
    assert [path.read_bytes() for path in files] == before
