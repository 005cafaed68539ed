"""Face validity: patterns of such offensives, each with the band in which the model must fall.

The bands are wide on purpose: they are what is known of such offensives, and not a fit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.batch import Batch
from sim.model.daily import TRACKED

Floats = NDArray[np.float64]
PLACES = {quantity.name: place for place, quantity in enumerate(TRACKED)}
PULSES = "three offensives that stalled, 2022 to 2024"
ASSESSED = "rates reported of positional offensives; assumed"
PACKAGES = "US announcements, 2024"
SEEN = 0.02  # a difference of this share of the level counts as seen
MONTH = 30.0


@dataclass(frozen=True)
class Pattern:
    """A pattern, and whether the runs show it.

    Attributes:
        low, high: the band in which `value` must lie; `unit`: of all three.
        value: what the runs show; NaN if they cannot show it.
        source: of the band.
        note: what the value does not say by itself.
    """

    name: str
    low: float
    high: float
    unit: str
    value: float
    source: str
    note: str = ""

    @property
    def passes(self) -> bool:
        """True if the value lies in its band."""
        return self.low <= self.value <= self.high


@dataclass(frozen=True)
class RunHistories:
    """Paths and events in which the patterns are looked for: all replications, of the same numbers.

    Attributes:
        variant: as it is; with a permission.
        banned: the same without any permission.
        gap: the same with an appropriation that runs out and is renewed; only its events are used.
    """

    variant: Batch
    banned: Batch
    gap: Batch


def patterns(runs: RunHistories) -> tuple[Pattern, ...]:
    """Every pattern, in the order of the report."""
    taken = "share of the ground of 60 days that is taken by day"
    packages = "packages announced in the 30 days"
    return (
        Pattern(f"{taken} 7", 0.3, 0.8, "1", _share_by(runs.variant, 7), PULSES),
        Pattern(f"{taken} 21", 0.8, 0.95, "1", _share_by(runs.variant, 21), PULSES),
        Pattern("day by which 90 % of the ground of 60 days is taken", 10.0, 27.0, "d", _ninety(runs.variant), PULSES),
        Pattern("mean advance from day 0 to the horizon", 10.0, 100.0, "m/d", _mean_advance(runs.variant), ASSESSED),
        Pattern("Red's daily losses, of those engaged", 0.1, 3.0, "%", _daily_losses(runs.variant, "red"), ASSESSED),
        Pattern("Blue's daily losses, of those engaged", 0.1, 3.0, "%", _daily_losses(runs.variant, "blue"), ASSESSED),
        _before_ground(runs),
        Pattern("days in which nine tenths of the batteries move", MONTH, 4 * MONTH, "d", _adapted(runs), ASSESSED),
        Pattern(f"{packages} after a new appropriation", 2.0, 6.0, "1", _burst(runs.gap, after=True), PACKAGES),
        Pattern(f"{packages} before it", 0.0, 0.5, "1", _burst(runs.gap, after=False), PACKAGES),
    )


def seen_days(runs: RunHistories) -> dict[str, float]:
    """The first day on which the average of a quantity shows a permission; infinite for never."""
    return {name: _first_seen(runs, name) for name in ("red_batteries_bty", "red_fires_kr_per_day", "ground_lost_km2")}


def _path(batch: Batch, name: str) -> Floats:
    """A tracked quantity, float64[replications, days]."""
    return np.asarray(batch.daily[:, :, PLACES[name]])


def _on(batch: Batch, day: float) -> int:
    """The place of a day, or of the last one before it."""
    return int(np.searchsorted(batch.days, day, side="right")) - 1


def _share_by(batch: Batch, day: float) -> float:
    """The median share of the ground of 60 days that is taken by a day."""
    ground = _path(batch, "ground_lost_km2")
    whole = ground[:, _on(batch, 60.0)]
    held = whole > 0.0
    return float(np.median(ground[held, _on(batch, day)] / whole[held])) if held.any() else math.nan


def _ninety(batch: Batch) -> float:
    """The median day by which nine tenths of the ground of 60 days is taken."""
    ground = _path(batch, "ground_lost_km2")
    whole = ground[:, _on(batch, 60.0)]
    held = whole > 0.0
    if not held.any():
        return math.nan
    first = np.argmax(ground[held] >= 0.9 * whole[held][:, None], axis=1)
    return float(np.median(batch.days[first]))


def _mean_advance(batch: Batch) -> float:
    """Metres a day from day 0 to the horizon, in the median."""
    return float(np.median(_path(batch, "penetration_km")[:, -1])) * 1000.0 / float(batch.days[-1])


def _daily_losses(batch: Batch, side: str) -> float:
    """Percent of the engaged that is lost on a day, in the mean of all days from day 0."""
    first = _on(batch, 0.0)
    lost = np.diff(_path(batch, f"{side}_losses_kpe")[:, first:], axis=1)
    engaged = _path(batch, f"{side}_engaged_kpe")[:, first:-1]
    days = np.diff(batch.days[first:])
    return float(np.mean(100.0 * lost / days / np.maximum(engaged, 1e-9)))


def _first_seen(runs: RunHistories, name: str) -> float:
    with_it, without = (_path(batch, name).mean(axis=0) for batch in (runs.variant, runs.banned))
    seen = np.abs(with_it - without) > SEEN * np.abs(without)
    return float(runs.variant.days[int(np.argmax(seen))]) if seen.any() else math.inf


def _before_ground(runs: RunHistories) -> Pattern:
    """True if a permission is seen in batteries and in fires before it is seen in ground, if it is at all.

    The pattern was restated: at first batteries had to show it no later than fires. The note says how that comes out.
    """
    batteries, fires, ground = seen_days(runs).values()
    told = ", ".join(
        f"{name} {'never' if math.isinf(day) else f'day {day:g}'}"
        for name, day in (("batteries", batteries), ("fires", fires), ("ground", ground))
    )
    guns = max(batteries, fires)
    value = math.nan if math.isinf(min(batteries, fires, ground)) else float(not math.isinf(guns) and guns < ground)
    name = "a permission is seen in batteries and fires before ground (1: yes)"
    first = "undecided" if math.isnan(value) else "passes" if batteries <= fires else "fails"
    note = f"seen in {told}; restated: at first, batteries no later than fires, which {first}"
    return Pattern(name, 1.0, 1.0, "1", value, "what a permission opens", note)


def _adapted(runs: RunHistories) -> float:
    """Days from the first battery moved in answer to the permission to nine tenths of the most that ever are."""
    moved = (_path(runs.variant, "deep_batteries_bty") - _path(runs.banned, "deep_batteries_bty")).mean(axis=0)
    most = float(moved.max())
    if most <= 0.0:
        return math.nan
    days = runs.variant.days
    began, ended = (int(np.argmax(test)) for test in (moved > 1e-9, moved >= 0.9 * most))
    return float(days[ended] - days[began])


def _burst(batch: Batch, after: bool) -> float:
    """Packages announced in the month after, or before, the gate opened, in the mean of the replications."""
    trace = batch.trace
    opened = trace.event == "gate_opened"
    if not opened.any():
        return math.nan
    days: dict[int, float] = dict(zip(trace.replication[opened].tolist(), trace.day[opened].tolist(), strict=True))
    announced = trace.event == "aid_announced"
    openings = np.array([days.get(number, math.nan) for number in trace.replication[announced].tolist()])
    since = trace.day[announced] - openings
    start = 0.0 if after else -MONTH
    return float(np.sum((since >= start) & (since < start + MONTH))) / len(days)
