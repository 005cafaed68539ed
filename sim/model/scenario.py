"""The situation that a run starts from: when and where, forces, batteries and stocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from sim.model.quantity import (
    ANY,
    ASSUMED,
    CALIBRATED,
    DAY,
    NOT_NEGATIVE,
    POSITIVE,
    SETTING,
    SHARE,
    Choice,
    Group,
    Quantity,
)
from sim.model.sides import Side

PULSES = "three offensives that surprised and stalled, 2022 to 2024 (DeepStateMap)"
GEOGRAPHY = "published distances, May 2024"
RED_SUPPLY = (
    f"{ASSUMED}: the sector's share, 1.5 of 10 kr/d fired, of 250,000 rounds a month produced (CNN/NATO, March 2024; "
    "1.2 kr/d) and of 1 to 1.6 million imported to mid-2024 (unn.ua; uatv.ua)"
)
REPLACEMENTS = f"{ASSUMED}; below the losses of the default scenario, so that engaged strength falls"
GENERIC = f"{ASSUMED}; generic published range, from memory"
POSTERIOR_MEDIAN = f"{CALIBRATED}: posterior median, from the areas observed in May and June 2024"


@dataclass(frozen=True)
class Front:
    """Location and geometry of the sector."""

    sector_width_km: Annotated[
        float,
        Quantity("km", (1.0, 1000.0), "width of the attacked sector; area lost is width x depth", plausible=(25, 35)),
    ]
    hold_depth_km: Annotated[
        float,
        Quantity(
            "km",
            (0.1, 1000.0),
            "depth of the line that Blue holds, or that a saturating advance attains with the initial forces",
            POSTERIOR_MEDIAN,
            plausible=(6, 10),
        ),
    ]
    city_distance_km: Annotated[
        float,
        Quantity("km", POSITIVE, "distance from the border to the city", "30 miles as reported in May 2024", (30, 48)),
    ]
    city_distance_low_km: Annotated[
        float, Quantity("km", POSITIVE, "shortest published distance, to the edge of the city", GEOGRAPHY)
    ]
    tube_range_low_km: Annotated[float, Quantity("km", POSITIVE, "standard range of tube artillery", GENERIC)]
    tube_range_high_km: Annotated[float, Quantity("km", POSITIVE, "extended range of tube artillery", GENERIC)]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.city_distance_low_km > self.city_distance_km:
            yield "city_distance_low", "must not be above city_distance"
        if self.tube_range_low_km > self.tube_range_high_km:
            yield "tube_range_low", "must not be above tube_range_high"


@dataclass(frozen=True)
class Reinforcements:
    """Forces that arrive on given days, besides replacements and reserves, one entry per span of arrivals."""

    side: Annotated[tuple[Side, ...], Choice("whose")]
    day: Annotated[tuple[float, ...], Quantity(DAY, ANY, "day on which they begin to arrive")]
    over_days: Annotated[
        tuple[float, ...], Quantity("d", NOT_NEGATIVE, "time over which they arrive, evenly; 0: all at once")
    ]
    amount_kpe: Annotated[tuple[float, ...], Quantity("kpe", NOT_NEGATIVE, "how many arrive")]


@dataclass(frozen=True)
class Forces:
    """Strengths in thousand personnel-equivalents."""

    red_engaged_kpe: Annotated[float, Quantity("kpe", POSITIVE, "attackers engaged at the start")]
    blue_engaged_kpe: Annotated[float, Quantity("kpe", POSITIVE, "defenders engaged at the start", plausible=(3, 7))]
    blue_reserves_kpe: Annotated[
        float, Quantity("kpe", NOT_NEGATIVE, "defenders that Blue can draw from elsewhere", plausible=(3, 10))
    ]
    red_replacements_kpe_per_day: Annotated[
        float, Quantity("kpe/d", NOT_NEGATIVE, "replacements, up to the establishment", REPLACEMENTS, (0.0, 0.1))
    ]
    blue_replacements_kpe_per_day: Annotated[
        float, Quantity("kpe/d", NOT_NEGATIVE, "replacements, up to the establishment", REPLACEMENTS, (0.0, 0.05))
    ]
    reinforcements: Annotated[Reinforcements, Group("forces that arrive on given days", table=True)]


@dataclass(frozen=True)
class Artillery:
    """Fires and batteries at the start."""

    red_fires_kr_per_day: Annotated[
        float,
        Quantity(
            "kr/d", POSITIVE, "rounds fired a day in an assault", "fire ratio 5:1 reported, May-June 2024", (0.8, 2.5)
        ),
    ]
    blue_fires_kr_per_day: Annotated[
        float,
        Quantity(
            "kr/d",
            POSITIVE,
            "rounds fired a day in an assault, without rationing",
            "fire ratio 5:1 reported, May-June 2024",
        ),
    ]
    red_batteries_bty: Annotated[float, Quantity("bty", POSITIVE, "batteries at the start")]
    blue_batteries_bty: Annotated[float, Quantity("bty", POSITIVE, "batteries at the start")]
    red_battery_replacements_bty_per_day: Annotated[
        float, Quantity("bty/d", NOT_NEGATIVE, "replacements, up to the number at the start")
    ]
    blue_battery_replacements_bty_per_day: Annotated[
        float, Quantity("bty/d", NOT_NEGATIVE, "replacements, up to the number at the start")
    ]
    share_behind_border: Annotated[
        float, Quantity("1", SHARE, "share of Red batteries on Red's own soil at the start", plausible=(0.4, 0.9))
    ]


@dataclass(frozen=True)
class Stocks:
    """Initial rounds: Blue's, with supply from sources other than the sponsor, and Red's, with its supply."""

    tube_kr: Annotated[float, Quantity("kr", NOT_NEGATIVE, "tube-artillery rounds at the start")]
    rocket_kr: Annotated[float, Quantity("kr", NOT_NEGATIVE, "rockets at the start")]
    long_range_kr: Annotated[float, Quantity("kr", NOT_NEGATIVE, "long-range missiles at the start")]
    air_defence_kr: Annotated[
        float, Quantity("kr", NOT_NEGATIVE, "air-defence and anti-radiation missiles at the start")
    ]
    tube_supply_kr_per_day: Annotated[
        float, Quantity("kr/d", NOT_NEGATIVE, "tube rounds from own production and others")
    ]
    rocket_supply_kr_per_day: Annotated[float, Quantity("kr/d", NOT_NEGATIVE, "rockets from own production and others")]
    air_defence_supply_kr_per_day: Annotated[
        float, Quantity("kr/d", NOT_NEGATIVE, "air-defence missiles from own production and others")
    ]
    red_tube_kr: Annotated[
        float,
        Quantity("kr", NOT_NEGATIVE, "Red's tube-artillery rounds in the sector at the start", plausible=(15, 90)),
    ]
    red_tube_supply_kr_per_day: Annotated[
        float, Quantity("kr/d", NOT_NEGATIVE, "Red's tube rounds arriving in the sector", RED_SUPPLY, (1.2, 2.1))
    ]


@dataclass(frozen=True)
class Scenario:
    """The initial situation; all other groups describe how it develops."""

    title: Annotated[str, Choice("title of the scenario, in one line", SETTING)]
    day_zero: Annotated[str, Choice("date of day 0; empty for a scenario that is not about a real place", SETTING)]
    record_restrictions: Annotated[str, Choice("restrictions= option that replays the record, or empty", SETTING)]
    record_aid: Annotated[str, Choice("aid= option that replays the record, or empty", SETTING)]
    start_day: Annotated[
        float,
        Quantity(
            DAY,
            (-365.0, 0.0),
            "day on which the replication starts; before day 0, in preparation",
            SETTING,
        ),
    ]
    front: Annotated[Front, Group("where")]
    forces: Annotated[Forces, Group("strengths")]
    artillery: Annotated[Artillery, Group("fires and batteries")]
    stocks: Annotated[Stocks, Group("rounds of both sides")]

    def rules(self) -> Iterator[tuple[str, str]]:
        for row, day in enumerate(self.forces.reinforcements.day):
            if day < self.start_day:
                yield (
                    f"forces.reinforcements[{row}].day",
                    f"must not be before start_day {self.start_day:g} (got {day:g})",
                )
