"""Drivers of a difference: uncertain parameters associated with it, or studies that identify them."""

from __future__ import annotations

from sim.analysis.comparison import RunComparison
from sim.report.page.blocks import Commands, Section, Text

TITLE = "What drives it"


def not_varied(comparison: RunComparison) -> Section:
    """The section of a comparison, in which settings differ and nothing is drawn."""
    count = len(comparison.runs)
    return Section(
        "drivers",
        TITLE,
        [
            Text(
                f"Unknown: this compares {count} runs with a single value of every uncertain parameter. "
                f"Studies show which parameters drive the differences: the first screens many parameters, "
                f"the second ranks the policies in every future:"
            ),
            Commands(["escsim sweep study=screening", "escsim sweep study=policy_ranking"]),
        ],
    )
