"""Known answers of M1, attrition, casualty by casualty, and the recovery of the exponent of Helmbold's law."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from sim.engine.batch import Batch
from sim.validation.verification import exact_chains, judge
from sim.validation.verification.case import Check, Experiment, Input, enough, given, known_answer
from sim.validation.verification.cases.attrition import ONLY_ATTRITION, strengths
from sim.validation.verification.reading import events, measure, path

Numbers = NDArray[np.float64]
RED, BLUE = 20.0, 8.0  # kpe
DAYS = 30
CASUALTY = 0.002  # kpe; a ten-thousandth of Red
PERIOD = 2  # days over which losses are added up
LOSS = (0.001, 0.1)


@known_answer(
    "M1",
    "a regression on simulated battles recovers the exponent of Helmbold's law",
    "Helmbold 1965",
    ({}, {"w": 0.75}),
)
def helmbold_exponent_recovered(
    w: float = given(0.38, (0.25, 1.0), "exponent"),
    red_loss: float = given(0.005, LOSS, "share that Red loses a day at first"),
    blue_loss: float = given(0.03, LOSS, "share that Blue loses a day at first"),
) -> Experiment:
    """Battles casualty by casualty: ln of the ratio of loss shares has the slope 2 w on ln of that of strengths."""

    def judged(batch: Batch) -> Iterator[Check]:
        red, blue = (path(batch, f"{side}_engaged_kpe")[:, ::PERIOD] for side in ("red", "blue"))
        sizes = (CASUALTY / RED, CASUALTY / BLUE)
        found = [helmbold_exponent(*one, sizes) for one in zip(red / RED, blue / BLUE, strict=True)]
        yield judge.mean("w, by regression", w, found)

    overrides = (
        *ONLY_ATTRITION, f"attrition.exponent={w!r}", "casualties=one_by_one", f"casualties.size={CASUALTY} kpe",
        *strengths(RED, BLUE, red_loss, blue_loss), f"horizon={DAYS} days",
    )  # fmt: skip
    return Experiment(overrides, judged, 400, 4, daily=True)


def helmbold_exponent(red: Numbers, blue: Numbers, casualties: tuple[float, float] = (0.0, 0.0)) -> float:
    """The exponent w from strengths at the ends of periods and the size of one casualty a side, as shares of the start.

    Under r' = -a b^w r^(1-w) and b' = -c r^w b^(1-w) the loss shares a period, -ln of the ratio of strengths at its
    ends, are in the ratio (a/c)(b/r)^(2w), so that the slope of its logarithm on ln(b/r) is 2w. Strengths of a period
    are geometric means of those at its ends. The logarithm of a count has a variance of about one over it, and its
    expectation is low by half of that, which is added. Periods are weighted by strengths, to which losses are about
    proportional, and not by losses: where chance lowers a count it would lower its weight too, and bias the slope.
    """
    red_share, blue_share = -np.diff(np.log(red)), -np.diff(np.log(blue))
    red_lost, blue_lost = -np.diff(red), -np.diff(blue)
    weight = np.sqrt(red[1:] * blue[1:])
    response = np.log(red_share / blue_share)
    response += 0.5 * (casualties[0] / red_lost - casualties[1] / blue_lost)
    ratio = np.log(blue / red)
    middle = 0.5 * (ratio[1:] + ratio[:-1])
    off = middle - np.average(middle, weights=weight)
    return float(np.sum(weight * off * response) / np.sum(weight * off * off)) / 2.0


MANY, FEW = 20_000, 150
TRACED = 4_000
ENOUGH_DAYS = 40  # for every battle to be over, at one a day
ONE_BY_ONE = (*ONLY_ATTRITION, "casualties=one_by_one", "casualties.size=1 kpe", "step=1 day")


def battle(law: str, m: int, n: int, x_loss: float, y_loss: float, days: int) -> tuple[str, ...]:
    """So many of Red against so many of Blue, and the shares lost a day at these strengths."""
    return (*ONE_BY_ONE, f"attrition={law}", *strengths(float(m), float(n), x_loss, y_loss), f"horizon={days} days")


def decided(batch: Batch, m: int, n: int, wins: Fraction) -> Iterator[Check]:
    """Check that Red wins as often as it should, and that every battle is over."""
    x_gone = measure(batch, "red_losses_kpe") == m
    y_gone = measure(batch, "blue_losses_kpe") == n
    yield judge.exactly("battles without a winner", 0.0, float((x_gone == y_gone).sum()))
    yield judge.share("P(Red wins)", float(wins), int(y_gone.sum()), len(batch.rows))


NUMBER = (1, 60)
A_FEW = (1, 20)
RATE = (1e-6, 1.0)


def _sides(x: str, y: str, x_number: int, y_number: int, allowed: tuple[int, int] = NUMBER) -> dict[str, Input]:
    return {
        x: Input(x_number, allowed, "Red's number at the start"),
        y: Input(y_number, allowed, "Blue's number at the start"),
    }


@known_answer(
    "M1",
    "the side that wins by aimed fire, casualty by casualty",
    "Brown 1963; Hankin 2024",
    tuple({"m": m, "n": n} for m, n in ((1, 1), (2, 1), (2, 3), (3, 2), (4, 3), (5, 4), (12, 10))),
    inputs=_sides("m", "n", 3, 2),
    also="square_law_stochastic",
)
def stochastic_square_law_equal_rates(m: int, n: int) -> Experiment:
    """Red falls at the rate of Blue's number, and Blue at that of Red's."""

    def judged(batch: Batch) -> Iterator[Check]:
        return decided(batch, m, n, exact_chains.square_law_wins(m, n))

    return Experiment(battle("square", m, n, n / m, m / n, ENOUGH_DAYS), judged, MANY, FEW)


@known_answer(
    "M1",
    "the side that wins by area fire, casualty by casualty, wins a race",
    "Brown 1963",
    ({"x": 3, "y": 2}, {"x": 3, "y": 5, "p": 0.6}, {"x": 5, "y": 5, "p": 0.6}),
    inputs={**_sides("x", "y", 3, 2), "p": Input(0.5, (0.01, 0.99), "that the next casualty is Blue's")},
    also="linear_law_stochastic",
)
def stochastic_linear_law(x: int, y: int, p: float) -> Experiment:
    """The next casualty is Blue's with probability p, at the rate of the product of the numbers."""

    def judged(batch: Batch) -> Iterator[Check]:
        return decided(batch, x, y, exact_chains.race_wins(x, y, Fraction(p)))

    return Experiment(battle("linear", x, y, (1.0 - p) * y, p * x, ENOUGH_DAYS), judged, MANY, FEW)


