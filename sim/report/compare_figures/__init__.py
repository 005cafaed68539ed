"""The figures of a comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from matplotlib.figure import Figure

from sim.analysis.comparison import Comparison
from sim.analysis.notes import other_window
from sim.model.measures import EFFECT, Measure
from sim.report.compare_figures.difference_days import partings
from sim.report.compare_figures.forest_plot import forest
from sim.report.compare_figures.relaxation import waiting
from sim.report.compare_figures.small_multiples import fans
from sim.report.compare_figures.trade import Spread, trade_off
from sim.report.compare_figures.two_timelines import side_by_side
from sim.report.compare_figures.variants import MOST, Compared, Variant, held_of, variant_at, variants_of
from sim.report.footer import publish
from sim.report.inline_svg import Inline, inline
from sim.report.two_processes import in_two

Make = Callable[[], Figure | None]

FANS = {
    "ground_lost": "ground_lost_km2",
    "tube_stock": "tube_stock_kr",
    "sanctuary": "sanctuary_bty",
    "rung": "rung",
}
"""Fan charts: the file's name and the tracked quantity."""
PARTED = ("ground_lost_km2", "red_batteries_bty", "sanctuary_bty")
TRADED = ("red_fires_kr", "rung_days")
BESIDES = ("ground_lost_km2", "red_losses_kpe", "unmet_demand_kr", "rung_days", "exchange_ratio")
"""Measures that are drawn first of those that are no headlines."""
MOST_BLOCKS = 5  # measures in a forest plot


def draw(
    comparison: Comparison,
    folder: Path,
    traded: tuple[str, str] = TRADED,
    spread: Spread = "replications",
) -> list[Path]:
    """Draw the figures of a comparison into `folder`, which is made if need be, each as SVG and PNG.

    They are fan charts (ground_lost, tube_stock, sanctuary, rung), forest plots (differences, and more_differences of
    measures that are not headlines), trade_off, timelines (replication 0 of the first variant and of its reference),
    partings (the paired difference day by day) and relaxation (of policy that the model decides). A figure is left out
    where the runs hold nothing to draw it from.

    Args:
        comparison: what is drawn; of more than 8 runs the reference and the first 7 others, which the figures say.
        folder: where to.
        traded: names of the measures of the trade-off, that on the x axis first.
        spread: what the ellipses of the trade-off show.

    Raises:
        Problem: the event log of a run is missing or torn.
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)

    def written(name: str, figure: Figure) -> list[Path]:
        return publish(figure, Compared(comparison), folder, name)

    return _each(_figures(comparison, traded, spread), written)


def pictures(comparison: Comparison, folder: Path | None = None) -> list[Inline]:
    """The figures of a comparison for a page; into `folder`, if one is named, they are written too, as by `draw`.

    Raises:
        Problem: the event log of a run is missing or torn.
        OSError: the folder cannot be written.
    """
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)

    def shown(name: str, figure: Figure) -> list[Inline]:
        found = inline(figure, name)
        if folder is not None:
            publish(figure, Compared(comparison), folder, name)
        return [found]

    return _each(_figures(comparison, TRADED, "replications"), shown)


Result = TypeVar("Result")


def _each(figures: Iterable[tuple[str, Make]], finish: Callable[[str, Figure], list[Result]]) -> list[Result]:
    """What comes of the figures that there are, in their order."""

    def finished(name: str, make: Make) -> list[Result]:
        figure = make()
        return [] if figure is None else finish(name, figure)

    return [one for some in in_two([partial(finished, name, make) for name, make in figures]) for one in some]


def _figures(comparison: Comparison, traded: tuple[str, str], spread: Spread) -> Iterator[tuple[str, Make]]:
    """The figures that there may be, by name."""
    variants, held = variants_of(comparison), held_of(comparison)
    many = len(comparison.runs)
    note = f"The first {MOST} of {many} variants." if many > MOST else ""
    fewer = f"The first {len(held)} of {len(comparison.variants)} differences." if comparison.structured else note
    fewer = fewer if len(held) < len(comparison.variants) else ""
    note, fewer = (f"{window} {text}".strip() for text in (note, fewer) for window in [other_window(comparison.runs)])
    for name, quantity in FANS.items():
        if _have(variants, "quantities", quantity):
            yield name, partial(fans, variants, quantity, note)
    for name, measures in measures_of_forests(comparison).items():
        every = sum(measure.headline is measures[0].headline for measure in comparison.measures)
        few = f"{len(measures)} of {every} measures." if len(measures) < every else ""
        yield name, partial(forest, comparison, held, measures, f"{fewer} {few}".strip())
    if _have(variants, "measures", *traded):
        yield "trade_off", partial(trade_off, variants, *traded, spread, note)
    yield "timelines", partial(_timelines, comparison)
    parted = [quantity for quantity in PARTED if _have(variants, "quantities", quantity)]
    if parted:
        yield "partings", partial(partings, comparison, held, parted, fewer)
    yield "relaxation", partial(waiting, variants, note)


def measures_of_forests(comparison: Comparison) -> dict[str, list[Measure]]:
    """The measures of each forest plot, by the name of the figure, those of `BESIDES` before others."""
    found = {}
    for name, headline in (("differences", True), ("more_differences", False)):
        measures = [measure for measure in comparison.measures if measure.headline is headline]
        if measures:
            found[name] = sorted(measures, key=lambda measure: (measure.name not in BESIDES, measure.nature != EFFECT))[
                :MOST_BLOCKS
            ]
    return found


def _timelines(comparison: Comparison) -> Figure | None:
    first, second = shown_side_by_side(comparison)
    paired = comparison.paired[second.place]
    note = "Both draw the same random numbers: what differs comes of their settings." if paired else ""
    return side_by_side(first, second, (comparison.runs[first.place], comparison.runs[second.place]), note)


def shown_side_by_side(comparison: Comparison) -> tuple[Variant, Variant]:
    """The first run that is held against another, behind that other."""
    second = held_of(comparison)[0]
    return variant_at(comparison, second.reference), second


def _have(variants: Sequence[Variant], table: str, *names: str) -> bool:
    """Whether all runs have some measures or quantities."""
    return all(name in variant.manifest[table] for variant in variants for name in names)
