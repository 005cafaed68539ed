"""The ladder of escalation day by day: the share of replications at or above each rung, one panel per variant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawn
from numpy.typing import NDArray

from sim.analysis.divergence import SavedPaths
from sim.report.drawing import panels, scales, style, text_width
from sim.report.figures import key
from sim.report.figures.comparison.fans import HEIGHT, NUMBERS, whose
from sim.report.figures.comparison.subject import Subject
from sim.report.figures.comparison.variants import DrawnVariant
from sim.report.figures.figure import ESCALATION, Figure, Numbers
from sim.report.words.numbers import number

Shares = NDArray[np.float64]  # shape (rungs, days)

QUANTITY, TOP = "rung", 8
RUNGS = tuple(range(1, TOP + 1))
TOLD = 3  # rungs whose shares stand above each panel
FAINTEST = 0.14  # of the colour of the lowest rung; the highest has it all
PERCENT = (0.0, 25.0, 50.0, 75.0, 100.0)


def shares_of(variant: DrawnVariant) -> Shares:
    """The share of the saved paths at or above each of `RUNGS`, day by day; no days where none was saved."""
    paths = SavedPaths(variant.daily, int(variant.manifest["saved_paths"]))
    values = paths.values(QUANTITY, paths.count)
    return shares_in(values) if paths.count else np.empty((len(RUNGS), 0))


def shares_in(values: NDArray[np.float64]) -> Shares:
    """The share of some paths at or above each of `RUNGS`, day by day; `values`: shape (paths, days)."""
    return np.array([(values >= rung).mean(axis=0) for rung in RUNGS])


def separating(shares: Sequence[Shares]) -> list[int]:
    """The rungs whose shares on the last day tell the variants apart most, rising; the first of them most."""
    last = np.array([some[:, -1] for some in shares])
    apart = np.ptp(last, axis=0) if len(shares) > 1 else np.minimum(last[0], 1 - last[0])
    order = np.argsort(-apart, kind="stable")
    reached = [int(place) for place in order if last[:, place].max() > 0]
    return [RUNGS[place] for place in reached[:TOLD]] or [RUNGS[0]]


def rung_shares(variants: Sequence[DrawnVariant], note: str = "") -> Drawn | None:
    """Areas of the share at or above each rung; None if no paths were saved."""
    shown = [variant for variant in variants if variant.days.size]
    if not shown:
        return None
    found = {variant.place: shares_of(variant) for variant in shown}
    told = separating([*found.values()])
    names = [variant.label for variant in shown]
    columns = panels.columns_of(len(shown))
    days = min(float(one.days[0]) for one in shown), max(float(one.days[-1]) for one in shown)
    with style.look():
        left = panels.NAME + scales.room_for(scales.tick_texts(PERCENT))
        figure, plots = panels.named_grid(names, columns, left, days, HEIGHT, NUMBERS)
        ticks = panels.number_days(plots, columns, *days)
        lines = panels.name_lines(names, panels.panel_width(plots[0]))
        for place, (axes, variant) in enumerate(zip(plots, shown, strict=True)):
            scales.set_ticks(axes, PERCENT if place % columns == 0 else [])
            axes.set_ylim(0, 100)
            panels.draw_tick_lines(axes, ticks, PERCENT)
            draw_shares(axes, variant.days, found[variant.place])
            if not variant.is_reference and variant.reference in found:
                draw_reference(axes, variant.days, found[variant.reference], told[0])
            panels.put_name(axes, lines[place], NUMBERS)
            last = _fitting(found[variant.place], told, panels.panel_width(axes))
            panels.write_at_corner(axes, last, (0, 1), (0, 4), color=style.QUIET)
        panels.name_rows(plots, "Share of the replications (%)")
        title = "Rungs of escalation under each variant"
        panels.add_heading(figure, title, _text(found, shown, note, told[0]), _key(found, shown, told[0]))
    return figure


def draw_shares(axes: Axes, days: NDArray[np.float64], shares: Shares) -> None:
    """Areas on top of each other, the higher the rung the darker, each with its edge."""
    for rung, share in zip(RUNGS, 100 * shares, strict=True):
        if share.any():
            label = f"at or above {rung}"
            axes.fill_between(days, share, step="post", color=colour_of(rung), linewidth=0, zorder=1 + 0.01 * rung)
            axes.step(days, share, where="post", color=style.INK, linewidth=0.4, label=label, zorder=1.5 + 0.01 * rung)


def draw_reference(axes: Axes, days: NDArray[np.float64], shares: Shares, rung: int) -> None:
    """The share of the reference at or above one rung, dashed."""
    (line,) = axes.step(days, 100 * shares[rung - 1], where="post", color=style.INK, linewidth=1.1, label="reference")
    line.set(dashes=key.REFERENCE_DASHES, zorder=3)


def colour_of(rung: int) -> str:
    """The colour of a rung."""
    return style.tint(style.VERMILION, FAINTEST + (1 - FAINTEST) * (rung - 1) / (TOP - 1))


def last_shares(shares: Shares, rungs: Sequence[int]) -> str:
    """The shares at or above some rungs on the last day."""
    return ", ".join(f"≥ {rung}: {number(100 * float(shares[rung - 1, -1]), 2)} %" for rung in rungs)


def rung_numbers(variants: Sequence[DrawnVariant]) -> str:
    """The shares of each variant on the last day, of the rungs that are reached."""
    shown = [variant for variant in variants if variant.days.size]
    found = [shares_of(variant) for variant in shown]
    reached = [rung for rung in RUNGS if any(some[rung - 1, -1] > 0 for some in found)] or [RUNGS[0]]
    parts = [f"{one.label} {last_shares(some, reached)}" for one, some in zip(shown, found, strict=True)]
    day = number(float(shown[0].days[-1]))
    return f"Share of the replications at or above each rung on day {day}: {'; '.join(parts)}."


def _fitting(shares: Shares, told: Sequence[int], width: float) -> str:
    """The shares on the last day of as many of the rungs as there is room for."""
    texts = [last_shares(shares, sorted(told[:count])) for count in range(len(told), 0, -1)]
    return next((text for text in texts if text_width.width_of(text) <= width), texts[-1])


def _has_reference(found: Mapping[int, Shares], shown: Sequence[DrawnVariant]) -> bool:
    return any(not one.is_reference and one.reference in found for one in shown)


def _text(found: Mapping[int, Shares], shown: Sequence[DrawnVariant], note: str, rung: int) -> str:
    last = number(float(shown[0].days[-1]))
    text = f"{note} {whose(shown, 'Shares')}Above each panel: shares at or above rungs on day {last}."
    if _has_reference(found, shown):
        text += f" Dashed: share at or above rung {rung} under {shown[0].against}."
    return text.strip()


def _key(found: Mapping[int, Shares], shown: Sequence[DrawnVariant], rung: int) -> list[key.Handle]:
    reached = [one for one in RUNGS if any(some[one - 1].any() for some in found.values())]
    handles: list[key.Handle] = [key.band(colour_of(one), 1.0, f"≥ {one}") for one in reached]
    return [*handles, *([key.dashed(f"reference: ≥ {rung}")] if _has_reference(found, shown) else [])]


def _numbers(subject: Subject) -> Numbers:
    """One row per variant, day and rung: the share of the replications at or above it."""
    rows = [
        (variant.label, day, rung, share)
        for variant in subject.variants
        for rung, shares in zip(RUNGS, shares_of(variant), strict=True)
        for day, share in zip(variant.days, shares, strict=True)
    ]
    return Numbers(("variant", "day", "rung", "share_at_or_above"), rows)


FIGURES = (
    Figure(
        name="rung",
        question="In how many replications does escalation stand at or above each rung, day by day?",
        section=ESCALATION,
        order=13,
        draw=lambda subject: rung_shares(subject.variants, subject.note),
        words=lambda subject: rung_numbers(subject.variants),
        numbers=_numbers,
        fits=lambda subject: subject.has("quantities", QUANTITY),
    ),
)
