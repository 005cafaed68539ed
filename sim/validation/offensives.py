"""Ten offensives of 2022 to 2024: the shape of their growth, and forecasts from day 10 on."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from sim.validation.baselines import anchored, baselines
from sim.validation.scores import ANCHORED, Scores, Skill, crps, score, skill

Floats = NDArray[np.float64]
PULSE, GRIND = "pulse", "grind"
SHARE_DAYS = (3, 7, 10, 14, 21, 30, 45)  # on which shares are scored
LAST_DAY = 60  # whose ground the shares are of
FORECAST_FROM = 10  # last day that a forecast knows
LEAST_GROUND_KM2 = 1.0  # on the last day, of a draw that has a shape


@dataclass(frozen=True)
class Offensive:
    """An offensive as maps showed it.

    Attributes:
        name, kind: what it is called; pulse (it surprised or crossed a border, and stalled within 60 days) or grind.
        days, gained_km2: rounded milestones, from day 1 on; net of what was lost again, at least 0.
    """

    name: str
    kind: str
    days: Floats
    gained_km2: Floats

    @property
    def shares(self) -> Floats:
        """The most ground held until each of SHARE_DAYS, as a share of the most until LAST_DAY."""
        most = np.maximum.accumulate(self.gained_km2)
        return np.asarray(most[np.searchsorted(self.days, SHARE_DAYS, side="right") - 1] / most[-1])


@dataclass(frozen=True)
class Shape:
    """The model's shares beside those of one offensive: mean CRPS, and days inside the 90 % band."""

    offensive: Offensive
    crps: float
    inside_90: int


@dataclass(frozen=True)
class Forecast:
    """Forecasts of one offensive from FORECAST_FROM on; scores by forecast, in shares of its most ground."""

    offensive: Offensive
    scores: dict[str, Scores]

    @property
    def skill(self) -> Skill | None:
        """The model from the last reading beside the best baseline."""
        return skill(self.scores)


@cache
def offensives() -> tuple[Offensive, ...]:
    """The offensives of the shipped table, in its order."""
    text = (files("sim.analysis") / "offensives.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    found = []
    for name in dict.fromkeys(row["offensive"] for row in rows):
        mine = [row for row in rows if row["offensive"] == name]
        days = np.array([float(row["day"]) for row in mine])
        gained = np.array([max(0.0, float(row["gained_km2"])) for row in mine])
        found.append(Offensive(name, mine[0]["class"], days, gained))
    return tuple(found)


def shares(maps: Floats) -> Floats:
    """The most ground shown until each day, as a share of the most until LAST_DAY; float64[draws with ground, days]."""
    most = np.maximum.accumulate(maps[:, : LAST_DAY + 1], axis=1)
    held = most[:, LAST_DAY] > LEAST_GROUND_KM2
    return np.asarray(most[held] / most[held, LAST_DAY][:, None])


def shape_of(offensive: Offensive, drawn: Floats) -> Shape:
    """The scores of the model's shares, float64[draws, days], against those of an offensive."""
    at_days, seen = drawn[:, list(SHARE_DAYS)], offensive.shares
    low, high = np.quantile(at_days, (0.05, 0.95), axis=0)
    return Shape(offensive, float(np.mean(crps(at_days, seen))), int(np.sum((low <= seen) & (seen <= high))))


def forecast_of(offensive: Offensive, maps: Floats, seed: int) -> Forecast:
    """The scores of the model from the reading of FORECAST_FROM, and of the baselines, on later days."""
    days, readings = offensive.days, offensive.gained_km2 / np.max(offensive.gained_km2)
    to_fit = days <= FORECAST_FROM
    rng = np.random.default_rng(np.random.SeedSequence((seed, len(offensive.name), int(offensive.gained_km2[-1]))))
    found = {ANCHORED: score(anchored(maps, days, readings, to_fit), readings[~to_fit])}
    for each in baselines(days, readings, to_fit, len(maps), rng):
        found[each.name] = score(each.draws[:, ~to_fit], readings[~to_fit])
    return Forecast(offensive, found)


def mean_skill(forecasts: tuple[Forecast, ...]) -> Skill | None:
    """The skill over several offensives: average scores of every forecast, and the best baseline."""
    names = set.intersection(*(set(each.scores) for each in forecasts))
    pooled = {}
    for name in sorted(names):
        mine = [each.scores[name] for each in forecasts]
        counts = np.sum([(one.readings, one.inside_50, one.inside_90) for one in mine], axis=0).tolist()
        means = np.mean([(one.crps_km2, one.bias_km2, one.mean_absolute_error_km2) for one in mine], axis=0)
        pooled[name] = Scores(*counts, *means.tolist())
    return skill(pooled)
