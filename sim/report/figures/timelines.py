"""What happens in one replication under two policies, side by side."""

from __future__ import annotations

from matplotlib.figure import Figure as Drawn

from sim.analysis.comparison import Comparison
from sim.report.compare_figures.two_timelines import histories_of, side_by_side
from sim.report.compare_figures.variants import Variant, variant_at
from sim.report.figures.subject import TIMELINE, Figure, Subject
from sim.report.history import History
from sim.report.numbers import number
from sim.report.wording import listed


def shown_side_by_side(comparison: Comparison) -> tuple[Variant, Variant]:
    """The first run that is held against another, behind that other."""
    second = variant_at(comparison, comparison.variants[0])
    return variant_at(comparison, second.reference), second


def _draw(subject: Subject) -> Drawn | None:
    comparison = subject.comparison
    first, second = shown_side_by_side(comparison)
    paired = comparison.paired[second.place]
    note = "Both use the same random numbers, so every difference comes from the settings." if paired else ""
    return side_by_side(first, second, (comparison.runs[first.place], comparison.runs[second.place]), note)


def _numbers(subject: Subject) -> str:
    """What happens in the replication under each of the two variants."""
    pair = shown_side_by_side(subject.comparison)
    histories = histories_of(pair, [subject.comparison.runs[variant.place] for variant in pair])
    told = [f"{variant.label}: {history_numbers(one)}" for variant, one in zip(pair, histories, strict=True)]
    return " ".join(told)


def history_numbers(history: History) -> str:
    """The days of the policy's events, assaults, aid, the highest rung, and how often other things happen."""
    policy = [f"{name} on day {listed([number(day, 3) for day in days])}" for name, days in history.policy.items()]
    assaults = len(history.phases["assault"])
    arrived = sum(value for _, value in history.arrived)
    top = max(value for _, value in history.rungs)
    ticks = [f"{name} {len(days)}" for name, days in history.ticks.items()]
    parts = [
        ", ".join(policy) or "no event of policy",
        f"{assaults} assault{'s' if assaults != 1 else ''}",
        f"aid of USD {number(arrived)} million arrives",
        f"highest rung {number(top)}",
        ", ".join(ticks),
    ]
    return f"{'; '.join(filter(None, parts))}."


FIGURES = (
    Figure("timelines", "What happens in one replication under two policies?", TIMELINE, 40, _draw, _numbers),
)  # fmt: skip
