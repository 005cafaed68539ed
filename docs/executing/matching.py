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
    return re.fullmatch(pattern(expected), squeezed(printed)) is not None


def pattern(expected: str) -> str:
    """A regular expression for the squeezed text that was printed."""
    return r" ?.* ?".join(re.escape(part.strip()) for part in squeezed(expected).split(ANYTHING))


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
        place = next((place for place, other in enumerate(left) if _alike(line, other)), None)
        if place is None:
            raise ValueError(f"this was not printed, whatever its numbers: {line.strip()}")
        lines.append(line if ANYTHING in line and matches(line, left[place]) else left[place].rstrip())
        left = left[place + 1 :]
    return "".join(f"{line}\n" for line in lines)


def _alike(line: str, other: str) -> bool:
    return matches(NUMBER.sub("#", line), NUMBER.sub("#", other))
