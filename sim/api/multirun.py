"""The runs of a multirun, as `sim.load` opens them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.api.running import Run
from sim.api.view import Shown, View, as_seen
from sim.config.problems import Problem, hint
from sim.model.measures import MEASURES
from sim.report.numbers import number
from sim.study import manifest as manifests
from sim.study.listing import runs_in
from sim.study.manifest import MULTIRUN_NAME, WARNING
from sim.study.store import open_run

if TYPE_CHECKING:
    from sim.api.table import Table

MOST_SHOWN = 30  # runs


class Multirun(Shown):
    """The folder of a multirun, as `escsim run -m` makes it: `multirun[0]` is its first run.

    `sim.compare` takes it for its runs.

    Attributes:
        folder: where it lies.
        manifest: what was planned.
    """

    def __init__(self, folder: Path) -> None:
        """Read its manifest; raises Problem where it is not what was written."""
        self.folder = folder
        self.manifest: Mapping[str, Any] = manifests.read(folder, MULTIRUN_NAME)

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The runs, in order; raises Problem where one cannot be read or has not ended."""
        return tuple(Run(open_run(folder)) for folder in runs_in(self.folder))

    @property
    def labels(self) -> tuple[str, ...]:
        """What tells the runs apart: the settings in which they differ."""
        return tuple(run.manifest["label"] for run in self.runs)

    def __len__(self) -> int:
        """The number of runs."""
        return len(self.runs)

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs)

    def __getitem__(self, which: int | str) -> Run:
        """A run by its place or its label; raises Problem where there is none."""
        if isinstance(which, str):
            if which not in self.labels:
                raise Problem(f"no run {which!r} in this multirun{hint(which, self.labels)}")
            return self.runs[self.labels.index(which)]
        if not -len(self) <= which < len(self):
            raise IndexError(f"this multirun has runs 0 to {len(self) - 1} (got {which})")
        return self.runs[which]

    @property
    def estimates(self) -> dict[str, Table]:
        """The estimates of each run, by its label; see `Run.estimates`."""
        return {label: run.estimates for label, run in zip(self.labels, self.runs, strict=True)}

    def view(self) -> View:
        """The mean of the headline measures in each run."""
        measures = [one.name for one in MEASURES if one.headline]
        rows = []
        for label, run in list(zip(self.labels, self.runs, strict=True))[:MOST_SHOWN]:
            means = {row["measure"]: row["mean"] for row in run.estimates}
            rows.append((label, *(number(means[name]) if name in means else "-" for name in measures)))
        more = (f"and {len(self) - MOST_SHOWN:,} more runs",) if len(self) > MOST_SHOWN else ()
        above = (f"Multirun {self.folder.name}: {len(self)} runs ({self.manifest['status']})",)
        reading = "Means over the replications; `sim.compare` gives differences with their intervals."
        below = (*more, reading, WARNING, f"folder: {as_seen(self.folder)}")
        return View(above, ("run", *measures), (False, *(True for _ in measures)), rows, below)
