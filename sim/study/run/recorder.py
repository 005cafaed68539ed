"""Writes run folders: a manifest with the status "running", then the tables, then the finished manifest.

A run is a study of one point: its replications are done, stored on the way and stored as those of a study are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

import numpy as np

from sim.config.atomic import clear_left, remedy, write_text, writing
from sim.config.problems import Problem, show
from sim.study.execution.handover import engines_used, speeds_up
from sim.study.execution.interrupts import without_interruption
from sim.study.execution.pool import Executor
from sim.study.files import integrity, parquet
from sim.study.files import manifest as manifests
from sim.study.files.lock import HOLDER, LOCK, is_held, locked, now
from sim.study.files.manifest import SEALED_TABLES, Manifest
from sim.study.files.new_folder import OTHER_FOLDER, make_folder
from sim.study.files.places import POSTERIOR
from sim.study.files.provenance import version_differences
from sim.study.run.plan import ONE_ROW, RunPlan
from sim.study.sweep.drive import run_remaining
from sim.study.sweep.fingerprint import SAME_RUN, stored_fingerprint
from sim.study.sweep.plan import Sweep, SweepOutcome
from sim.study.sweep.point_table import POINTS
from sim.study.sweep.progress import FILE as PROGRESS
from sim.study.sweep.progress import Reporter, SweepProgress
from sim.study.sweep.recipe import ROWS, TREES
from sim.study.sweep.result_store import ResultStore
from sim.study.sweep.work import Work

Tell = Callable[[str], None]


class Recorder:
    """A run folder that is being written, and that no other process may write; made by `record`."""

    def __init__(self, folder: Path, manifest: Manifest, lock: ExitStack) -> None:
        self.folder = folder
        self.manifest = manifest
        self._lock = lock

    def run(
        self,
        work: Work,
        crew: Executor,
        progress: Callable[[SweepProgress], None] | None = None,
        tell: Tell = lambda _: None,
    ) -> SweepOutcome:
        """Do the replications that are not done yet, and those that failed, until one fails.

        Args:
            work: does them.
            crew: the workers.
            progress: called after each chunk.
            tell: called with a message about what is damaged, and done again.

        Raises:
            Problem: the folder can no longer be written (a full disk); the run is marked failed.
        """
        sweep = _sweep_of(self.manifest, work)
        with self._giving_up():
            parts = ResultStore(self.folder, sweep.key, list(sweep.measures), tell, sweep.paths, sweep.traces)
            parts.drop_failed()
            outcome = run_remaining(
                sweep, parts, crew, Reporter(self.folder, progress, partial(speeds_up, crew)), stop_at_failure=True
            )
        self.manifest |= engines_used(crew, outcome.done)
        return outcome

    def finish(self, outcome: SweepOutcome, texts: Callable[[Manifest], Mapping[str, str]] = lambda _: {}) -> None:
        """Write what came of the run; only then does the manifest say so.

        Args:
            outcome: of its replications.
            texts: makes further files, by name, from the manifest of the tables.

        Raises:
            Problem: the folder can no longer be written (a full disk); the run is not marked finished.
        """
        finished = self.manifest | {
            "status": outcome.status,
            "replications": outcome.done - outcome.failed,
            "done": outcome.done,
            "failed": outcome.failed,
            "ended": now(),
            "failure": outcome.message,
            "failure_details": outcome.details,
        }
        with without_interruption(), self._giving_up():
            if outcome.status == "finished":
                self._list_files(finished, SEALED_TABLES)
            written = texts(finished)
            for name, text in written.items():
                write_text(self.folder / name, text)
            self._list_files(finished, tuple(written))
            manifests.write(self.folder / manifests.NAME, finished)
            self.manifest = finished
            (self.folder / PROGRESS).unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Let other processes have the folder."""
        self._lock.close()

    def _list_files(self, manifest: Manifest, names: tuple[str, ...]) -> None:
        manifest[integrity.FILES] = manifest[integrity.FILES] | integrity.entries_of(self.folder, names)

    @contextmanager
    def _giving_up(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._give_up(error)
            lost = f"the run is not stored; {remedy(error)} and repeat the command with name={self.folder.name}"
            raise Problem(f"cannot write {error.filename or self.folder}: {error.strerror}; {lost}") from error

    def _give_up(self, error: OSError) -> None:
        failed = self.manifest | {"status": "failed", "ended": now(), "failure": f"not stored: {error.strerror}"}
        with suppress(OSError):
            manifests.write(self.folder / manifests.NAME, failed)
            self.manifest = failed
        self.close()


def _sweep_of(manifest: Manifest, work: Work) -> Sweep:
    """A run as the study that it is: of one point."""
    return Sweep(
        work=work,
        measures=manifest["measures"],
        points=_one_point(manifest),
        row=lambda _: ONE_ROW,
        replications=manifest["replications_asked"],
        identity=stored_fingerprint(manifest),
        paths=manifest["saved_paths"],
        traces=manifest["saved_traces"],
    )


def _one_point(manifest: Manifest) -> parquet.Columns:
    whole = {name: np.zeros(1, dtype=np.int64) for name in ("structure", "uncertainty", "lever", "future")}
    return {**whole, "label": np.array([manifest["label"]], dtype=object)}


_BEGUN = re.compile(
    rf"(mechanism|measure)-\d+-.*|{re.escape(POSTERIOR)}|{re.escape(POINTS)}|{re.escape(ROWS)}|{re.escape(TREES)}|{LOCK}|{HOLDER}"
    r"|manifest\.sha256|\..*\.part"
)
"""What a folder may hold whose run was killed before it had a manifest."""


def record(plan: RunPlan, root: Path, name: str | None = None, tell: Tell = lambda _: None) -> Recorder:
    """Make the folder of a run in `root`, or continue one, and write the manifest that says it is running.

    Args:
        plan: what is run.
        root: the folder of all runs, made if necessary.
        name: of the folder; by default a new one of the time, scenario and restrictions. A run of that name that was
            interrupted, killed or failed is continued where it is the same run.
        tell: called with a message about replications that other versions have run.

    Raises:
        Problem: the name is taken, another process works on the run, or the folder cannot be written.
    """
    folder = None if name is None else root / name
    if folder is not None:
        clear_left(folder)  # of a command that was killed when the run itself was whole
    if folder is None or not _can_continue(folder):
        scenario, choices = plan.manifest["scenario"], plan.manifest["choices"]
        folder = make_folder(root, name, f"{scenario}-{choices.get('restrictions', '')}")
    lock = ExitStack()
    lock.enter_context(locked(folder, "run", stays=False))
    try:
        manifest = _begun(plan, folder, tell)
    except BaseException:
        lock.close()
        with suppress(OSError):  # it holds something
            folder.rmdir()
        raise
    return Recorder(folder, manifest, lock)


def _can_continue(folder: Path) -> bool:
    """True if a folder has a run that is not finished, or what is left of one that was killed as it began."""
    try:
        if (folder / manifests.NAME).exists():
            return bool(manifests.read(folder)["status"] != "finished")
        return all(_BEGUN.fullmatch(path.name) for path in folder.iterdir()) and is_held(folder) is not True
    except OSError:
        return False


def _begun(plan: RunPlan, folder: Path, tell: Tell) -> Manifest:
    """Write the manifest, and the files that a run is begun with.

    Raises:
        Problem: the folder has another run, or cannot be written.
    """
    manifest = dict(plan.manifest)
    if (folder / manifests.NAME).exists():
        manifest |= _continued(manifests.read(folder), manifest, folder, tell)
    with writing(folder, OTHER_FOLDER):
        parquet.write(folder / POINTS, {"point": np.zeros(1, dtype=np.int64), **_one_point(manifest)}, {})
        kept = [POINTS, *plan.recipe.keep(folder)]
        manifest[integrity.FILES] = integrity.entries_of(folder, kept)
        manifests.write(folder / manifests.NAME, manifest)
    return manifest


def _continued(stored: Manifest, manifest: Manifest, folder: Path, tell: Tell) -> Manifest:
    """Manifest entries of a continued run, with those that it takes over from the stored one.

    Raises:
        Problem: it is another run, or it is finished.
    """
    if stored["status"] == "finished":
        raise Problem(f"{folder} is finished; choose another name, or leave out name=")
    if other := [key for key in SAME_RUN if stored[key] != manifest[key]]:
        lines = [f"{key}: {show(stored[key])} in the folder, {show(manifest[key])} now" for key in other]
        raise Problem(f"name={folder.name}: {folder} contains another run; choose another name, or delete it", *lines)
    tell(f"continuing {folder}")
    for line in dict.fromkeys(
        line for each in stored["history"] for line in version_differences(each["made_with"], manifest["made_with"])
    ):
        tell(f"{folder}: its replications started with other versions: {line}")
    return {"started": stored["started"], "made_with": stored["made_with"]} | {
        "history": [*stored["history"], *manifest["history"]]
    }
