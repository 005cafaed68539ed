"""The placebo of a comparison as a table on the terminal and as CSV: each difference, and its remainder."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from sim.analysis.comparison import RunComparison
from sim.analysis.paired import PairedDifference
from sim.config.csv_text import results_csv
from sim.report.terminal.tables import print_rows
from sim.report.words.verdicts import change, interval_of

NAME = "placebo.csv"
HEADINGS = ("measure", "unit", "difference", "95 % interval", "placebo", "95 % interval")
NOTE = (
    "placebo: the same difference with the same seeds when permissions open nothing. The remainder comes "
    "from the decision itself and its escalation, or from other settings that differ."
)
COLUMNS = ("variant", "reference", "measure", "unit", "difference_mean", "placebo_mean", "placebo_low", "placebo_high",
           "placebo_share_equal", "n")  # fmt: skip


def print_placebo(
    console: Console, comparison: RunComparison, found: Sequence[PairedDifference], everything: bool
) -> None:
    """Print one table per variant: each difference, and that of the placebo beside it.

    `everything`: all measures; else the headline measures, and those of ground and losses.
    """
    for variant in dict.fromkeys(one.variant for one in found):
        console.print(Text(f"\n{comparison.less(variant)}, and the placebo", style="bold"), soft_wrap=True)
        rows = [_cells(comparison, one) for one in found if one.variant == variant and (everything or _is_shown(one))]
        print_rows(console, HEADINGS, rows)
    console.print(NOTE, soft_wrap=True)


def placebo_csv(comparison: RunComparison, found: Sequence[PairedDifference]) -> str:
    """One row per variant and measure; what is undefined is empty."""
    return results_csv([COLUMNS, *(_row(comparison, one) for one in found)])


def _is_shown(one: PairedDifference) -> bool:
    return one.measure.headline or one.measure.name in ("ground_lost_km2", "red_fires_kr", "blue_losses_kpe")


def _cells(comparison: RunComparison, one: PairedDifference) -> list[str]:
    told = comparison.difference(one.variant, one.measure.name)
    return [
        one.measure.name, one.measure.unit, change(told.mean), interval_of(told), change(one.mean), interval_of(one),
    ]  # fmt: skip


def _row(comparison: RunComparison, one: PairedDifference) -> list[object]:
    labels = (comparison.labels[one.variant], comparison.labels[comparison.references[one.variant]])
    told = comparison.difference(one.variant, one.measure.name)
    return [
        *labels, one.measure.name, one.measure.unit, told.mean, one.mean, one.low, one.high, one.share_equal, one.n,
    ]  # fmt: skip
