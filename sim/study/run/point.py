"""A point of a study as a run, for everything that reads, reports, explains or compares runs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.config.canonical import content_hash, to_config
from sim.config.problems import Problem, nearest
from sim.config.units import format_quantity, number_text
from sim.model.parameters import Parameters
from sim.model.quantity import DAY, PURE
from sim.study.files import integrity
from sim.study.files import manifest as manifests
from sim.study.files.manifest import Manifest
from sim.study.files.places import FIGURES
from sim.study.run.store import StoredRun
from sim.study.sweep import tables
from sim.study.sweep.compatibility import most_replications
from sim.study.sweep.folder import StudyFolder, open_study
from sim.study.sweep.point_table import POINTS
from sim.study.sweep.recipe import ROWS, TREES
from sim.study.sweep.stored import StoredStudy

MOST = 60  # points of a study that stand for it where runs are compared
HELD = 4  # studies whose points are held
SHOWN = 6  # labels of points that a message names
OF_THE_STUDY = (
    "format", "warning", "saved_paths", "saved_traces", "measures", "quantities", "made_with", "history",
    "started", "ended",
)  # fmt: skip


@dataclass(frozen=True)
class PointRun(StoredRun):
    """A point of a study.

    Attributes:
        stored: the study that it is of.
        number: its number.
    """

    stored: StoredStudy
    number: int

    @cached_property
    def study(self) -> StudyFolder:
        """The study that it is a point of."""
        return self.stored.folder

    @property
    def point(self) -> int:
        """Its number in that study."""
        return self.number

    @property
    def outputs(self) -> Path:
        """The folder for figures and pages made of it: one in the study's."""
        return self.home / FIGURES / f"point_{self.number}"

    @property
    def pictures(self) -> Path:
        """The folder of its figures: that of all that is made of it."""
        return self.outputs

    @property
    def future(self) -> int:
        """Number that distinguishes its random streams from those of other futures."""
        return int(self.stored.points["future"][self.number])


def is_point(path: Path) -> bool:
    """True if a path names a point of a study by number or label, such as runs/permission_timing/3, and nothing else.

    A label that no point has is left to `open_point` to refuse.
    """
    with suppress(OSError):
        return bool(path.name) and (path.parent / manifests.STUDY_NAME).is_file() and not path.exists()
    return False


def open_point(path: Path) -> PointRun:
    """The point that a path names; see `is_point`.

    Raises:
        Problem: the study has no such point, cannot be read, or this version of the model does not accept its config.
    """
    study = _stored(open_study(path.parent))
    point = _number(study, path)
    return PointRun(path, _manifest_of(study, point, _counts(study.folder)), study, point)


def check_point(path: Path) -> None:
    """Raise Problem if the study has no such point as a path names, or cannot be read."""
    _number(_stored(open_study(path.parent)), path)


def _number(study: StoredStudy, path: Path) -> int:
    """The number of the point that the last part of a path names, by its number or by a label that it has alone."""
    count, name = len(study.points["point"]), path.name
    if name.isdecimal() and name.isascii() and int(name) < count:
        return int(name)
    called = [study.of_point(point).get("label", "") for point in range(count)] if is_multirun(study.folder) else []
    labelled = study.points["label"].tolist()
    for labels in (called, labelled):
        if labels.count(name) == 1:
            return labels.index(name)
    more = ", …" if len(called) > SHOWN else ""
    shown = f"0 to {count - 1:,}" + (f": {', '.join(called[:SHOWN])}{more}" if called else "")
    near = nearest(name, [*called, *labelled[:MOST], *_results_in(path.parent)])
    own = path.parent.name
    meant = "" if near is None else f"; did you mean '{own}/{near}'?"
    raise Problem(f"{own}/{name}: no such point or folder ({own} has points {shown}){meant}")


def _results_in(folder: Path) -> list[str]:
    """The folders in a study's that have a manifest, such as that of the comparison of a multirun."""
    return [inside.name for inside in folder.iterdir() if manifests.kind_of(inside) is not None]


def is_multirun(folder: StudyFolder) -> bool:
    """True if `run -m` made a study, whose points have separate entries in the manifest."""
    return bool(folder.manifest.get("variants"))


def runs_of_multirun(folder: Path) -> list[PointRun]:
    """The points of a study that `run -m` made, as runs; none of another study.

    Raises:
        Problem: the study cannot be read.
    """
    study = open_study(folder)
    if not is_multirun(study):
        return []
    stored, counts = _stored(study), _counts(study)
    points = range(len(stored.points["point"]))
    return [PointRun(folder / str(one), _manifest_of(stored, one, counts), stored, one) for one in points]


def only_run(folder: Path) -> StoredRun | None:
    """The run of a multirun that has no other, as shards of one run make; None in another folder."""
    is_study = manifests.kind_of(folder) == manifests.STUDY_NAME
    runs = runs_of_multirun(folder) if is_study and open_study(folder).manifest["points"] == 1 else []
    return replace(runs[0], folder=folder) if runs else None


