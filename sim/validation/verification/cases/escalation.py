"""Known answers of M10, escalation by acts that excite each other."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.batch import Batch
from sim.validation.verification import exact_escalation, judge
from sim.validation.verification.case import Check, Experiment, Input, enough, given, known_answer
from sim.validation.verification.reading import measure
from sim.validation.verification.reductions import NEVER_WIDENED, STILL

MANY, FEW = 10_000, 100
TWO_SIDED = 50  # replications under SimPy
STEADY_AFTER = 12.0  # relaxation times; what is missing then is a part in 160,000
ACTS = (*STILL, "escalation=hawkes", "escalation.severity_per_act=0", "escalation.answers_per_step=0")


def excitation(
    red: float, blue: float, offspring: tuple[tuple[float, float], tuple[float, float]], memory: float
) -> tuple[str, ...]:
    """Acts a day that nothing provoked, by side; acts of each side for each of each; days."""
    (red_by_red, red_by_blue), (blue_by_red, blue_by_blue) = offspring
    return (
        f"escalation.red_baseline={red!r} / day", f"escalation.blue_baseline={blue!r} / day",
        f"escalation.red_by_red={red_by_red!r}", f"escalation.red_by_blue={red_by_blue!r}",
        f"escalation.blue_by_red={blue_by_red!r}", f"escalation.blue_by_blue={blue_by_blue!r}",
        f"escalation.excitation_memory={memory!r} days",
    )  # fmt: skip


RATE = (0.0, 5.0)
OFFSPRING = (0.0, 0.89)
_HELPS = {"red_by_red": 0.2, "red_by_blue": 0.4, "blue_by_red": 0.3, "blue_by_blue": 0.1}


@known_answer(
    "M10",
    "mean and variance of the number of acts that excite each other",
    "Hawkes 1971",
    ({}, {"mu": 0.3, "offspring": 0.25, "decay": 0.2, "days": 60, "burn_in": 100}, {"burn_in": 0}),
)
def hawkes_counts(
    mu: float = given(0.2, RATE, "acts a day that nothing provoked"),
    offspring: float = given(0.5, OFFSPRING, "acts for each act"),
    decay: float = given(0.5, (0.02, 10.0), "rate at which an excitation fades, a day"),
    days: int = given(30, (1, 365), "in which acts are counted"),
    burn_in: int = given(60, (0, 365), "days before that, from a start without a past"),
) -> Experiment:
    """Only Red acts; the scenario starts `burn_in` days before the acts are counted."""
    expected = exact_escalation.hawkes_mean(mu, offspring, decay, burn_in, days)
    enough("hawkes_counts", "mu, days", "acts", expected, FEW)

    def judged(batch: Batch) -> Iterator[Check]:
        acts = measure(batch, "red_acts")
        yield judge.mean(f"mean of the acts in {days} days", expected, acts)
        if decay * (1.0 - offspring) * burn_in >= STEADY_AFTER:
            variance = exact_escalation.hawkes_variance(mu, offspring, decay, days)
            yield judge.variance(f"variance of the acts in {days} days", variance, acts)

    one_sided = excitation(mu, 0.0, ((offspring, 0.0), (0.0, 0.0)), 1.0 / decay)
    return Experiment((*ACTS, *one_sided, f"horizon={days} days", f"scenario.start_day={-burn_in}"), judged, MANY, FEW)


@known_answer(
    "M10",
    "two sides that excite each other go to the rates (I - N)^-1 mu",
    "Hawkes 1971",
    inputs={
        "mu_red": Input(0.1, RATE, "Red's unprovoked acts a day"),
        "mu_blue": Input(0.05, RATE, "Blue's unprovoked acts a day"),
        **{
            name: Input(value, OFFSPRING, f"{name.partition('_')[0].capitalize()}'s acts for each of the other's")
            if name in ("red_by_blue", "blue_by_red")
            else Input(value, OFFSPRING, f"{name.partition('_')[0].capitalize()}'s acts for each earlier one")
            for name, value in _HELPS.items()
        },
        "memory": Input(3.0, (0.1, 15.0), "time constant of an excitation, in days"),
        "days": Input(100, (1, 365), "in which acts are counted"),
    },
)
def hawkes_two_sided(
    mu_red: float,
    mu_blue: float,
    red_by_red: float,
    red_by_blue: float,
    blue_by_red: float,
    blue_by_blue: float,
    memory: float,
    days: int,
) -> Experiment:
    """Both sides act, and are counted from a year after the start."""
    offspring = ((red_by_red, red_by_blue), (blue_by_red, blue_by_blue))
    rates = exact_escalation.hawkes_rates((mu_red, mu_blue), offspring)
    for rate in rates:
        enough("hawkes_two_sided", "mu_red, mu_blue, days", "acts of a side", rate * days, TWO_SIDED)

    def judged(batch: Batch) -> Iterator[Check]:
        for side, rate in zip(("red", "blue"), rates, strict=True):
            yield judge.mean(f"{side.capitalize()}'s acts a day", rate, measure(batch, f"{side}_acts") / days)

    both = excitation(mu_red, mu_blue, offspring, memory)
    return Experiment((*ACTS, *both, f"horizon={days} days", "scenario.start_day=-365"), judged, 4000, TWO_SIDED)


@known_answer("M10", "the acts caused by one act, itself included", "Borel 1942")
def hawkes_clusters(
    offspring: float = given(0.5, (0.01, 0.85), "acts for each act"),
    largest: int = given(5, (1, 20), "cluster up to which probabilities are compared"),
) -> Experiment:
    """One permission is answered by a Poisson number of acts; where it is one, this begets all others."""

    def judged(batch: Batch) -> Iterator[Check]:
        alone = measure(batch, "retaliations") == 1.0
        sizes = measure(batch, "red_acts")[alone]
        for size in range(1, largest + 1):
            probability = exact_escalation.borel(offspring, size)
            yield judge.share(f"P(cluster of {size})", probability, int((sizes == size).sum()), len(sizes))

    overrides = (
        *ACTS, *excitation(0.0, 0.0, ((offspring, 0.0), (0.0, 0.0)), 1.0), "restrictions=counter_fire",
        "restrictions.events.permission.day=0", *NEVER_WIDENED,
        "escalation.answers_per_step=0.7", "horizon=300 days",
    )  # fmt: skip
    return Experiment(overrides, judged, MANY, FEW)
