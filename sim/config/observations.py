"""Observations of the ground to compare a scenario with: a list of readings, and their possible error."""

from __future__ import annotations

import datetime
import itertools
import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from sim.config import units
from sim.config.problems import Problem, show
from sim.model.quantity import DAY, NOT_NEGATIVE, PURE, SETTING, Choice, Group, Quantity

if TYPE_CHECKING:  # who completes a command line reads the settings, and should not wait for numpy
    import numpy as np
    from numpy.typing import NDArray

QUANTITY = "ground_lost_km2"
"""The tracked quantity that is observed."""

MAPS = "assumed; reproduces the changes and jumps in maps of three stalled offensives (DeepStateMap)"
OBSERVED = "DeepState map snapshots, rounded"
COLUMNS = ("day", "occupied_km2", "with_contested_km2")
"""Of a user's own file; without the last, nothing is contested."""


class Reading(IntEnum):
    """Observed area that is scored."""

    OCCUPIED = 0
    WITH_CONTESTED = 1


@dataclass(frozen=True)
class Milestones:
    """Areas that were observed, on the days on which they changed. One entry per day."""

    day: Annotated[tuple[float, ...], Quantity(DAY, NOT_NEGATIVE, "day of the observation, a whole number", OBSERVED)]
    occupied_km2: Annotated[tuple[float, ...], Quantity("km2", NOT_NEGATIVE, "area occupied", OBSERVED)]
    with_contested_km2: Annotated[
        tuple[float, ...], Quantity("km2", NOT_NEGATIVE, "area occupied or contested", OBSERVED)
    ]


@dataclass(frozen=True)
class Observations:
    """Observations, and how they are read.

    The model's ground lost is `factor` times the reading, times an error that lasts; maps are late and are redrawn in
    steps (`sim/validation/map_readings.py`). The factor is
    one number for all days, not known, and between two bounds: a parameter of the observation, not of the model.
    """

    source: Annotated[str, Choice("source of the observations, in a line", SETTING)]
    file: Annotated[
        str | None, Choice(f"your own CSV file with columns {', '.join(COLUMNS)}; null: the milestones", SETTING)
    ]
    reading: Annotated[Reading, Choice("which of the two areas to score")]
    factor_low: Annotated[float, Quantity(PURE, (0.01, 100.0), "smallest ratio of ground lost to the reading")]
    factor_high: Annotated[
        float,
        Quantity(PURE, (0.01, 100.0), "largest ratio of ground lost to the reading", "257 against 135 km2, day 5"),
    ]
    error: Annotated[
        float,
        Quantity(PURE, (0.001, 2.0), "standard deviation of the logarithm of the error of one reading"),
    ]
    error_memory_days: Annotated[
        float, Quantity("d", NOT_NEGATIVE, "memory of the error; 0: errors of readings are independent", MAPS)
    ]
    delay_maximum_days: Annotated[
        float, Quantity("d", (0.0, 60.0), "longest delay of the maps of a series; uniform from 0", MAPS)
    ]
    step: Annotated[
        float,
        Quantity(
            PURE,
            (0.0, 2.0),
            "change of the logarithm at which a map is redrawn within a day with probability 63 %",
            MAPS,
        ),
    ]
    fit_until: Annotated[
        float,
        Quantity(DAY, NOT_NEGATIVE, "last day of the fit; later observations test it", SETTING, optional=True),
    ]
    milestones: Annotated[Milestones, Group("areas observed", table=True)]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.factor_low > self.factor_high:
            yield "factor_low", f"must not be above factor_high (got {self.factor_low:g} and {self.factor_high:g})"
        if self.file is not None and self.milestones.day:
            if not Path(self.file).expanduser().is_file():
                yield "file", f"no such file (got {self.file!r})"
            yield "milestones", "must be empty if a file is given: observations=none observations.file=…"
        for message in _wrong(self.milestones):
            yield "milestones", message

    @property
    def days(self) -> NDArray[np.float64]:
        """The days observed, rising."""
        import numpy as np

        return np.array(self.milestones.day)

    @property
    def scored_km2(self) -> NDArray[np.float64]:
        """Readings of the scored area on these days, in km2."""
        import numpy as np

        rows = self.milestones
        return np.array(rows.occupied_km2 if self.reading == Reading.OCCUPIED else rows.with_contested_km2)

    @property
    def to_fit(self) -> NDArray[np.bool_]:
        """Mask of the readings in the window to fit; the others are to test with."""
        import numpy as np

        return np.asarray(self.days <= self.fit_until)


