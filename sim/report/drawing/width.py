"""Width of figures: a column of a journal, a page, or so many millimetres; their type keeps its size."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sim.config.problems import Problem, hint
from sim.report.drawing.text_width import POINTS_PER_INCH

NARROW, NORMAL, WIDE = "narrow", "normal", "wide"
WIDTHS = {NARROW: 90.0, NORMAL: 160.0, WIDE: 185.0}
"""Names of widths, in millimetres: one column of a journal; a page of text; both columns, or a slide."""
LEAST, MOST = 90.0, 300.0  # millimetres
MM_PER_INCH = 25.4
UNITS = {"mm": 1.0, "cm": 10.0}
LENGTH = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*([^\W\d]*)\s*")
_mm: ContextVar[float] = ContextVar("_mm", default=WIDTHS[NORMAL])


def width_mm(text: str, option: str = "width") -> float:
    """A width from its name or a length such as `120 mm`; raise Problem if it is neither, or out of range.

    `option` is named in the message of a mistake.
    """
    if text in WIDTHS:
        return WIDTHS[text]
    found = LENGTH.fullmatch(text)
    length = float(found[1]) * UNITS.get(found[2], math.nan) if found else math.nan
    if LEAST <= length <= MOST:
        return length
    near = "" if found else hint(text, WIDTHS)
    names = ", ".join(WIDTHS)
    raise Problem(f"{option} {text}: must be {names}, or a length from {LEAST:g} mm to {MOST:g} mm, as 120mm{near}")


@contextmanager
def figures_of(millimetres: float) -> Iterator[None]:
    """Within it, figures are drawn so wide."""
    before = _mm.set(millimetres)
    try:
        yield
    finally:
        _mm.reset(before)


def inches() -> float:
    """Current width of figures, in inches."""
    return _mm.get() / MM_PER_INCH


def points() -> float:
    """Current width of figures, in points."""
    return inches() * POINTS_PER_INCH


def share_of_normal() -> float:
    """Current width of figures, relative to the normal width; at most 1."""
    return min(_mm.get() / WIDTHS[NORMAL], 1.0)


def suffix() -> str:
    """Suffix of file names, so that a figure of another width leaves the normal figure as it is."""
    return "" if _mm.get() == WIDTHS[NORMAL] else f"_{_mm.get():g}mm".replace(".", "_")
