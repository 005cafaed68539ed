"""What drives a difference: which uncertain parameters go with it, or the studies that tell."""

from __future__ import annotations

from sim.analysis.comparison import Comparison
from sim.report.page.blocks import Commands, Section, Text

TITLE = "What drives it"


def not_varied(comparison: Comparison) -> Section:
    """The section of a comparison, in which settings differ and nothing is drawn."""
    count = len(comparison.runs)
    return Section(
        "drivers",
        TITLE,
        [
            Text(
                f"Not known from this: {count} runs were compared, each with one value for every uncertain "
                "parameter. Which of them the differences hang on is asked by a study. The first screens many "
                "parameters, the second says in how many futures each policy ranks where:"
            ),
            Commands(["escsim sweep study=screening", "escsim sweep study=policy_ranking"]),
        ],
    )
