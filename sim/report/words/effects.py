"""Differences as sentences that a reader can repeat: `Red loses 19.3 fewer batteries (95 % interval 18.3 to 20.3)`."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.model.measures import SENTENCE, Measure
from sim.report.words.numbers import number, with_minus
from sim.report.words.wording import amount, spelt

INTERVAL = "95 % interval"
_FIRST = "\0"  # stands before each interval until the sentence names the first of them


Row = tuple[str, float, float, float]
"""The name of a policy, its mean difference, and the interval, which is NaN if there is none."""


def sentence(policies: Sequence[str], against: str, conditions: str, clauses: Sequence[str], interval: str) -> str:
    """Sentence on the policies compared, from the clauses of `farthest_apart`; without a full stop.

    `conditions` begin with a comma, or are empty; `interval` says at the first of them what parentheses hold.
    """
    who = f"{policies[0]} instead of {against}" if len(policies) == 1 else f"compared with {against}"
    lead = f"{who}{conditions}{':' if len(policies) == 1 else ','}"
    text = f"{lead} {'; '.join(clauses)}"
    return text.replace(_FIRST, f"{interval} ", 1).replace(_FIRST, "")


def farthest_apart(measure: Measure, rows: Sequence[Row], alone: bool) -> str:
    """The two policies whose differences lie farthest apart, each with its interval, for `sentence`.

    At least one row, none with a mean of 0; `alone`: there is only one policy, already named.

    `Red loses 14.2 fewer batteries (13.7 to 14.7) under Full ban, 5.95 more (5.61 to 6.28) under Long-range`.
    """
    ordered = sorted(rows, key=lambda row: row[1])
    ends = [ordered[0], ordered[-1]] if len(ordered) > 1 else ordered
    first, *second = sorted(ends, key=lambda row: -abs(row[1]))
    text = f"{_whole(measure, first)}{_interval(first)}{'' if alone else f' under {first[0]}'}"
    for row in second:
        same_way = (row[1] < 0) == (first[1] < 0)
        told = f"down to {_less_far(measure, row)}" if same_way else _short(measure, row)
        text += f", {told}{_interval(row)} under {row[0]}"
    return text


def _whole(measure: Measure, row: Row) -> str:
    phrase = SENTENCE.fullmatch(measure.sentence)
    if phrase is None:
        return f"{spelt(measure)} {_short(measure, row)}"
    return f"{phrase['begins']} {_short(measure, row)} {phrase['counted']}"


def _short(measure: Measure, row: Row) -> str:
    """`28.5 thousand more`, or `higher by 0.2` of a measure without a sentence."""
    size, phrase = abs(row[1]), SENTENCE.fullmatch(measure.sentence)
    if phrase is None:
        return f"{'lower' if row[1] < 0 else 'higher'} by {amount(size, measure)}"
    return f"{number(size, 3)}{phrase['unit']} {phrase['less'] if row[1] < 0 else 'more'}"


def _less_far(measure: Measure, row: Row) -> str:
    """`0.2`, of a measure without a sentence that has been said to be higher or lower."""
    return _short(measure, row) if measure.sentence else amount(abs(row[1]), measure)


def _interval(row: Row) -> str:
    """` (13.7 to 14.7)`, of a difference whatever its sign; an interval that holds 0 keeps its signs."""
    _, mean, low, high = row
    if math.isnan(low):
        return ""
    sign = -1.0 if mean < 0 else 1.0
    ends = sorted((sign * low + 0.0, sign * high + 0.0))  # never -0
    return f" ({_FIRST}{with_minus(number(ends[0], 3))} to {number(ends[1], 3)})"
