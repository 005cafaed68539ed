"""One replication under the reference and under another variant, side by side."""

from __future__ import annotations

from matplotlib.figure import Figure

from sim.report.compare_figures.variants import Variant
from sim.report.history import read_history
from sim.report.run_figures import TOLD, first_day, first_rung
from sim.report.timeline import timelines
from sim.study.parquet import Columns


def side_by_side(first: Variant, second: Variant, traces: tuple[Columns, Columns], note: str = "") -> Figure | None:
    """The timelines of replication 0; None unless both runs saved its events.

    Args:
        first, second: the two.
        traces: their event logs.
        note: what the heading says besides.
    """
    pair = (first, second)
    histories = []
    for variant, trace in zip(pair, traces, strict=True):
        history = read_history(trace, first_day(variant.daily), first_rung(variant.daily), TOLD)
        if history is None:
            return None
        histories.append(history)
    title = f"Replication {TOLD} under {first.label} and under {second.label}"
    return timelines(histories, [variant.label for variant in pair], title, note)
