"""`sim.trace` and `sim.explain`: reruns a replication with its story, and explains why it differs between runs."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sim.analysis import explain as analysis
from sim.analysis.rerun import Rerun, measures_taken, rerun
from sim.api.naming import Named, runs_of
from sim.api.running import Run
from sim.api.table import Table
from sim.api.view import Shown, View
from sim.config.problems import Problem
from sim.config.trust import trusting
from sim.report.screens.explain import explanation_page
from sim.report.terminal.tables import provenance_line
from sim.report.words.numbers import number
from sim.report.words.run_names import called
from sim.study.files.columns import trace as events_of
from sim.study.files.manifest import WARNING

MOST_EVENTS = 12  # that are shown


class Replication(Shown):
    """One replication of a run, run again.

    Attributes:
        run: whose it is; `number`: which.
        differing: names of the measures that differ in any bit from the row that the run stored; none is as it should.
        stored: whether the run stored that row.
    """

    def __init__(self, run: Run, number: int, again: Rerun) -> None:
        self.run, self.number = run, number
        self.stored, self.differing = again.stored, again.differing
        self._again = again

    @cached_property
    def events(self) -> Table:
        """One row per event, in the order in which they happened: day, mechanism, event, value."""
        return Table(events_of(self._again.batch), {"day": "d"})[["day", "mechanism", "event", "value"]]

    @cached_property
    def measures(self) -> Table:
        """One row per measure of this replication."""
        rows = zip(measures_taken(self.run.manifest), self._again.batch.rows[0].tolist(), strict=True)
        found = [(one.name, value, one.unit, one.meaning) for one, value in rows]
        return Table.of_rows(("measure", "value", "unit", "meaning"), found)

    def view(self) -> View:
        """Its first events, and whether it is the one that was stored."""
        events = self.events.head(MOST_EVENTS)
        rows = [(f"{row['day']:.2f}", row["mechanism"], row["event"], number(row["value"])) for row in events]
        left = len(self.events) - len(rows)
        more = (f"and {left:,} more events; see `events` and `measures` for all of them",) if left > 0 else ()
        same = "equal to the stored row, bit for bit" if self.stored and not self.differing else "not stored"
        told = f"differs from the stored row in {', '.join(self.differing)}" if self.differing else same
        manifest = self.run.manifest
        above = (f"Replication {self.number} of {called(manifest)}: {provenance_line(manifest)}", told)
        return View(above, ("day", "mechanism", "event", "value"), (True, False, False, True), rows, (*more, WARNING))


class Explanation(Shown):
    """Explanation of the differences between two runs in one replication.

    Attributes:
        explained: all that was found.
    """

    def __init__(self, explained: analysis.ReplicationComparison) -> None:
        self.explained = explained

    @cached_property
    def measures(self) -> Table:
        """One row per measure that differs: its value in either run, and the difference."""
        first, second = self.explained.labels
        rows = [
            (one.measure.name, one.measure.unit, one.ours, one.theirs, one.theirs - one.ours)
            for one in self.explained.moved
        ]
        return Table.of_rows(("measure", "unit", first, second, "difference"), rows)

    @cached_property
    def courses(self) -> Table:
        """One row per mechanism, in order of divergence: the day of its first event that differs, and counts."""
        rows = [
            (one.mechanism, None if one.first is None else one.first.day, one.differing, one.events)
            for one in self.explained.courses
        ]
        return Table.of_rows(("mechanism", "first_day", "differing", "events"), rows, {"first_day": "d"})

    def page(self) -> str:
        """The explanation as Markdown, as `escsim explain --format md` prints it."""
        return explanation_page(self.explained)

    def view(self) -> View:
        """The mechanisms that diverge, in order."""
        parted = [row for row in self.courses if row["differing"]]
        rows = [
            (number(row["first_day"]), row["mechanism"], f"{row['differing']:,}", f"{row['events']:,}")
            for row in parted
        ]
        above = (f"{self.explained.labels[0]} and {self.explained.labels[1]}: {len(parted)} mechanisms diverge",)
        return View(above, ("day", "mechanism", "differing", "of"), (True, False, True, True), rows, (WARNING,))


def trace(run: Named, replication: int, trust: bool = False) -> Replication:
    """Run one replication of a run again, alone, with all its events, as `escsim trace` does.

    Args:
        run: what `sim.run` returns, folder, or name in the runs folder.
        replication: number of the replication, from 0.
        trust: whether custom code in the folder may be run, whoever made it.

    Raises:
        Problem: the run has no such replication, or this version cannot run its config.
    """
    (found,) = _single(run)
    with trusting((lambda _: None) if trust else None):
        return Replication(found, replication, rerun(found.stored, replication))


def explain(run: Named, other: Named, replication: int, trust: bool = False) -> Explanation:
    """Tell why one replication differs between two runs of one seed, as `escsim explain` does.

    Args:
        run: the first run.
        other: the second.
        replication: number of the replication, from 0.
        trust: whether custom code in the folders may be run, whoever made it.

    Raises:
        Problem: the runs differ in seed, have no such replication, or cannot be run by this version.
    """
    (ours,), (theirs,) = _single(run), _single(other)
    with trusting((lambda _: None) if trust else None):
        return Explanation(analysis.explain(ours.stored, theirs.stored, replication))


def _single(named: Any) -> list[Run]:
    found = runs_of([named])
    if len(found) != 1:
        raise Problem(f"{named}: holds {len(found)} runs; name one of them")
    return found
