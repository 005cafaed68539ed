"""Outcome measures of a replication, counted from day 0 to the horizon.

One entry of `Measures` defines a measure; `sim.model.taking_measures` fills it. A measure that a replication does not
define (the day of an event that did not happen, a ratio to nothing) is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NamedTuple, get_type_hints

EFFECT, STATUS, INPUT = "effect", "status", "input"
"""The natures of measures: an effect in the model; what a permission covers by law; what an input sets."""
LESS, MORE, NEUTRAL = "less", "more", ""
"""Whether less or more of a measure is better for Blue."""
ON_A_DAY = "day"  # a measure that is a day, censored at the horizon where it did not come
GROUND, ESCALATION, OTHER = "ground", "escalation", ""
"""Topics of measures that need a warning: ground depends on why an offensive stalls, which the record does not show;
escalation depends on beliefs without data."""


class Measure(NamedTuple):
    """A measure.

    Attributes:
        name: its key; `unit`, `meaning`: in words.
        headline: whether a policy shows in it first. Headline measures are effects; ground is not one, because a
        difference in ground must be quoted with its range over the reasons why an offensive stalls.
        nature: EFFECT; STATUS, which counts what the permission covers, whatever comes of it; or INPUT, which the
            policy changes by a factor that is given.
        better: LESS or MORE, for Blue; NEUTRAL where neither can be said.
        censored: ON_A_DAY, or the name of the day from which the wait is counted, where a replication in which the
            event has not come by the horizon counts with the horizon; empty if it does not count.
        label: in titles, legends and tables; if empty, the name as words.
        topic: GROUND, ESCALATION or OTHER.
    """

    name: str
    unit: str
    meaning: str
    headline: bool = False
    nature: str = EFFECT
    better: str = NEUTRAL
    censored: str = ""
    label: str = ""
    topic: str = OTHER


def entry(
    label: str,
    unit: str,
    meaning: str,
    *,
    headline: bool = False,
    nature: str = EFFECT,
    better: str = NEUTRAL,
    censored: str = "",
    topic: str = OTHER,
) -> Measure:
    """An entry of the registry below, the only description of a measure; see `Measure`."""
    return Measure("", unit, meaning, headline, nature, better, censored, label, topic)


@dataclass(slots=True)
class Measures:
    """The measures of a replication: the registry that tables, figures, completion, docs and the explorer read."""

    red_batteries_lost_bty: Annotated[
        float, entry("Red batteries lost", "bty", "Red batteries lost", headline=True, better=MORE)
    ]
    red_fires_kr: Annotated[float, entry("Red fires", "kr", "rounds that Red fired", headline=True, better=LESS)]
    blue_batteries_lost_bty: Annotated[
        float, entry("Blue batteries lost", "bty", "Blue batteries lost", headline=True, better=LESS)
    ]
    blue_losses_kpe: Annotated[float, entry("Blue losses", "kpe", "defenders lost", headline=True, better=LESS)]
    below_reserve_days: Annotated[
        float,
        entry(
            "Days below reserve",
            "d",
            "days on which Blue's tube stock is below its reserve level",
            headline=True,
            better=LESS,
        ),
    ]
    fires_from_sanctuary_kr: Annotated[
        float,
        entry("Fires from sanctuary", "kr", "rounds that Red fired from where Blue may not answer", nature=STATUS),
    ]
    sanctuary_exposure_bty_d: Annotated[
        float,
        entry(
            "Sanctuary exposure", "bty d", "time integral of the Red batteries that Blue may not strike", nature=STATUS
        ),
    ]
    launcher_salvos: Annotated[
        float, entry("Launcher salvos", "salvos", "launcher salvos fired at the city", nature=INPUT, better=LESS)
    ]
    ground_lost_km2: Annotated[
        float, entry("Ground lost", "km2", "area lost at the horizon", better=LESS, topic=GROUND)
    ]
    area_days_km2_d: Annotated[
        float, entry("Area lost over time", "km2 d", "time integral of the area lost", better=LESS, topic=GROUND)
    ]
    deepest_penetration_km: Annotated[
        float,
        entry(
            "Deepest penetration",
            "km",
            "depth of the front at the horizon (ground is not retaken)",
            better=LESS,
            topic=GROUND,
        ),
    ]
    tube_range_margin_low_km: Annotated[
        float,
        entry(
            "Distance to tube range, shortest",
            "km",
            "kilometres left until the city is in tube range: shortest distance, extended range",
            better=MORE,
            topic=GROUND,
        ),
    ]
    tube_range_margin_high_km: Annotated[
        float,
        entry(
            "Distance to tube range, longest",
            "km",
            "kilometres left until the city is in tube range: longest distance, standard range",
            better=MORE,
            topic=GROUND,
        ),
    ]
    red_losses_kpe: Annotated[float, entry("Red losses", "kpe", "attackers lost", better=MORE)]
    exchange_ratio: Annotated[float, entry("Exchange ratio", "1", "Red's losses over Blue's", better=MORE)]
    stock_minimum_kr: Annotated[
        float, entry("Lowest stock of tube rounds", "kr", "lowest stock of tube rounds", better=MORE)
    ]
    unmet_demand_kr: Annotated[
        float, entry("Unmet demand for rounds", "kr", "rounds that Blue wanted to fire and did not", better=LESS)
    ]
    blue_fires_kr: Annotated[float, entry("Blue fires", "kr", "rounds that Blue fired")]
    fire_ratio: Annotated[float, entry("Fire ratio", "1", "Red's rounds over Blue's", better=LESS)]
    aircraft_strikes: Annotated[
        float, entry("Aircraft strikes", "strikes", "aircraft strikes on the city", better=LESS)
    ]
    reserve_days_kpe_d: Annotated[
        float,
        entry("Reserves drawn over time", "kpe d", "time integral of the reserves drawn from elsewhere", better=LESS),
    ]
    adaptation_half_life_d: Annotated[
        float,
        entry(
            "Half-life of Red's adaptation", "d", "time from first use until half of the batteries that move have moved"
        ),
    ]
    request_day: Annotated[
        float, entry("Day of the first request", "day", "day of the first request", censored=ON_A_DAY)
    ]
    relaxation_day: Annotated[
        float,
        entry(
            "Day of the first relaxation",
            "day",
            "day of the first relaxation; undefined if there was none",
            censored=ON_A_DAY,
        ),
    ]
    reversal_day: Annotated[
        float,
        entry(
            "Day of the first reversal",
            "day",
            "day of the first reversal; undefined if there was none",
            censored=ON_A_DAY,
        ),
    ]
    request_to_decision_d: Annotated[
        float,
        entry(
            "Time from request to decision",
            "d",
            "time from the first request to the first relaxation",
            censored="request_day",
        ),
    ]
    rung_days: Annotated[
        float, entry("Rung-days", "rung d", "time integral of the rung", better=LESS, topic=ESCALATION)
    ]
    top_rung: Annotated[float, entry("Highest rung", "rung", "highest rung", better=LESS, topic=ESCALATION)]
    retaliations: Annotated[
        float,
        entry(
            "Retaliations", "acts", "Red's acts of escalation in answer to permissions", better=LESS, topic=ESCALATION
        ),
    ]
    red_acts: Annotated[
        float, entry("Red acts of escalation", "acts", "Red's acts of escalation", better=LESS, topic=ESCALATION)
    ]
    blue_acts: Annotated[float, entry("Blue acts of escalation", "acts", "Blue's acts of escalation", topic=ESCALATION)]
    severity_score_d: Annotated[
        float,
        entry(
            "Severity of escalation", "d", "time integral of the severity of escalation", better=LESS, topic=ESCALATION
        ),
    ]
    red_line_crossed: Annotated[
        float,
        entry(
            "Red line crossed",
            "1",
            "1 if permission steps crossed the hidden red line, else 0",
            better=LESS,
            topic=ESCALATION,
        ),
    ]
    out_of_scope: Annotated[
        float,
        entry("Out of scope", "1", "1 if escalation passed the scope of the model, else 0", topic=ESCALATION),
    ]
    aid_delivered_usd_million: Annotated[float, entry("Aid delivered", "USD m", "aid that arrived", better=MORE)]
    aid_lag_d: Annotated[
        float, entry("Lag of aid", "d", "mean lag of the aid that arrived, weighted by amount", better=LESS)
    ]


MEASURES: tuple[Measure, ...] = tuple(
    hint.__metadata__[0]._replace(name=name) for name, hint in get_type_hints(Measures, include_extras=True).items()
)
KNOWN = {measure.name: measure for measure in MEASURES}
"""The measures by name."""


def measure_of(name: str, unit: str) -> Measure:
    """The measure of a name stored in a folder; one unknown to this version has only its unit."""
    return KNOWN.get(name) or Measure(name, unit, "")
