"""The points of a study as a table, one row per structure, future and policy; and the section of each setting."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

NOT_READ = -1  # in a column of whole numbers

Section = Literal["lever", "uncertainty", "structure"]
SECTION_OF: dict[Section, str] = {"structure": "structures", "uncertainty": "uncertainties", "lever": "levers"}
"""The key of the section in a study file by the kind of its factors, in the order in which points are counted."""


POLICY_GROUPS = ("restrictions", "aid")
"""The config groups that a policy is made of."""
SCENARIO = "scenario"
REPLACEMENTS = "scenario.forces.blue_replacements"
"""A setting that belongs to a structure: a difference in ground depends on it as on why the offensive stalls."""
OF_CHANCE = ("seed", "horizon")
"""Settings in which runs differ that cannot be paired."""


@dataclass(frozen=True)
class Points:
    """A table of points; a point's number is its row.

    Attributes:
        structure: int64[n], row of the structures (0 where there are none).
        uncertainty: int64[n], row of the uncertainties (0 where there are none).
        lever: int64[n], row of the levers; 0 is the reference.
        future: int64[n], what the random streams are chosen by; alike for the policies and structures of one future.
        label: object[n], what tells the points of one future and structure apart: the factors of the levers, in words.
        columns: one per factor, by its key in a config: float64[n] (int64[n] where whole) in `units`, or object[n] of
            texts (options of groups, alternatives, switches, lists). What is in force: for a point that does not name
            the factor, the value of its base or option; NaN (-1 where whole), or an empty text, where its alternative
            does not read it. A day or duration that is null (never) is infinite.
        kinds: which section each factor belongs to.
        units: unit of each numeric factor ("1" for a pure number, "day" for a point in time); empty for texts.
    """

    structure: NDArray[np.int64]
    uncertainty: NDArray[np.int64]
    lever: NDArray[np.int64]
    future: NDArray[np.int64]
    label: NDArray[np.object_]
    columns: Mapping[str, NDArray[Any]]
    kinds: Mapping[str, Section]
    units: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.future)

    def factors(self, section: Section) -> list[str]:
        """The factors of a section, in the order of the study file."""
        return [name for name, kind in self.kinds.items() if kind == section]


def as_numbers(column: NDArray[Any]) -> NDArray[np.float64]:
    """A column of numbers with NaN at the points that do not read the factor."""
    values = column.astype(np.float64)
    if column.dtype.kind in "iu":
        values[column == NOT_READ] = np.nan
    return values


def section_of(key: str, groups: Collection[str]) -> Section:
    """The section of a study in which a setting stands."""
    if key in OF_CHANCE:
        return "uncertainty"
    is_structural = key in groups and key not in (*POLICY_GROUPS, SCENARIO)
    return "structure" if is_structural or key == REPLACEMENTS else "lever"