def points_in(folder: Path) -> list[Path]:
    """The points of a study, as `open_point` takes them, where all of them share their chance.

    Raises:
        Problem: they are of several futures, or too many.
    """
    study = _stored(open_study(folder))
    futures, count = len(np.unique(study.points["future"])), len(study.points["point"])
    some = f"name some of its points, such as {folder.name}/0 {folder.name}/1"
    whole = f"`escsim report {folder.name}` compares the policies over all futures"
    if futures > 1:
        raise Problem(
            f"{folder} has {futures:,} futures, and only runs of the same future are compared: {some}; {whole}"
        )
    if count > MOST:
        raise Problem(
            f"{folder} has {count:,} points, and {MOST} is the most runs that can be compared: {some}; {whole}"
        )
    return [folder / str(point) for point in range(count)]


def _stored(folder: StudyFolder) -> StoredStudy:
    """The study, read once, as long as its files stay what they are."""
    listed = folder.manifest[integrity.FILES]
    if TREES not in listed:
        raise Problem(f"{folder.path} lacks the recipe needed to rerun its points")
    digests = tuple(str(listed[folder.file(name).name]["sha256"]) for name in (POINTS, ROWS, TREES))
    return _read(folder.path, digests).at(folder)


@lru_cache(maxsize=HELD)
def _read(path: Path, digests: tuple[str, ...]) -> StoredStudy:
    """A study by the digests of what its points are made of."""
    return StoredStudy(open_study(path))


def _manifest_of(study: StoredStudy, point: int, counts: Mapping[int, Count]) -> Manifest:
    """The manifest that a run of this point would have."""
    stored, parameters = study.folder.manifest, study.parameters(point)
    return {
        **{name: stored[name] for name in OF_THE_STUDY},
        **_state(study.folder, counts.get(point, Count(0, 0, ""))),
        "config": to_config(parameters),
        "engine": stored.get("engine", ""),
        "engine_reason": stored.get("engine_reason", ""),
        "mechanisms": stored["mechanisms"] or [],
        "own_measures": stored.get("own_measures", []),
        "workers": 0,
        "model_sources": stored["history"][0]["model_sources"] if stored["history"] else "",
        "files": {},
        **(study.of_point(point) if is_multirun(study.folder) else _described(study, point, parameters)),
    }


def _described(study: StoredStudy, point: int, parameters: Parameters) -> Manifest:
    """Manifest entries of a single point of a sweep, from its factors."""
    stored = study.folder.manifest
    factors = dict(_factors(study, point))
    kept = (*(stored["mechanisms"] or ()), *stored.get("own_measures", ()))
    own = tuple((each["function"], study.folder.file(each["file"]).read_text("utf-8")) for each in kept)
    choices = {group: factors.get(group, option) for group, option in stored["choices"].items()}
    given = [word for word in stored["overrides"] if word.lstrip("+").partition("=")[0] not in factors]
    return {
        "label": str(study.points["label"][point]),
        "labels": {
            group: label
            for group, labels in stored.get("option_labels", {}).items()
            if (label := labels.get(str(choices.get(group))))
        },
        "seed": stored["seed"],
        "replays_record": False,
        "scenario": choices["scenario"],
        "choices": choices,
        "overrides": [*given, *(f"{key}={value}" for key, value in factors.items())],
        "config_hash": content_hash(parameters, *((own,) if own else ())),
        "observations": {},
        "posterior": {},
    }


class Count(NamedTuple):
    """Number of rows of a point, number of these that failed, and the error of one."""

    rows: int
    failed: int
    error: str


def _counts(folder: StudyFolder) -> dict[int, Count]:
    """Counts by point, for the points that have rows."""
    paths = folder.tables()
    if not paths:
        return {}
    failed = f"filter ({tables.ERROR} <> '')"
    first = f"coalesce(min_by({tables.ERROR}, replication) {failed}, '')"
    selected = f"point, count(*) as n, count(*) {failed} as failed, {first} as error"
    found = tables.query(paths, selected, "group by point")
    columns = (found[name].tolist() for name in ("point", "n", "failed", "error"))
    return {int(point): Count(int(rows), int(lost), error) for point, rows, lost, error in zip(*columns, strict=True)}


def _state(folder: StudyFolder, count: Count) -> Manifest:
    """Manifest entries on how much of a point is done, and on what stopped it."""
    stored = folder.manifest
    asked = count.rows if stored["until"] and stored["status"] == "finished" else most_replications(stored)
    status = "finished" if count.rows == asked else stored["status"]
    return {
        "status": "failed" if count.failed else status,
        "replications_asked": asked,
        "replications": count.rows - count.failed,
        "failure": count.error or stored["failure"],
        "failure_details": stored["failure_details"],
    }


def _factors(study: StoredStudy, point: int) -> list[tuple[str, str]]:
    """The factors that a point sets, each with its value as on the command line."""
    units = study.folder.manifest["units"]
    found = ((key, study.points[key][point]) for key in study.folder.manifest["kinds"])
    return [(key, text) for key, value in found if (text := _text(value, units.get(key, "")))]


def _text(value: Any, unit: str) -> str:
    """A value of a point; empty if the point does not read the factor."""
    if isinstance(value, str):
        return value
    number = float(value)
    if math.isnan(number) or (isinstance(value, np.integer) and number == -1):
        return ""
    if math.isinf(number):
        return "null"
    return number_text(number) if unit in (DAY, PURE, "") else format_quantity(number, unit)
