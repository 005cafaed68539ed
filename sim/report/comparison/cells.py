"""Cells of the tables of a comparison, and the notes under them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.analysis.comparison import Level, PairedDifference, RunComparison
from sim.analysis.comparison_notes import GROUND
from sim.model.measures import Measure
from sim.report.words.names import nature_note, nature_of, units_spelt
from sim.report.words.numbers import number, range_text
from sim.study.differences.censored import MARK, is_censored
from sim.study.differences.censored import note as censored_note
from sim.study.differences.verdict import MANY, SAME

GROUND_MARK = "*"
MOST_GAIN = 1_000
LONGEST = 60  # characters of a setting that a table repeats

TABLE_NOTE = (
    "difference: mean over the pairs of variant minus reference, with the 95 % interval of that mean. The "
    "intervals of the "
    "headline measures, which come first, are simultaneous over all of them and all variants; so are "
    "those of the other measures. Where no interval reaches its nominal coverage, an exact test of the "
    "pairs that differ "
    "gives the sign. lower / equal "
    "/ higher: shares of the pairs, a property of the pairing, not a real-world probability. r: correlation within "
    "the pairs; gain: the factor by which pairing reduced the variance; n: pairs in which both runs define the measure."
)
SMALL_NOTE = (
    f"Fewer than {MANY} replications: intervals describe differences like those observed; events rarer "
    "than one in thirty may be missing."
)
UNPAIRED_NOTE = "Unpaired runs: difference of means (Welch); n counts each run's replications."
OWN_NOTE = "Custom measures: their intervals are simultaneous among themselves."
GROUND_NOTE = f"{GROUND_MARK} One stall assumption only; quote with the range over all four."


def sections(measures: Sequence[Measure]) -> list[list[Measure]]:
    """The measures that lead, then the others; no empty section."""
    parts = [[measure for measure in measures if measure.leads is leads] for leads in (True, False)]
    return [part for part in parts if part]


def name_of(measure: Measure, comparison: RunComparison) -> str:
    """The measure's name, with its marks and what it is, where it is no effect."""
    return f"{measure.name}{ground_mark(measure.name, comparison)}{censored_mark(measure.name)}{nature_of(measure)}"


def censored_mark(name: str) -> str:
    """The mark of a measure that is restricted to the horizon."""
    return MARK if is_censored(name) else ""


def ground_mark(name: str, comparison: RunComparison) -> str:
    """The mark of a measure or quantity of ground that was run under one structure; else nothing."""
    return GROUND_MARK if name in GROUND and one_structure(comparison) else ""


def one_structure(comparison: RunComparison) -> bool:
    """True if all runs hold the same reason for why the offensive stalls."""
    return len({run.manifest["choices"].get("stall") for run in comparison.runs}) == 1


def table_notes(comparison: RunComparison, measures: Sequence[Measure]) -> list[str]:
    """Notes that tables of these measures need."""
    notes = [TABLE_NOTE]
    if any(measure.own for measure in measures):
        notes.append(OWN_NOTE)
    if not all(comparison.paired):
        notes.append(UNPAIRED_NOTE)
    if one_structure(comparison) and any(measure.name in GROUND for measure in measures):
        notes.append(GROUND_NOTE)
    if min(comparison.replications) < MANY:
        notes.append(SMALL_NOTE)
    names = [measure.name for measure in measures]
    notes += [*filter(None, [censored_note(names), nature_note(measures)])]
    notes += [same_in_every_pair(comparison, place, measures) for place in comparison.variants]
    notes = [*filter(None, notes)]
    spelt = units_spelt(measure.unit for measure in measures)
    return [*notes, spelt] if spelt else notes


def same_in_every_pair(comparison: RunComparison, variant: int, measures: Sequence[Measure]) -> str:
    """The measures that a variant leaves untouched in every pair, in a line; empty if there are none."""
    names = [one.name for one in measures if comparison.difference(variant, one.name).verdict == SAME]
    if not names:
        return ""
    return (
        f"{comparison.less(variant)}: identical in every pair, so unaffected by the changed settings: "
        f"{', '.join(names)}."
    )


def role_of(comparison: RunComparison, place: int) -> str:
    """Role of a run: a reference, paired or not paired with its reference, or not compared."""
    if place == comparison.reference:
        return "reference"
    if comparison.references[place] != place:
        return "paired" if comparison.paired[place] else "not paired"
    own = any(comparison.references[other] == place for other in comparison.variants)
    return f"reference, {comparison.structure_names[place]}" if own else "not compared"


def mean_of(level: Level) -> str:
    """The mean of a level."""
    return number(level.mean)


def range_of(level: Level, used: int) -> str:
    """Mean, 5 and 95 % of the replications, and how many define the measure, where not all `used` do."""
    return range_text(level.mean, level.q05, level.q95, level.n, used)


def shares_of(difference: PairedDifference) -> str:
    """Shares of the pairs that are lower, equal and higher, in percent."""
    shares = (difference.share_lower, difference.share_equal, difference.share_higher)
    return "-" if math.isnan(shares[0]) else " / ".join(_percent(share) for share in shares)


def gain_of(difference: PairedDifference) -> str:
    """Factor by which pairing reduced the variance, as text; beyond `MOST_GAIN` only that it is larger."""
    value = difference.variance_reduction
    return f">{MOST_GAIN:,}" if value > MOST_GAIN else number(value, 2)


def correlation_of(difference: PairedDifference) -> str:
    """Correlation to three digits; 1 or -1 only where it is exact."""
    value = difference.correlation
    return number(value if abs(value) > 1 - 1e-9 else math.copysign(min(abs(value), 0.999), value), 3)


def _percent(share: float) -> str:
    """Percentage, rounded, but never to 0 or 100 where it is neither."""
    if 0 < share < 0.01:
        return "<1"
    if 0.99 < share < 1:
        return ">99"
    return f"{100 * share:.0f}"


def shortened(text: str) -> str:
    """A setting, cut where it is too long for a table."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
