"""Aliasing: whether the factors of a design vary independently, so that their effects can be separated.

A low-discrepancy sequence of many factors can tie two of them together at a small size, although their correlation is
near 0: one is then a curve of the other, and an effect of one is found for both. So can a small design of any kind, and
a product from which a rule drops rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.study.design.designs import DESIGNS
from sim.study.design.inseparable import Inseparable, inseparable_keys
from sim.study.design.points import SECTION_OF, Section, as_numbers

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

COSINES = 4  # of one factor, by which the other is explained
LOWEST, PER_ROW = 0.10, 25.0  # adjusted R2 above which a pair is aliased: the larger of LOWEST and PER_ROW / rows
SEARCH = "nsga2"  # whose policies are not there to tell effects apart
SHOWN = 3  # pairs that a message names


@dataclass(frozen=True)
class Alias:
    """Two factors of which one explains the other.

    Attributes:
        first, second: their keys, in the order of the study.
        share: adjusted R2 of one on cosines of the other, the larger of the two ways round.
        rows: of the design, in which both are known.
        section: to which both belong; factors of different sections are crossed and cannot be aliased.
    """

    first: str
    second: str
    share: float
    rows: int
    section: Section = "uncertainty"

    @property
    def keys(self) -> tuple[str, ...]:
        """Both factors."""
        return self.first, self.second


def aliases_of(
    points: Mapping[str, NDArray[Any]], sections: Mapping[str, str], spec: Mapping[str, Any]
) -> list[Alias | Inseparable]:
    """Aliases in each section of a study: pairs of factors, the strongest first, then a group of more.

    Args:
        points: columns of the table of points, among them the row of each section.
        sections: of each factor the section to which it belongs.
        spec: the study file; its sections are a design or a list of designs.
    """
    found = list[Alias | Inseparable]()
    for section, key in SECTION_OF.items():
        factors = [name for name, kind in sections.items() if kind == section]
        given = spec.get(key)
        designs = [one.get("design") for one in (given if isinstance(given, list) else [given]) if one]
        if len(factors) < 2 or all(DESIGNS[one].is_grouped for one in designs) or SEARCH in designs:
            continue
        rows, place = np.unique(points[section], return_inverse=True)
        columns = {name: _by_row(len(rows), place, _codes(points[name])) for name in factors}
        if is_crossed(columns):
            continue
        own = {name: _without_base(values) for name, values in columns.items()} if len(designs) > 1 else columns
        pairs = [replace(one, section=section) for one in aliased_pairs(own)]
        found += pairs
        if section == "uncertainty" or not any(DESIGNS[one].ties for one in designs):
            found += groups_beyond(pairs, columns, section)
    return found


def is_crossed(columns: Mapping[str, Floats]) -> bool:
    """True if there are as many rows as the levels of all factors combine to, as in a product that lost none."""
    return len(next(iter(columns.values()))) == math.prod(len(np.unique(values)) for values in columns.values())


def groups_beyond(
    pairs: Sequence[Alias], columns: Mapping[str, Floats], section: Section = "uncertainty"
) -> list[Inseparable]:
    """The group of factors that are weighted sums of others, unless the pairs say so already."""
    keys = inseparable_keys(columns)
    if set(keys) <= aliased_keys(pairs):
        return []
    return [Inseparable(keys, len(next(iter(columns.values()))), section)]


def aliased_keys(aliases: Iterable[Alias | Inseparable]) -> frozenset[str]:
    """The factors whose effects cannot be separated from those of others."""
    return frozenset(key for one in aliases for key in one.keys)


def _codes(column: NDArray[Any]) -> Floats:
    """Numbers of a factor, of texts their places in order; NaN if a point does not read it."""
    if column.dtype != object:
        return as_numbers(column)
    texts, place = np.unique(column.astype(str), return_inverse=True)
    return np.where(texts[place] == "", np.nan, place.astype(np.float64))


def _by_row(rows: int, place: Codes, values: Floats) -> Floats:
    """The value of a factor in each row of its section, NaN if no point of the row reads it.

    Points of a row differ only in whether they read the factor, as other alternatives are chosen.
    """
    found = np.full(rows, np.nan)
    known = ~np.isnan(values)
    found[place[known]] = values[known]
    return found


def _without_base(values: Floats) -> Floats:
    """The values without the one that repeats most, which rows of other designs take over from the base."""
    known, counts = np.unique(values[~np.isnan(values)], return_counts=True)
    if not len(known) or counts.max() == 1:
        return values
    return np.where(values == known[counts.argmax()], np.nan, values)


def aliased_pairs(columns: Mapping[str, Floats]) -> list[Alias]:
    """The pairs of columns of which one explains the other; those that are known in the same rows are compared."""
    together: dict[bytes, list[str]] = {}
    for key, values in columns.items():
        together.setdefault((~np.isnan(values)).tobytes(), []).append(key)
    found = []
    for keys in together.values():
        known = ~np.isnan(columns[keys[0]])
        varied = [key for key in keys if known.any() and np.ptp(_finite(columns[key][known])) > 0]
        if len(varied) > 1 and known.sum() > COSINES + 1:
            found += _pairs(
                varied, explained(np.column_stack([columns[key][known] for key in varied])), int(known.sum())
            )
    return sorted(found, key=lambda alias: -alias.share)


def explained(rows: Floats) -> Floats:
    """Adjusted R2 of the ranks of each column (second axis) on cosines of those of each other one (first axis)."""
    from scipy.stats import rankdata

    count, factors = rows.shape
    ranks = (np.stack([rankdata(column) for column in rows.T]) - 0.5) / count
    centred = ranks - ranks.mean(axis=1, keepdims=True)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    found = np.zeros((factors, factors))
    for place, rank in enumerate(ranks):
        cosines = np.cos(np.pi * np.arange(1, COSINES + 1)[:, None] * rank)
        _, sizes, basis = np.linalg.svd(cosines - cosines.mean(axis=1, keepdims=True), full_matrices=False)
        kept = basis[sizes > 1e-9 * sizes[0]]  # a factor of few levels has fewer cosines
        share = ((kept @ centred.T) ** 2).sum(axis=0)
        found[place] = 1.0 - (1.0 - share) * (count - 1) / max(count - len(kept) - 1, 1)
    np.fill_diagonal(found, 0.0)
    return found


def lines(aliases: Sequence[Alias | Inseparable]) -> list[str]:
    """The warning about aliased factors; nothing if there are none."""
    groups: dict[tuple[Section, int], list[Alias]] = {}
    for one in aliases:
        if isinstance(one, Alias):
            groups.setdefault((one.section, one.rows), []).append(one)
    told = [_line(section, rows, pairs) for (section, rows), pairs in groups.items()]
    told += [one.line() for one in aliases if isinstance(one, Inseparable)]
    if told:
        told.append(
            "the effects of aliased factors cannot be separated, so no driver is named among them; use design: "
            "latin_hypercube with many more rows than factors"
        )
    return told


def _line(section: Section, rows: int, pairs: Sequence[Alias]) -> str:
    named = ", ".join(f"{one.first} and {one.second} ({one.share:.2f})" for one in pairs[:SHOWN])
    more = f" and {len(pairs) - SHOWN} more pairs" if len(pairs) > SHOWN else ""
    return (
        f"aliased: in these {rows:,} rows of the {SECTION_OF[section]} some factors explain each other (adjusted R2 "
        f"above {limit(rows):.2f}): {named}{more}"
    )


def limit(rows: int) -> float:
    """The adjusted R2 above which a pair is aliased."""
    return max(LOWEST, PER_ROW / rows)


def _pairs(keys: Sequence[str], shares: Floats, rows: int) -> list[Alias]:
    most = np.maximum(shares, shares.T)
    places = np.argwhere(np.triu(most, 1) > limit(rows))
    return [Alias(keys[one], keys[other], float(most[one, other]), rows) for one, other in places.tolist()]


def _finite(values: Floats) -> Floats:
    """Values with never, which is infinite, as the largest number."""
    return np.nan_to_num(values, posinf=np.finfo(np.float64).max / 4)
