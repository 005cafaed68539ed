"""Known answers of M10: escalation as a ladder, also one that is climbed ever more slowly, and as an arms race."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.validation.verification import exact_escalation, judge
from sim.validation.verification.case import Check, Experiment, Input, enough, given, known_answer
from sim.validation.verification.reading import events, measure, on_day
from sim.validation.verification.reductions import STILL, ladder

TRACED, FEW = 2_000, 100
KEPT, MOST = 4_000, 40_000
ROWS = 400_000  # days of all replications
LONGEST = 1000
OVER = 25.0  # relaxation times after which no path goes on, but for one in 10^10


def between(up: float, down: float, start: int, highest: int, days: int) -> tuple[str, ...]:
    """A ladder from 0 to `highest`, which no permission touches."""
    if start > highest:
        raise Problem(f"verify: start: must not be above highest, {highest} (got {start})")
    return (
        *STILL, *ladder(up, down), f"escalation.start_rung={start}", f"escalation.highest_rung={highest}",
        f"horizon={days} days",
    )  # fmt: skip


RATE = (0.01, 5.0)
SLOPE = (0.0, 5.0)
ENDS = {"start": Input(2, (0, 8), "rung at the start"), "highest": Input(6, (1, 8), "highest rung")}
RATES = {"up": Input(0.3, RATE, "rate of going up, a day"), "down": Input(0.4, RATE, "rate of going down, a day")}


@known_answer(
    "M10",
    "exit of a ladder at its top or its foot, and the time of exit: gambler's ruin",
    "Feller 1968",
    (*({"start": start} for start in range(1, 6)), {"up": 0.4}),
    inputs={**RATES, **ENDS},
)
def escalation_rungs_birth_death(up: float, down: float, start: int, highest: int) -> Experiment:
    """Both ends absorb."""
    if not 0 < start < highest:
        raise Problem(f"verify: start: must be between the ends, 0 and {highest} (got {start})")
    days = math.ceil(OVER / exact_escalation.absorption_rate(up, down, highest))
    if days > LONGEST:
        raise Problem(f"verify: up, down: too slow; the last path would end after {days} days, allowed {LONGEST}")

    def judged(batch: Batch) -> Iterator[Check]:
        above = measure(batch, "top_rung") == highest
        probability = exact_escalation.ruin(up, down, start, highest)
        yield judge.share(f"P({highest} before 0 from {start})", probability, int(above.sum()), len(above))
        last = np.array([lines[-1] for lines in events(batch, "rung_changed")])
        ended = (last[:, 1] == 0.0) | (last[:, 1] == highest)
        yield judge.exactly("paths that are not over", 0.0, float((~ended).sum()))
        yield judge.mean("days until an end", exact_escalation.absorption_days(up, down, start, highest), last[:, 0])

    both = ("escalation.lowest_absorbing=true", "escalation.highest_absorbing=true")
    return Experiment((*between(up, down, start, highest, days), *both), judged, TRACED, FEW, traced=True)


@known_answer(
    "M10",
    "position on a ladder, which tends to a geometric distribution",
    "birth-death chain, matrix exponential",
    ({}, {"days": 5}),
    inputs={**RATES, **ENDS, "days": Input(150, (1, 365), "day of observation")},
)
def escalation_rungs_law(up: float, down: float, start: int, highest: int, days: int) -> Experiment:
    """Neither end absorbs."""

    def judged(batch: Batch) -> Iterator[Check]:
        rungs = on_day(batch, "rung", days)
        for rung, probability in enumerate(exact_escalation.rung_law(up, down, start, highest, days)):
            yield judge.share(f"P(rung {rung} on day {days})", probability, int((rungs == rung).sum()), len(rungs))

    replications = min(MOST, max(KEPT, ROWS // days))  # a rung that is seldom reached by an early day needs many
    return Experiment(between(up, down, start, highest, days), judged, replications, FEW, daily=True)


@known_answer(
    "M10",
    "two tensions tend to equilibrium, and cause acts",
    "Richardson 1960",
    ({}, {"days": 4, "x0": 3.0, "y0": 0.5}),
)
def richardson(
    k: float = given(0.2, SLOPE, "growth of Red's tension for each unit of Blue's, a day"),
    l: float = given(0.3, SLOPE, "growth of Blue's tension for each unit of Red's, a day"),  # noqa: E741
    alpha: float = given(0.5, RATE, "rate at which Red's tension dies down, a day"),
    beta: float = given(0.4, RATE, "rate at which Blue's tension dies down, a day"),
    g: float = given(1.0, SLOPE, "Red's grievance"),
    h: float = given(2.0, SLOPE, "Blue's grievance"),
    x0: float = given(0.0, (0.0, 50.0), "Red's tension at the start"),
    y0: float = given(0.0, (0.0, 50.0), "Blue's tension at the start"),
    days: int = given(150, (1, 365), "day of observation"),
) -> Experiment:
    """Two tensions, unaffected by permissions, and the acts that they cause."""
    red, blue, red_acts, blue_acts = exact_escalation.richardson(k, l, alpha, beta, g, h, x0, y0, days)
    for acts in (red_acts, blue_acts):
        enough("richardson", "g, h, x0, y0, days", "acts of a side", acts, 20)

    def judged(batch: Batch) -> Iterator[Check]:
        yield judge.closely(f"x on day {days}", red, float(on_day(batch, "red_act_rate_per_day", days)[0]))
        yield judge.closely(f"y on day {days}", blue, float(on_day(batch, "blue_act_rate_per_day", days)[0]))
        yield judge.mean(f"Red's acts to day {days}", red_acts, measure(batch, "red_acts"))
        yield judge.mean(f"Blue's acts to day {days}", blue_acts, measure(batch, "blue_acts"))

    overrides = (
        *STILL, "escalation=richardson", "escalation.severity_per_act=0", "escalation.grievance_by_step=0 / d2",
        f"escalation.red_reaction={k!r} / day", f"escalation.blue_reaction={l!r} / day",
        f"escalation.red_fatigue={alpha!r} / day", f"escalation.blue_fatigue={beta!r} / day",
        f"escalation.red_grievance={g!r} / d2", f"escalation.blue_grievance={h!r} / d2",
        f"escalation.red_tension={x0!r} / day", f"escalation.blue_tension={y0!r} / day", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, 1000, 20, daily=True)


FEW_RISES = 300
LOOKS = (0.5, 1.0, 4.0, 7.0, 20.0)  # days since the last rise, within each piece and at its ends
RISE_RATE = (0.001, 5.0)


@known_answer(
    "M10",
    "rises of a ladder follow a hazard that falls with the days since the last rise",
    "closed form 1 - exp(-H)",
    ({}, {"first": 0.5, "week": 0.2, "later": 0.1}),
)
def escalation_rungs_first_passage(
    first: float = given(0.23, RISE_RATE, "rate within a day of the last rise, a day"),
    week: float = given(0.05, RISE_RATE, "rate on days 1 to 7"),
    later: float = given(0.02, RISE_RATE, "rate later"),
    days: int = given(60, (2, 365), "horizon (d)"),
) -> Experiment:
    """The first rise from rung 0, and the second, counted from the first; no step is taken down."""

    def judged(batch: Batch) -> Iterator[Check]:
        paths = [lines[:, 0] for lines in events(batch, "rung_changed")]
        waits = {
            "first": np.array([path[0] if len(path) else math.inf for path in paths]),
            "second": np.array([path[1] - path[0] if len(path) > 1 else math.inf for path in paths if len(path)]),
        }
        begun = np.array([path[0] for path in paths if len(path)])
        for look in (look for look in LOOKS if look < days):
            probability = -math.expm1(-exact_escalation.rise_integral(first, week, later, look))
            seen = {"first": np.ones(len(paths), dtype=bool), "second": begun + look <= days}
            for name, some in seen.items():
                risen = int((waits[name][some] <= look).sum())
                yield judge.share(f"P({name} rise within {look:g} d)", probability, risen, int(some.sum()))

    pieces = (("up_first_day", first), ("up_first_week", week), ("up_later", later))
    overrides = (
        *STILL, *ladder(0.0, 0.0), *(f"escalation.{piece}={rate!r} / day" for piece, rate in pieces),
        "escalation.start_rung=0", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, TRACED, FEW_RISES, traced=True)
