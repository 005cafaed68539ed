"""Sentences above a table on a screen: the fullest version that leaves room for its rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from textwrap import wrap

from sim.report.terminal.screen import Screen, Whole

MOST_LINES = 4  # of the first sentence


def print_sentences(console: Screen | Whole, *sentences: Sequence[str], below: int) -> None:
    """Print each sentence in the fullest of its forms that leaves so many lines; the last sentences give way first.

    Args:
        console: where to.
        sentences: the forms of each, from the fullest to the shortest, which is empty if the sentence may be left out.
        below: lines that are wanted for what comes below.
    """
    room = console.room - below
    choices = list(product(*(forms for forms in sentences if forms and forms[0])))
    short = [forms for forms in choices if _heights(forms[:1], console.width) <= MOST_LINES] or choices[-1:]
    chosen = next((forms for forms in short if _heights(forms, console.width) <= room), short[-1])
    for form in filter(None, chosen):
        console.print(form)


def _heights(texts: Sequence[str], width: int) -> int:
    """Lines of texts that are wrapped between words."""
    return sum(len(wrap(text, width)) for text in texts)