NOTHING = Observations("", None, Reading.OCCUPIED, 1.0, 1.0, 0.1, 0.0, 0.0, 0.0, math.inf, Milestones((), (), ()))


def _wrong(rows: Milestones) -> Iterator[str]:
    """Faults of the rows of a table."""
    days = rows.day
    if any(after <= before for before, after in itertools.pairwise(days)):
        yield "days must rise"
    if broken := [day for day in days if not day.is_integer()]:
        yield f"day must be a whole number, because paths are stored at the beginning of each day (got {broken[0]:g})"
    if days[:1] == (0.0,):
        yield "day must be after day 0, because no ground is lost at the start and scores use ratios; leave it out"
    if any(value <= 0.0 for value in rows.occupied_km2):
        yield "occupied must be greater than 0, because scores use ratios; leave out days without occupied ground"
    if any(high < low for low, high in zip(rows.occupied_km2, rows.with_contested_km2, strict=True)):
        yield "with_contested must not be below occupied"


def with_file(observations: Observations, day_zero: datetime.date | None) -> Observations:
    """The observations with the rows of their file, where they name one.

    Args:
        observations: as the config has them.
        day_zero: which dates in the file count from; None: only numbers of days.

    Raises:
        Problem: the file cannot be read, lacks a column, gives one in another unit, or has a row that is not allowed.
    """
    if observations.file is None:
        return observations
    from sim.config.table_files import read_table

    where = "observations.file"
    found = read_table(where, Path(), observations.file, None)
    table = found.columns
    if missing := [name for name in COLUMNS[:2] if name not in table]:
        raise Problem(f"{where}: {observations.file} has no column {missing[0]!r}; it needs {', '.join(COLUMNS[:2])}")
    if unknown := [name for name in table if name not in COLUMNS]:
        raise Problem(f"{where}: {observations.file} has a column {unknown[0]!r}; known: {', '.join(COLUMNS)}")
    if lines := list(_other_units(found.units)):
        raise Problem(*(f"{where}: {observations.file}: {line}" for line in lines))
    cells = zip(found.places, table["day"].tolist(), strict=True)
    days = tuple(_day(value, f"{where}: {observations.file}, {place}", day_zero) for place, value in cells)
    areas = [_areas(table, name, where) for name in COLUMNS[1:] if name in table]
    rows = Milestones(days, areas[0], areas[-1])
    if lines := list(_wrong(rows)):
        raise Problem(*(f"{where}: {observations.file}: {line}" for line in lines))
    return replace(observations, milestones=rows)


def _other_units(given: Mapping[str, str]) -> Iterator[str]:
    """Faults of the units that headings give: a number is taken as it stands, in the unit of its column."""
    for name, unit in given.items():
        declared = "d" if name == COLUMNS[0] else "km2"
        try:
            same = units.parse(f"1 {unit}", declared) == 1.0
        except ValueError:
            same = False
        if not same:
            yield f"{name} must be in {declared} (got {show(unit)})"


def _day(value: Any, where: str, day_zero: datetime.date | None) -> float:
    with suppress(TypeError, ValueError):
        number = float(value)
        if math.isfinite(number) and number >= 0.0:
            return number
    try:
        date = datetime.date.fromisoformat(str(value))
    except ValueError:
        raise Problem(f"{where}: day must be a number of at least 0, or a date (got {show(value)})") from None
    if day_zero is None:
        raise Problem(f"{where}: day is a date, but the scenario has no day_zero to count from (got {show(value)})")
    day = (date - day_zero).days
    if day < 0:
        raise Problem(f"{where}: day must not be before day 0, {day_zero.isoformat()} (got {show(value)})")
    return float(day)


def _areas(table: dict[str, NDArray[Any]], name: str, where: str) -> tuple[float, ...]:
    import numpy as np

    column = table[name]
    if column.dtype == object or not (np.isfinite(column) & (column >= 0.0)).all():
        raise Problem(f"{where}: {name} must be a number of at least 0 in every row")
    return tuple(column.tolist())
