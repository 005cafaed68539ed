"""The results of a study: a row per run, and days and events of the first runs of each point."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from sim.study.files.parquet import Columns
from sim.study.sweep import ranges, tables
from sim.study.sweep.ranges import RunSet
from sim.study.sweep.table_parts import PARTS, TableParts, Tell, failed_runs
from sim.study.sweep.work import ResultRows


class ResultStore:
    """The parts of the three tables of a folder; only its holder may make one.

    A run is done where it has its row and, where it is to keep them and did not fail, its days and its events. Of runs
    of which a part is there, as a file was lost or a process killed, only what is missing is written.
    """

    def __init__(
        self, folder: Path, key: str, measures: Sequence[str], tell: Tell, paths: int = 0, traces: int = 0
    ) -> None:
        """Look at what is there: what is damaged or of another study does not count, and is done again.

        Args:
            folder: of the study.
            key: of the study, which its parts carry.
            measures: names of the columns of values.
            tell: called with what does not count.
            paths: replications below this number keep their days.
            traces: replications below this number keep their events.
        """
        self._measures, self._folder = measures, folder
        self._rows, self._days, self._log = (
            TableParts(folder, kind, key, tables.none_of(kind, measures), tell) for kind in tables.KINDS
        )
        self._kept = ((self._days, paths), (self._log, traces))
        done = self.done
        self._halved = any(len(table.done - done) for table in (self._rows, self._days, self._log))

    @property
    def done(self) -> RunSet:
        """The runs of which everything is there."""
        done = self._rows.done
        missing = ranges.NONE
        for table, first in self._kept:
            missing = missing | (done.first(first) - table.done)
        if not len(missing):
            return done
        return done - (missing - failed_runs(self.paths) if self.failed else missing)

    @property
    def failed(self) -> int:
        """Number of runs that failed."""
        return self._rows.failed

    @property
    def paths(self) -> list[Path]:
        """The files with the rows of runs."""
        return self._rows.paths

    def add(self, rows: ResultRows) -> None:
        """Write what came of runs that are not done yet; raise OSError if that cannot be done.

        The rows come last: a process that is killed in between leaves no run that looks done, and is not.
        """
        numbers = rows.point * ranges.STRIDE + rows.replication
        sound = rows.error == ""
        for (table, first), kept in zip(self._kept, (rows.days, rows.log), strict=True):
            asked = ranges.of_numbers(numbers[sound & (rows.replication < first)])
            self._put(table, tables.in_order(kept), asked)
        self._put(self._rows, tables.columns_of(rows, self._measures), ranges.of_numbers(numbers))

    def _put(self, table: TableParts, columns: Columns, runs: RunSet) -> None:
        """Write the rows of those of the runs that the table lacks."""
        left = runs - table.done if self._halved else runs
        if not len(left) or not columns:
            return
        if len(left) < len(runs):
            own = np.isin(tables.runs_of(columns), left.numbers())
            columns = {name: column[own] for name, column in columns.items()}
        failed = int((columns[tables.ERROR] != "").sum()) if table is self._rows else 0
        table.add(columns, left, failed)

    def finish(self) -> None:
        """Make the parts of each table one, in the order of the runs; its bytes depend on its rows only.

        Raises:
            Unreadable: a part is torn.
            OSError: it cannot be written.
        """
        for table in (self._days, self._log, self._rows):
            table.finish()
        with suppress(OSError):  # what was set aside lies in it
            (self._folder / PARTS).rmdir()

    def drop_failed(self) -> int:
        """Take the rows of failed runs away, so that these are done again; return how many."""
        count = self.failed
        self._rows.drop_failed()
        return count

    def refuse_damaged(self) -> None:
        """Raise Unreadable if a part is not what was written."""
        for table in (self._rows, self._days, self._log):
            table.refuse_damaged()

    def drop_damaged(self) -> None:
        """Let go of the parts that are not what was written, so that their runs will be rerun."""
        for table in (self._rows, self._days, self._log):
            table.drop_damaged()
        self._halved = True
