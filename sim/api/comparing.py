"""`sim.compare`: compares runs with a reference, like `escsim compare`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sim.analysis import comparison as analysis
from sim.api.naming import Named, runs_of
from sim.api.picture import Picture, drawn, listed, numbers_of
from sim.api.running import Run
from sim.api.table import Table
from sim.api.view import Shown, View, as_seen
from sim.config.atomic import writing
from sim.config.problems import Problem, hint
from sim.report.comparison.cells import mean_of, name_of, table_notes
from sim.report.comparison.text import HEADER, INTERACTION, difference_rows
from sim.report.figures.comparison.subject import TRADED, Subject
from sim.report.folders.comparison import write_comparison
from sim.report.words.verdicts import change, interval_of
from sim.study.files.manifest import COMPARISON_NAME, WARNING
from sim.study.files.new_folder import make_folder
from sim.study.listing import root_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

SHOWN_FIRST = (
    "variant", "measure", "difference_mean", "simultaneous_low", "simultaneous_high", "verdict", "unit",
)  # fmt: skip
KEPT_AS = COMPARISON_NAME.partition(".")[0]


class Comparison(Shown):
    """Runs, and how each differs from the reference.

    Attributes:
        runs: in order; `labels`: the short names that distinguish them.
        folder: where it is kept; None unless `save` was called.
        analysed: all results.
    """

    def __init__(self, analysed: analysis.RunComparison, folder: Path | None = None) -> None:
        self.analysed, self.folder = analysed, folder
        self.runs = tuple(Run(run) for run in analysed.runs)
        self.labels = analysed.labels

    @property
    def reference(self) -> str:
        """The label of run to compare the others with, or whose policy is that of reference."""
        return self.labels[self.analysed.reference]

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes for the reader, the weightiest first."""
        return self.analysed.notes

    @cached_property
    def differences(self) -> Table:
        """One row per variant and measure, as in comparison.csv: both levels, the difference, intervals, a verdict.

        Rows whose `kind` is "difference of differences" come last; `interactions` holds them alone.
        """
        rows = [tuple(row) for row in difference_rows(self.analysed)]
        return Table.of_rows(HEADER, rows, first=SHOWN_FIRST)

    @property
    def interactions(self) -> Table:
        """The differences of differences: how far the effect of one lever depends on another; see `differences`."""
        return self.differences.where(kind=INTERACTION)

    @cached_property
    def levels(self) -> Table:
        """One row per run and measure: mean, median, quantiles, standard error, in how many replications defined."""
        rows = [asdict(level) for level in self.analysed.levels]
        names = tuple(name for name in rows[0] if name not in ("variant", "measure"))
        found = [
            (self.labels[level.variant], level.measure.name, level.measure.unit, *(row[name] for name in names))
            for level, row in zip(self.analysed.levels, rows, strict=True)
        ]
        return Table.of_rows(("run", "measure", "unit", *names), found)

    @cached_property
    def settings(self) -> Table:
        """The settings in which the runs differ, with a column for each run."""
        rows = [(one.key, *one.values) for one in self.analysed.config_differences]
        return Table.of_rows(("setting", *self.labels), rows)

    def difference(self, measure: str, variant: str | None = None) -> dict[str, Any]:
        """The row of `differences` for a measure and a variant, which can be left out where there is only one.

        Raises:
            Problem: no such measure or variant, or the variant must be named.
        """
        variants = [self.labels[place] for place in self.analysed.variants]
        if variant is None and len(variants) > 1:
            raise Problem(f"variant: name one of {', '.join(variants)}")
        if variant is not None and variant not in variants:
            raise Problem(f"no variant {variant!r}{hint(variant, variants)}")
        names = [one.name for one in self.analysed.measures]
        if measure not in names:
            raise Problem(f"no measure {measure!r} in this comparison{hint(measure, names)}")
        return self.differences.row(variant=variant or variants[0], measure=measure)

    def save(self, folder: str | Path | None = None, figures: bool = True, report: bool = True) -> Path:
        """Keep it in a new folder, as the command does: tables, a page, its figures, and the report to send.

        Args:
            folder: the new one; by default beside the reference, named by the time.
            figures: whether any are drawn, which takes a few seconds.
            report: whether it has a report, as report.html.

        Returns:
            The folder.

        Raises:
            Problem: the folder cannot be written, or holds something.
        """
        made = self._new_folder() if folder is None else Path(folder)
        with writing(made, "name another folder"):
            if made.exists() and any(made.iterdir()):
                raise Problem(f"{made}: is not empty; name a new folder")
            write_comparison(self.analysed, made, figures, report)
        self.folder = made
        return made

    @property
    def figures(self) -> Table:
        """One row per figure that it may have: its name, the question that it answers, and its section in a report."""
        return listed("comparison", Subject(self.analysed))

    def figure(
        self,
        name: str,
        traded: tuple[str, str] = TRADED,
        spread: Literal["replications", "mean"] = "replications",
        width: str = "normal",
    ) -> Drawn:
        """A figure as an object of Matplotlib, to look at, to restyle and to save; `numbers` has its data.

            figure = comparison.figure("trade_difference", traded=("ground_lost_km2", "launcher_salvos"))
            figure.axes[0].set_title("Mine")
            figure.savefig("mine.svg")

        Args:
            name: of the figure, one of `figures`.
            traded: the two measures that `trade_off` and `trade_difference` set against each other.
            spread: what the ellipses of `trade_off` show.
            width: "narrow" (90 mm, a column), "normal" (160 mm), "wide" (185 mm), or a length as "120 mm".

        Raises:
            Problem: no such figure or width, or the runs hold nothing to draw it from.
        """
        return drawn("comparison", name, self._subject(traded, spread), width)

    def numbers(self, name: str, traded: tuple[str, str] = TRADED) -> Table:
        """The data of a figure, as in the CSV beside it; raise Problem as `figure` does."""
        return numbers_of("comparison", name, self._subject(traded, "replications"))

    def _subject(self, traded: tuple[str, str], spread: Literal["replications", "mean"]) -> Subject:
        known = [one.name for one in self.analysed.measures]
        for measure in traded:
            if measure not in known and traded != TRADED:
                raise Problem(f"no measure {measure!r} here{hint(measure, known)}")
        return Subject(self.analysed, traded, spread)

    def draw(self, folder: str | Path) -> dict[str, Picture]:
        """The figures by name, drawn into a folder, which is made if necessary."""
        from sim.report.figures.drawing import draw

        return Picture.of(draw(self.analysed, Path(folder)))

    def _new_folder(self) -> Path:
        """Make a folder beside the reference, or beside the multirun or study that the reference is of."""
        return make_folder(root_of(self.runs[self.analysed.reference].folder), None, KEPT_AS)

    def view(self) -> View:
        """The differences of the headline measures, and what they rest on."""
        found = self.analysed
        shown = [one for one in found.measures if one.leads] or list(found.measures)
        rows = []
        for variant in found.variants:
            for one in shown:
                difference = found.difference(variant, one.name)
                means = [mean_of(found.level(place, one.name)) for place in (found.references[variant], variant)]
                named = (found.labels[variant], name_of(one, found), one.unit)
                rows.append((*named, *means, change(difference.mean), interval_of(difference), f"{difference.n:,}"))
        counts = ", ".join(f"{label} ({n:,})" for label, n in zip(self.labels, found.replications, strict=True))
        above = (f"Comparison with {self.reference}, replications: {counts}", *found.notes)
        headings = ("variant", "measure", "unit", "reference", "mean", "difference", "95 % interval", "n")
        below = (*table_notes(found, shown)[1:], f"{INTERVALS} {WARNING}")
        kept = () if self.folder is None else (f"folder: {as_seen(self.folder)}",)
        numbers = (False, False, False, True, True, True, False, True)
        return View(above, headings, numbers, rows, (*below, *kept))


INTERVALS = "Intervals are simultaneous over all headline measures and variants."


def compare(*runs: Named, reference: Named | None = None, measures: Sequence[str] | None = None) -> Comparison:
    """Compare runs with one of them, paired by replication where seed and horizon are alike, as `escsim compare` does.

        sim.compare(allowed, ban)
        sim.compare("record", "ban", "own", reference="ban")

    Nothing is written; `save` of what is returned keeps it in a folder.

    Args:
        runs: what `sim.run` returns, or folders, or names in the folder of runs.
        reference: run to compare the others with; by default the first. It may be none of them.
        measures: names of those to compare; None for all.

    Raises:
        Problem: a ValueError; fewer than two runs, another scenario, a run that did not finish, an unknown measure.
    """
    found, first = runs_of(runs), 0
    if reference is not None:
        one, *others = runs_of([reference])
        if others:
            raise Problem(f"reference: {reference} contains {1 + len(others)} runs; name one of them")
        places = [place for place, run in enumerate(found) if run.folder.resolve() == one.folder.resolve()]
        found, first = (found, places[0]) if places else ([one, *found], 0)
    return Comparison(analysis.compare([run.stored for run in found], first, measures))
