"""The sentences above a table on a screen: the fullest that leave room for its rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from textwrap import wrap

from sim.report.screen import Screen, Whole

MOST_LINES = 4  # of the first sentence


def print_sentences(console: Screen | Whole, *sentences: Sequence[str], below: int) -> None:
    """Print each sentence in the fullest of its forms that leaves so many lines, or in its shortest one.

    Args:
        console: where to.
        sentences: the forms of each, from the fullest to the shortest; none for one that is not said.
        below: lines that are wanted for what comes below.
    """
    said = [forms for forms in sentences if forms and forms[0]]
    room = console.room - below
    for forms in product(*said):
        if _height(forms[0], console.width) <= MOST_LINES and _heights(forms, console.width) <= room:
            break
    else:
        forms = tuple(one[-1] for one in said)
    for form in forms:
        console.print(form)


def _heights(texts: Sequence[str], width: int) -> int:
    return sum(_height(text, width) for text in texts)


def _height(text: str, width: int) -> int:
    """Lines of a text that is wrapped between words."""
    return len(wrap(text, width))
