"""The error that reports a user's mistakes, and hints that help to correct them."""

from __future__ import annotations

import difflib
import sys
import unicodedata
from collections.abc import Iterable

_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # Unicode categories of what acts on a terminal, or is not to be seen
SHORTEST_PART = 3  # letters of a name by which it is found
MOST_KNOWN = 30  # names that a message lists
MOST_LINES = 20  # of a message; what is left is counted
SHOWN = 60  # characters of a wrong value that a message repeats


class Problem(ValueError):
    """A mistake in what the user asked for; its text is the message, one line per mistake.

    Attributes:
        lines: the messages, each naming the key, what is wrong with it, and what is allowed.
    """

    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)
        self.lines = lines

    def __str__(self) -> str:
        left = len(self.lines) - MOST_LINES
        more = [f"and {left:,} more mistakes"] if left > 1 else self.lines[MOST_LINES:]
        return visible("\n".join([*self.lines[:MOST_LINES], *more]))


def visible(text: str) -> str:
    """A text whose control characters are written out: a name that holds them does not act on a terminal."""
    if text.isprintable():
        return text
    return "".join(one if one in "\n\t" or unicodedata.category(one) not in _UNSEEN else _written(one) for one in text)


def _written(character: str) -> str:
    return character.encode("unicode_escape").decode()


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name most like `word`, else the first of which it is a part; None when nothing is like it."""
    names = {name.lower(): name for name in known}
    asked = word.lower()
    found = difflib.get_close_matches(asked, names, n=1, cutoff=0.6)
    if not found and len(asked) >= SHORTEST_PART:
        found = sorted((name for name in names if asked in name), key=lambda name: name.index(asked))
    return names[found[0]] if found else None


def hint(word: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown name: the nearest known one, else the first of them."""
    names = list(known)
    near = nearest(word, names)
    if near is not None:
        return f"; did you mean {near!r}?"
    more = f" and {len(names) - MOST_KNOWN:,} more" if len(names) > MOST_KNOWN else ""
    return f"; known: {', '.join(names[:MOST_KNOWN])}{more}" if names else ""


def show(value: object) -> str:
    """A wrong value as the user wrote it, shortened."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."


def join(path: Iterable[str | int]) -> str:
    """A key as users write it: `aid.packages[3].amount`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def say(text: str) -> None:
    """Tell on the standard error what takes a while, or was done besides."""
    print(text, file=sys.stderr, flush=True)
