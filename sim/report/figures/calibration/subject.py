"""Data for the figures of a calibration: the posterior beside the prior, or ranks."""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem
from sim.report.figures.record import RecordSubject
from sim.report.words.run_names import called
from sim.study.files import integrity
from sim.study.files.manifest import CALIBRATION_NAME, KINDS, Manifest
from sim.study.files.places import POSTERIOR
from sim.validation.calibration.calibrate import CalibrationResult, with_factor
from sim.validation.calibration.informed import Information
from sim.validation.calibration.ranks import Ranks

Floats = NDArray[np.float64]
RANKS = "ranks.csv"
REMEDY = KINDS[CALIBRATION_NAME][1]


@dataclass(frozen=True)
class FittedParameters:
    """The parameters of a calibration, and the observation's factor, fitted ones first.

    Attributes:
        draws: of the posterior, float64[draws, parameters].
        days: of the readings that were fitted to.
    """

    information: tuple[Information, ...]
    draws: Floats
    bounds: tuple[tuple[float, float], ...]
    days: tuple[float, ...]

    @classmethod
    def of(cls, found: CalibrationResult) -> FittedParameters:
        """Fitted parameters of a calibration."""
        prior = found.prior
        ends = np.array([np.zeros(prior.dimensions), np.ones(prior.dimensions)])
        low, high = with_factor(prior, prior.values(ends), prior.factors(ends))
        draws = with_factor(prior, found.values, found.factors)
        return cls(found.information, draws, tuple(zip(low.tolist(), high.tolist(), strict=True)), tuple(found.days))

    def entries(self) -> dict[str, Any]:
        """Manifest entries of the result; the draws are in the posterior's file."""
        return {
            "information": [asdict(each) for each in self.information],
            "bounds": [list(each) for each in self.bounds],
        }


def fitted_to(subject: RecordSubject[FittedParameters]) -> str:
    """Sentence on the readings that were fitted, below a title."""
    days = subject.found.days
    return f"{called(dict(subject.manifest))}. Fitted to {len(days)} readings of days {days[0]:g} to {days[-1]:g}."


def stored_parameters(folder: Path, manifest: Manifest) -> FittedParameters:
    """Fitted parameters in the folder of a calibration; raise Problem if a file is missing or damaged."""
    if "information" not in manifest:
        raise Problem(f"{folder} was calibrated by an earlier version, which kept too little to draw it; {REMEDY}")
    information = tuple(
        Information(**{**each, "prior": tuple(each["prior"]), "posterior": tuple(each["posterior"])})
        for each in manifest["information"]
    )
    rows = _rows(folder, manifest, POSTERIOR)
    names = [name.partition(" (")[0] for name in rows[0]]
    columns = dict(zip(names, np.array(rows[1:], dtype=np.float64).T, strict=True))
    draws = np.column_stack([columns[each.key] for each in information])
    bounds = tuple((float(low), float(high)) for low, high in manifest["bounds"])
    return FittedParameters(information, draws, bounds, tuple(manifest["fitted_days"]))


def stored_ranks(folder: Path, manifest: Manifest) -> Ranks:
    """Ranks in the folder of a simulation-based calibration; raise Problem if a file is missing or damaged."""
    rows = _rows(folder, manifest, RANKS)
    ranks = np.array(rows[1:], dtype=np.int64)
    return Ranks(tuple(rows[0]), ranks, manifest["draws"], manifest["unfinished"], manifest["replications"])


def _rows(folder: Path, manifest: Manifest, name: str) -> list[list[str]]:
    with integrity.checked(folder, manifest[integrity.FILES], name, REMEDY).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
