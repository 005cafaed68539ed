"""Makes run folders and writes them: a manifest that says "running", then the tables, then the finished manifest."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from sim.config.atomic import remedy, write_text
from sim.config.problems import Problem, show
from sim.engine.batch import Batch
from sim.study import columns, integrity, parquet
from sim.study import manifest as manifests
from sim.study.checkpoint import Checkpoint
from sim.study.execute import Outcome
from sim.study.interrupts import undisturbed
from sim.study.manifest import Manifest, now
from sim.study.new_folder import OTHER_FOLDER, make_folder
from sim.study.provenance import version_differences
from sim.study.run_plan import SAME, Plan, kept_as, manifest_of
from sim.study.sweep.lock import HOLDER, LOCK, is_held, locked

REPLICATIONS, DAILY, TRACE = "replications.parquet", "daily.parquet", "trace.parquet"
SUMMARY, FIGURES, POSTERIOR = "summary.csv", "figures", "posterior.csv"


class Recorder:
    """A run folder that is being written, and that no other process may write; made by `record`."""

    def __init__(self, folder: Path, manifest: Manifest, lock: ExitStack) -> None:
        self.folder = folder
        self.manifest = manifest
        self._lock = lock
        self._parts: list[Path] = []  # files with the rows that were spilled
        self._checkpoint = Checkpoint(folder)

    def kept(self, tell: Callable[[str], None] = lambda _: None) -> Iterator[Batch]:
        """What earlier sittings have done; `tell` is told of what is damaged, and run again."""
        return self._checkpoint.kept(tell)

    def keep(self, batch: Batch) -> None:
        """Keep what has come in for the case that the process is killed; raises Problem as `spill`."""
        with undisturbed(), self._giving_up():
            self._checkpoint.add(batch)

    def spill(self, batch: Batch) -> None:
        """Write rows of the batch into a file of their own, so that they need not be held.

        Raises:
            Problem: the folder can no longer be written; the run is marked failed.
        """
        path = self.folder / f"replications-{len(self._parts):04d}.parquet"
        with undisturbed(), self._giving_up():
            self._parts.append(parquet.write(path, columns.replications(batch), {}, by_content=True))

    def finish(self, outcome: Outcome, texts: Callable[[Manifest], Mapping[str, str]] = lambda _: {}) -> None:
        """Write what came of the run; only then does the manifest say so.

        Args:
            outcome: of the batch.
            texts: makes further files, by name, from the manifest of the tables.

        Raises:
            Problem: the folder can no longer be written (a full disk); the run is not marked finished.
        """
        finished = self.manifest | {
            "status": outcome.status,
            "replications": outcome.spilled + len(outcome.batch.replications),
            "ended": now(),
            "failure": outcome.message,
            "failure_details": outcome.details,
        }
        with undisturbed(), self._giving_up():
            if outcome.status != "finished":
                self._checkpoint.flush()
            self._write_tables(outcome, finished)
            self._list_files(finished, [REPLICATIONS, DAILY, TRACE])
            written = texts(finished)
            for name, text in written.items():
                write_text(self.folder / name, text)
            self._list_files(finished, written)
            manifests.write(self.folder / manifests.NAME, finished)
            self.manifest = finished
            if outcome.status == "finished":
                self._checkpoint.drop()
        self.close()

    def close(self) -> None:
        """Let other processes have the folder."""
        self._lock.close()

    def _list_files(self, manifest: Manifest, names: Iterable[str]) -> None:
        manifest[integrity.FILES] = manifest[integrity.FILES] | integrity.entries_of(self.folder, names)

    @contextmanager
    def _giving_up(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._give_up(error)
            lost = f"the run is not stored; {remedy(error)} and run it again"
            raise Problem(f"cannot write {error.filename or self.folder}: {error.strerror}; {lost}") from error

    def _write_tables(self, outcome: Outcome, manifest: Manifest) -> None:
        notes = {key: str(manifest[key]) for key in ("scenario", "config_hash", "seed", "replications", "warning")}
        self._write_rows(outcome.batch, notes)
        parquet.write(self.folder / DAILY, columns.daily(outcome.batch), notes)
        parquet.write(self.folder / TRACE, columns.trace(outcome.batch), notes)

    def _write_rows(self, batch: Batch, notes: Mapping[str, str]) -> None:
        if not self._parts:
            parquet.write(self.folder / REPLICATIONS, columns.replications(batch), notes)
            return
        self.spill(batch)
        if damaged := [part for part in self._parts if not integrity.is_sound(part)]:
            raise OSError(errno.EIO, "what was written before is damaged", str(damaged[0]))
        parquet.join(self._parts, self.folder / REPLICATIONS, notes)
        for part in self._parts:
            part.unlink()

    def _give_up(self, error: OSError) -> None:
        failed = self.manifest | {"status": "failed", "ended": now(), "failure": f"not stored: {error.strerror}"}
        with suppress(OSError):
            manifests.write(self.folder / manifests.NAME, failed)
            self.manifest = failed
        self.close()


SPILLED = "replications-*.parquet"
_BEGUN = re.compile(rf"mechanism-\d+-.*|{re.escape(POSTERIOR)}|{LOCK}|{HOLDER}|manifest\.sha256|\..*\.part")
"""What a folder may hold whose run was killed before it had a manifest."""


def record(plan: Plan, root: Path, name: str | None = None, tell: Callable[[str], None] = lambda _: None) -> Recorder:
    """Make the folder of a run in `root`, or continue one, and write the manifest that says it is running.

    Args:
        plan: what is run.
        root: the folder of all runs, made if need be.
        name: of the folder; by default a new one of the time, scenario and restrictions. A run of that name that was
            interrupted, killed or failed is continued where it is the same run.
        tell: is told of replications that other versions have run.

    Raises:
        Problem: the name is taken, another process works on the run, or the folder cannot be written.
    """
    folder = None if name is None else root / name
    if folder is None or not _can_continue(folder):
        folder = make_folder(root, name, f"{plan.scenario}-{plan.choices.get('restrictions', '')}")
    lock = ExitStack()
    lock.enter_context(locked(folder, "run", stays=False))
    try:
        for left in folder.glob(SPILLED):
            left.unlink()
        manifest = _begun(plan, folder, tell)
    except BaseException:
        lock.close()
        with suppress(OSError):  # it holds something
            folder.rmdir()
        raise
    return Recorder(folder, manifest, lock)


def _can_continue(folder: Path) -> bool:
    """Whether a folder has a run that is not finished, or what is left of one that was killed as it began."""
    try:
        if (folder / manifests.NAME).exists():
            return bool(manifests.read(folder)["status"] != "finished")
        return all(_BEGUN.fullmatch(path.name) for path in folder.iterdir()) and is_held(folder) is not True
    except OSError:
        return False


def _begun(plan: Plan, folder: Path, tell: Callable[[str], None]) -> Manifest:
    """Write the manifest, and the files that a run is begun with.

    Raises:
        Problem: the folder has another run, or cannot be written.
    """
    manifest = manifest_of(plan)
    if (folder / manifests.NAME).exists():
        manifest |= _continued(manifests.read(folder), manifest, folder, tell)
    kept = {kept_as(number, own)["file"]: own.source for number, own in enumerate(plan.mechanisms)}
    kept |= {POSTERIOR: plan.posterior_text} if plan.posterior else {}
    try:
        for name, text in kept.items():
            write_text(folder / name, text)
        manifest[integrity.FILES] = integrity.entries_of(folder, kept)
        manifests.write(folder / manifests.NAME, manifest)
    except OSError as error:
        raise Problem(f"cannot write {error.filename or folder}: {error.strerror}; {OTHER_FOLDER}") from error
    return manifest


def _continued(stored: Manifest, manifest: Manifest, folder: Path, tell: Callable[[str], None]) -> Manifest:
    """What the manifest of a run that is continued keeps of the one before.

    Raises:
        Problem: it is another run, or it is finished.
    """
    if stored["status"] == "finished":
        raise Problem(f"{folder} is finished; choose another name, or leave name= out")
    if other := [key for key in SAME if stored[key] != manifest[key]]:
        lines = [f"{key}: {show(stored[key])} in the folder, {show(manifest[key])} now" for key in other]
        raise Problem(f"name={folder.name}: {folder} has another run; choose another name, or delete it", *lines)
    tell(f"{folder} is continued")
    for line in dict.fromkeys(
        line for each in stored["history"] for line in version_differences(each["made_with"], manifest["made_with"])
    ):
        tell(f"{folder}: its replications were begun with other versions: {line}")
    return {"started": stored["started"], "made_with": stored["made_with"]} | {
        "history": [*stored["history"], *manifest["history"]]
    }
