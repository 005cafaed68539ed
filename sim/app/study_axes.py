"""Positions of factor values on an axis: numbers to scale, names and `never` in steps beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.analysis.study_factors import StudyFactor, value_text
from sim.report.drawing import scales
from sim.report.figures.study.request import axis_name, value_name

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

MOST_LEVELS = 14  # of an axis in steps; a number with more is binned or drawn as it is
BINS = 8
NEVER_GAP = 0.12  # of the range: how far beyond the last day "never" stands


@dataclass(frozen=True)
class Axis:
    """A factor over some points.

    Attributes:
        places: of the points along it, from 0 to 1; NaN if it is not in force.
        marks: (place, text) of its numbers or names.
    """

    title: str
    places: Numbers
    marks: tuple[tuple[float, str], ...]


def evenly(points: Whole, most: int) -> Whole:
    """So many of some points at most, evenly chosen; the first and the last are among them."""
    if not len(points):
        return points
    return points[np.unique(np.linspace(0, len(points) - 1, min(len(points), most)).round().astype(np.int64))]


def axis_of(factor: StudyFactor, points: Whole) -> Axis:
    """The axis of a factor over some points."""
    title = axis_name(factor)
    if not factor.is_number:
        levels = [str(level) for level in factor.levels(points)]
        at = {level: (place + 0.5) / len(levels) for place, level in enumerate(levels)}
        places = np.array([at.get(str(value), np.nan) for value in factor.values[points]])
        return Axis(title, places, tuple((at[level], value_name(factor, level)) for level in levels))
    return number_axis(title, factor.values[points].astype(float))


def number_axis(title: str, values: Numbers) -> Axis:
    """An axis of numbers; infinite ones, which mean never, stand beyond the last."""
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    spread = high - low or 1.0
    never = np.isposinf(values).any()
    whole = 1 + NEVER_GAP if never else 1.0
    places = np.where(np.isposinf(values), 1.0, (values - low) / spread / whole)
    ticks = scales.ticks(low, high, 4) if high > low else [low]
    marks = [((tick - low) / spread / whole, text) for tick, text in zip(ticks, scales.tick_texts(ticks), strict=True)]
    return Axis(title, places, tuple(marks + ([(1.0, "never")] if never else [])))


def binned(factor: StudyFactor, points: Whole) -> tuple[list[str], Whole]:
    """Names of steps along a factor, and which each point is in; -1 where the factor is not in force.

    A number with many values is cut into equal steps, each named by its middle.
    """
    levels = factor.levels(points)
    if len(levels) <= MOST_LEVELS or not factor.is_number:
        kept: Sequence[float | str] = levels[:MOST_LEVELS]
        place = {level: number for number, level in enumerate(kept)}
        raw = factor.values[points]
        found = [place.get(float(value) if factor.is_number else str(value), -1) for value in raw.tolist()]
        return [value_name(factor, value_text(level)) for level in kept], np.array(found, dtype=np.int64)
    values = factor.values[points].astype(float)
    finite = np.isfinite(values)
    edges = np.linspace(values[finite].min(), values[finite].max(), BINS + 1)
    found_in = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, BINS - 1)
    names = [f"~ {(low + high) / 2:.2g}" for low, high in pairwise(edges)]
    return names, np.where(finite, found_in, -1)
