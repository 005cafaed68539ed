"""The figures of one run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from sim.analysis.pairing import Table
from sim.config import units
from sim.report.fan import Milestone, fan_chart, quantiles_of
from sim.report.footer import Provenance, publish
from sim.report.history import read_history
from sim.report.timeline import timeline
from sim.study.integrity import FILES
from sim.study.manifest import Manifest
from sim.study.store import Run

TOLD = 0  # the replication whose timeline is drawn
NAMED_GROUPS = ("restrictions", "aid")  # whose choice every heading names
RUN_SETTINGS = (
    "name",
    "label",
    "seed",
    "replications",
    "horizon",
    "step",
    "engine",
    "workers",
    "runs_dir",
    "save",
    "calibration",
)  # not what the variant is


def draw(run: Run, folder: Path) -> list[Path]:
    """Draw the figures of a run into `folder`, which is made if need be, each as SVG and PNG.

    They are ground_lost (a fan chart) and timeline (of replication 0); a figure is left out where the run saved no
    paths, or no events, to draw it from.

    Raises:
        Problem: a table of the run is missing or torn.
        OSError: the folder cannot be written.
    """
    found = figures(run)
    if found:
        folder.mkdir(parents=True, exist_ok=True)
    shown = {"timeline": TOLD}  # a replication alone
    return [
        path
        for name, figure in found.items()
        for path in publish(figure, Provenance.of(run.manifest, shown.get(name)), folder, name)
    ]


def are_drawn(run: Run) -> bool:
    """Whether the folder of a run lists all of its figures; raises Problem where a table is missing or torn."""
    place = run.pictures.relative_to(run.home).as_posix()
    drawn = {Path(name).stem for name in run.study.manifest[FILES] if name.startswith(f"{place}/")}
    return figures(run).keys() <= drawn


def figures(run: Run) -> dict[str, Figure]:
    """The figures of a run that there are, by name.

    Raises:
        Problem: a table of the run is missing or torn.
    """
    daily, trace = run.daily(), run.trace()
    found = {"ground_lost": ground_lost(run.manifest, daily), "timeline": told(run.manifest, daily, trace)}
    return {name: figure for name, figure in found.items() if figure is not None}


def ground_lost(manifest: Manifest, daily: Table) -> Figure | None:
    """The fan chart of ground lost, with the observed areas if the run replays the record; None without saved paths."""
    days, quantiles = quantiles_of(daily, "ground_lost_km2")
    if not days.size:
        return None
    shown = min(manifest["saved_paths"], manifest["replications"])
    first = "the first " if shown < manifest["replications"] else ""
    title = f"Ground lost: quantiles over {first}{shown:,} replications"
    observed = milestones(manifest) if manifest.get("replays_record", False) else []
    return fan_chart(days, quantiles, "Ground lost", "km²", title, variant(manifest), observed)


def told(manifest: Manifest, daily: Table, trace: Table) -> Figure | None:
    """The timeline of replication 0; None if its events are not saved."""
    history = read_history(trace, first_day(daily), first_rung(daily), TOLD)
    return None if history is None else timeline(history, f"Replication {TOLD}, day by day", variant(manifest))


def variant(manifest: Manifest) -> str:
    """What was run: the choices that matter most, and every override of the model's settings."""
    named = [f"{group}={manifest['choices'][group]}" for group in NAMED_GROUPS if group in manifest["choices"]]
    others = [text for text in manifest["overrides"] if text.partition("=")[0] not in NAMED_GROUPS]
    changed = [text for text in others if text.partition("=")[0].partition(".")[0] not in RUN_SETTINGS]
    return ", ".join([*named, *changed])


def milestones(manifest: Manifest) -> list[Milestone]:
    """The areas that were observed, from occupied to occupied and contested (km2)."""
    rows = manifest.get("observations", {}).get("milestones", [])
    return [
        (float(row["day"]), units.parse(row["occupied"], "km2"), units.parse(row["with_contested"], "km2"))
        for row in rows
    ]


def first_day(daily: Table) -> float:
    """The scenario's start; infinite where no paths were saved."""
    return float(np.min(daily["day"], initial=np.inf))


def first_rung(daily: Table) -> float:
    """The rung at the start of the replication that is told; 0 where its path is not saved."""
    rows = np.flatnonzero((daily["replication"] == TOLD) & (daily["day"] == first_day(daily)))
    return float(daily["rung"][rows[0]]) if rows.size else 0.0
