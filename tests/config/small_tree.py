"""A small parameter tree with every kind of field, and config files for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any

from sim.model.alternatives import alternatives
from sim.model.quantity import ANY, DAY, NOT_NEGATIVE, POSITIVE, PURE, SHARE, Choice, Group, Quantity


class Law(IntEnum):
    SQUARE = 0
    LINEAR = 1
    HELMBOLD = 2


class Source(IntEnum):
    NONE = 0
    DATED_LIST = 1


class Band(IntEnum):
    BORDER_SECTOR = 0
    DEEP = 1


@dataclass(frozen=True)
class Front:
    sector_width_km: Annotated[float, Quantity("km", (1.0, 1000.0), "width of the sector", "maps", (25, 35))]
    speed_km_per_day: Annotated[float, Quantity("km/d", POSITIVE, "speed of the advance")]
    guns_bty: Annotated[int, Quantity("bty", (0, 99), "batteries")]
    share_behind: Annotated[float, Quantity(PURE, SHARE, "share of them behind the border")]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.speed_km_per_day > self.sector_width_km:
            yield "speed", "must not cross the sector in a day"


@dataclass(frozen=True)
class Observed:
    day: Annotated[tuple[float, ...], Quantity(DAY, NOT_NEGATIVE, "day of the observation")]
    area_km2: Annotated[tuple[float, ...], Quantity("km2", NOT_NEGATIVE, "area")]


@dataclass(frozen=True)
class Scenario:
    title: Annotated[str, Choice("what it is")]
    day_zero: Annotated[str, Choice("date of day 0, or empty")]
    front: Annotated[Front, Group("where")]
    observed: Annotated[Observed, Group("areas", table=True)]


@dataclass(frozen=True)
class Detail:
    weight: Annotated[float, Quantity(PURE, ANY, "a weight")]


@dataclass(frozen=True)
class Square:
    loss_per_day: Annotated[float, Quantity("1/d", NOT_NEGATIVE, "losses without fires")]
    detail: Annotated[Detail, Group("more of it")]


@dataclass(frozen=True)
class Lagged(Square):
    lag_days: Annotated[float, Quantity("d", NOT_NEGATIVE, "lag", optional=True)]


@dataclass(frozen=True)
class Linear(Lagged):
    starts_day: Annotated[float, Quantity(DAY, ANY, "when it starts")]


@dataclass(frozen=True)
class Helmbold(Lagged):
    exponent: Annotated[float, Quantity(PURE, (0.25, 1.0), "exponent", "a fit")]
    extra: Annotated[Detail, Group("only for one")]


@alternatives({Law.SQUARE: Square, Law.LINEAR: Linear, Law.HELMBOLD: Helmbold})
@dataclass(frozen=True)
class Attrition(Linear, Helmbold):
    kind: Annotated[Law, Choice("law of attrition")]


@dataclass(frozen=True)
class Packages:
    day: Annotated[tuple[float, ...], Quantity(DAY, (-100.0, 400.0), "day of the announcement")]
    amount_usd_million: Annotated[tuple[float, ...], Quantity("USD m", NOT_NEGATIVE, "amount")]
    bands: Annotated[tuple[tuple[Band, ...], ...], Choice("where it goes")]
    new: Annotated[tuple[bool, ...], Choice("whether it is new")]

    def rules(self) -> Iterator[tuple[str, str]]:
        for row, day in enumerate(self.day):
            if row and day < self.day[row - 1]:
                yield f"[{row}].day", "must not be before the row above"


@dataclass(frozen=True)
class Supply:
    ends_day: Annotated[float, Quantity(DAY, NOT_NEGATIVE, "last day; null for never", optional=True)]
    yield_kr_per_usd_million: Annotated[float, Quantity("kr/(USD m)", NOT_NEGATIVE, "rounds for money")]
    shares: Annotated[tuple[float, ...], Quantity(PURE, SHARE, "shares of the classes")]


@dataclass(frozen=True)
class ListedSupply(Supply):
    packages: Annotated[Packages, Group("the list", table=True)]


@alternatives({Source.NONE: Supply, Source.DATED_LIST: ListedSupply})
@dataclass(frozen=True)
class Aid(ListedSupply):
    kind: Annotated[Source, Choice("where aid comes from")]


@dataclass(frozen=True)
class Save:
    paths: Annotated[int, Quantity(PURE, (0, 10_000), "paths kept")]


@dataclass(frozen=True)
class Plan:
    """How it is run."""

    name: Annotated[str | None, Choice("name of the run")]
    seed: Annotated[int, Quantity(PURE, (0, 2**63 - 1), "seed")]
    workers: Annotated[int | None, Quantity(PURE, (1, 64), "processes; null for all")]
    save: Annotated[Save, Group("what is kept")]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.name is not None and "/" in self.name:
            yield "name", f"must be one path component (got {self.name!r})"


@dataclass(frozen=True)
class World:
    """What is simulated."""

    horizon_days: Annotated[float, Quantity("d", POSITIVE, "length of the run")]
    scenario: Annotated[Scenario, Group("where and when")]
    attrition: Annotated[Attrition, Group("losses")]
    aid: Annotated[Aid, Group("deliveries")]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.aid.ends_day != float("inf") and self.aid.ends_day > self.horizon_days:
            yield "aid.ends_day", "must not be after the horizon"


CLASSES = (Plan, World)


def container() -> dict[str, Any]:
    """A config without a mistake, as Hydra would put it together."""
    return {
        "name": None,
        "seed": 7,
        "workers": None,
        "save": {"paths": 500},
        "horizon": "180 days",
        "scenario": {
            "title": "a place",
            "day_zero": "2024-05-10",
            "front": {"sector_width": "30 km", "speed": "7.5 km/d", "guns": "36 bty", "share_behind": 0.75},
            "observed": [{"day": 5, "area": "135 km2"}, {"day": "2024-05-20", "area": "174 km2"}],
        },
        "attrition": {
            "kind": "helmbold",
            "loss": "0.004 1/d",
            "exponent": 0.6,
            "lag": "12 h",
            "detail": {"weight": 1},
            "extra": {"weight": 0.5},
        },
        "aid": {
            "kind": "dated_list",
            "packages": [
                {"day": -16, "amount": "1 USD bn", "bands": ["border_sector", "deep"], "new": True},
                {"day": "2024-05-24", "amount": "USD 275 m", "bands": [], "new": False},
            ],
            "ends_day": None,
            "yield": "5.5 rounds per USD thousand",
            "shares": [0.5, 0.5],
        },
    }


FILES = {
    "config": """
