"""The axes of parallel coordinates: positions of values, names and ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.analysis.study_factors import StudyFactor, unit_words
from sim.config.labels import key_label
from sim.report.drawing import panels, scales, style, text_width
from sim.report.figures.study.request import value_name
from sim.report.words.numbers import with_minus

Numbers = NDArray[np.float64]

NEVER_BELOW = 0.88  # of the height: where numbers end, if never lies on top
MOST_LINES = 6  # of the name of a factor
SMALLER = style.SMALL - 1.5  # points, of names that would not fit else


def heights(factor: StudyFactor, points: NDArray[np.int64]) -> Numbers:
    """Positions of the values of a factor on its axis, 0 to 1; never on top, NaN if it is not in force."""
    levels = factor.levels(points)
    values = factor.values[points].tolist()
    if not factor.is_number:
        places = {value: place / max(len(levels) - 1, 1) for place, value in enumerate(levels)}
        return np.array([places.get(value, np.nan) for value in values], dtype=np.float64)
    low, high, never = _ends(factor, points)
    top = 1.0 if not never else NEVER_BELOW
    scaled = (np.array(values, dtype=np.float64) - low) / ((high - low) or 1.0) * top
    return np.where(np.isinf(scaled), 1.0, scaled)


def _ends(factor: StudyFactor, points: NDArray[np.int64]) -> tuple[float, float, bool]:
    values = factor.values[points].astype(np.float64)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    return low, high, bool(np.isinf(values).any())


def draw_parallel_axes(
    axes: Axes, unit: str, chosen: Sequence[StudyFactor], points: NDArray[np.int64], ends: tuple[float, float]
) -> None:
    """The axes of the factors with their ends, and that of the difference with its numbers."""
    room = _room(panels.panel_width(axes), chosen)
    for place, each in enumerate(chosen):
        axes.vlines(place, 0, 1, color=style.INK, linewidth=0.9, zorder=3)
        _name(axes, each, place / len(chosen), room)
        for height, text in _marks(each, points):
            _write(axes, "\n".join(text_width.name_lines(text, room, 2)), place / len(chosen), height)
    axes.vlines(len(chosen), 0, 1, color=style.INK, linewidth=1.4, zorder=3)
    panels.write_at_corner(axes, "difference", (1, 1), (0, panels.LINE + 6), ha="center", weight="bold", size=SMALLER)
    panels.write_at_corner(axes, text_width.fitted(unit, 90), (1, 1), (0, 5), ha="center", color=style.QUIET)
    for value in scales.ticks(*ends, most=6):
        height = (value - ends[0]) / (ends[1] - ends[0])
        axes.hlines(height, len(chosen), len(chosen) + 0.03, color=style.INK, linewidth=0.9, zorder=3, clip_on=False)
        panels.write_at_corner(axes, scales.tick_texts([value])[0], (1, height), (7, 0), va="center_baseline")


def _name(axes: Axes, factor: StudyFactor, place: float, room: float) -> None:
    """The name of a factor above its unit."""
    lines, size = _lines(factor, room)
    panels.write_at_corner(
        axes, "\n".join(lines), (place, 1), (0, panels.LINE + 4), ha="center", va="bottom", size=size
    )
    panels.write_at_corner(
        axes, text_width.fitted(unit_words(factor.unit), room), (place, 1), (0, 5), ha="center", color=style.QUIET
    )


def _lines(factor: StudyFactor, room: float) -> tuple[list[str], float]:
    """The lines of the name of a factor, and their size: small where a word would not fit else."""
    label = key_label(factor.key)
    widths = {one: max(text_width.width_of(word, size=one) for word in label.split()) for one in (style.SMALL, SMALLER)}
    size = next((one for one, width in widths.items() if width <= room), SMALLER)
    return text_width.name_lines(label, room, MOST_LINES, size=size), size


def heading_height(chosen: Sequence[StudyFactor], width: float) -> float:
    """Points above axes that lie in so many points across, for the names of their factors and the units."""
    return panels.LINE * (1 + max(len(_lines(each, _room(width, chosen))[0]) for each in chosen))


def _room(width: float, chosen: Sequence[StudyFactor]) -> float:
    return width / len(chosen) - 1


def _marks(factor: StudyFactor, points: NDArray[np.int64]) -> list[tuple[float, str]]:
    """The texts at an axis, with their heights."""
    if not factor.is_number:
        levels = [value_name(factor, str(value)) for value in factor.levels(points)]
        return [(place / max(len(levels) - 1, 1), name) for place, name in enumerate(levels)]
    low, high, never = _ends(factor, points)
    found = [(0.0, _short(low)), (NEVER_BELOW if never else 1.0, _short(high))]
    return [*found, (1.0, "never")] if never else found


def _short(value: float) -> str:
    return with_minus(
        f"{value:,.2f}" if 0.095 < abs(value) < 1 else f"{value:,.2g}" if abs(value) < 100 else f"{value:,.0f}"
    )


def _write(axes: Axes, text: str, place: float, height: float) -> None:
    """A number below the foot of an axis, or beside it with a white ground."""
    if height == 0.0:
        panels.write_at_corner(axes, text, (place, 0), (0, -panels.LINE), ha="center")
        return
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 1.0, "alpha": 0.85}
    panels.write_at_corner(axes, text, (place, height), (3, -3 if height < 1 else -8), bbox=ground, zorder=4)
