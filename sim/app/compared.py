"""The page of a comparison of runs: the results of `escsim compare`, with fans and daily differences."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.comparison import RunComparison, compare
from sim.app.differences import row_of
from sim.app.fans import MEDIAN, Q05, Q95, SHARES, Numbers, difference_picture, fan_picture
from sim.app.pages import render
from sim.app.rung_shares import distinguishing_rung, reached_shares, shares_picture
from sim.app.safety import resolve_run
from sim.app.simulate import QUANTITIES
from sim.config.problems import Problem
from sim.report.comparison.cells import shortened, table_notes
from sim.report.drawing import scales
from sim.report.drawing.fan import NAMES
from sim.report.figures.comparison.rungs import QUANTITY as RUNG
from sim.report.figures.comparison.rungs import shares_of
from sim.report.figures.comparison.variants import Compared, DrawnVariant, variants_of
from sim.report.words.markdown import plain
from sim.report.words.names import title_of, with_unit
from sim.study.run.opening import open_run

BAND = "95 % band of the mean, all days at once"
MOST = 8  # runs in a page
MOST_REPLICATIONS = 400_000  # of all runs of a comparison: more would take too long for a page


def compare_page(root: Path, names: Sequence[str], reference: str, frame: dict[str, Any]) -> str:
    """A comparison of the runs of these names.

    `names`: run folders in `root`, two or more; `reference`: one of them, or empty for the first.

    Raises:
        Problem: the runs cannot be compared; it says why.
        Refused: one of them is not there.
    """
    names = list(dict.fromkeys(names))
    if len(names) > MOST:
        raise Problem(f"{len(names)} runs are selected; this page compares at most {MOST}; `escsim compare` takes more")
    if reference and reference not in names:
        names = [reference, *names]
    runs = [open_run(resolve_run(root, name)) for name in names]
    if (total := sum(run.manifest["replications"] for run in runs)) > MOST_REPLICATIONS:
        raise Problem(
            f"these runs have {total:,} replications; this page compares at most {MOST_REPLICATIONS:,}; use escsim "
            "compare"
        )
    comparison = compare(runs, names.index(reference) if reference else 0)
    measures = list(comparison.measures)
    return render(
        "compare.html",
        **frame,
        labels=comparison.names,
        names=names,
        reference=comparison.names[comparison.reference],
        notes=[plain(note) for note in comparison.notes],
        settings=[(one.key, [shortened(value) for value in one.values]) for one in comparison.config_differences],
        tables=[
            {
                "label": comparison.less(variant),
                "rows": [
                    row_of(
                        comparison.difference(variant, measure.name),
                        comparison.level(comparison.references[variant], measure.name),
                        comparison.level(variant, measure.name),
                    )
                    for measure in measures
                ],
            }
            for variant in comparison.variants
        ],
        table_notes=table_notes(comparison, measures),
        rows=[row for quantity in QUANTITIES if (row := _row(comparison, quantity))],
        basis=" · ".join(Compared(comparison).lines()),
        command=shlex.join(["escsim", "compare", *names, *(["--reference", reference] if reference else [])]),
    )


def _row(comparison: RunComparison, quantity: str) -> str:
    """The fans of a quantity, one panel per run, and the paired differences; empty if the runs do not track it."""
    variants = [one for one in variants_of(comparison) if quantity in one.manifest["quantities"] and len(one.days)]
    if not variants:
        return ""
    if quantity == RUNG:
        panels = [*_rung_panels(variants), *_differences(comparison, variants, quantity)]
        return _section(f"{title_of(quantity)}: {SHARES}", panels)
    unit = variants[0].manifest["quantities"][quantity]
    bands = [_band(variant, quantity) for variant in variants]
    ends = scales.limits(*(band[[Q05, Q95]] for band in bands))
    medians = {variant.place: band[MEDIAN] for variant, band in zip(variants, bands, strict=True)}
    panels = []
    for variant, band in zip(variants, bands, strict=True):
        own = None if variant.is_reference else medians.get(variant.reference)
        dashed = own if own is not None and len(own) == len(band[MEDIAN]) else None
        side = "a" if variant.is_reference else "b"
        days = np.asarray(variant.days, dtype=float)
        panels.append((variant.label, fan_picture(days, band, ends, side, title_of(quantity), dashed)))
    panels += _differences(comparison, variants, quantity)
    return _section(with_unit(quantity, unit), panels)


def _section(heading: str, panels: Sequence[tuple[str, str]]) -> str:
    figures = "".join(f"<figure><figcaption>{escape(label)}</figcaption>{drawn}</figure>" for label, drawn in panels)
    return f'<section class="row"><h3>{escape(heading)}</h3>{figures}</section>'


def _rung_panels(variants: Sequence[DrawnVariant]) -> Iterator[tuple[str, str]]:
    """A panel per run that saved paths, with the shares of its reference dashed at the rung that differs most."""
    found = {variant.place: shares_of(variant) for variant in variants}
    for variant in variants:
        shares, against = found[variant.place], found.get(variant.reference)
        if not shares.size:
            continue
        is_beside = not variant.is_reference and against is not None and against.shape == shares.shape
        dashed = against if is_beside else None
        side, label = "a" if variant.is_reference else "b", f"{variant.label}: {reached_shares(shares)}"
        if dashed is not None:
            label += f" (dashed: reference, ≥ {distinguishing_rung(dashed, shares)})"
        yield label, shares_picture(np.asarray(variant.days, dtype=float), shares, side, dashed)


def _band(variant: DrawnVariant, quantity: str) -> Numbers:
    found = variant.quantiles(quantity)
    return np.stack([found[name] for name in reversed(NAMES)])


def _differences(comparison: RunComparison, variants: Sequence[DrawnVariant], quantity: str) -> list[tuple[str, str]]:
    panels = []
    for variant in variants:
        if variant.is_reference:
            continue
        try:
            path = comparison.difference_path(variant.place, quantity)
        except KeyError:  # not paired
            continue
        band = np.stack([path.q05, path.q25, path.q50, path.q75, path.q95])
        label = comparison.less(variant.place)
        edges = (path.low, path.high)
        drawn = difference_picture(path.days, None if quantity == RUNG else band, path.mean, title_of(quantity), edges)
        panels.append((f"{label}{', mean rung' if quantity == RUNG else ''} (dashed: {BAND})", drawn))
    return panels
