"""Known answers of M12, strikes on the city."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.verification import judge
from sim.analysis.verification.case import Case, Check, Experiment, Input, enough
from sim.analysis.verification.reading import measure
from sim.analysis.verification.reductions import ALONE, NO_ATTRITION, NO_KILLS
from sim.engine.batch import Batch
from sim.study.problems import Problem

FEW = 300


def thinned_salvos(rate: float, thinning: float, day: int, days: int) -> Experiment:
    """Launcher salvos, of which a share is prevented from the day on which a permission takes effect."""
    if day > days:
        raise Problem(f"verify strikes_thinned_poisson: day: must not be after days, {days} (got {day})")
    expected = rate * (day + (1.0 - thinning) * (days - day))

    enough("strikes_thinned_poisson", "rate, days", "salvos", expected, FEW)

    def judged(batch: Batch) -> Iterator[Check]:
        salvos = measure(batch, "launcher_salvos")
        yield from judge.poisson("the number of salvos", expected, salvos)

    overrides = (
        *ALONE, *NO_ATTRITION, *NO_KILLS, "restrictions=counter_fire", f"restrictions.counter_fire.day={day}",
        "restrictions.counter_fire.widened_after=null", "sanctuary.first_use_lag=0 days",
        f"city.launcher_salvos={rate!r} / day", f"city.launcher_thinning={thinning!r}", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, replications=20_000, simpy_replications=FEW)


CASES = (
    Case(
        "strikes_thinned_poisson",
        "M12",
        "salvos that a permission thins are a Poisson process of a rate that falls",
        "Poisson's law, thinned",
        {
            "rate": Input(0.5, (0.001, 50.0), "salvos a day under the restriction"),
            "thinning": Input(0.85, (0.0, 1.0), "share that the permission prevents"),
            "day": Input(20, (0, 300), "day on which the permission takes effect"),
            "days": Input(60, (1, 365), "length"),
        },
        thinned_salvos,
        ({}, {"thinning": 0.0}),
    ),
)
