"""Descriptions of parameters: unit, range, meaning and source, in the annotation of each field.

A parameter class is a frozen dataclass whose every field is `Annotated[type, Quantity(...)]` for a number with a
unit, or `Annotated[type, Choice(...)]` for a switch, a code or a text. Validation, the table of `escsim parameters`,
the config reference and the editor schema are all made from these annotations.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

ASSUMED = "assumed"
BELIEF = f"{ASSUMED}: a belief, without data"
CALIBRATED = "calibrated"
"""First word of the source of a value set so that the model meets observations; not a source of the value."""
SETTING = "setting"  # the source of what an analyst sets, and nobody can be wrong about
DAY = "day"  # the unit of a point in time: days since the scenario's day 0, or an ISO date in a config
PURE = "1"  # the unit of a pure number


@dataclass(frozen=True)
class Quantity:
    """A number with a unit.

    Attributes:
        unit: unit of the stored number, e.g. "km/d"; "1" for a pure number, "day" for a point in time.
        allowed: smallest and largest value that is accepted, both inclusive.
        meaning: one line, for tables and editors.
        source: where the shipped value comes from, or words that begin with "assumed" or "calibrated", or "setting".
        plausible: the range to sample in a study, where one was proposed.
        optional: whether null is accepted, "never" in a point in time or a duration; it is stored as infinity.
    """

    unit: str
    allowed: tuple[float, float]
    meaning: str
    source: str = ASSUMED
    plausible: tuple[float, float] | None = None
    optional: bool = False


@dataclass(frozen=True)
class Choice:
    """A switch (bool), a code (IntEnum), a list of codes, or a text; no unit."""

    meaning: str
    source: str = ASSUMED


@dataclass(frozen=True)
class Group:
    """A nested parameter class, or a table: a parameter class whose every field is a tuple, one entry per row.

    In a config a table is a list of mappings, one per row. The rows of a named table have names: it is a mapping of
    mappings by name, so that a setting of one row has a key (`restrictions.events.permission.day`). Its class keeps
    the names in its first field, `name`; what is null or an empty text in a row may be left out there.
    """

    meaning: str
    table: bool = False
    named: bool = False


NEVER = math.inf  # a point in time that does not come
ANY = (-math.inf, math.inf)
POSITIVE = (1e-12, math.inf)
NOT_NEGATIVE = (0.0, math.inf)
SHARE = (0.0, 1.0)

SUFFIX = {
    "day": "_day", "d": "_days", "min": "_minutes", "km": "_km", "km2": "_km2", "km/d": "_km_per_day",
    "kpe": "_kpe", "kpe/d": "_kpe_per_day", "kpe/kr": "_kpe_per_kr", "kr": "_kr", "kr/d": "_kr_per_day",
    "bty": "_bty", "bty/d": "_bty_per_day", "1/d": "_per_day", "1/(bty d)": "_per_bty_day",
    "USD m": "_usd_million", "kr/(USD m)": "_kr_per_usd_million", "1/km2": "_per_km2", "1/kr": "_per_kr",
    "1/d2": "_per_day2",
}  # fmt: skip
"""Unit suffixes of fields that store a number; the key in a config, whose value carries the unit, drops the suffix."""


def config_key(field_name: str, description: object) -> str:
    """The key of a field in a config: `sector_width_km`, a Quantity in km, is written `sector_width: 30 km`."""
    if isinstance(description, Quantity) and description.unit != DAY:
        return field_name.removesuffix(SUFFIX.get(description.unit, "")) or field_name
    return field_name
