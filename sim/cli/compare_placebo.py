"""`escsim compare --placebo`: reruns with permissions that open nothing, and the remaining differences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.config.problems import Problem, say

if TYPE_CHECKING:
    from sim.analysis.comparison import RunComparison
    from sim.analysis.paired import PairedDifference


def placebo_of(comparison: RunComparison) -> list[PairedDifference]:
    """The differences where no permission opens anything; raise Problem if no pair can be run again."""
    from sim.analysis.placebo import placebo_differences

    if not any(comparison.paired[place] for place in comparison.variants):
        raise Problem("--placebo: needs paired runs; these differ in seed or horizon")
    return placebo_differences(comparison, say)


def store_placebo(comparison: RunComparison, found: Sequence[PairedDifference], folder: Path) -> None:
    """Write the placebo into the folder of the comparison."""
    from sim.report.screens.placebo import NAME, placebo_csv
    from sim.study.files.new_folder import write_file

    write_file(folder / NAME, placebo_csv(comparison, found))
