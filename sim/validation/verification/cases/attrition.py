"""Known answers of M1, attrition."""

from __future__ import annotations

from collections.abc import Iterator

from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.validation.verification import exact, exact_laws, judge
from sim.validation.verification.case import Check, Experiment, Input, given, known_answer
from sim.validation.verification.reading import on_day
from sim.validation.verification.reductions import ALONE, NO_FIRE_LOSSES, STEADY

ONLY_ATTRITION = (*ALONE, *STEADY, *NO_FIRE_LOSSES, "counter_battery.red_kill=0", "counter_battery.blue_kill=0")


def strengths(x: float, y: float, x_loss: float, y_loss: float) -> tuple[str, ...]:
    """Starting strengths of Red (x) and Blue (y), and the shares lost a day at them."""
    return (
        f"scenario.forces.red_engaged={x!r} kpe",
        f"scenario.forces.blue_engaged={y!r} kpe",
        f"attrition.red_loss={x_loss!r} / day",
        f"attrition.blue_loss={y_loss!r} / day",
    )


STEPS = ((5, 3.0), (1, 60.0))  # minutes, and the fastest loss (1/d) that such a step follows within a millionth
SMALLEST = 1e-100  # of a strength, below which ratios of the two are no numbers


def fine_step(*rates: float) -> str:
    """The step that follows losses of these rates a day, also where a side is nearly gone.

    Raises:
        Problem: none does.
    """
    for minutes, fastest in STEPS:
        if max(rates) <= fastest:
            return f"step={minutes} min"
    raise Problem(
        f"verify: a, b: a side would lose {max(rates):g} times the strength that it starts with a day, which no step "
        f"of a minute follows; allowed {STEPS[-1][1]:g}"
    )


STRENGTH = (1.0, 1e6)
RATE = (1e-9, 1.0)


def _battle(x0: float, y0: float, a: float, b: float, days: int, **more: Input) -> dict[str, Input]:
    return {
        "x0": Input(x0, STRENGTH, "Red's strength at the start"),
        "y0": Input(y0, STRENGTH, "Blue's strength at the start"),
        "a": Input(a, RATE, "coefficient of Red's losses a day"),
        "b": Input(b, RATE, "coefficient of Blue's losses a day"),
        **more,
        "days": Input(days, (1, 365), "day on which the strengths are compared"),
    }


@known_answer(
    "M1",
    "two sides that wear each other down by aimed fire follow hyperbolic functions",
    "Lanchester 1916",
    ({"days": 5}, {"days": 10}, {"days": 15}, {"days": 40}),
)
def deterministic_square_law(
    x0: float = given(1000.0, STRENGTH, "Red's strength at the start"),
    y0: float = given(800.0, STRENGTH, "Blue's strength at the start"),
    a: float = given(0.05, RATE, "Red's losses a day for each of Blue's"),
    b: float = given(0.04, RATE, "Blue's losses a day for each of Red's"),
    days: int = given(15, (1, 365), "day on which the strengths are compared"),
) -> Experiment:
    """Red loses a for each of Blue's a day, Blue b for each of Red's: x' = -a y, y' = -b x."""
    expected = exact.square_law(x0, y0, a, b, days)
    return followed("square", (x0, y0), (a * y0 / x0, b * x0 / y0), days, expected)


def followed(
    law: str,
    start: tuple[float, float],
    losses: tuple[float, float],
    days: int,
    expected: tuple[float, float],
    *more: str,
) -> Experiment:
    """Red and Blue on a day, compared with what is expected, within a millionth of the start.

    Raises:
        Problem: losses that are too fast, or a side of which next to nothing is left, but not nothing.
    """
    if 0.0 < min(expected) < SMALLEST:
        raise Problem(f"verify: days: a side would be down to {min(expected):.1g} of itself; choose fewer than {days}")

    def judged(batch: Batch) -> Iterator[Check]:
        for name, side, first, exactly in zip("xy", ("red", "blue"), start, expected, strict=True):
            got = float(on_day(batch, f"{side}_engaged_kpe", days)[0])
            yield judge.nearly(f"{name} on day {days}", exactly, got, judge.STEPPED * first, "kpe")

    overrides = (
        *ONLY_ATTRITION, f"attrition={law}", *more, *strengths(*start, *losses),
        fine_step(*losses), f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, daily=True)


@known_answer(
    "M1",
    "two sides that wear each other down by area fire follow logistic functions",
    "Lanchester 1916",
    ({"days": 50}, {"days": 100}, {"days": 200}),
    inputs=_battle(1000.0, 800.0, 2e-5, 1e-5, 100),
)
def deterministic_linear_law(x0: float, y0: float, a: float, b: float, days: int) -> Experiment:
    """Both lose by the product of the strengths: x' = -a x y, y' = -b x y."""
    expected = exact_laws.linear_law(x0, y0, a, b, days)
    if min(expected) < SMALLEST:  # it never is nothing
        raise Problem(f"verify: days: a side would be down to less than {SMALLEST:g}; choose fewer than {days}")
    return followed("linear", (x0, y0), (a * y0, b * x0), days, expected)


@known_answer(
    "M1",
    "powers of the strengths follow the square law",
    "Helmbold 1965",
    ({"w": 1.0}, {"w": 0.75}, {"w": 0.5}, {"w": 0.25}),
    inputs=_battle(1000.0, 900.0, 0.01, 0.012, 20, w=Input(0.6, (0.25, 1.0), "exponent of the family")),
)
def deterministic_helmbold(x0: float, y0: float, a: float, b: float, w: float, days: int) -> Experiment:
    """The family between the laws: x' = -a y^w x^(1-w), y' = -b x^w y^(1-w)."""
    expected = exact_laws.helmbold_law(x0, y0, a, b, w, days)
    losses = a * (y0 / x0) ** w, b * (x0 / y0) ** w
    return followed("helmbold", (x0, y0), losses, days, expected, f"attrition.exponent={w!r}")


@known_answer(
    "M1",
    "a hidden side against one that is not: a tangent, or its hyperbolic kin",
    "Deitchman 1962",
    ({"days": 10}, {"days": 20}, {"x0": 30.0}),
    inputs=_battle(100.0, 60.0, 0.001, 0.05, 10),
)
def deterministic_deitchman(x0: float, y0: float, a: float, b: float, days: int) -> Experiment:
    """Red is hidden, Blue is not: x' = -a x y, y' = -b x."""
    expected = exact_laws.deitchman_law(x0, y0, a, b, days)
    return followed("deitchman", (x0, y0), (a * y0, b * x0 / y0), days, expected, "attrition.hidden=red")


@known_answer(
    "M1",
    "a side that loses by a power of its strength declines as a power of time",
    "closed form of z' = -a z^q",
    ({}, {"days": 45}, {"q": 1.5}),
    inputs=_battle(1000.0, 800.0, 0.05, 0.02, 20, q=Input(0.5, (0.2, 2.0), "exponent of the own strength")),
)
def deterministic_own_power(x0: float, y0: float, a: float, b: float, q: float, days: int) -> Experiment:
    """Each side loses in proportion to a power of its strength: x' = -a x0^(1-q) x^q, y' = -b y0^(1-q) y^q."""
    expected = x0 * exact_laws.power_decay(a, q, days), y0 * exact_laws.power_decay(b, q, days)
    return followed(
        "general", (x0, y0), (a, b), days, expected, "attrition.enemy_exponent=0", f"attrition.own_exponent={q!r}"
    )