@known_answer(
    "M1",
    "the side that outlasts the other, and the time of the first extinction, if losses are independent",
    "independent lives",
    ({"m": 3, "n": 2}, {"m": 4, "n": 3}),
    inputs=_sides("m", "n", 3, 2),
    also="logarithmic_law_stochastic",
)
def stochastic_logarithmic_law(m: int, n: int) -> Experiment:
    """Every one of either side falls at the rate 1, whatever the others do; the side that is gone first loses."""

    def judged(batch: Batch) -> Iterator[Check]:
        x_end, y_end = (ends(batch, f"{side}_force_spent") for side in ("red", "blue"))
        wins = int((y_end < x_end).sum())
        yield judge.share("P(Red wins)", float(exact_chains.deaths_win(m, n)), wins, len(x_end))
        duration = float(exact_chains.deaths_duration(m, n))
        yield judge.mean("days until a side is gone", duration, np.minimum(x_end, y_end))

    overrides = battle("logarithmic", m, n, 1.0, 1.0, ENOUGH_DAYS)
    return Experiment(overrides, judged, TRACED, FEW, traced=True)


def ends(batch: Batch, event: str) -> np.ndarray:
    """The day of an event that comes once, infinite if it did not come; float64[replications]."""
    return np.array([lines[0, 0] if len(lines) else np.inf for lines in events(batch, event)])


@known_answer("M1", "survivors are binomial if losses are independent", "binomial distribution")
def stochastic_logarithmic_law_survivors(
    number: int = given(50, (1, 1000), "Red's number at the start"),
    rate: float = given(0.02, RATE, "at which each falls, a day"),
    days: int = given(30, (1, 365), "day on which they are counted"),
) -> Experiment:
    """Every one of Red falls at a constant rate."""
    mean, variance = exact_chains.survivors(number, rate, days)
    alive = mean / number

    def judged(batch: Batch) -> Iterator[Check]:
        left = number - measure(batch, "red_losses_kpe")
        yield judge.mean(f"mean of x on day {days}", mean, left, variance)
        yield judge.variance(
            f"variance of x on day {days}", variance, left, exact_chains.binomial_fourth(number, alive)
        )

    key = "stochastic_logarithmic_law_survivors"
    enough(key, "rate, days", "of Red's to fall", number - mean, FEW)
    enough(key, "rate, days", "of Red's to be left", mean, FEW)
    return Experiment(battle("logarithmic", number, 1, rate, 0.0, days), judged, MANY, FEW)


@known_answer(
    "M1",
    "strengths of both sides under aimed fire, while the battle lasts",
    "matrix exponential",
    ({"days": 2}, {"days": 5}, {"days": 10}, {"days": 20}),
    inputs={
        **_sides("m", "n", 3, 2, A_FEW),
        "rate": Input(0.05, RATE, "at which each of one side takes those of the other, a day"),
        "days": Input(10, (1, 365), "day on which they are counted"),
    },
    also="square_law_transient",
)
def stochastic_square_law_transient_3_v_2(m: int, n: int, rate: float, days: int) -> Experiment:
    """Red falls at the rate `rate` for each of Blue, and Blue so for each of Red."""
    x, y, over, x_variance, y_variance = exact_chains.square_law_transient(m, n, rate, days)
    for side, lost in (("Red's", m - x), ("Blue's", n - y)):
        enough("stochastic_square_law_transient_3_v_2", "rate, days", f"of {side} to fall", lost, 2 * FEW)

    def judged(batch: Batch) -> Iterator[Check]:
        x_left, y_left = m - measure(batch, "red_losses_kpe"), n - measure(batch, "blue_losses_kpe")
        yield judge.mean(f"mean of x on day {days}", x, x_left, x_variance)
        yield judge.mean(f"mean of y on day {days}", y, y_left, y_variance)
        ended = int(((x_left == 0.0) | (y_left == 0.0)).sum())
        yield judge.share(f"P(over) by day {days}", over, ended, len(batch.rows))

    return Experiment(battle("square", m, n, rate * n / m, rate * m / n, days), judged, MANY, 2 * FEW)
