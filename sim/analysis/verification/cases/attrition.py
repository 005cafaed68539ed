"""Known answers of M1, attrition."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.verification import exact, judge
from sim.analysis.verification.case import Case, Check, Experiment, Input
from sim.analysis.verification.reading import on_day
from sim.analysis.verification.reductions import ALONE, NO_FIRE_LOSSES, STEADY
from sim.engine.batch import Batch

ONLY_ATTRITION = (*ALONE, *STEADY, *NO_FIRE_LOSSES, "counter_battery.red_kill=0", "counter_battery.blue_kill=0")


def strengths(x: float, y: float, x_loss: float, y_loss: float) -> tuple[str, ...]:
    """Starting strengths of Red (x) and Blue (y), and the shares lost a day at them."""
    return (
        f"scenario.forces.red_engaged={x!r} kpe",
        f"scenario.forces.blue_engaged={y!r} kpe",
        f"attrition.red_loss={x_loss!r} / day",
        f"attrition.blue_loss={y_loss!r} / day",
    )


def square_law(x0: float, y0: float, a: float, b: float, days: int) -> Experiment:
    """Red loses a for each of Blue's a day, Blue b for each of Red's: x' = -a y, y' = -b x."""

    def judged(batch: Batch) -> Iterator[Check]:
        x, y = exact.square_law(x0, y0, a, b, days)
        yield judge.closely(f"x on day {days}", x, float(on_day(batch, "red_engaged_kpe", days)[0]), judge.STEPPED)
        yield judge.closely(f"y on day {days}", y, float(on_day(batch, "blue_engaged_kpe", days)[0]), judge.STEPPED)

    losses = strengths(x0, y0, a * y0 / x0, b * x0 / y0)
    overrides = (*ONLY_ATTRITION, "attrition=square", *losses, f"horizon={days} days")
    return Experiment(overrides, judged, daily=True)


STRENGTH = (1.0, 1e6)
RATE = (1e-9, 1.0)

CASES = (
    Case(
        "deterministic_square_law",
        "M1",
        "two sides that wear each other down by aimed fire follow hyperbolic functions",
        "Lanchester 1916",
        {
            "x0": Input(1000.0, STRENGTH, "Red's strength at the start"),
            "y0": Input(800.0, STRENGTH, "Blue's strength at the start"),
            "a": Input(0.05, RATE, "Red's losses a day for each of Blue's"),
            "b": Input(0.04, RATE, "Blue's losses a day for each of Red's"),
            "days": Input(15, (1, 365), "day on which the strengths are compared"),
        },
        square_law,
        ({"days": 5}, {"days": 10}, {"days": 15}, {"days": 40}),
    ),
)
