"""`sim.run`: runs and stores a scenario, like `escsim run`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from sim.analysis.summary import Estimate, interval_of, summarize_run, summary_files
from sim.api.layouts import run_dataset, sample_dataset
from sim.api.overrides import Setting, overrides_of
from sim.api.picture import Picture, Pictured
from sim.api.table import Table
from sim.api.view import View, as_seen
from sim.config.idle import warn_of_idle
from sim.config.library import PRIMARY, open_library
from sim.config.paths import runs_root
from sim.config.problems import say
from sim.config.unused import UNREAD_IN_RUNS, refuse_unused
from sim.report.terminal.tables import provenance_line
from sim.report.words.numbers import number
from sim.report.words.run_names import called
from sim.study.design.variant import CLASSES, read_variant
from sim.study.execution.engines import prepare_engine, worker_count
from sim.study.run.running import run_variant
from sim.study.run.store import StoredRun

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray

    from sim.report.figures.run.facts import RunSubject

ESTIMATE_COLUMNS = (
    "measure", "unit", "headline", "nature", "mean", "low", "high", "q05", "q50", "q95", "standard_error", "defined",
    "replications",
)  # fmt: skip


def known_interval(estimate: Estimate) -> tuple[float, float]:
    """The 95 % interval of the mean; NaN below two values."""
    return interval_of(estimate) if estimate.defined > 1 else (math.nan, math.nan)


def interval_text(estimate: Estimate) -> str:
    """The interval in brackets; "-" below two values."""
    low, high = known_interval(estimate)
    return "-" if math.isnan(low) else f"[{number(low)} to {number(high)}]"


def estimates_table(estimates: Sequence[Estimate]) -> Table:
    """One row per measure; `low` and `high` are the ends of `known_interval`."""
    rows = []
    for one in estimates:
        named = (one.measure.name, one.measure.unit, one.measure.headline, one.measure.nature)
        numbers = (one.mean, *known_interval(one), one.q05, one.q50, one.q95, one.error)
        rows.append((*named, *numbers, one.defined, one.replications))
    return Table.of_rows(ESTIMATE_COLUMNS, rows)


class Failed(RuntimeError):
    """A replication failed, or a study cannot go on; what was done until then is kept.

    Attributes:
        folder: what keeps it.
    """

    def __init__(self, message: str, folder: Path) -> None:
        super().__init__(message)
        self.folder = folder


SHOWN = "mean with its 95 % interval, which covers chance under these assumptions, not the assumptions themselves"


class Run(Pictured):
    """A run folder, as `sim.run` makes it and `sim.load` opens it.

    Attributes:
        stored: the folder, as the simulator reads it.
    """

    _kind = "run"

    def __init__(self, stored: StoredRun) -> None:
        self.stored = stored

    @property
    def folder(self) -> Path:
        """Folder of the run; the commands open it: `escsim compare`, `trace`, `explain`."""
        return self.stored.folder

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Manifest of the run: its config, seed, state and software."""
        return self.stored.manifest

    @cached_property
    def measures(self) -> Table:
        """One row per replication: its number, and each measure; NaN if a measure is not defined."""
        return Table(self.stored.replications(), self.manifest["measures"])

    @cached_property
    def daily(self) -> Table:
        """One row per day: `statistic` ("mean", quantiles, "path"), `replication` (or -1), `day`, values."""
        return Table(self.stored.daily(), {"day": "d", **self.manifest["quantities"]})

    @cached_property
    def events(self) -> Table:
        """One row per event of the first replications: `replication`, `day`, `mechanism`, `event`, `value`."""
        return Table(self.stored.trace(), {"day": "d"})

    @cached_property
    def estimates(self) -> Table:
        """One row per measure: mean with its 95 % interval, quantiles, and the number that define it."""
        return estimates_table(self._estimates)

    def __getitem__(self, measure: str) -> NDArray[Any]:
        """A measure of all replications, shape (replications,); raise Problem if there is none of that name."""
        return self.measures[measure]

    def to_xarray(self) -> xarray.Dataset:
        """An xarray Dataset: measures by `replication`, and `QUANTITY_by_day` by `path` and `day`.

        Raises:
            ImportError: xarray is not installed; it is an extra.
        """
        return run_dataset(self.measures, self.daily)

    def to_arviz(self) -> xarray.Dataset:
        """The measures as a sample in ArviZ's layout, a draw a replication of one chain, for `arviz.convert_to_...`.

        Raises:
            ImportError: xarray is not installed; it is an extra.
        """
        names = [name for name in self.measures.columns if name != "replication"]
        return sample_dataset({name: self.measures[name] for name in names})

    def report(self, path: str | Path | None = None) -> Path:
        """Write the report of the run, by default as report.html into its folder, and return where it is.

        Raises:
            Problem: the run did not finish, or the report cannot be written.
        """
        from sim.report.folders.reports import write_report

        return write_report(self.folder, None if path is None else Path(path))

    @property
    def _subject(self) -> RunSubject:
        from sim.report.figures.run.facts import RunSubject

        return RunSubject(self.stored)

    def draw(self) -> dict[str, Picture]:
        """The figures of the run by name, drawn into its folder; empty if it saved no paths and no events."""
        from sim.report.figures.run_figures import draw

        return Picture.of(draw(self.stored, self.stored.pictures))

    @cached_property
    def _estimates(self) -> tuple[Estimate, ...]:
        return summarize_run(self.stored)

    def view(self) -> View:
        """The headline measures and what they rest on."""
        manifest = self.manifest
        ended = "" if manifest["status"] == "finished" else f" ({manifest['status']})"
        above = (f"Run {self.folder.name}{ended}: {called(manifest)}", provenance_line(manifest))
        rows = [
            (one.measure.name, one.measure.unit, number(one.mean), interval_text(one), f"{one.defined:,}")
            for one in self._estimates
            if one.measure.leads
        ]
        headings = ("measure", "unit", "mean", "95 % interval", "n")
        below = (SHOWN, manifest["warning"], f"folder: {as_seen(self.folder)}")
        return View(above, headings, (False, False, True, False, True), rows, below)


def run(
    *settings: Setting,
    config_dir: str | Path | None = None,
    config_name: str = PRIMARY,
    figures: bool = False,
    **more: Any,
) -> Run:
    """Run a scenario and keep a record of it in a new folder, as `escsim run` does.

    The same call with the name of a run that is not finished continues it.

        sim.run("restrictions=full_ban", replications=500, seed=7)
        sim.run({"restrictions.events.permission.day": 10}, horizon="120 days")

    Args:
        settings: words as on the command line, or values by key, which may be dotted.
        config_dir: folder of your own configs; by default ESCSIM_CONFIGS, else ./configs.
        config_name: config to start from, in place of the shipped one.
        figures: whether the figures of the run are drawn into its folder, as the command does, which may take longer
            than the run; `draw` of what is returned does it later.
        more: values by key.

    Raises:
        Problem: a ValueError with a line for each mistake, as the command tells it; nothing was run.
        Failed: a replication failed; the folder keeps those before it.
        KeyboardInterrupt: the user stopped it; the folder keeps what was done.
    """
    library = open_library(CLASSES, config_dir, config_name)
    overrides = overrides_of(settings, more)
    refuse_unused("run", overrides, UNREAD_IN_RUNS)
    variant = read_variant(library, overrides, advise=True)
    warn_of_idle(library, [variant])
    root, name = runs_root(variant.settings.runs_dir), variant.settings.name
    simulation = prepare_engine(variant.settings, variant.parameters, tell=say)
    with simulation.crew(worker_count(variant.settings), say) as crew:
        stored = run_variant(variant, root, crew, name, None, summary_files, simulation, say)
    _refuse_unfinished(stored)
    found = Run(stored)
    if figures:
        found.draw()
    return found


def _refuse_unfinished(run: StoredRun) -> None:
    manifest = run.manifest
    kept = f"{run.folder} contains {manifest['replications']:,} of {manifest['replications_asked']:,} replications"
    if manifest["status"] == "interrupted":
        raise KeyboardInterrupt(f"{kept}, marked interrupted")
    if manifest["status"] == "failed":
        raise Failed(f"{manifest['failure']}\n{kept}, marked failed", run.folder)
