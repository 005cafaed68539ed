"""A point of a study as a run: what reads, tells, explains or compares runs takes it as one."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.config.canonical import content_hash, to_config
from sim.config.problems import Problem
from sim.config.units import format_quantity, number_text
from sim.model.quantity import DAY, PURE
from sim.study import integrity
from sim.study import manifest as manifests
from sim.study.manifest import Manifest
from sim.study.parquet import Columns
from sim.study.places import FIGURES
from sim.study.store import Run
from sim.study.sweep import tables
from sim.study.sweep.folder import POINTS, StudyFolder, open_study
from sim.study.sweep.recipe import ROWS, TREES
from sim.study.sweep.sameness import most_replications
from sim.study.sweep.stored import StoredStudy

MOST = 60  # points of a study that stand for it where runs are compared
HELD = 4  # studies whose points are held
OF_THE_STUDY = (
    "format", "warning", "seed", "saved_paths", "saved_traces", "measures", "quantities", "made_with", "history",
    "started", "ended",
)  # fmt: skip


@dataclass(frozen=True)
class PointRun(Run):
    """A point of a study.

    Attributes:
        stored: the study that it is of.
        number: its number.
    """

    stored: StoredStudy
    number: int

    @property
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
    def future(self) -> int:
        """By which its random streams are told apart from those of other futures."""
        return int(self.stored.points["future"][self.number])


def is_point(path: Path) -> bool:
    """Whether a path names a point of a study, such as runs/permission_timing/3, and no folder that is there."""
    with suppress(OSError):
        return path.name.isdecimal() and path.name.isascii() and (path.parent / manifests.STUDY_NAME).is_file()
    return False


def open_point(path: Path) -> PointRun:
    """The point that a path names; see `is_point`.

    Raises:
        Problem: the study has no such point, cannot be read, or this version of the model does not accept its config.
    """
    study = _stored(open_study(path.parent))
    count = len(study.points["point"])
    point = int(path.name)
    if point >= count:
        raise Problem(f"{path.parent} has points 0 to {count - 1:,} (got {path.name})")
    return PointRun(path, _manifest_of(study, point), study, point)


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


def _manifest_of(study: StoredStudy, point: int) -> Manifest:
    """The manifest that a run of this point would have."""
    stored, parameters = study.folder.manifest, study.parameters(point)
    factors = dict(_factors(study, point))
    mechanisms = stored["mechanisms"] or []
    own = tuple((each["function"], study.folder.file(each["file"]).read_text("utf-8")) for each in mechanisms)
    choices = {group: factors.get(group, option) for group, option in stored["choices"].items()}
    given = [word for word in stored["overrides"] if word.lstrip("+").partition("=")[0] not in factors]
    return {
        **{name: stored[name] for name in OF_THE_STUDY},
        **_state(study.folder, point),
        "label": str(study.points["label"][point]),
        "replays_record": False,
        "scenario": choices["scenario"],
        "choices": choices,
        "overrides": [*given, *(f"{key}={value}" for key, value in factors.items())],
        "config": to_config(parameters),
        "config_hash": content_hash(parameters, *((own,) if own else ())),
        "engine": stored.get("engine", ""),
        "engine_reason": stored.get("engine_reason", ""),
        "observations": {},
        "posterior": {},
        "mechanisms": mechanisms,
        "workers": 0,
        "model_sources": stored["history"][0]["model_sources"] if stored["history"] else "",
        "files": {},
    }


def _state(folder: StudyFolder, point: int) -> Manifest:
    """How much of a point is done, and what kept it from being done."""
    errors = _rows(folder, point)[tables.ERROR]
    stored, failed = folder.manifest, errors[errors != ""]
    asked = len(errors) if stored["until"] and stored["status"] == "finished" else most_replications(stored)
    status = "finished" if len(errors) == asked else stored["status"]
    return {
        "status": "failed" if len(failed) else status,
        "replications_asked": asked,
        "replications": len(errors) - len(failed),
        "failure": str(failed[0]) if len(failed) else stored["failure"],
        "failure_details": stored["failure_details"],
    }


def _rows(folder: StudyFolder, point: int) -> Columns:
    paths = folder.tables()
    if not paths:
        return tables.no_rows(list(folder.manifest["measures"]))
    return tables.query(paths, "*", f"where point = {point} order by replication")


def _factors(study: StoredStudy, point: int) -> list[tuple[str, str]]:
    """The factors that a point sets, each with its value as on the command line."""
    units = study.folder.manifest["units"]
    found = ((key, study.points[key][point]) for key in study.folder.manifest["kinds"])
    return [(key, text) for key, value in found if (text := _text(value, units.get(key, "")))]


def _text(value: Any, unit: str) -> str:
    """A value of a point; empty where the point does not read the factor."""
    if isinstance(value, str):
        return value
    number = float(value)
    if math.isnan(number) or (isinstance(value, np.integer) and number == -1):
        return ""
    if math.isinf(number):
        return "null"
    return number_text(number) if unit in (DAY, PURE, "") else format_quantity(number, unit)
