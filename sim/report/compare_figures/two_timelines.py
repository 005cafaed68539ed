"""One replication under the reference and under another variant, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from sim.report.compare_figures.variants import Variant
from sim.report.history import History, read_history
from sim.report.run_figures import TOLD, first_day, first_rung
from sim.report.timeline import timelines
from sim.study.store import Run


def side_by_side(first: Variant, second: Variant, runs: tuple[Run, Run], note: str = "") -> Figure | None:
    """The timelines of replication 0; None unless both runs saved its events.

    Args:
        first: on the left, with its manifest's day 0 if it replays the record.
        second: on the right.
        runs: whose event logs are read.
        note: what the heading says.

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


def histories_of(variants: Sequence[Variant], runs: Sequence[Run]) -> list[History]:
    """What happened in replication 0 of each variant; empty unless all runs saved its events.

    Raises:
        Problem: an event log is missing or torn.
    """
    found = [
        read_history(run.trace(), first_day(variant.daily), first_rung(variant.daily), TOLD)
        for variant, run in zip(variants, runs, strict=True)
    ]
    known = [history for history in found if history is not None]
    return known if len(known) == len(found) else []
