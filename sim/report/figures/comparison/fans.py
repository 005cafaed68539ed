"""Small multiples of fan charts: one panel per variant, all on the same axes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawn

from sim.report.drawing import panels, scales, style, text_width
from sim.report.drawing.fan import Milestone, Quantiles, draw_fan, draw_ranges, spaced
from sim.report.figures import key
from sim.report.figures.comparison.subject import Subject
from sim.report.figures.comparison.variants import DrawnVariant
from sim.report.figures.figure import TRAJECTORIES, Figure, Numbers
from sim.report.figures.run.facts import milestones
from sim.report.words.names import title_of, unit_of, with_unit
from sim.report.words.numbers import number, with_minus
from sim.report.words.wording import in_sentence

HEIGHT, NUMBERS = 92.0, panels.LINE + 5  # points: a panel, and the line of numbers above it
OBSERVED_QUANTITY = "ground_lost_km2"
MOST_RANGES = 15  # observed ranges that fit beside each other in a panel
OBSERVED_SCALE = 0.65  # of the lines, in a small panel


def fans(variants: Sequence[DrawnVariant], quantity: str, note: str = "") -> Drawn | None:
    """A fan chart a variant of one tracked quantity, with the median of its reference in each.

    The reference comes first among `variants`. None if no paths were saved.
    """
    shown = [variant for variant in variants if variant.days.size]
    if not shown:
        return None
    found = [variant.quantiles(quantity) for variant in shown]
    ranges = [_observed(variant, quantity) for variant in shown]
    medians = {variant.place: (variant.days, one["q50"]) for variant, one in zip(shown, found, strict=True)}
    with style.look():
        figure, plots = _panels(shown, quantity, found, ranges)
        names = panels.name_lines([variant.label for variant in shown], panels.panel_width(plots[0]))
        for axes, name, variant, quantiles, observed in zip(plots, names, shown, found, ranges, strict=True):
            low, high = axes.get_ylim()
            colour = style.QUIET if variant.is_reference else style.BLUE
            draw_fan(axes, variant.days, quantiles, colour)
            axes.set_ylim(low, high)
            if not variant.is_reference and variant.reference in medians:
                draw_reference(axes, *medians[variant.reference])
            if observed:
                draw_ranges(axes, observed, OBSERVED_SCALE)
            panels.put_name(axes, name, NUMBERS)
            _write_last(axes, quantiles)
        last = number(float(shown[0].days[-1]))
        text = f"{whose(shown, 'Quantiles')}Above each panel: median [5 % to 95 %] on day {last}."
        text += " Observed: from occupied to occupied and contested." if any(ranges) else ""
        title = f"{title_of(quantity)} under each variant"
        panels.add_heading(
            figure,
            title,
            f"{note} {text}".strip(),
            _key(any(ranges), shown[0].against if _has_reference(shown) else ""),
        )
    return figure


def draw_reference(axes: Axes, days: np.ndarray, median: np.ndarray) -> None:
    """The reference's median, dashed."""
    (line,) = axes.plot(days, median, color=style.INK, linewidth=1.1, label="reference", zorder=3)
    line.set(dashes=key.REFERENCE_DASHES)


