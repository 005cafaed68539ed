"""Imports Matplotlib in a third less time, for commands, which show none of its docstrings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undocumented_matplotlib() -> Iterator[None]:
    """Leave the properties of artists out of the docstrings of what is imported here; listing them takes a while."""
    from matplotlib import artist

    listed = artist.kwdoc
    artist.kwdoc = lambda artist: ""
    try:
        yield
    finally:
        artist.kwdoc = listed
