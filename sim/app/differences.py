"""The table of paired differences after a change, as in `escsim compare`, for the measures of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.analysis.comparison_notes import GROUND
from sim.analysis.paired import Level, PairedDifference, level, paired_differences
from sim.app.panel import MEASURES_SHOWN
from sim.app.simulate import JobResult
from sim.model.measures import MEASURES
from sim.report.comparison.cells import GROUND_MARK, censored_mark, mean_of, shares_of
from sim.report.words.names import nature_of, title_of, unit_of
from sim.report.words.numbers import with_minus
from sim.report.words.verdicts import change, interval_of
from sim.study.differences.verdict import SAME, has_clear_sign

TABLE_NOTE = (
    "B minus A: mean over the pairs, with its 95 % interval for this number of replications under these assumptions. "
    "The intervals are simultaneous over all headline measures (in bold), and over all other measures. Bold "
    "difference: its sign is clear. lower / equal / higher: shares of the pairs, "
    "a property of the pairing, not a real-world probability."
)


def differences(a: JobResult, b: JobResult, names: Sequence[str] = MEASURES_SHOWN) -> list[dict[str, Any]]:
    """The rows of the table.

    `b` has the same seed as `a`, the reference.
    """
    places = {measure: place for place, measure in enumerate(MEASURES) if measure.name in names}
    pairs = {(1, measure): (b.rows[:, place], a.rows[:, place]) for measure, place in places.items()}
    found = {difference.measure: difference for difference in paired_differences(pairs)}
    return [
        row_of(found[measure], *(level(0, measure, outcome.rows[:, place]) for outcome in (a, b)))
        for measure, place in places.items()
    ]


def row_of(difference: PairedDifference, reference: Level, variant: Level) -> dict[str, Any]:
    """A row of the table in words, from the difference and both levels; `verdict` is a class of the style sheet."""
    measure = difference.measure
    ground = GROUND_MARK if measure.name in GROUND else ""
    verdict = difference.verdict
    return {
        "name": measure.name,
        "title": f"{title_of(measure.name)}{ground}{censored_mark(measure.name)}{nature_of(measure)}",
        "unit": unit_of(measure.unit),
        "meaning": measure.meaning,
        "a": with_minus(mean_of(reference)),
        "b": with_minus(mean_of(variant)),
        "difference": with_minus(change(difference.mean)),
        "interval": with_minus(interval_of(difference)),
        "shares": shares_of(difference),
        "verdict": verdict if has_clear_sign(verdict) else "same" if verdict == SAME else "unclear",
        "headline": measure.headline,
    }