def _panels(
    shown: Sequence[DrawnVariant], quantity: str, found: Sequence[Quantiles], ranges: Sequence[Sequence[Milestone]]
) -> tuple[Drawn, list[Axes]]:
    edges = [np.array([low, high]) for observed in ranges for _, low, high in observed]
    low, high = scales.limits(*(quantiles[name] for quantiles in found for name in ("q05", "q95")), *edges)
    marks = scales.ticks(low, high)
    columns = panels.columns_of(len(shown))
    left = panels.NAME + scales.room_for(scales.tick_texts(marks))
    figure, plots = panels.named_grid(
        [variant.label for variant in shown], columns, left, _days(shown), HEIGHT, NUMBERS
    )
    days = panels.number_days(plots, columns, *_days(shown))
    for place, axes in enumerate(plots):
        scales.set_ticks(axes, marks if place % columns == 0 else [])
        axes.set_ylim(low, high)
        panels.draw_tick_lines(axes, days, marks)
    panels.name_rows(plots, _name(quantity, shown[0].manifest["quantities"][quantity], len(plots) // columns))
    return figure, plots


def _name(quantity: str, unit: str, rows: int) -> str:
    """Label beside the panels: quantity and unit, or the unit alone where there is no room for both."""
    name = with_unit(quantity, unit)
    room = max(rows, 1) * (HEIGHT + 2 * NUMBERS) - 2 * NUMBERS
    return name if text_width.width_of(name, size=style.NORMAL) <= room else unit_of(unit) or title_of(quantity)


def _write_last(axes: Axes, quantiles: Quantiles) -> None:
    """The median and the range on the last day, above a panel."""
    middle, low, high = (number(float(quantiles[name][-1]), 3) for name in ("q50", "q05", "q95"))
    text = middle if low == high else f"{middle} [{low} to {high}]"
    panels.write_at_corner(axes, with_minus(text), (0, 1), (0, 4), color=style.QUIET)


def _key(any_observed: bool, against: str) -> list[key.Handle]:
    handles: list[key.Handle] = [
        key.line(style.BLUE, "median"),
        key.band(style.BLUE, 0.5, "25-75 %"),
        key.band(style.BLUE, 0.22, "5-95 %"),
    ]
    if any_observed:
        handles.append(key.observed("observed"))
    if against:
        room = panels.figure_width() - 2 * panels.EDGE - panels.key_width([*handles, key.dashed("")])
        longer = f"median of {against}"
        handles.append(key.dashed(longer if text_width.width_of(longer) <= room else "median of the reference"))
    return handles


def _has_reference(shown: Sequence[DrawnVariant]) -> bool:
    """True if the median of any reference stands in the panel of another."""
    places = [variant.place for variant in shown]
    return any(not variant.is_reference and variant.reference in places for variant in shown)


def whose(shown: Sequence[DrawnVariant], what: str) -> str:
    """Note on the number of replications shown; empty if all are."""
    counts = [(variant.manifest["saved_paths"], variant.manifest["replications"]) for variant in shown]
    saved = min(min(count) for count in counts)
    first = "first replication" if saved == 1 else f"first {saved:,} replications"
    return f"{what} of the {first}. " if any(few < all_ for few, all_ in counts) else ""


def _days(shown: Sequence[DrawnVariant]) -> tuple[float, float]:
    return min(float(variant.days[0]) for variant in shown), max(float(variant.days[-1]) for variant in shown)


def _observed(variant: DrawnVariant, quantity: str) -> list[Milestone]:
    if quantity != OBSERVED_QUANTITY or not variant.manifest["replays_record"]:
        return []
    return spaced(milestones(variant.manifest), float(variant.days[0]), float(variant.days[-1]), MOST_RANGES)


QUANTILES = ("q05", "q25", "q50", "q75", "q95")
FANS = {
    "ground_lost": ("ground_lost_km2", TRAJECTORIES, 10),
    "tube_stock": ("tube_stock_kr", TRAJECTORIES, 11),
    "sanctuary": ("sanctuary_bty", TRAJECTORIES, 12),
}
"""The tracked quantity of each, by the figure's name, its section, and its place."""


def _draw(quantity: str, subject: Subject) -> Drawn | None:
    return fans(subject.variants, quantity, subject.note)


def _words(quantity: str, subject: Subject) -> str:
    return fan_numbers(subject.variants, quantity)


def fan_numbers(variants: Sequence[DrawnVariant], quantity: str) -> str:
    """The median and the 5 to 95 % range of each variant on the last day."""
    shown = [variant for variant in variants if variant.days.size]
    unit = unit_of(shown[0].manifest["quantities"][quantity])
    parts = []
    for variant in shown:
        found = variant.quantiles(quantity)
        middle, low, high = (number(float(found[name][-1]), 3) for name in ("q50", "q05", "q95"))
        parts.append(f"{variant.label} {middle} [{low} to {high}]")
    day = number(float(shown[0].days[-1]))
    where = f" ({unit})" if unit else ""
    return f"{title_of(quantity)}{where} on day {day}, median [5 % to 95 %]: {'; '.join(parts)}."


def _fits(quantity: str, subject: Subject) -> bool:
    return subject.has("quantities", quantity)


def _numbers(quantity: str, subject: Subject) -> Numbers:
    """One row per variant and day: the quantiles."""
    rows = [
        (variant.label, day, *values)
        for variant in subject.variants
        for found in [variant.quantiles(quantity)]
        for day, *values in zip(variant.days, *(found[name] for name in QUANTILES), strict=True)
    ]
    return Numbers(("variant", "day", *QUANTILES), rows)


FIGURES = tuple(
    Figure(
        name=name,
        question=f"How does the quantity develop under each policy: {in_sentence(title_of(quantity))}?",
        section=section,
        order=order,
        draw=partial(_draw, quantity),
        words=partial(_words, quantity),
        numbers=partial(_numbers, quantity),
        fits=partial(_fits, quantity),
    )
    for name, (quantity, section, order) in FANS.items()
)
