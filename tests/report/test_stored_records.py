"""Backtests and calibrations opened from their folders: the same figures and numbers as when they were made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.config.compose import read
from sim.config.library import open_library
from sim.report.figures.record import RecordSubject
from sim.report.figures.registry import figure_named
from sim.report.folders.calibration import write_ranks
from sim.report.folders.record import basis_of
from sim.study.design.variant import CLASSES, variant_of
from sim.validation.calibration.ranks import Ranks


@pytest.fixture
def basis() -> dict[str, Any]:
    trees, composition = read(open_library(CLASSES, config_dir=None))
    found = variant_of(trees, composition)
    return {**basis_of(found, 4_000), "errors": "as fitted"}


@pytest.fixture
def ranked() -> Ranks:
    ranks = np.random.default_rng(7).integers(0, 40, (60, 2))
    return Ranks(("advance.time_constant_median", "observation_factor"), ranks, 39, 3, 4_000)


def test_ranks_are_read_as_they_were_written(tmp_path: Path, basis: dict[str, Any], ranked: Ranks) -> None:
    (tmp_path / "C").mkdir()
    write_ranks(tmp_path / "C", ranked, basis)
    found = sim.load(tmp_path / "C")
    assert isinstance(found, sim.StoredRecord)
    assert found.figures["name"].tolist() == ["ranks"]
    table = found.numbers("ranks")
    assert table["records"].reshape(2, 10).tolist() == ranked.counts().tolist()
    written = figure_named("calibration", "ranks").numbers(RecordSubject(basis, ranked)).csv()
    assert (tmp_path / "C" / "figures" / "ranks.csv").read_text() == written
    assert len(found.figure("ranks").axes) == 2
    assert "Probability of ranks at least this uneven" in repr(found)
    with pytest.raises(sim.Problem, match="posterior: this calibration has no data for it"):
        found.figure("posterior")


def test_a_changed_file_is_never_drawn(tmp_path: Path, basis: dict[str, Any], ranked: Ranks) -> None:
    (tmp_path / "C").mkdir()
    write_ranks(tmp_path / "C", ranked, basis, figures=False)
    with (tmp_path / "C" / "ranks.csv").open("a") as file:
        file.write("1,1\n")
    with pytest.raises(sim.Problem, match=r"ranks\.csv"):
        sim.load(tmp_path / "C")
