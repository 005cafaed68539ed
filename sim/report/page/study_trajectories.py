"""Daily paths in the report of a study: its policies as fans, and one replication under two of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.analysis.pairing import Table
from sim.analysis.study_table import StudyTable
from sim.config.counting import number_of
from sim.config.problems import Problem
from sim.report.drawing.inline_svg import inline
from sim.report.figures.comparison.fans import fan_numbers, fans
from sim.report.figures.comparison.rungs import QUANTITY, rung_numbers, rung_shares
from sim.report.figures.comparison.timelines import histories_of, side_by_side
from sim.report.figures.comparison.variants import DrawnVariant
from sim.report.page.blocks import Block, Commands, FigureBlock, Text
from sim.report.page.commands import command
from sim.report.page.study_commands import farthest, run_lines
from sim.report.page.study_view import StudyView
from sim.study.files.columns import PATH, DailyColumns
from sim.study.files.manifest import Manifest
from sim.study.run.opening import open_run
from sim.study.sweep import tables
from sim.study.sweep.tables import DAYS

FANS = ("ground_lost_km2", QUANTITY)
FEWEST_PATHS = 10  # of a policy, for quantiles and shares
NONE_KEPT = "This study stored no daily paths; save.paths=1 stores those of the first replication of each point. "


def trajectories(view: StudyView) -> list[Block]:
    """A fan chart a policy of the days that the study keeps; where it keeps none, the commands that make some."""
    variants = list(_variants(view))
    if not variants:
        return [Text(f"{NONE_KEPT}{_AS_RUNS}"), Commands(run_lines(view))]
    kept = min(variant.manifest["saved_paths"] for variant in variants)
    if kept < FEWEST_PATHS:
        return [Text(f"{_few_kept(kept)}{_AS_RUNS}"), Commands(run_lines(view))]
    return [_fan(view, variants, quantity) for quantity in FANS]


def _few_kept(paths: int) -> str:
    """Sentence on a study that keeps too few days for quantiles."""
    return (
        f"This study stored {number_of(paths, 'daily path')} of each policy, too few for quantiles; "
        f"save.paths={FEWEST_PATHS} stores those of the first {FEWEST_PATHS} replications of each point. "
    )


_AS_RUNS = (
    "These commands run the two policies that differ most, with uncertain parameters at their base "
    "values, and compare them day by day:"
)


def timelines(view: StudyView) -> list[Block]:
    """Replication 0 under the reference and under the policy farthest from it, and the command that tells all of it."""
    other = farthest(view)
    places = [int(view.points(policy, view.structures[0])[0]) for policy in (view.reference, other)]
    points = view.table.points["point"][places].tolist()
    name = view.table.folder.name
    more = Commands([command("trace", f"{name}/{points[1]}", "--replication", "0")])
    if not view.table.manifest["saved_traces"]:
        text = (
            f"This study stored no events; save.traces=1 stores some. This command prints replication 0 "
            f"of {other.name} day by day:"
        )
        return [Text(text), more]
    try:
        runs = [open_run(view.table.folder / str(point)) for point in points]
    except Problem as problem:  # another version made it, or it keeps no recipe
        return [Text(f"No timeline: {problem.lines[0].removesuffix(':')}.")]
    pair = [
        DrawnVariant(place, policy.name, run.manifest, {}, run.daily(), 0, view.reference.name)
        for place, (policy, run) in enumerate(zip((view.reference, other), runs, strict=True))
    ]
    figure = side_by_side(pair[0], pair[1], (runs[0], runs[1]), "Both use the same random numbers.")
    if figure is None:
        return [Text("Replication 0 failed under one of the two policies. This command prints it day by day:"), more]
    told = zip(pair, histories_of(pair, runs), strict=True)
    numbers = " ".join(f"{variant.label}: {history.words()}" for variant, history in told)
    return [FigureBlock(inline(figure, "timelines"), numbers), Text("Every event:"), more]


def _fan(view: StudyView, variants: Sequence[DrawnVariant], quantity: str) -> Block:
    note = _note(view)
    if quantity == QUANTITY:
        figure, numbers = rung_shares(variants, note), rung_numbers(variants)
    else:
        figure, numbers = fans(variants, quantity, note), fan_numbers(variants, quantity)
    assert figure is not None
    return FigureBlock(inline(figure, f"days_{quantity}"), numbers)


def _note(view: StudyView) -> str:
    """The structure, futures and replications whose days the figures show."""
    stored, notes = view.table.manifest, []
    if name := view.structures[0].name:
        notes.append(f"One structure only ({name}).")
    kept = stored["saved_paths"]
    first = "first replication" if kept == 1 else f"first {kept:,} replications"
    if view.futures > 1:
        notes.append("All futures together" + (f", {first} of each." if kept < stored["replications"] else "."))
    elif kept < stored["replications"]:
        notes.append(f"The {first} of each policy.")
    return " ".join(notes)


def _variants(view: StudyView) -> Iterator[DrawnVariant]:
    """The policies under the first structure, the reference first, with the days of all their points."""
    stored = view.table.manifest
    for place, policy in enumerate((view.reference, *view.policies)):
        daily = _daily(view.table, view.points(policy, view.structures[0]).tolist())
        if len(daily["day"]):
            paths = len(set(daily["replication"][daily["statistic"] == PATH].tolist()))
            manifest: Manifest = {
                "quantities": stored["quantities"], "saved_paths": paths, "replications": paths,
                "replays_record": False,
            }  # fmt: skip
            yield DrawnVariant(place, policy.name, manifest, {}, daily, 0, view.reference.name)


def _daily(table: StudyTable, places: Sequence[int]) -> Table:
    """The days of some points as if they were of one run, with the statistics over all of their paths."""
    quantities = [name for name in FANS if name in table.manifest["quantities"]]
    paths = table.study.tables(DAYS)
    selected = ", ".join(("point", "replication", "day", *(f'"{name}"' for name in quantities)))
    numbers = table.points["point"][list(places)].tolist()
    where = f"where point in ({', '.join(map(str, numbers))}) order by {DAYS.order}"
    if not paths or not quantities:
        return tables.none_of(DAYS)
    kept = tables.query(paths, selected, where)
    runs = tables.runs_of(kept)
    _, path, lengths = np.unique(runs, return_inverse=True, return_counts=True)
    if len(set(lengths.tolist())) > 1:  # futures that end on different days have no quantiles in common
        return DailyColumns({name: column[:0] for name, column in kept.items() if name != "point"})
    return DailyColumns({"replication": path.astype(np.int64), **{name: kept[name] for name in ("day", *quantities)}})
