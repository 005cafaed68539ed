"""Differences in words, for sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.analysis.paired import FEW, HIGHER, LOWER, NO_VARIATION, UNCLEAR, Difference
from sim.model.measures import Measure
from sim.report.comparison_cells import shown_interval
from sim.report.names import needs_unit, title_of, unit_of
from sim.report.numbers import number, with_minus

TOLD = (LOWER, HIGHER)
NAMES = ("Red", "Blue")  # that keep their capitals


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words with commas, and a word before the last."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def is_told(difference: Difference) -> bool:
    """Whether the sign of a difference is told from 0: by its interval, or as every pair differs by the same."""
    return difference.verdict in TOLD or (difference.verdict == NO_VARIATION and difference.mean != 0)


def amount(value: float, measure: Measure, digits: int = 3) -> str:
    """A size with its unit, where the name of the measure does not say it."""
    unit = unit_of(measure.unit)
    text = with_minus(number(value, digits))
    return f"{text} {unit}" if unit and needs_unit(measure.name, unit) else text


def by_how_much(difference: Difference) -> str:
    """`lower by 14.2 batteries [13.7 to 14.7]`, for a difference whose sign is told."""
    return by_how_much_of(difference.measure, difference.mean, *shown_interval(difference))


def by_how_much_of(measure: Measure, mean: float, low: float, high: float) -> str:
    """The same, of a mean and its interval, which is NaN where there is none."""
    word = "lower" if mean < 0 else "higher"
    text = f"{word} by {amount(abs(mean), measure)}"
    if math.isnan(low):
        return text
    ends = sorted((abs(low), abs(high)))
    return f"{text} [{number(ends[0], 3)} to {number(ends[1], 3)}]"


def why_not_told(difference: Difference) -> str:
    """Why the sign of a difference cannot be told, in a few words."""
    if difference.share_equal == 1:
        return "no pair differs"
    if difference.verdict == UNCLEAR:
        return "the interval holds 0"
    return FEW if difference.verdict.startswith(FEW) else difference.verdict


def spelt(measure: Measure) -> str:
    """What a measure is called within a sentence."""
    name = title_of(measure.name)
    return name if name.split()[0] in NAMES else f"{name[0].lower()}{name[1:]}"
