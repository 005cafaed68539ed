"""Verdicts in tables and sentences, from the terms of `sim.study.differences.verdict`, and their symbols."""

from __future__ import annotations

import math
from collections.abc import Iterable

from sim.analysis import intervals
from sim.analysis.paired import PairedDifference
from sim.report.words.numbers import number
from sim.study.differences.verdict import (
    CONSTANT,
    DOMINATED,
    FEW,
    FEW_DIFFER,
    IS_REFERENCE,
    NOWHERE,
    OPPOSED,
    SAME,
    UNCLEAR,
    has_clear_sign,
)

UP, DOWN, OPEN = "\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}", "\N{WHITE CIRCLE}"
MARKS = f"{UP} higher, {DOWN} lower, {OPEN} no clear sign."


HOLLOW = "Hollow: no clear sign."
HATCHED = "Hatched: no clear sign."
NO_SIGN = "no clear sign"
OTHER_WAY = "most pairs point the other way"
SHORT = {
    FEW: "too few replications",
    FEW_DIFFER: "too few differ",
    DOMINATED: "a few dominate",
    CONSTANT: "in every pair",
    SAME: "no pair differs",
    NOWHERE: NOWHERE,
}
"""Why no interval is given, where there is little room."""


def change(value: float, digits: int = 3) -> str:
    """A difference, with its sign."""
    return f"+{number(value, digits)}" if value > 0 else number(value, digits)


def marked_change(mean: float, is_clear: bool) -> str:
    """A difference behind the mark of its sign."""
    mark = (UP if mean > 0 else DOWN) if is_clear and mean else OPEN
    return f"{mark} {change(mean)}"


def bracketed_change(mean: float, low: float, high: float, is_clear: bool) -> str:
    """A difference with its interval, where there is one; in parentheses where its sign is not clear."""
    text = change(mean) if math.isnan(low) else f"{change(mean)} [{change(low)} to {change(high)}]"
    return text if is_clear else f"({text})"


def interval_words(low: float, high: float, verdict: str, no_interval: str) -> str:
    """The interval of a difference, or its sign without one, and why there is none."""
    if not math.isnan(low):
        return f"[{change(low)} to {change(high)}]{f'; {OTHER_WAY}' if verdict == OPPOSED else ''}"
    if no_interval in (SAME, NOWHERE, CONSTANT) or not no_interval:
        return no_interval or verdict
    if has_clear_sign(verdict) or verdict == OPPOSED:
        return f"{verdict}; no interval: {no_interval}"
    return f"no interval: {no_interval}"


def interval_of(difference: PairedDifference) -> str:
    """The interval of a difference, or why there is none; how few pairs differ, where few do."""
    low, high = shown_interval(difference)
    words = interval_words(low, high, difference.verdict, difference.no_interval)
    if difference.no_interval not in (SAME, FEW_DIFFER) or math.isnan(difference.share_equal):
        return words
    differ = round((1 - difference.share_equal) * difference.n)
    return f"{words} (at most {_percent(intervals.highest_share(differ, difference.n))} of pairs)"


def shown_interval(difference: PairedDifference) -> tuple[float, float]:
    """The interval that holds together with those of its family; NaN if none is given."""
    return difference.simultaneous_low, difference.simultaneous_high


def median_of(difference: PairedDifference) -> str:
    """The median of the pairs with its interval, where there are enough of them for one."""
    text = change(difference.median)
    if math.isnan(difference.median_low) or difference.median_low == difference.median_high:
        return text
    return f"{text} [{change(difference.median_low)} to {change(difference.median_high)}]"


def why_no_sign(difference: PairedDifference) -> str:
    """Reason why the sign of a difference is not clear, in a few words."""
    if difference.verdict == UNCLEAR:
        return difference.no_interval or "the interval includes 0"
    return difference.verdict


def counts_as_clear(verdict: str) -> bool:
    """True if a mark of a study is drawn full: its sign is clear, or it is the reference itself."""
    return has_clear_sign(verdict) or verdict == IS_REFERENCE


def _percent(share: float) -> str:
    """A bound, rounded up to two digits."""
    step = 10.0 ** (math.floor(math.log10(100 * share)) - 1)
    return f"{min(math.ceil(100 * share / step - 1e-9) * step, 100.0):.3g} %"


def without_a_sign(verdicts: Iterable[str], against: str) -> str:
    """The sentence on headline measures if no sign is clear."""
    if all(verdict == SAME for verdict in verdicts):
        return f"no headline measure differs from {against} in any pair."
    return f"no headline measure has a clear sign against {against} in these replications."
