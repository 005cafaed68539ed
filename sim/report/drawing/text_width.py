"""Widths of text, and text cut and wrapped to a width, without drawing it."""

from __future__ import annotations

import re
from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont, get_font

SMALL = 9.0  # points, the smallest type in a figure
SUBPIXELS, FINE = 64, 10  # the units in which type is measured, in a dot; and dots in a point
POINTS_PER_INCH = 72
CUT = "…"  # ends a text that is cut off
SHARES = 12  # widths that are tried for even lines
PIECES = re.compile(r"[^\s_=,./-]*(?:[_=,./-]+|$)|\S+")  # of a word that is wider than its line


@lru_cache(maxsize=4096)
def width_of(text: str, weight: str = "normal", size: float = SMALL) -> float:
    """Points across of a line of text."""
    font = get_font(findfont(FontProperties(weight=weight)))
    font.set_size(size, FINE * POINTS_PER_INCH)  # so fine that no letter is moved to a whole point
    font.set_text(text)
    return float(font.get_width_height()[0]) / (FINE * SUBPIXELS)


def fitted(text: str, width: float, weight: str = "normal", size: float = SMALL) -> str:
    """A line of text cut to so many points."""
    if width_of(text, weight, size) <= width:
        return text
    shorter = (f"{text[:most].rstrip()}{CUT}" for most in range(len(text) - 1, 0, -1))
    return next((short for short in shorter if width_of(short, weight, size) <= width), CUT)


def name_lines(name: str, width: float, most: int = 3, weight: str = "normal", size: float = SMALL) -> list[str]:
    """A name in lines of so many points: broken between words, else after a sign such as `_` or inside a long word.

    The lines are as even as their number allows. Only what `most` lines do not hold is cut off, so that whoever draws
    it gives the whole name elsewhere.
    """
    lines = _broken(name, width, weight, size)
    if len(lines) > most:
        return [*lines[: most - 1], fitted(f"{lines[most - 1]} {CUT}", width, weight, size)]
    if len(lines) == 1:
        return lines
    least = min(width, max(width_of(word, weight, size) for word in name.split()))
    widths = (least + (width - least) * share / SHARES for share in range(SHARES))
    return next(
        (some for some in (_broken(name, one, weight, size) for one in widths) if len(some) == len(lines)), lines
    )


def in_lines(name: str, width: float, most: int = 2) -> str:
    """A name as text of several lines; see `name_lines`."""
    return "\n".join(name_lines(name, width, most))


def _broken(name: str, width: float, weight: str, size: float) -> list[str]:
    """A name in as many lines as it takes."""
    lines = [""]
    for word in name.split():
        for place, piece in enumerate(_pieces(word, width, weight, size)):
            longer = f"{lines[-1]}{'' if place else ' '}{piece}".lstrip()
            if not lines[-1] or width_of(longer, weight, size) <= width:
                lines[-1] = longer
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, width: float, weight: str, size: float) -> list[str]:
    """A word whole where it fits, else in parts that do."""
    if width_of(word, weight, size) <= width:
        return [word]
    found = []
    for piece in filter(None, PIECES.findall(word)):
        while len(piece) > 1 and width_of(piece, weight, size) > width:
            fits = (end for end in range(len(piece) - 1, 1, -1) if width_of(piece[:end], weight, size) <= width)
            cut = next(fits, 1)
            found.append(piece[:cut])
            piece = piece[cut:]
        found.append(piece)
    return found


def wrapped(text: str, width: float, most: int, weight: str = "normal", size: float = SMALL) -> list[str]:
    """Lines of text that fit so many points, at most so many of them; what does not fit is cut off."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if not lines[-1] or width_of(longer, weight, size) <= width:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {CUT}"
            break
    return [fitted(line, width, weight, size) for line in lines]
