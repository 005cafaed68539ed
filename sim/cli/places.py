"""The run folders that a user names."""

from __future__ import annotations

from pathlib import Path


def place_of(word: str) -> Path:
    """The folder that is meant: a path, or a name in the folder of runs."""
    from sim.study.paths import runs_root

    path = Path(word)
    named = runs_root() / word
    return named if not path.exists() and named.exists() else path
