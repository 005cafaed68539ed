"""Known answers of M11 with a given quantile of the line: nothing is drawn."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.batch import Batch
from sim.validation.verification import exact_escalation, judge
from sim.validation.verification.case import Check, Experiment, given, known_answer
from sim.validation.verification.cases.red_line import CROSSES, NEXT, STEPS, steps_then_one
from sim.validation.verification.reading import on_day
from sim.validation.verification.reductions import STILL

KEPT, FEW = 50, 5
QUANTILE = given(0.35, (0.0, 1.0), "at which the line lies in its law")
UNPUNISHED = given(3, (0, STEPS - 1), "steps that are granted before the last one")


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
    return Experiment(overrides, judged, KEPT, FEW, daily=True)


TRIED = tuple({"quantile": q, "unpunished": k} for q, k in ((0.0, 0), (0.05, 1), (0.35, 3), (0.35, 4), (0.999, 9)))


@known_answer("M11", "a line given by its quantile is deterministic", "quantile of the uniform law", TRIED)
def red_line_quantile(
    quantile: float = QUANTILE,
    unpunished: int = UNPUNISHED,
) -> Experiment:
    """A threshold that is uniform on 1 to 10 steps."""
    return located(("red_line=uniform",), exact_escalation.uniform_quantile(quantile, STEPS), quantile, unpunished)


@known_answer(
    "M11",
    "a propensity given by the quantile of the step that it punishes",
    "quantile of the beta-geometric law",
    (*TRIED, {"a": 0.5, "b": 2.0, "quantile": 0.5, "unpunished": 4}),
)
def red_line_quantile_propensity(
    a: float = given(1.0, (0.01, 100.0), "of the Beta law"),
    b: float = given(9.0, (0.01, 1000.0), "of the Beta law"),
    quantile: float = QUANTILE,
    unpunished: int = UNPUNISHED,
) -> Experiment:
    """A propensity from Beta(a, b)."""
    law = ("red_line=beta_bernoulli", f"red_line.propensity_a={a!r}", f"red_line.propensity_b={b!r}")
    return located(law, exact_escalation.beta_quantile(a, b, quantile, STEPS + 1), quantile, unpunished)


@known_answer("M11", "a grievance crosses at the quantile of its threshold", "quantile of the log-normal law", TRIED)
def red_line_quantile_grievance(
    median: float = given(5.0, (0.1, 100.0), "of the threshold"),
    log_sd: float = given(0.5, (0.0, 3.0), "of the threshold"),
    quantile: float = QUANTILE,
    unpunished: int = UNPUNISHED,
) -> Experiment:
    """A log-normal threshold of a sum that does not fade."""
    law = (
        "red_line=grievance", "red_line.memory=null",
        f"red_line.threshold_median={median!r}", f"red_line.threshold_log_sd={log_sd!r}",
    )  # fmt: skip
    return located(law, exact_escalation.lognormal_quantile(median, log_sd, quantile), quantile, unpunished)


@known_answer(
    "M11", "moves cross at the quantile of an exponential threshold", "quantile of the exponential law", TRIED
)
def red_line_quantile_convex(
    quantile: float = QUANTILE,
    unpunished: int = UNPUNISHED,
) -> Experiment:
    """An exponential threshold of the sum of moves, of which each adds a tenth for each of its steps."""
    law = ("red_line=convex", "red_line.weight=1", "red_line.full_size=10", "red_line.exponent=1")
    return located(law, STEPS * exact_escalation.exponential_quantile(quantile), quantile, unpunished)