defaults: [{scenario: place}, {attrition: helmbold}, {aid: announced}, _self_]
name: null
seed: 7
workers: null
save: {paths: 500}
horizon: 180 days
""",
    "scenario/place": """
title: a place
day_zero: 2024-05-10
front: {sector_width: 30 km, speed: 7.5 km/d, guns: 36 bty, share_behind: 0.75}
observed:
  - {day: 5, area: 135 km2}
  - {day: 2024-05-20, area: 174 km2}
""",
    "scenario/nowhere": """
defaults: [place, _self_]
title: not a real place
day_zero: ""
observed: []
""",
    "attrition/helmbold": """
kind: helmbold
loss: 0.004 / d
exponent: 0.6
lag: 12 h
detail: {weight: 1}
extra: {weight: 0.5}
""",
    "attrition/square": """
kind: square
loss: 0.004 / d
detail: {weight: 1}
""",
    "aid/announced": """
kind: dated_list
packages:
  - {day: -16, amount: 1 USD bn, bands: [border_sector, deep], new: true}
  - {day: 14, amount: 275 USD m, bands: [], new: false}
ends_day: null
yield: 5.5 kr/(USD m)
shares: [0.5, 0.5]
""",
    "aid/none": """
kind: none
ends_day: null
yield: 5.5 kr/(USD m)
shares: []
""",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write configs, by name without ending, into a folder."""
    for name, text in files.items():
        file = folder / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder
