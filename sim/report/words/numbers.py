"""Formats of numbers in tables."""

from __future__ import annotations

import math

UNDEFINED = "-"
SMALLEST = -4  # power of ten of the smallest numbers that are written without one


def number(value: float, digits: int = 4) -> str:
    """A number to so many significant digits, and never rounded before its decimal point.

    An undefined number is "-".
    """
    if math.isnan(value):
        return UNDEFINED
    if math.isinf(value):
        return "never" if value > 0 else "-never"
    size = math.floor(math.log10(abs(value))) if value else 0
    if size < SMALLEST:
        return f"{value:.{digits - 1}e}"
    text = f"{value + 0.0:,.{max(digits - 1 - size, 0)}f}"  # never -0
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_minus(text: str) -> str:
    """A number with a real minus sign."""
    return text if text == UNDEFINED else text.replace("-", "\N{MINUS SIGN}")


def range_text(mean: float, low: float, high: float, defined: int, used: int) -> str:
    """A mean, its 5 and 95 % quantiles, and how many of the replications used define it, where not all do."""
    if not defined:
        return "-"
    spread = "" if low == high else f" [{number(low, 3)} to {number(high, 3)}]"
    return f"{number(mean, 3)}{spread}" + (f" (n {defined:,})" if defined < used else "")
