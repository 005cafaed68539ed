"""Data for the figures of a run: its tables, and a description of the run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.analysis.divergence import SavedPaths
from sim.analysis.pairing import Table
from sim.config import units
from sim.report.drawing.fan import Milestone, Quantiles, quantiles_of
from sim.report.words.history import History, read_history
from sim.report.words.run_names import NAMED_GROUPS, RUN_SETTINGS, settings_of
from sim.study.files.manifest import Manifest
from sim.study.run.store import StoredRun

GROUND_LOST = "ground_lost_km2"
TOLD = 0  # the replication whose timeline is drawn


@dataclass(frozen=True)
class RunSubject:
    """A run, whose tables are read once."""

    run: StoredRun

    @property
    def manifest(self) -> Manifest:
        """Manifest of the run."""
        return self.run.manifest

    @cached_property
    def daily(self) -> Table:
        """Its days, of which a few columns are drawn; raise Problem if they are missing or torn."""
        return self.run.daily(held=False)

    @cached_property
    def ground_lost(self) -> tuple[NDArray[np.float64], Quantiles]:
        """Days, and quantiles of the ground lost (km2)."""
        return quantiles_of(self.daily, GROUND_LOST)

    @cached_property
    def history(self) -> History | None:
        """Events of replication 0; None if they are not saved."""
        return read_history(self.run.trace(), first_day(self.daily), first_rung(self.daily), TOLD)


def variant(manifest: Manifest) -> str:
    """Description of a run: the choices that matter most, and every override of the model's settings."""
    named = [f"{group}={manifest['choices'][group]}" for group in NAMED_GROUPS if group in manifest["choices"]]
    others = [text for text in settings_of(manifest) if text.partition("=")[0] not in NAMED_GROUPS]
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
    """The scenario's start; infinite if no paths were saved."""
    return float(np.min(daily["day"], initial=np.inf))


def first_rung(daily: Table) -> float:
    """The rung at the start of the shown replication; 0 if its path is not saved."""
    saved = SavedPaths(daily, TOLD + 1)
    return float(saved.values("rung", 1)[0, 0]) if saved.count else 0.0
