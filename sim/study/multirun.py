"""Several variants of a scenario, run one after another into one folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.config.problems import Problem
from sim.study import manifest as manifests
from sim.study.engines import Simulation
from sim.study.execute import Status
from sim.study.manifest import MULTIRUN_NAME, WARNING, now
from sim.study.new_folder import OTHER_FOLDER, make_folder
from sim.study.pool import Crew
from sim.study.store import Run, finished_run
from sim.study.sweep.progress import Progress
from sim.study.variant import SIMPY, Texts, Variant, run_variant

_BEGUN = re.compile(r"multirun\.sha256|\..*\.part")
"""What a folder may hold whose multirun was killed before it had a manifest."""
LABEL_LENGTH = 80  # characters of a label that a folder's name repeats
OF_THE_WHOLE = (
    "name",
    "runs_dir",
    "workers",
    "engine",
    "mechanisms",
)  # settings that cannot differ between the variants


@dataclass(frozen=True)
class Multirun:
    """A folder of runs.

    Attributes:
        folder: where it lies.
        runs: those that were begun, in order.
        status: failed where any run failed, interrupted where the user stopped it.
    """

    folder: Path
    runs: tuple[Run, ...]
    status: Status


def labels(points: Sequence[Sequence[str]]) -> list[str]:
    """What tells the points of a sweep apart: those of their overrides that differ; the number where none does."""
    swept = [texts for texts in zip(*points, strict=True) if len(set(texts)) > 1]
    if not swept:
        return [str(number) for number in range(len(points))]
    return [" ".join(texts) for texts in zip(*swept, strict=True)]


def check_alike(variants: Sequence[Variant]) -> None:
    """Raises Problem for a swept setting that belongs to the multirun as a whole."""
    swept = [key for key in OF_THE_WHOLE if len({getattr(variant.settings, key) for variant in variants}) > 1]
    if swept:
        raise Problem(*(f"{key}: must be the same for all runs of a multirun" for key in swept))


def run_all(
    variants: Sequence[Variant],
    root: Path,
    crew: Crew,
    progress: Callable[[Variant, Progress], None] | None = None,
    texts: Texts = lambda run: {},
    simulation: Simulation = SIMPY,
    tell: Callable[[str], None] = lambda _: None,
) -> Multirun:
    """Run validated variants; a failing one does not keep the others from running, Ctrl-C does.

    The same call with the name of a multirun that is not finished continues it.

    Args:
        variants: what to run, with the labels that tell them apart.
        root: the folder of runs, in which a folder is made that holds one run folder each.
        crew: the workers, shared by all.
        progress: is told after every chunk, with the variant.
        texts: makes further files of each run folder.
        simulation: the engine, with the model.
        tell: is told where a run is continued, and what of it is not kept.

    Raises:
        Problem: the name is taken, or a folder cannot be written.
    """
    check_alike(variants)
    folder, started = _begun(root, variants)
    runs: list[Run] = []
    _write(folder, started, None, variants, runs)
    for number, variant in enumerate(variants):
        told = None if progress is None else _telling(progress, variant)
        name = _folder_name(number, len(variants), variant.label)
        stored = finished_run(variant.plan(crew.workers, simulation), folder / name)
        later = sum(one.settings.replications for one in variants[number + 1 :])
        runs.append(stored or run_variant(variant, folder, crew, name, told, texts, simulation, tell, later))
        _write(folder, started, None, variants, runs)
        if runs[-1].manifest["status"] == "interrupted":
            break
    _write(folder, started, now(), variants, runs)
    return Multirun(folder, tuple(runs), _status(runs))


def finished_multirun(
    variants: Sequence[Variant], root: Path, workers: int, simulation: Simulation = SIMPY
) -> Multirun | None:
    """The multirun of these variants where its manifest and all runs say that they are finished; else None.

    What is wrong with it is told where it is continued.
    """
    name = variants[0].settings.name
    try:
        if name is None or manifests.read(root / name, MULTIRUN_NAME)["status"] != "finished":
            return None
        names = [_folder_name(number, len(variants), variant.label) for number, variant in enumerate(variants)]
        runs = [
            finished_run(variant.plan(workers, simulation), root / name / inside)
            for variant, inside in zip(variants, names, strict=True)
        ]
    except (Problem, OSError):
        return None
    stored = tuple(run for run in runs if run is not None)
    return Multirun(root / name, stored, "finished") if len(stored) == len(variants) else None


def _begun(root: Path, variants: Sequence[Variant]) -> tuple[Path, str]:
    """The folder, new or of a multirun that is not finished, and when that was begun.

    Raises:
        Problem: the folder holds another multirun, or one that is finished.
    """
    name = variants[0].settings.name
    folder = None if name is None else root / name
    if folder is None or not (folder / MULTIRUN_NAME).exists():
        left = folder is not None and folder.is_dir() and all(_BEGUN.fullmatch(path.name) for path in folder.iterdir())
        return folder if folder is not None and left else make_folder(root, name, "multirun"), now()
    stored = manifests.read(folder, MULTIRUN_NAME)
    if stored["planned"] != [variant.label for variant in variants]:
        raise Problem(f"name={name}: {folder} contains other runs; choose another name, or delete the folder")
    if stored["status"] == "finished":
        raise Problem(f"name={name}: {folder} exists already; choose another name, or leave out name=")
    return folder, str(stored["started"])


def _telling(progress: Callable[[Variant, Progress], None], variant: Variant) -> Callable[[Progress], None]:
    return lambda step: progress(variant, step)


def _folder_name(number: int, total: int, label: str) -> str:
    words = re.sub(r"[^\w.,+-]+", "_", label.replace(" ", ",").replace("=", "-"))[:LABEL_LENGTH]
    return f"{number:0{len(str(total - 1))}d}-{words}"


def _status(runs: Sequence[Run]) -> Status:
    statuses = {run.manifest["status"] for run in runs}
    if "interrupted" in statuses:
        return "interrupted"
    return "failed" if "failed" in statuses else "finished"


def _write(folder: Path, started: str, ended: str | None, variants: Sequence[Variant], runs: Sequence[Run]) -> None:
    done: list[Mapping[str, Any]] = [
        {"folder": run.folder.name, "label": run.manifest["label"], "status": run.manifest["status"]} for run in runs
    ]
    content: dict[str, Any] = {
        "format": manifests.FORMAT,
        "status": _status(runs) if ended else "running",
        "warning": WARNING,
        "planned": [variant.label for variant in variants],
        "runs": done,
        "started": started,
        "ended": ended,
        "files": {},
    }
    try:
        manifests.write(folder / MULTIRUN_NAME, content)
    except OSError as error:
        raise Problem(f"cannot write {folder / MULTIRUN_NAME}: {error.strerror}; {OTHER_FOLDER}") from error
