"""Known answers of M3, fires: a stock that is used up, and rationing by the stock."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.validation.verification import exact, exact_flows, judge
from sim.validation.verification.case import Check, Experiment, given, known_answer
from sim.validation.verification.reading import events, measure, on_day
from sim.validation.verification.reductions import ALONE, LASTING_ASSAULT, NO_FORCES_LOST, NOTHING_LOST

STEP_MINUTES = 5
STEP_DAYS = STEP_MINUTES / 1440.0
LONGEST = 365


def rationed(stock: float, use: float, supply: float, low: float, high: float, days: int) -> tuple[str, ...]:
    """Blue fires as its ration of tube rounds allows; nothing is lost."""
    if not low <= stock:
        raise Problem(f"verify: stock: must not be below low, {low:g} (got {stock:g})")
    if low >= high:
        raise Problem(f"verify: low: must be below high, {high:g} (got {low:g})")
    return (
        *ALONE, *NO_FORCES_LOST, *LASTING_ASSAULT, f"fires.ration_low={low!r} kr", f"fires.ration_high={high!r} kr",
        f"scenario.stocks.tube={stock!r} kr", f"scenario.artillery.blue_fires={use!r} kr/d",
        f"scenario.stocks.tube_supply={supply!r} kr/d", f"step={STEP_MINUTES} min", f"horizon={days} days",
    )  # fmt: skip


KR = (0.1, 100.0)
USE = given(0.3, (0.05, 10.0), "rounds that Blue wants to fire (kr/d)")
LOW = given(1.0, (0.0, 50.0), "stock at which its guns fall silent (kr)")
HIGH = given(4.0, KR, "stock from which it fires what it wants (kr)")


LONGEST_STOCK = 3000  # days that a stock may last
LASTING = 60  # days for which one is watched that lasts for ever


@known_answer(
    "M3", "without aid the stock lasts until stock / (use - supply)", "arithmetic", ({}, {"supply": 0.0}, {"use": 0.1})
)
def depletion_without_aid(
    stock: float = given(4.0, (0.1, 100.0), "tube rounds at the start (kr)"),
    use: float = given(0.30, (0.05, 10.0), "rounds that Blue fires (kr/d)"),
    supply: float = given(0.12, (0.0, 9.0), "rounds from elsewhere (kr/d)"),
) -> Experiment:
    """Blue fires what it wants until its tube rounds are used up, or for ever where as many come."""
    end = exact.depletion_day(stock, use, supply)
    if LONGEST_STOCK < end < math.inf:
        raise Problem(
            f"verify depletion_without_aid: stock, use, supply: the stock would last {end:,.0f} days, allowed "
            f"{LONGEST_STOCK:,}"
        )
    before, after = (int(end / 2), int(end) + 3) if end < math.inf else (LASTING // 2, LASTING)

    def judged(batch: Batch) -> Iterator[Check]:
        left = float(on_day(batch, "tube_stock_kr", before)[0])
        yield judge.closely(f"stock on day {before} (kr)", stock - (use - supply) * before, left)
        last = float(on_day(batch, "tube_stock_kr", after)[0])
        out = events(batch, "stock_out")[0]
        if end < math.inf:
            yield judge.exactly("stock two days after its end (kr)", 0.0, last)
            day = float(out[0, 0]) if len(out) else math.nan
            yield judge.nearly("day on which it is used up", end, day, 1.0 / 6.0, "d")
        else:
            yield judge.closely(f"stock on day {after} (kr)", stock + (supply - use) * after, last)
            yield judge.exactly("times that it is used up", 0.0, float(len(out)))

    overrides = (
        *NOTHING_LOST, "fires=unrationed", f"scenario.stocks.tube={stock!r} kr",
        f"scenario.artillery.blue_fires={use!r} kr/d", f"scenario.stocks.tube_supply={supply!r} kr/d",
        f"horizon={after + 1} days",
    )  # fmt: skip
    return Experiment(overrides, judged, daily=True, traced=True)


@known_answer(
    "M3",
    "a stock that falls evenly is below its reserve level from the day on which it passes it",
    "closed form",
    ({}, {"level": 3.1}, {"supply": 0.0, "level": 3.4}),
)
def days_below_reserve(
    stock: float = given(4.0, KR, "tube rounds at the start (kr)"),
    level: float = given(2.5, KR, "reserve level (kr)"),
    use: float = USE,
    supply: float = given(0.1, (0.0, 9.0), "rounds from elsewhere (kr/d)"),
    days: int = given(12, (1, 365), "horizon (d)"),
) -> Experiment:
    """The stock falls evenly through the reserve level, within a step of the shipped length."""
    if supply >= use:
        raise Problem(f"verify days_below_reserve: supply: must be below use, {use:g} (got {supply:g})")
    if use * days > stock:
        raise Problem(f"verify days_below_reserve: days: the stock would be used up; choose fewer than {days}")
    expected = exact_flows.days_below(level, stock, use, supply, days)

    def judged(batch: Batch) -> Iterator[Check]:
        yield judge.closely("days below the level", expected, float(measure(batch, "below_reserve_days")[0]))

    overrides = (
        *ALONE, *NO_FORCES_LOST, *LASTING_ASSAULT, "fires=unrationed", f"fires.reserve_level={level!r} kr",
        f"scenario.stocks.tube={stock!r} kr", f"scenario.artillery.blue_fires={use!r} kr/d",
        f"scenario.stocks.tube_supply={supply!r} kr/d", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged)


@known_answer(
    "M3",
    "a linear ration takes the stock exponentially to where use is supply",
    "closed form of S' = supply - use (S - low)/(high - low)",
    ({"days": 10}, {"days": 90}, {"stock": 1.0}),
)
def ration_relaxes_the_stock(
    stock: float = given(4.0, KR, "tube rounds at the start (kr)"),
    use: float = USE,
    supply: float = given(0.12, (0.0, 9.0), "rounds from elsewhere (kr/d)"),
    low: float = LOW,
    high: float = HIGH,
    days: int = given(10, (1, 365), "day on which the two are compared"),
) -> Experiment:
    """The ration is linear in the stock, which stays between the levels."""
    overrides = rationed(stock, use, supply, low, high, days)
    if stock > high:
        raise Problem(f"verify: stock: must not be above high, {high:g} (got {stock:g})")
    if supply >= use:
        raise Problem(f"verify: supply: must be below use, {use:g} (got {supply:g})")

    def judged(batch: Batch) -> Iterator[Check]:
        left, _ = exact_flows.rationed_stock(stock, use, supply, low, high, days)
        got = float(on_day(batch, "tube_stock_kr", days)[0])
        yield judge.closely(f"stock on day {days}", left, got, judge.STEPPED)
        _, fired = exact_flows.rationed_stock(stock, use, supply, low, high, days - 0.5 * STEP_DAYS)
        got = float(on_day(batch, "blue_fires_kr_per_day", days)[0])
        yield judge.closely(f"fires in the last step before day {days}", fired, got, judge.STEPPED)

    return Experiment((*overrides, "fires=linear_ration"), judged, daily=True)


@known_answer(
    "M3", "a ration by critical levels uses up a stock in two straight lines", "arithmetic; rationing of Topkis 1968"
)
def ration_by_two_levels(
    stock: float = given(6.0, KR, "tube rounds at the start (kr)"),
    use: float = USE,
    share: float = given(0.4, (0.05, 1.0), "share of what it wants between the levels"),
    low: float = LOW,
    high: float = HIGH,
) -> Experiment:
    """Full use down to the upper level, a share of it down to the lower one, and none there."""
    if stock < high:
        raise Problem(f"verify: stock: must not be below high, {high:g} (got {stock:g})")
    first, second = exact_flows.two_level_days(stock, use, share, low, high)
    looks = (int(first / 2.0), round((first + second) / 2.0), math.ceil(second) + 5)
    if looks[-1] > LONGEST:
        raise Problem(f"verify: use, share: the stock would last {second:,.0f} days, allowed {LONGEST}")
    expected = [exact_flows.two_level_stock(stock, use, share, low, high, day) for day in looks]

    def judged(batch: Batch) -> Iterator[Check]:
        for day, left in zip(looks, expected, strict=True):
            got = float(on_day(batch, "tube_stock_kr", day)[0])
            yield judge.closely(f"stock on day {day}", left, got)

    levels = (*rationed(stock, use, 0.0, low, high, looks[-1]), "fires=two_threshold", f"fires.ration_share={share!r}")
    return Experiment(levels, judged, daily=True)


@known_answer(
    "M3",
    "Red's linear ration takes its stock exponentially to where use is supply",
    "closed form of S' = supply - use (S - low)/(high - low)",
    ({"days": 5}, {"days": 60}, {"stock": 2.0, "supply": 0.0}),
)
def red_ration_relaxes_its_stock(
    stock: float = given(7.5, KR, "Red's tube rounds at the start (kr)"),
    use: float = given(1.5, (0.05, 10.0), "rounds that Red's guns can fire (kr/d)"),
    supply: float = given(0.9, (0.0, 9.0), "rounds that come (kr/d)"),
    low: float = given(1.5, (0.0, 50.0), "stock at which its guns fall silent (kr)"),
    high: float = given(7.5, KR, "stock from which it fires what they can (kr)"),
    days: int = given(5, (1, 365), "day on which the two are compared"),
) -> Experiment:
    """Red's ration is linear in its stock, which stays between the levels; its guns are all left, and unsuppressed."""
    if not low <= stock <= high:
        raise Problem(f"verify: stock: must be between low, {low:g}, and high, {high:g} (got {stock:g})")
    if supply >= use:
        raise Problem(f"verify: supply: must be below use, {use:g} (got {supply:g})")
    left, _ = exact_flows.rationed_stock(stock, use, supply, low, high, days)
    _, fired = exact_flows.rationed_stock(stock, use, supply, low, high, days - 0.5 * STEP_DAYS)

    def judged(batch: Batch) -> Iterator[Check]:
        got = float(on_day(batch, "red_stock_kr", days)[0])
        yield judge.closely(f"stock on day {days}", left, got, judge.STEPPED)
        got = float(on_day(batch, "red_fires_kr_per_day", days)[0])
        yield judge.closely(f"fires in the last step before day {days}", fired, got, judge.STEPPED)

    overrides = (
        *ALONE, *NO_FORCES_LOST, *LASTING_ASSAULT, "fires=linear_ration", "fires.suppression=0",
        f"fires.red_ration_low={low!r} kr", f"fires.red_ration_high={high!r} kr",
        f"scenario.stocks.red_tube={stock!r} kr",
        f"scenario.artillery.red_fires={use!r} kr/d", f"scenario.stocks.red_tube_supply={supply!r} kr/d",
        f"step={STEP_MINUTES} min", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, daily=True)
