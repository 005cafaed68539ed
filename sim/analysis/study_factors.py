"""The factors of a study: their names and values, and those that distinguish points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from sim.analysis.study_table import REFERENCE, StudyTable, listed_names
from sim.config.fields import ParameterField, find
from sim.config.problems import Problem, nearest
from sim.model.parameters import Parameters
from sim.model.quantity import DAY, PURE, Quantity
from sim.study.design.points import as_numbers

LEVER, UNCERTAINTY, STRUCTURE = "lever", "uncertainty", "structure"
Value = float | str
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class StudyFactor:
    """One factor.

    Attributes:
        key: as in a config.
        section: "lever", "uncertainty" or "structure".
        values: at every point; float64, or object of texts; shape (points,).
        unit: of numbers; "1" for a pure number, "day" for a point in time; empty for texts.
        meaning: in a few words; empty if nothing more is known than its key.
        labels: of the user's options, for a group.
    """

    key: str
    section: str
    values: NDArray[np.generic]
    unit: str
    meaning: str
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_number(self) -> bool:
        return self.values.dtype.kind == "f"

    def known(self, points: Whole) -> Whole:
        """Subset of some points at which the factor is in force."""
        values = self.values[points]
        kept: Whole = points[~np.isnan(values.astype(float))] if self.is_number else points[values != ""]
        return kept

    def levels(self, points: Whole) -> list[Value]:
        """The values that it takes at some points: numbers rising, never last; texts in the order of the points."""
        values = self.values[self.known(points)]
        if self.is_number:
            return [float(value) for value in np.unique(values.astype(float))]
        return list(dict.fromkeys(str(value) for value in values))

    def varies(self, points: Whole) -> bool:
        """True if it has more than one value at some points, or is in force at some of them only."""
        known = self.known(points)
        if len(known) < len(points):
            return len(known) > 0
        return len(points) > 0 and bool((self.values[known] != self.values[known[0]]).any())

    def texts(self, points: Whole) -> list[str]:
        """Its values at some points, as short texts; empty if it is not in force."""
        known = {value: value_text(value) for value in self.levels(points)}
        return [known.get(value, "") for value in self.values[points].tolist()]

    def at(self, points: Whole, value: Value) -> Whole:
        """Subset of some points at which the factor has this value."""
        kept: Whole = points[self.values[points] == value]
        return kept


_factors: WeakKeyDictionary[StudyTable, dict[str, StudyFactor]] = WeakKeyDictionary()


def factor(table: StudyTable, key: str) -> StudyFactor:
    """The factor of that key; raise Problem, with the nearest one, where there is none."""
    known = _factors.setdefault(table, {})
    if key not in known:
        known[key] = _read_factor(table, key)
    return known[key]


def _read_factor(table: StudyTable, key: str) -> StudyFactor:
    if key not in table.sections:
        near = nearest(key, table.sections) or _same_ending(key, table.sections)
        help_ = f"did you mean {near!r}?" if near else f"its factors: {listed_names(list(table.sections))}"
        raise Problem(f"{key}: no factor of this study; {help_}")
    values = table.points[key]
    described_by = _field(key)
    about = described_by.about if described_by is not None else None
    if values.dtype.kind in "fiu":
        unit = table.manifest.get("units", {}).get(key) or (about.unit if isinstance(about, Quantity) else PURE)
        return StudyFactor(key, table.sections[key], as_numbers(values), unit, _meaning(described_by))
    if values.dtype.kind == "b":
        values = np.where(values, "true", "false")
    texts = np.array(["" if value is None else str(value) for value in values], dtype=object)
    return StudyFactor(key, table.sections[key], texts, "", _meaning(described_by), table.option_labels.get(key, {}))


def varying(table: StudyTable, section: str, points: Whole) -> list[StudyFactor]:
    """The factors of a section that have more than one value at some points."""
    found = [factor(table, key) for key, kind in table.sections.items() if kind == section]
    return [each for each in found if each.varies(points)]


def only_lever(table: StudyTable) -> StudyFactor:
    """The one factor of the policies; raise Problem if there are more of them, or none."""
    points = np.arange(len(table))
    policies = points[table.points["lever"] != REFERENCE]
    found = distinguishing_factors(table, LEVER, policies, []) or distinguishing_factors(table, LEVER, points, [])
    if len(found) == 1:
        return found[0]
    if not found:
        names = [key for key, kind in table.sections.items() if kind != LEVER]
        raise Problem(f"--x: the policies of this study do not differ; name another factor: {listed_names(names)}")
    raise Problem(f"--x: this study varies several factors; name one: {listed_names([each.key for each in found])}")


def distinguishing_factors(
    table: StudyTable, section: str, points: Whole, shown: Sequence[StudyFactor]
) -> list[StudyFactor]:
    """The factors of a section that distinguish points, beyond those shown; none that follows from others."""
    found: list[StudyFactor] = []
    for each in varying(table, section, points):
        if each.key not in [one.key for one in shown] and not _follows(each, [*shown, *found], points):
            found.append(each)
    return found


def groups(points: Whole, factors: Sequence[StudyFactor]) -> dict[tuple[str, ...], Whole]:
    """Some points by their values of some factors, as texts, in the order in which the values first occur."""
    if not factors:
        return {(): points}
    keys = list(zip(*(each.texts(points) for each in factors), strict=True))
    places: dict[tuple[str, ...], list[int]] = {}
    for point, key in zip(points.tolist(), keys, strict=True):
        places.setdefault(key, []).append(point)
    return {key: np.array(some, dtype=np.int64) for key, some in places.items()}


def points_where(table: StudyTable, words: Iterable[str]) -> Whole:
    """The points that meet conditions such as `attrition=square`; the reference policy is kept with them.

    Raises:
        Problem: no condition, an unknown factor, or a value that no point has.
    """
    kept = np.arange(len(table))
    reference = table.points["lever"] == REFERENCE
    for word in words:
        key, sign, text = word.partition("=")
        if not sign or not key:
            raise Problem(f"--where {word}: is not of the form KEY=VALUE")
        each = factor(table, key)
        fits = np.isin(kept, each.at(kept, _value(each, text, kept)))
        kept = kept[fits | (reference[kept] & (each.section == LEVER))]
    return kept


def _value(each: StudyFactor, text: str, points: Whole) -> Value:
    levels = each.levels(points)
    for value in levels:
        if text == value_text(value) or (each.is_number and _number(text) == value):
            return value
    names = [value_text(value) for value in levels]
    near = nearest(text, names)
    help_ = f"did you mean {near!r}?" if near else f"it has: {listed_names(names[:12])}"
    raise Problem(f"--where {each.key}={text}: no point has this value; {help_}")


def value_text(value: Value) -> str:
    """A value in a few digits."""
    if isinstance(value, str):
        return value
    return "never" if value == np.inf else f"{value:.6g}"


def _number(text: str) -> float:
    if text in ("null", "never"):
        return float("inf")
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _follows(each: StudyFactor, others: Sequence[StudyFactor], points: Whole) -> bool:
    """True if the others' values settle its value; not where nothing is shown."""
    if not others:
        return False
    return all(len(set(each.texts(some))) == 1 for some in groups(points, others).values())


def _same_ending(key: str, sections: Mapping[str, str]) -> str | None:
    """The one factor whose key ends as this one does."""
    last = key.rpartition(".")[2]
    found = [name for name in sections if name.rpartition(".")[2] == last]
    return found[0] if len(found) == 1 else None


def _field(key: str) -> ParameterField | None:
    """Field of the parameters with a key such as `aid.packages[3].day`; None if there is none."""
    return find((Parameters,), re.sub(r"\[(\d+)\]", r".\1", key).split("."))


def _meaning(described_by: ParameterField | None) -> str:
    """Meaning of a field, without the remarks; empty if there is no field."""
    if described_by is None:
        return ""
    return re.sub(r"^M\d+: ", "", described_by.about.meaning.partition(";")[0])


def unit_words(unit: str) -> str:
    """Unit in words, as at an axis; empty for a pure number."""
    from sim.config.units import format_quantity

    if unit in ("", PURE):
        return ""
    return "day" if unit == DAY else "days" if unit == "d" else format_quantity(1.0, unit).removeprefix("1").strip()
