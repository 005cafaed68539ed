"""Makes run folders and writes them: a manifest that says "running", then the tables, then the finished manifest."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sim.engine.batch import Batch
from sim.model.daily import TRACKED
from sim.model.measures import MEASURES
from sim.study import columns, parquet
from sim.study import manifest as manifests
from sim.study.atomic import remedy, write_text
from sim.study.execute import Outcome
from sim.study.manifest import Manifest, now
from sim.study.own_mechanisms import OwnMechanism
from sim.study.problems import Problem
from sim.study.provenance import provenance

REPLICATIONS, DAILY, TRACE = "replications.parquet", "daily.parquet", "trace.parquet"
SUMMARY, FIGURES, POSTERIOR = "summary.csv", "figures", "posterior.csv"
OTHER_FOLDER = "set runs_dir= or ESCSIM_RUNS to a folder that can be written"


@dataclass(frozen=True)
class Plan:
    """A validated run, as the store needs to know it.

    Attributes:
        scenario: its name; `choices`: the alternative chosen in every config group.
        overrides: as the user gave them.
        config: the validated config of the model, resolved; `config_hash`: its hash.
        seed, replications: of the batch; `paths`, `traces`: how many of them are saved in full.
        workers: processes; `engine`: the scheduler's name.
        label: what a multirun calls it, else empty.
        replays_record: whether the observed milestones belong beside its results.
        engine_reason: why this engine.
        mechanisms: a user's own, whose files are kept with the run.
        observations: what was observed; `posterior`: what the manifest says of a posterior whose rows the replications
            take in turn, if any, and `posterior_text`: its file.
    """

    scenario: str
    choices: Mapping[str, str]
    overrides: Sequence[str]
    config: Mapping[str, Any]
    config_hash: str
    seed: int
    replications: int
    paths: int
    traces: int
    workers: int
    engine: str
    label: str = ""
    replays_record: bool = False
    engine_reason: str = ""
    mechanisms: tuple[OwnMechanism, ...] = ()
    observations: Mapping[str, Any] = field(default_factory=dict)
    posterior: Mapping[str, Any] = field(default_factory=dict)
    posterior_text: str = ""


class Recorder:
    """A run folder that is being written; made by `record`."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self._parts: list[Path] = []  # files with the rows that were spilled

    def spill(self, batch: Batch) -> None:
        """Write rows of the batch into a file of their own, so that they need not be held.

        Raises:
            Problem: the folder can no longer be written; the run is marked failed.
        """
        path = self.folder / f"replications-{len(self._parts):04d}.parquet"
        with _undisturbed(), self._giving_up():
            parquet.write(path, columns.replications(batch), {})
            self._parts.append(path)

    def finish(self, outcome: Outcome, texts: Callable[[Manifest], Mapping[str, str]] = lambda _: {}) -> None:
        """Write what came of the run; only then does the manifest say so.

        Args:
            outcome: of the batch.
            texts: makes further files, by name, from the finished manifest.

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
        with _undisturbed(), self._giving_up():
            self._write_tables(outcome, finished)
            for name, text in texts(finished).items():
                write_text(self.folder / name, text)
            write_text(self.folder / manifests.NAME, manifests.text(finished))
        self.manifest = finished

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
        parquet.join(self._parts, self.folder / REPLICATIONS, notes)
        for part in self._parts:
            part.unlink()

    def _give_up(self, error: OSError) -> None:
        failed = self.manifest | {"status": "failed", "ended": now(), "failure": f"not stored: {error.strerror}"}
        with suppress(OSError):
            write_text(self.folder / manifests.NAME, manifests.text(failed))
            self.manifest = failed


_TIME = "%Y%m%d-%H%M%S-%f"


def record(plan: Plan, root: Path, name: str | None = None) -> Recorder:
    """Make the folder of a run in `root` and write the manifest that says it is running.

    Args:
        plan: what is run.
        root: the folder of all runs, made if need be.
        name: of the new folder; by default one of the time, scenario and restrictions.

    Raises:
        Problem: the name is taken, or the folder cannot be written.
    """
    manifest: Manifest = {
        "format": manifests.FORMAT,
        "status": "running",
        "warning": manifests.WARNING,
        "label": plan.label,
        "replays_record": plan.replays_record,
        "scenario": plan.scenario,
        "choices": dict(plan.choices),
        "overrides": list(plan.overrides),
        "seed": plan.seed,
        "replications_asked": plan.replications,
        "replications": 0,
        "saved_paths": plan.paths,
        "saved_traces": plan.traces,
        "config": dict(plan.config),
        "config_hash": plan.config_hash,
        "engine": plan.engine,
        "engine_reason": plan.engine_reason,
        "observations": dict(plan.observations),
        "posterior": dict(plan.posterior),
        "mechanisms": [_kept_as(number, own) for number, own in enumerate(plan.mechanisms)],
        "workers": plan.workers,
        "measures": {measure.name: measure.unit for measure in MEASURES},
        "quantities": {quantity.name: quantity.unit for quantity in TRACKED},
        "made_with": provenance().as_dict(),
        "started": now(),
        "ended": None,
        "failure": "",
        "failure_details": "",
    }
    folder = make_folder(root, name, f"{plan.scenario}-{plan.choices.get('restrictions', '')}")
    try:
        for number, own in enumerate(plan.mechanisms):
            write_file(folder / _kept_as(number, own)["file"], own.source)
        if plan.posterior:
            write_file(folder / POSTERIOR, plan.posterior_text)
        write_file(folder / manifests.NAME, manifests.text(manifest))
    except Problem:
        with suppress(OSError):
            folder.rmdir()
        raise
    return Recorder(folder, manifest)


def _kept_as(number: int, own: OwnMechanism) -> dict[str, str]:
    return {"file": f"mechanism-{number}-{own.path.name}", "function": own.function}


def write_file(path: Path, text: str) -> None:
    """Write a file of a run folder as a whole; raises Problem where that cannot be done."""
    try:
        write_text(path, text)
    except OSError as error:
        raise Problem(f"cannot write {path}: {error.strerror}; {OTHER_FOLDER}") from error


def make_folder(root: Path, name: str | None, description: str) -> Path:
    """Make a new folder in `root`: `name`, or the time with a description; no two calls ever get the same.

    Raises:
        Problem: the name is taken, or the folder cannot be made.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        return _new(root / name) if name is not None else _new_by_time(root, description)
    except OSError as error:
        raise Problem(f"cannot write to the folder of runs {root}: {error.strerror}; {OTHER_FOLDER}") from error


@contextmanager
def claimed_folder(root: Path, name: str | None, description: str) -> Iterator[Path]:
    """As `make_folder`, before long work that fills it; it is taken away again where that leaves it empty.

    Raises:
        Problem: as `make_folder`.
    """
    folder = make_folder(root, name, description)
    try:
        yield folder
    except BaseException:  # Ctrl-C too
        with suppress(OSError):  # it holds something
            folder.rmdir()
        raise


def _new(folder: Path) -> Path:
    try:
        folder.mkdir()
    except FileExistsError:
        raise Problem(f"name={folder.name}: {folder} exists already; choose another name, or leave name= out") from None
    return folder


def _new_by_time(root: Path, description: str) -> Path:
    words = re.sub(r"[^\w.,-]+", "_", description).strip("-")[:100]
    while True:
        folder = root / f"{format(datetime.now(), _TIME)}-{words}"
        with suppress(FileExistsError):
            folder.mkdir()
            return folder


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait until the run is stored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt
