"""`sim.sweep`: runs or continues a study, like `escsim sweep`."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.comparison_notes import starts
from sim.analysis.measure_choice import chosen_measure, default_measure
from sim.analysis.responses import Responses, responses
from sim.analysis.study_table import StudyTable, open_table
from sim.api.layouts import ema_layout, study_dataset
from sim.api.members import Members
from sim.api.overrides import Setting, overrides_of
from sim.api.policies import COLUMNS, interactions, policies
from sim.api.running import Failed
from sim.api.table import Table
from sim.api.view import Shown, View, as_seen
from sim.config.counting import more_of
from sim.config.library import PRIMARY
from sim.config.problems import say
from sim.model.measures import Measure
from sim.report.words.numbers import number
from sim.report.words.verdicts import change, interval_words
from sim.study.differences.verdict import IS_REFERENCE
from sim.study.files.manifest import WARNING
from sim.study.study_sweep import sweep_of
from sim.study.sweep.drive import run_study
from sim.study.sweep.folder import StudyFolder, open_study
from sim.study.sweep.how import study_request
from sim.study.sweep.plan import SweepOutcome
from sim.study.sweep.query import query_columns
from sim.study.sweep.status import status
from sim.study.sweep.tables import DAYS, EVENTS

if TYPE_CHECKING:
    import pandas
    import xarray
    from matplotlib.figure import Figure as Drawn
    from numpy.typing import NDArray

    from sim.api.deciding import Decision
    from sim.api.picture import Picture
    from sim.report.figures.study.request import FigureSubject

SHOWN_FIRST = ("label", "level", "difference", "wide_low", "wide_high", "verdict", "point")
"""Columns of the effects that are shown first."""
MOST_SHOWN = 12  # policies


class Study(Shown, Members):
    """A study folder, finished or not, as `sim.sweep` and `escsim run -m` make it and `sim.load` opens it.

    A point of it is a run: `study[0]`, `study["full_ban"]`. `sim.compare` takes a study for its points.

    Attributes:
        stored: the folder, as the simulator reads it.
    """

    def __init__(self, stored: StudyFolder) -> None:
        self.stored = stored

    @property
    def folder(self) -> Path:
        """Folder of the study; the commands open it: `escsim plot`, `query`, `status`, `rerun`."""
        return self.stored.path

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Manifest of the study: its file, seed, state and software."""
        return self.stored.manifest

    def __len__(self) -> int:
        """The number of points."""
        return int(self.manifest["points"])

    @property
    def question(self) -> str:
        """Question that the study is to answer."""
        return str(self.manifest["question"])

    @cached_property
    def points(self) -> Table:
        """One row per point: its number, its place in the design, its label, and a column for each factor."""
        return Table(self._table.points, self._units)

    @property
    def rows(self) -> Table:
        """One row per run: its replication, its measures, its point with all factors; `query` reads a part."""
        return self.query("select * from runs order by point, replication")

    @property
    def days(self) -> Table:
        """One row per day of the first replications of each point: `point`, `replication`, `day`, quantities."""
        return Table(self.stored.rows(DAYS), {"day": "d", **self.manifest["quantities"]})

    @property
    def events(self) -> Table:
        """One row per event of the first replications of each point, in the order in which they happened."""
        return Table(self.stored.rows(EVENTS), {"day": "d"})

    def query(self, sql: str) -> Table:
        """The answer to one select over `points`, `results`, both joined as `runs`, `days` and `events`.

        Raises:
            Problem: the study has no rows, or it is no select that DuckDB can answer.
        """
        units = {"day": "d", **self.manifest["quantities"], **self.manifest["measures"], **self._units}
        return Table(query_columns(self.stored, sql), units)

    def effects(self, measure: str) -> Table:
        """One row per point: its factors, the mean of a measure, and its paired difference from the reference policy.

        `low` and `high` are the 95 % interval of the difference alone; `wide_low` and `wide_high` hold together with
        those of all policies and structures in the headline measures, or in all others; NaN if `no_interval` says
        why none is given. The reference is the first policy of the study, in the same structure and the same future.

        Raises:
            Problem: the study has no such measure, or no rows.
        """
        found = self._responses(measure)
        columns = {
            "level": found.level, "level_low": found.level_low, "level_high": found.level_high,
            "difference": found.mean, "low": found.low, "high": found.high, "wide_low": found.wide_low,
            "wide_high": found.wide_high, "n": found.n, "verdict": found.verdict, "no_interval": found.no_interval,
            "done": found.done, "failed": found.failed,
        }  # fmt: skip
        unit = found.measure.unit
        ends = ("level_low", "level_high", "low", "high", "wide_low", "wide_high")
        of_measure = dict.fromkeys(("level", "difference", *ends), unit)
        return Table({**self._table.points, **columns}, {**self._units, **of_measure}, first=SHOWN_FIRST)

    def policies(self, measure: str, by: Sequence[str] = ()) -> Table:
        """One row per policy, under each structure: the mean of a measure over its futures, and of its difference.

        `low` and `high` are the 95 % interval of the mean difference given these very futures, which is what more
        replications would narrow, alone; `wide_low` and `wide_high` hold together with those of all policies and
        structures; `over_low` and `over_high` take them for a sample of the futures that there could
        be; `q05` to `q95` say how the differences of the points are spread.

        Args:
            measure: its name.
            by: keys of the factors whose values get separate rows, such as a structure.

        Raises:
            Problem: the study has no such measure or factor, or no rows.
        """
        return policies(self._table, self._responses(measure), by)

    def interactions(self, measure: str) -> Table:
        """One row for each two levers that the study changes together and each alone, under each structure.

        `difference` says how far the effect of one lever (`effect_of`) depends on the other (`under`): the effect where
        the other is changed to `value`, less the same where it has `reference_value`, replication by replication,
        averaged over the futures. `wide_low` and `wide_high` hold for all such differences at once.

        Raises:
            Problem: the study has no such measure, or no rows.
        """
        return interactions(self._table, self._measure(measure))

    @property
    def figures(self) -> Table:
        """One row per possible figure of a measure: its name, the question that it answers, and its section."""
        from sim.api.picture import listed

        return listed("study", self._choice(None, None, None, None, None, ())[0])

    def figure(
        self,
        name: str | None = None,
        measure: str | None = None,
        x: str | None = None,
        y: str | None = None,
        by: str | None = None,
        where: Sequence[str] = (),
        width: str = "normal",
    ) -> Drawn:
        """A figure as an object of Matplotlib, to restyle and to save; `numbers` has its data.

        Args:
            name: of the figure, one of `figures`; by default "curve", or "heat" where y is given.
            measure: what is shown; by default the first headline measure.
            x: key of the factor across; by default that of the policies, if they differ in one only.
            y: key of a second factor, for a heat map.
            by: key of a factor to split into one panel per value.
            where: KEY=VALUE of the points that are shown; all without it.
            width: "narrow" (90 mm, a column), "normal" (160 mm), "wide" (185 mm), or a length as "120 mm".

        Raises:
            Problem: no such figure, measure, factor or width, or they cannot be drawn so.
        """
        from sim.report.drawing.width import figures_of, width_mm
        from sim.report.figures.study.picture import picture

        with figures_of(width_mm(width)):
            return picture(*self._choice(name, measure, x, y, by, where))

    def numbers(
        self,
        name: str | None = None,
        measure: str | None = None,
        x: str | None = None,
        y: str | None = None,
        by: str | None = None,
        where: Sequence[str] = (),
    ) -> Table:
        """The data of a figure, as in the CSV beside it; arguments as of `figure`."""
        from sim.api.picture import numbers_of

        choice, found = self._choice(name, measure, x, y, by, where)
        return numbers_of("study", found, choice)

    def plot(
        self,
        name: str | None = None,
        measure: str | None = None,
        x: str | None = None,
        y: str | None = None,
        by: str | None = None,
        where: Sequence[str] = (),
        width: str = "normal",
    ) -> Picture:
        """Draw a figure into the folder, with its data beside it, as `escsim plot` does; arguments as of `figure`."""
        from sim.api.plotting import plot
        from sim.report.drawing.width import figures_of, width_mm

        with figures_of(width_mm(width)):
            return plot(*self._choice(name, measure, x, y, by, where))

    def _choice(
        self, name: str | None, measure: str | None, x: str | None, y: str | None, by: str | None, where: Sequence[str]
    ) -> tuple[FigureSubject, str]:
        from sim.api.plotting import chosen

        return chosen(self._table, self._responses(measure or self._headline), x, y, by, where, name)

    def decide(
        self,
        price: str | float | None = None,
        between: Sequence[str] | None = None,
        saves: str | None = None,
        costs: str | None = None,
    ) -> Decision:
        """Say which policy is best, under which assumptions, and how sure that is, as `escsim decide` does.

        Nothing is simulated. Numbers, tables and sentences are written into `decision/` in the folder.

        Args:
            price: of one unit of costs, in units of saves; by default that at which the two best policies tie.
            between: two policies of interest, as ("full_ban", "counter_fire"); by default those that tie.
            saves: the measure that policies are to save; by default as the study file says.
            costs: the measure that they cost; by default as the study file says.

        Raises:
            Problem: the study cannot be decided; the message says what would do.
        """
        from sim.api.deciding import Decision

        return Decision(self._table, price, between, saves, costs)

    def to_xarray(self, measures: Sequence[str] = ()) -> xarray.Dataset:
        """An xarray Dataset by `policy`, `structure`, `future` and `replication`; NaN if a run is not there.

        Args:
            measures: their names; by default all.

        Raises:
            Problem: the study has no such measure, or no rows.
            ImportError: xarray is not installed; it is an extra.
        """
        chosen, rows = self._rows_of(measures)
        return study_dataset(self.points, rows, chosen)

    def to_ema(self, measures: Sequence[str] = ()) -> tuple[pandas.DataFrame, dict[str, NDArray[np.float64]]]:
        """Results for EMA Workbench: the experiments, one per point, and outcomes of shape (points, replications).

            experiments, outcomes = study.to_ema(["red_fires_kr"])

        Args:
            measures: the outcomes; by default all.

        Raises:
            Problem: the study has no such measure, or no rows.
        """
        chosen, rows = self._rows_of(measures)
        return ema_layout(self.points, rows, chosen, list(self.manifest["kinds"]))

    def _rows_of(self, measures: Sequence[str]) -> tuple[list[str], Table]:
        """Names of measures, all where none is named, and their rows."""
        stored = self.manifest["measures"]
        chosen = [self._measure(name).name for name in measures] or list(stored)
        columns = ", ".join(("point", "replication", *(f'"{name}"' for name in chosen)))
        return chosen, self.query(f"select {columns} from results order by point, replication")

    def report(self, path: str | Path | None = None) -> Path:
        """Write the report of the study, by default as report.html into its folder, and return where it is.

        Raises:
            Problem: the study is not finished, or the report cannot be written.
        """
        from sim.report.folders.reports import write_report

        return write_report(self.folder, None if path is None else Path(path))

    def view(self) -> View:
        """Progress of the study, and its policies' differences in the first headline measure."""
        now = status(self.folder)
        failed = f", {now.failed:,} of them failed" if now.failed else ""
        above = (
            f"Study {self.folder.name}{f': {self.question}' if self.question else ''}",
            f"{len(self._table):,} points, {now.done:,} of {now.total:,} runs{failed}, seed {self.manifest['seed']}",
        )
        name = self._headline
        rows = self._policies(name) if now.done else []
        headings = ("policy", f"{name} ({self.manifest['measures'][name]})", "difference", "95 % interval", "points")
        left = len(np.unique(self._table.points["lever"])) - MOST_SHOWN
        more = (f"and {more_of(left, 'policy')}",) if left > 0 else ()
        over = "futures" if len(set(self._table.points["future"].tolist())) > 1 else "replications"
        given = ", given these futures" if over == "futures" else ""
        reading = f"Means over {over}, by policy and structure; the interval covers chance alone{given}."
        below = (*starts(self.manifest), *more, reading, WARNING, f"folder: {as_seen(self.folder)}")
        return View(above, headings, (False, True, True, False, True), rows, below)

    def _policies(self, measure: str) -> list[tuple[str, ...]]:
        """Label, mean, difference with its interval, and number of points of the first policies."""
        rows = list[tuple[str, ...]]()
        for row in itertools.islice(self.policies(measure), MOST_SHOWN):
            sure = interval_words(row["wide_low"], row["wide_high"], row["verdict"], row["no_interval"])
            apart = ("reference", "") if row["verdict"] == IS_REFERENCE else (change(row["difference"]), sure)
            under = ", ".join(str(value) for key, value in row.items() if key not in COLUMNS)
            label = f"{row['policy']} ({under})" if under else row["policy"]
            rows.append((label, number(row["level"]), *apart, f"{row['points']:,}"))
        return rows

    def _responses(self, measure: str) -> Responses:
        return responses(self._table, self._measure(measure))

    def _measure(self, name: str) -> Measure:
        return chosen_measure(self.manifest["measures"], name)

    @property
    def _headline(self) -> str:
        return default_measure(self.manifest["measures"])

    @cached_property
    def _table(self) -> StudyTable:
        return open_table(self.folder)

    @property
    def _units(self) -> dict[str, str]:
        return dict(self.manifest["units"])


def sweep(
    study: str,
    *settings: Setting,
    config_dir: str | Path | None = None,
    config_name: str = PRIMARY,
    **more: Any,
) -> Study:
    """Run what is not done yet of a study, as `escsim sweep` does; the same call again continues it.

    The report is written by `report` of what is returned, and not by itself.

        sim.sweep("permission_timing")
        sim.sweep("policy_ranking", {"study.uncertainties.size": 20}, replications=50, name="small")

    Args:
        study: name of the study file.
        settings: words as on the command line, or values by key; `study.KEY` changes the study file.
        config_dir: folder of your own configs; by default ESCSIM_CONFIGS, else ./configs.
        config_name: config to start from, in place of the shipped one.
        more: values by key.

    Raises:
        Problem: a ValueError with a line for each mistake, as the command tells it; nothing was run.
        Failed: the study cannot go on; its folder keeps what was done. Runs that fail do not stop it,
            unless `on_failure` is "stop".
        KeyboardInterrupt: the user stopped it; the folder keeps what was done.
    """
    asked = study_request([f"study={study}", *overrides_of(settings, more)], config_dir, config_name)
    simulation = asked.simulation(say)
    for line in asked.study.idle():
        say(f"warning: {line}")
    plan = sweep_of(asked.study, simulation, asked.how.shard)
    with asked.crew(simulation, say) as crew:
        outcome = run_study(plan, asked.folder, crew, None, say, asked.how.stop_at_failure)
    _refuse_unfinished(outcome, asked.folder)
    return Study(open_study(asked.folder))


def _refuse_unfinished(outcome: SweepOutcome, folder: Path) -> None:
    kept = f"{folder} contains {outcome.done:,} runs; repeat the call to continue"
    if outcome.status == "interrupted":
        raise KeyboardInterrupt(kept)
    if outcome.status == "failed":
        raise Failed(f"{outcome.message}\n{kept}", folder)
