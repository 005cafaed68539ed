"""One replication under the reference and under another variant, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure as Drawn

from sim.analysis.comparison import RunComparison
from sim.report.drawing.timeline import timelines
from sim.report.figures.comparison.subject import Subject
from sim.report.figures.comparison.variants import DrawnVariant, variant_at
from sim.report.figures.figure import TIMELINE, Figure, Numbers
from sim.report.figures.run.facts import TOLD, first_day, first_rung
from sim.report.words.history import HEADER as HISTORY_HEADER
from sim.report.words.history import History, read_history
from sim.study.run.store import StoredRun


def side_by_side(
    first: DrawnVariant, second: DrawnVariant, runs: tuple[StoredRun, StoredRun], note: str = ""
) -> Drawn | None:
    """The timelines of replication 0; None unless both runs saved its events.

    The first, on the left, gives day 0 of the record if it replays that; `runs` are those whose logs are read.

    Raises:
        Problem: an event log is missing or torn.
    """
    pair = (first, second)
    histories = histories_of(pair, runs)
    if not histories:
        return None
    day_zero = first.manifest["config"]["scenario"].get("day_zero")
    if day_zero and first.manifest["replays_record"]:
        note = f"{note} Day 0 of the record is {day_zero}.".strip()
    title = f"Replication {TOLD} under {first.label} and under {second.label}"
    return timelines(histories, [variant.label for variant in pair], title, note)


def histories_of(variants: Sequence[DrawnVariant], runs: Sequence[StoredRun]) -> list[History]:
    """Events of replication 0 of each variant; empty unless all runs saved them.

    Raises:
        Problem: an event log is missing or torn.
    """
    found = [
        read_history(run.trace(), first_day(variant.daily), first_rung(variant.daily), TOLD)
        for variant, run in zip(variants, runs, strict=True)
    ]
    known = [history for history in found if history is not None]
    return known if len(known) == len(found) else []


def shown_side_by_side(comparison: RunComparison) -> tuple[DrawnVariant, DrawnVariant]:
    """The first run that is compared with another, behind that other."""
    second = variant_at(comparison, comparison.variants[0])
    return variant_at(comparison, second.reference), second


def _draw(subject: Subject) -> Drawn | None:
    comparison = subject.comparison
    first, second = shown_side_by_side(comparison)
    paired = comparison.paired[second.place]
    note = "Both use the same random numbers, so every difference comes from the settings." if paired else ""
    return side_by_side(first, second, (comparison.runs[first.place], comparison.runs[second.place]), note)


def _words(subject: Subject) -> str:
    """Sentences on the events of the replication under each of the two variants."""
    pair = shown_side_by_side(subject.comparison)
    histories = histories_of(pair, [subject.comparison.runs[variant.place] for variant in pair])
    told = [f"{variant.label}: {one.words()}" for variant, one in zip(pair, histories, strict=True)]
    return " ".join(told)


def _numbers(subject: Subject) -> Numbers:
    """One row per event, of both variants."""
    pair = shown_side_by_side(subject.comparison)
    histories = histories_of(pair, [subject.comparison.runs[variant.place] for variant in pair])
    told = zip(pair, histories, strict=False)
    rows = [(variant.label, *row) for variant, history in told for row in history.rows()]
    return Numbers(("variant", *HISTORY_HEADER), rows)


FIGURES = (
    Figure(
        name="timelines",
        question="What happens in one replication under two policies?",
        section=TIMELINE,
        order=40,
        draw=_draw,
        words=_words,
        numbers=_numbers,
    ),
)
