"""Executes the pending runs of a sweep in chunks, and stores each chunk as it arrives."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.config.atomic import remedy
from sim.config.problems import Problem
from sim.study.execution.execute import Chunks, load, pieces
from sim.study.execution.handover import announce_remaining, engines_used, speeds_up
from sim.study.execution.pool import Executor, TaskFailed
from sim.study.execution.worker_losses import TimedWork, WorkerLost
from sim.study.files.lock import locked
from sim.study.files.parquet import UnreadableFile
from sim.study.sweep import folder as folders
from sim.study.sweep.groups import unsettled_groups
from sim.study.sweep.plan import Sweep, SweepOutcome
from sim.study.sweep.progress import Reporter, SweepProgress
from sim.study.sweep.ranges import RunSet
from sim.study.sweep.result_store import ResultStore
from sim.study.sweep.work import ReplicationTask, ResultRows, Work, failed_rows, merged
from sim.study.sweep.writer import Writer

Tell = Callable[[str], None]
ATTEMPTS = 3  # at runs whose rows were torn


def run_study(
    sweep: Sweep,
    folder: Path,
    crew: Executor,
    progress: Callable[[SweepProgress], None] | None = None,
    tell: Tell = lambda _: None,
    stop_at_failure: bool = False,
    failed_again: bool = False,
) -> SweepOutcome:
    """Do what is not done yet of a sweep; the same call again continues, and the results depend on neither.

    Args:
        sweep: to execute.
        folder: of the study; it is made if necessary.
        crew: the workers: `Pool`, `Threads`, or any other that keeps to `Executor`.
        progress: called after each chunk.
        tell: called with what is found wrong with the folder and mended.
        stop_at_failure: whether the first run that fails now ends the sweep, once the runs at work are kept.
        failed_again: whether runs that failed before are done again.

    Raises:
        Problem: the folder has another study, another process works on it, or it cannot be written.
    """
    folders.make(folder)
    with locked(folder):
        manifest: folders.Manifest = {}
        try:
            manifest = folders.begin(folder, sweep, tell)
            parts = ResultStore(folder, sweep.key, list(sweep.measures), tell, sweep.paths, sweep.traces)
            if failed_again:
                parts.drop_failed()
            grown = folders.Grown(folder, manifest)
            outcome = run_remaining(
                sweep, parts, crew, Reporter(folder, progress, partial(speeds_up, crew)), stop_at_failure, grow=grown.to
            )
            folders.end(folder, grown.manifest | engines_used(crew, outcome.done), outcome)
        except Problem as problem:
            if manifest:
                folders.mark_failed(folder, manifest, str(problem))
            raise
        except OSError as error:
            reason = f"cannot write {error.filename or folder}: {error.strerror or error}"
            if manifest:
                folders.mark_failed(folder, manifest, reason)
            raise Problem(f"{reason}; {what_is_kept(error)}") from error
    return outcome


def what_is_kept(error: OSError) -> str:
    """The end of a message about a folder of a study that cannot be written."""
    return f"earlier results are kept; {remedy(error)} and repeat the command"


class RunFailed(Exception):
    """A run failed where none may; the message names it."""


def run_remaining(
    sweep: Sweep,
    parts: ResultStore,
    crew: Executor,
    reporter: Reporter,
    stop_at_failure: bool,
    grow: Callable[[Sweep], None] = lambda _: None,
) -> SweepOutcome:
    """Do the runs of a sweep that no part holds.

    Args:
        sweep: to execute.
        parts: of its folder, which this process holds.
        crew: the workers.
        reporter: counts what is done.
        stop_at_failure: whether the first run that fails ends it.
        grow: called with the points of each stage of a search, before their runs are done.

    Raises:
        OSError: the folder cannot be written.
    """
    before = len(parts.done)
    try:
        for _ in range(ATTEMPTS):
            try:
                for stage, wanted in _stages(sweep, parts):
                    grow(stage)
                    _run_missing(stage, parts, wanted, crew, reporter, stop_at_failure)
                parts.finish()
            except UnreadableFile:
                parts.drop_damaged()
                continue
            return SweepOutcome("finished", len(parts.done), parts.failed, len(parts.done) - before)
    except KeyboardInterrupt:
        return SweepOutcome("interrupted", len(parts.done), parts.failed, len(parts.done) - before)
    except RunFailed as failure:
        return _stopped(parts, before, str(failure))
    except TaskFailed as failure:
        return _stopped(parts, before, f"{failure.kind}: {failure.message}", failure.details)
    except WorkerLost as loss:
        return _stopped(parts, before, str(loss) if loss.task is None else f"{_named(loss.task)}: {loss}")
    return _stopped(parts, before, "files are damaged as soon as they are written; check the disk")


def _stages(sweep: Sweep, parts: ResultStore) -> Iterator[tuple[Sweep, RunSet]]:
    """The runs that are wanted: all at once or, with a rule or a search, more after each look at what has come in."""
    if sweep.search is not None:
        yield from sweep.search.stages(parts)
        return
    if sweep.until is None:
        yield sweep, sweep.runs(sweep.replications)
        return
    wanted, going_on = sweep.runs(0), np.ones(len(sweep.groups), dtype=np.bool_)
    for size in sweep.until.looks():
        wanted = wanted | sweep.runs(size, going_on)
        yield sweep, wanted
        if size < sweep.until.cap:
            parts.refuse_damaged()
            going_on = unsettled_groups(sweep, parts.paths, size, going_on)
            if not going_on.any():
                return


def _run_missing(
    sweep: Sweep, parts: ResultStore, wanted: RunSet, crew: Executor, reporter: Reporter, stop_at_failure: bool
) -> None:
    """Do those of the runs that are not done.

    Raises:
        Unreadable: rows are torn before all are there.
        RunFailed: a run failed where none may.
    """
    left = wanted - parts.done
    reporter.begin(len(wanted) - len(left), parts.failed, len(wanted))
    if not len(left):
        return
    announce_remaining(crew, len(left))
    chunks = Chunks(len(left), crew.workers)
    tasks = (list(sweep.portions(left.between(chunk[0], chunk[-1] + 1))) for chunk in chunks)
    with Writer(parts) as writer, closing(crew.run(_Timed(sweep.work, len(sweep.measures)), tasks)) as answers:
        for _, (seconds, rows) in answers:
            writer.put(rows)
            chunks.learn(len(rows), seconds)
            reporter.add(len(rows), _count(rows.error), rows.values[(rows.error == "") & (rows.point == 0)])
            if stop_at_failure and _count(rows.error):
                raise RunFailed(_first_failure(rows, sweep.count))
    reporter.end()
    if len(wanted - parts.done):
        raise UnreadableFile("a part that was just written")


@dataclass(frozen=True)
class _Timed(TimedWork):
    """Work, with the seconds it took, by which the next chunks are cut; a run that no worker survives is a failed row.

    Attributes:
        work: does portions.
        measures: how many there are.
    """

    work: Work
    measures: int

    def ready(self) -> None:
        """Load the program, which takes a while in a new process."""
        load(getattr(self.work, "simulation", None))

    def split(self, task: list[ReplicationTask]) -> list[list[ReplicationTask]]:
        """Split a task into at most `PIECES` tasks of fewer runs each."""
        runs = [one for portion in task for one in portion.singles()]
        return [merged(runs[piece.start : piece.stop]) for piece in pieces(range(len(runs)))]

    def replications(self, task: list[ReplicationTask]) -> int:
        """The replications of all portions together."""
        return sum(portion.last - portion.first for portion in task)

    def lost(self, task: list[ReplicationTask], reason: str) -> tuple[float, ResultRows]:
        """The row of a run that failed."""
        (portion,) = task
        return 0.0, failed_rows(portion.point, range(portion.first, portion.last), reason, self.measures)

    def __call__(self, portions: list[ReplicationTask]) -> tuple[float, ResultRows]:
        started = time.perf_counter()
        rows = self.work(portions)
        return time.perf_counter() - started, rows


def _count(errors: NDArray[np.object_]) -> int:
    return int((errors != "").sum())


def _first_failure(rows: ResultRows, points: int) -> str:
    """The first run that failed, with its error."""
    place = int(np.flatnonzero(rows.error != "")[0])
    if points == 1:
        return f"replication {rows.replication[place]}: {rows.error[place]}"
    return f"point {rows.point[place]}, replication {rows.replication[place]} failed: {rows.error[place]}"


def _stopped(parts: ResultStore, before: int, message: str, details: str = "") -> SweepOutcome:
    return SweepOutcome("failed", len(parts.done), parts.failed, len(parts.done) - before, message, details)


def _named(portions: Sequence[ReplicationTask]) -> str:
    first, last = portions[0], portions[-1]
    ends = f"point {first.point}, replication {first.first}", f"point {last.point}, replication {last.last - 1}"
    return ends[0] if ends[0] == ends[1] else f"one of the runs from {ends[0]} to {ends[1]}"
