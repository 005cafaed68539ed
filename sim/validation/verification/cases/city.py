"""Known answers of M12, strikes on the city."""

from __future__ import annotations

from collections.abc import Iterator

from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.validation.verification import exact_flows, judge
from sim.validation.verification.case import Check, Experiment, enough, given, known_answer
from sim.validation.verification.reading import measure, on_day
from sim.validation.verification.reductions import ALONE, NEVER_WIDENED, NO_ATTRITION, NO_KILLS, NO_STRIKES

FEW, FEW_AIRCRAFT = 300, 50
EFFECT = 20  # day on which a permission takes effect
SHARE = (0.0, 1.0)


@known_answer(
    "M12",
    "salvos thinned by a permission are a Poisson process with a falling rate",
    "Poisson's law, thinned",
    ({}, {"prevented": 0.0}, {"coverage": 0.0}, {"own": 1.0}, {"one_channel": 1, "prevented": 0.7, "own": 0.4}),
)
def strikes_thinned_poisson(
    rate: float = given(0.5, (0.001, 50.0), "salvos a day under the restriction"),
    prevented: float = given(
        0.95, (0.0, 0.999), "share of its salvos that a launcher which may be struck does not fire"
    ),
    own: float = given(0.15, SHARE, "share near the border that own weapons reach"),
    coverage: float = given(0.8, SHARE, "share of the rest that the permission opens"),
    one_channel: int = given(0, (0, 1), "1 where all strikes are of one kind"),
    day: int = given(20, (0, 300), "day on which the permission takes effect"),
    days: int = given(60, (1, 365), "length"),
) -> Experiment:
    """Launcher salvos, or all strikes, which thin with what a permission opens, from the day of its effect on."""
    if day > days:
        raise Problem(f"verify strikes_thinned_poisson: day: must not be after days, {days} (got {day})")
    expected = rate * (day + exact_flows.salvos_left(prevented, own, coverage) * (days - day))

    enough("strikes_thinned_poisson", "rate, days", "salvos", expected, FEW)

    def judged(batch: Batch) -> Iterator[Check]:
        salvos = measure(batch, "launcher_salvos")
        yield from judge.poisson("the number of salvos", expected, salvos)

    channels: tuple[str, ...]
    if one_channel:
        channels = ("city=one_channel", f"city.strikes={rate!r} / day", f"city.thinning={prevented!r}")
    else:
        channels = (
            *NO_STRIKES, f"city.launcher_salvos={rate!r} / day", f"city.launcher_thinning={prevented!r}",
        )  # fmt: skip
    alone = tuple(one for one in ALONE if one not in NO_STRIKES)  # keys that one channel does not have
    overrides = (
        *alone, *NO_ATTRITION, *NO_KILLS, "restrictions=counter_fire", f"restrictions.events.permission.day={day}",
        *NEVER_WIDENED, "sanctuary.first_use_lag=0 days",
        f"sanctuary.own_weapons_reach={own!r}", f"sanctuary.sector_coverage={coverage!r}",
        *channels, f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, replications=20_000, simpy_replications=FEW)


AIRCRAFT = 4000  # so that one strike in a hundred shows


@known_answer(
    "M12",
    "a permission prevents a share of the aircraft strikes, which wears off to a residual",
    "closed form of z' = (z* - z)/tau, Poisson's law",
    ({}, {"long_range": 1}, {"response": 1.0, "residual": 0.335, "days": 40}),
)
def aircraft_response(
    rate: float = given(1.2, (0.01, 20.0), "strikes a day under the restriction"),
    response: float = given(0.6, SHARE, "share that a permission prevents at first"),
    residual: float = given(0.3, SHARE, "part of that which lasts"),
    constant: float = given(40.0, (5.0, 1000.0), "time constant of the wearing off (d)"),
    long_range: int = given(0, (0, 1), "1 for a permission of long-range strikes, else of counter-fire"),
    days: int = given(80, (8, 300), "from the permission on"),
) -> Experiment:
    """Strikes by aircraft, of which a permission prevents a share at once, that wears off as they adapt."""
    looks = (EFFECT + days // 4, EFFECT + days)
    expected = [exact_flows.strikes_left(rate, response, residual, constant, look - EFFECT) for look in looks]
    enough("aircraft_response", "rate, days", "strikes", expected[0], FEW_AIRCRAFT)

    def judged(batch: Batch) -> Iterator[Check]:
        counts = [on_day(batch, "aircraft_strikes", look) for look in (EFFECT, *looks)]
        yield from judge.poisson(f"strikes to day {EFFECT}", rate * EFFECT, counts[0])
        yield judge.mean(f"strikes from then to day {looks[0]}", expected[0], counts[1] - counts[0], expected[0])
        rest = expected[1] - expected[0]
        yield judge.mean(f"strikes from then to day {looks[1]}", rest, counts[2] - counts[1], rest)

    policy = "long_range" if long_range else "counter_fire"
    overrides = (
        *ALONE, *NO_ATTRITION, *NO_KILLS, f"restrictions={policy}", f"restrictions.events.permission.day={EFFECT}",
        *NEVER_WIDENED, "sanctuary.first_use_lag=0 days",
        f"city.aircraft_strikes={rate!r} / day", f"city.aircraft_response_{policy}={response!r}",
        *(("city.aircraft_response_counter_fire=0",) if long_range else ()), f"city.aircraft_residual={residual!r}",
        f"city.aircraft_adaptation={constant!r} days", f"horizon={looks[1]} days",
    )  # fmt: skip
    return Experiment(overrides, judged, AIRCRAFT, FEW_AIRCRAFT, daily=True)
