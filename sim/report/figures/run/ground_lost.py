"""Ground lost day by day: a fan chart, with the observed areas if the run replays the record."""

from __future__ import annotations

from matplotlib.figure import Figure as Drawn

from sim.report.drawing.fan import NAMES, fan_chart
from sim.report.figures.figure import TRAJECTORIES, Figure, Numbers
from sim.report.figures.run.facts import RunSubject, milestones
from sim.report.words.numbers import number
from sim.report.words.run_names import called

RISING = tuple(reversed(NAMES))


def _draw(subject: RunSubject) -> Drawn | None:
    manifest = subject.manifest
    days, quantiles = subject.ground_lost
    if not days.size:
        return None
    shown = min(manifest["saved_paths"], manifest["replications"])
    first = "the first " if shown < manifest["replications"] else ""
    title = f"Ground lost: quantiles over {first}{shown:,} replications"
    observed = milestones(manifest) if manifest.get("replays_record", False) else []
    return fan_chart(days, quantiles, "Ground lost", "km²", title, called(manifest), observed)


def _words(subject: RunSubject) -> str:
    """The quantiles on the last day."""
    days, quantiles = subject.ground_lost
    texts = ", ".join(number(float(quantiles[name][-1]), 3) for name in RISING)
    return f"Ground lost (km²) on day {number(float(days[-1]))}: 5 %, 25 %, 50 %, 75 % and 95 % quantile {texts}."


def _numbers(subject: RunSubject) -> Numbers:
    """One row per day: the quantiles (km2)."""
    days, quantiles = subject.ground_lost
    return Numbers(("day", *RISING), list(zip(days, *(quantiles[name] for name in RISING), strict=True)))


FIGURES = (
    Figure(
        name="ground_lost",
        question="How much ground is lost, day by day, and how sure is that?",
        section=TRAJECTORIES,
        order=1,
        draw=_draw,
        words=_words,
        numbers=_numbers,
    ),
)
