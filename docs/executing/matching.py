"""Compares what was printed with what a page says, and corrects the page's text.

`...` in a page stands for anything. Spaces and empty lines do not count.
"""

from __future__ import annotations

import re

ANYTHING = "..."
NUMBER = re.compile(r"(?<=config )[0-9a-f]{12}|(?<![\w.])[-+]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]\d+)?")
"""A number with its sign, or the hash of a config."""


def matches(expected: str, printed: str) -> bool:
    """True if printed text is what is expected."""
    return fits(squeezed(expected), squeezed(printed))


def fits(expected: str, printed: str) -> bool:
    """True if squeezed text is what is expected; each part is taken where it first comes, so that it takes no time."""
    first, *others = (part.strip() for part in expected.split(ANYTHING))
    if not others:
        return printed == first
    *inner, last = others
    if not printed.startswith(first):
        return False
    at = len(first)
    for part in inner:
        found = printed.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return printed.endswith(last) and len(printed) - len(last) >= at


def squeezed(text: str) -> str:
    """The text with one space wherever there is any."""
    return " ".join(text.split())


def mended(expected: str, printed: str) -> str:
    """The expected text with the lines that were printed in the places of those that differ in numbers alone.

    Nothing expected becomes all that was printed.

    Raises:
        ValueError: a line of it was not printed, whatever its numbers; somebody must look.
    """
    lines, left = list[str](), printed.splitlines()
    if not expected.strip():
        return printed
    for line in expected.splitlines():
        if line.strip() in ("", ANYTHING):
            lines.append(line)
            continue
        place = next((place for place, other in enumerate(left) if alike(line, other)), None)
        if place is None:
            raise ValueError(f"this was not printed, whatever its numbers: {line.strip()}")
        lines.append(line if ANYTHING in line and matches(line, left[place]) else left[place].rstrip())
        left = left[place + 1 :]
    return "".join(f"{line}\n" for line in lines)


def alike(expected: str, printed: str) -> bool:
    """True if printed text is what is expected, whatever its numbers."""
    return matches(NUMBER.sub("#", expected), NUMBER.sub("#", printed))
