"""How wide text is, and how it is cut and wrapped to a width, without drawing it."""

from __future__ import annotations

import re
from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont, get_font

SMALL = 9.0  # points, the smallest type in a figure
SUBPIXELS, FINE = 64, 10  # the units in which type is measured, in a dot; and dots in a point
POINTS_PER_INCH = 72
KEYS = (re.compile(r"(?:\w+\.)+(\w+\.\w+=)"), re.compile(r"(?:\w+\.)+(\w+=)"))  # dotted, before their values


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
    shorter = (f"{text[:most].rstrip()}…" for most in range(len(text) - 1, 0, -1))
    return next((short for short in shorter if width_of(short, weight, size) <= width), "…")


def shortened(name: str, width: float, weight: str = "normal", size: float = SMALL) -> str:
    """A name that fits so many points: keys in it are cut to their ends, or it is cut in the middle.

    Names are often told apart by their ends.
    """
    for one in (name, *(key.sub(r"\1", name) for key in KEYS)):
        if width_of(one, weight, size) <= width:
            return one
    kept = range(len(name) - 1, 1, -1)
    shorter = (f"{name[: most // 2]}…{name[len(name) - (most - most // 2) :]}" for most in kept)
    return next((short for short in shorter if width_of(short, weight, size) <= width), "…")


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
            lines[-1] = f"{lines[-1]} …"
            break
    return [fitted(line, width, weight, size) for line in lines]
