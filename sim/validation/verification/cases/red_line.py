"""Known answers of M11, the red line: unpunished steps, slices of a move, and a line given by its quantile."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.validation.verification import exact_escalation, judge
from sim.validation.verification.case import ENOUGH, Check, Experiment, Input, given, known_answer
from sim.validation.verification.cases.decisions import FLAT, asked
from sim.validation.verification.reading import events, on_day
from sim.validation.verification.reductions import NEVER_WIDENED, STILL

KEPT, TRACED, FEW = 20_000, 2_000, 200
RAREST = 0.1  # of the replications under the compiled scheduler, as many as SimPy can be asked for
STEPS = 10
FIRST, NEXT = 1, 2  # days of the two decisions
CROSSES = ("red_line.crossing_severity=2", "red_line.crossing_answers=0")


def steps_then_one(unpunished: int) -> tuple[str, ...]:
    """So many permission steps on day 1, and one more, at any attacked border, on day 2; none at first for 0."""
    if unpunished == 0:
        return (
            "restrictions=counter_fire", f"restrictions.events.permission.day={NEXT}",
            *NEVER_WIDENED,
        )  # fmt: skip
    # long-range strikes bring three steps at targets that fire, six at any; bands and targets near the border the rest
    long_range = 6 if unpunished >= 7 else 3 if unpunished >= 4 else 0
    near = unpunished - long_range
    targets = "any_military" if near == 3 else "firing"
    overrides: tuple[str, ...] = (
        "restrictions=counter_fire", f"restrictions.events.permission.day={FIRST}",
        f"restrictions.events.widening.delay={NEXT - FIRST} days", f"restrictions.events.permission.targets={targets}",
    )  # fmt: skip
    if near > 1:
        overrides += (f"restrictions.events.deep={permitted('artillery', 'deep', targets)}",)
    if long_range > 0:
        targets = "any_military" if long_range == 6 else "firing"
        overrides += (f"restrictions.events.long_range={permitted('long_range', 'all', targets)}",)
    return overrides


def permitted(weapons: str, bands: str, targets: str) -> str:
    """A permission on the day of the first one, as a command line has it."""
    return f"{{kind: permission, day: {FIRST}, weapons: {weapons}, bands: {bands}, targets: {targets}}}"


def next_step(line: tuple[str, ...], unpunished: int, risk: float, reached: float) -> Experiment:
    """The risk of a step among the replications in which those before it went unpunished, a share `reached` of them.

    Raises:
        Problem: too few come so far.
    """
    if reached * KEPT * RAREST < ENOUGH:
        raise Problem(
            f"verify: unpunished: only {reached:.2g} of all replications would come so far, allowed from "
            f"{ENOUGH / KEPT / RAREST:g} on"
        )
    few = max(FEW, math.ceil(ENOUGH / reached))

    def judged(batch: Batch) -> Iterator[Check]:
        before, after = (on_day(batch, "severity", day) > 0.0 for day in (NEXT, NEXT + 1))
        steps = on_day(batch, "permission_steps", NEXT + 1)
        yield judge.exactly("steps granted in the end", unpunished + 1.0, float(steps.mean()))
        punished, unpunished_so_far = int((after & ~before).sum()), int((~before).sum())
        yield judge.share(f"risk of the next step after {unpunished}", risk, punished, unpunished_so_far)

    overrides = (*STILL, *line, *CROSSES, *steps_then_one(unpunished), "sanctuary.first_use_lag=0 days")
    return Experiment((*overrides, f"horizon={NEXT + 2} days"), judged, KEPT, few, daily=True)


UNPUNISHED = {"unpunished": Input(0, (0, STEPS - 1), "steps that went unpunished")}
TRIED = tuple({"unpunished": k} for k in range(STEPS))


@known_answer(
    "M11", "the risk of the next step rises if the line is fixed", "Bayes, uniform prior", TRIED, inputs=UNPUNISHED
)
def red_line_learning(unpunished: int) -> Experiment:
    """A threshold that is uniform on 1 to 10 steps."""
    risk = exact_escalation.uniform_risk(unpunished, STEPS)
    return next_step(("red_line=uniform",), unpunished, risk, (STEPS - unpunished) / STEPS)


@known_answer(
    "M11",
    "the risk of the next step falls if it is a propensity",
    "Bayes, Beta prior",
    (*TRIED, {"a": 0.5, "b": 2.0, "unpunished": 3}),
    inputs={
        "a": Input(1.0, (0.01, 100.0), "of the Beta law"),
        "b": Input(9.0, (0.01, 1000.0), "of the Beta law"),
        **UNPUNISHED,
    },
)
def red_line_learning_propensity(a: float, b: float, unpunished: int) -> Experiment:
    """A propensity from Beta(a, b)."""
    line = ("red_line=beta_bernoulli", f"red_line.propensity_a={a!r}", f"red_line.propensity_b={b!r}")
    risks = [exact_escalation.beta_risk(a, b, step) for step in range(unpunished + 1)]
    reached = math.prod(1.0 - risk for risk in risks[:-1])
    return next_step(line, unpunished, risks[-1], reached)


@known_answer(
    "M11",
    "the thinner the slices of a move, the lower its risk",
    "convex response",
    tuple({"slices": m} for m in (1, 2, 4, 8, 16)),
)
def red_line_learning_salami(
    slices: int = given(1, (1, 40), "moves into which one of full size is cut"),
    weight: float = given(1.0, (0.01, 20.0), "hazard of the whole move"),
    exponent: float = given(2.0, (0.1, 5.0), "of the response to the size of a move"),
) -> Experiment:
    """One step is granted, withdrawn and granted again, as often as a move of full size has slices."""

    def judged(batch: Batch) -> Iterator[Check]:
        granted, crossed = (events(batch, name) for name in ("policy_relaxed", "red_line_crossed"))
        moves = np.array([len(lines) for lines in granted])
        at = np.array([_crossing(*both) for both in zip(granted, crossed, strict=True)])
        yield judge.exactly("replications with too few moves", 0.0, float((moves < slices).sum()))
        risk = exact_escalation.salami_risk(weight, exponent, slices)
        yield judge.share(f"risk of {slices} moves", risk, int(((at > 0) & (at <= slices)).sum()), len(at))

    often = f"{{intercept: 2, {FLAT}, baseline: constant}}"  # 7.4 a day, so that 16 moves take 4 days
    overrides = (
        *asked(often, often, 20 + slices), "red_line=convex", *CROSSES, f"red_line.weight={weight!r}",
        f"red_line.full_size={slices}", f"red_line.exponent={exponent!r}",
    )  # fmt: skip
    return Experiment(overrides, judged, TRACED, FEW, traced=True)


def _crossing(granted: np.ndarray, crossed: np.ndarray) -> int:
    """Number of the move that crossed; 0 if none did."""
    return int((granted[:, 0] <= crossed[0, 0]).sum()) if len(crossed) else 0


ALIKE, FEW_ALIKE = 50, 5
QUANTILE = given(0.35, (0.0, 1.0), "at which the line lies in its law")
GRANTED = given(3, (0, STEPS - 1), "steps that are granted before the last one")


def located(law: tuple[str, ...], line: float, quantile: float, unpunished: int) -> Experiment:
    """Experiment on whether so many steps, and one more, cross a known line; alike in every replication."""

    def judged(batch: Batch) -> Iterator[Check]:
        for name, day, steps in (("before", NEXT, unpunished), ("with the last step", NEXT + 1, unpunished + 1)):
            crossed = on_day(batch, "severity", day) > 0.0
            yield judge.exactly(f"crossed {name}", float(0 < steps >= line), float(crossed.mean()))

    overrides = (
        *STILL, *law, f"red_line.threshold_quantile={quantile!r}", *CROSSES, *steps_then_one(unpunished),
        "sanctuary.first_use_lag=0 days", f"horizon={NEXT + 2} days",
    )  # fmt: skip
    return Experiment(overrides, judged, ALIKE, FEW_ALIKE, daily=True)


QUANTILES = tuple({"quantile": q, "unpunished": k} for q, k in ((0.0, 0), (0.05, 1), (0.35, 3), (0.35, 4), (0.999, 9)))


@known_answer("M11", "a line given by its quantile is deterministic", "quantile of the uniform law", QUANTILES)
def red_line_quantile(
    quantile: float = QUANTILE,
    unpunished: int = GRANTED,
) -> Experiment:
    """A threshold that is uniform on 1 to 10 steps."""
    return located(("red_line=uniform",), exact_escalation.uniform_quantile(quantile, STEPS), quantile, unpunished)


@known_answer(
    "M11",
    "a propensity given by the quantile of the step that it punishes",
    "quantile of the beta-geometric law",
    (*QUANTILES, {"a": 0.5, "b": 2.0, "quantile": 0.5, "unpunished": 4}),
)
def red_line_quantile_propensity(
    a: float = given(1.0, (0.01, 100.0), "of the Beta law"),
    b: float = given(9.0, (0.01, 1000.0), "of the Beta law"),
    quantile: float = QUANTILE,
    unpunished: int = GRANTED,
) -> Experiment:
    """A propensity from Beta(a, b)."""
    law = ("red_line=beta_bernoulli", f"red_line.propensity_a={a!r}", f"red_line.propensity_b={b!r}")
    return located(law, exact_escalation.beta_quantile(a, b, quantile, STEPS + 1), quantile, unpunished)


@known_answer(
    "M11", "a grievance crosses at the quantile of its threshold", "quantile of the log-normal law", QUANTILES
)
def red_line_quantile_grievance(
    median: float = given(5.0, (0.1, 100.0), "of the threshold"),
    log_sd: float = given(0.5, (0.0, 3.0), "of the threshold"),
    quantile: float = QUANTILE,
    unpunished: int = GRANTED,
) -> Experiment:
    """A log-normal threshold of a sum that does not fade."""
    law = (
        "red_line=grievance", "red_line.memory=null",
        f"red_line.threshold_median={median!r}", f"red_line.threshold_log_sd={log_sd!r}",
    )  # fmt: skip
    return located(law, exact_escalation.lognormal_quantile(median, log_sd, quantile), quantile, unpunished)


@known_answer(
    "M11", "moves cross at the quantile of an exponential threshold", "quantile of the exponential law", QUANTILES
)
def red_line_quantile_convex(
    quantile: float = QUANTILE,
    unpunished: int = GRANTED,
) -> Experiment:
    """An exponential threshold of the sum of moves, of which each adds a tenth for each of its steps."""
    law = ("red_line=convex", "red_line.weight=1", "red_line.full_size=10", "red_line.exponent=1")
    return located(law, STEPS * exact_escalation.exponential_quantile(quantile), quantile, unpunished)
