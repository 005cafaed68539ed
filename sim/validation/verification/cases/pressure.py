"""Known answers of M8, pressure: from fires, from ground lost, and from strikes on the city."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.batch import Batch
from sim.validation.verification import exact, exact_flows, judge
from sim.validation.verification.case import Check, Experiment, enough, given, known_answer
from sim.validation.verification.cases.advance import MOVING
from sim.validation.verification.closed import on_one_day
from sim.validation.verification.reading import on_day
from sim.validation.verification.reductions import FROM_NOTHING, NOTHING_LOST, STILL

KEPT, FEW = 4000, 200
MEMORY = given(30.0, (0.5, 1000.0), "time constant of forgetting (d)")
DAYS = given(20, (1, 365), "day on which the two are compared")


@known_answer(
    "M8",
    "pressure of constant fires nears memory x weight x fires exponentially",
    "closed form of the leaky integrator",
    ({"days": 20}, {"days": 60}),
)
def pressure_of_constant_fires(
    memory: float = MEMORY,
    weight: float = given(0.02, (1e-6, 10.0), "pressure for each thousand rounds from sanctuary"),
    days: int = DAYS,
) -> Experiment:
    """Pressure under constant fires from where Blue may not answer."""
    red_fires, closed = 1.5, 0.75

    expected = exact.approach(memory * weight * red_fires * closed, memory, days)
    overrides = (
        *NOTHING_LOST, f"scenario.artillery.red_fires={red_fires} kr/d", "sanctuary.own_weapons_reach=0",
        f"scenario.artillery.share_behind_border={closed}", f"pressure.memory={memory!r} days",
        f"pressure.by_sanctuary_fires={weight!r} / kr", "pressure.by_ground=0 / km2", "pressure.by_strike=0",
        "pressure.by_request=0", f"horizon={days} days",
    )  # fmt: skip
    return on_one_day(days, f"pressure on day {days}", "pressure", expected, overrides)


@known_answer(
    "M8",
    "pressure of ground lost at a constant rate nears memory x weight x rate exponentially",
    "closed form of the leaky integrator",
    ({"days": 20}, {"days": 60}),
)
def pressure_of_ground(
    speed: float = given(0.4, (0.01, 20.0), "speed of the front (km/d)"),
    width: float = given(30.0, (1.0, 1000.0), "width of the sector (km)"),
    memory: float = MEMORY,
    weight: float = given(0.01, (1e-6, 10.0), "pressure for each km2"),
    days: int = DAYS,
) -> Experiment:
    """The front moves at a constant speed."""
    expected = exact.approach(memory * weight * speed * width, memory, days)
    overrides = (
        *MOVING, "advance=exogenous", f"advance.speed_median={speed!r} km/d", "advance.speed_log_sd=0",
        f"scenario.front.sector_width={width!r} km", *FROM_NOTHING, f"pressure.by_ground={weight!r} / km2",
        f"pressure.memory={memory!r} days", f"horizon={days} days",
    )  # fmt: skip
    return on_one_day(days, f"pressure on day {days}", "pressure", expected, overrides)


@known_answer(
    "M8",
    "pressure of strikes at random is shot noise",
    "Campbell's theorem",
    ({"days": 60}, {"days": 20, "memory": 5.0}),
)
def pressure_of_strikes(
    rate: float = given(0.5, (0.001, 50.0), "strikes a day"),
    memory: float = MEMORY,
    weight: float = given(0.02, (1e-6, 10.0), "pressure for each"),
    days: int = DAYS,
) -> Experiment:
    """Strikes come at random at a constant rate, and each adds to the pressure."""
    enough("pressure_of_strikes", "rate, days", "strikes", rate * days, FEW)

    def judged(batch: Batch) -> Iterator[Check]:
        mean, variance = exact_flows.shots(rate, weight, memory, days)
        pressure = on_day(batch, "pressure", days)
        yield judge.mean(f"mean pressure on day {days}", mean, pressure, variance)
        yield judge.variance("its variance", variance, pressure)

    overrides = (
        *STILL, *FROM_NOTHING, f"city.launcher_salvos={rate!r} / day", f"pressure.by_strike={weight!r}",
        f"pressure.memory={memory!r} days", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, KEPT, FEW, daily=True)
