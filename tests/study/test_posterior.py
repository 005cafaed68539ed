"""Runs whose replications take their parameters from a posterior."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.rerun import rerun, rerun_point
from sim.config.compose import read
from sim.config.library import Library
from sim.config.paths import config_root
from sim.config.problems import Problem
from sim.engine import reference
from sim.study.design.designs.sample import Sample
from sim.study.design.posterior import PosteriorSimulation, posterior_csv, read_posterior
from sim.study.design.rows import Source
from sim.study.design.sections import find_factor, section_rows
from sim.study.design.study import read_study
from sim.study.design.variant import CLASSES, Variant, variant_of
from sim.study.execution.pool import Pool
from sim.study.run.multirun import sweep_of_variants
from sim.study.run.opening import open_run
from sim.study.run.running import SIMPY, run_variant
from sim.study.sweep.drive import run_study
from sim.study.sweep.folder import open_study

LIBRARY = Library(CLASSES, config_root())
KEYS, UNITS = ("scenario.front.hold_depth", "advance.time_constant_median", "fires.suppression"), ("km", "d", "1")
VALUES = np.array([[7.1, 4.0, 0.1], [8.3, 1 / 3, 0.0], [6.5, 9.0, 0.2]])
FACTOR = np.array([1.1, 1.2, 1.3])
SMALL = ("horizon=22 days", "replications=5", "workers=1")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(posterior_csv(KEYS, UNITS, VALUES, FACTOR), encoding="utf-8")
    return path


def variant(*words: str) -> Variant:
    trees, composition = read(LIBRARY, [*SMALL, *words])
    return variant_of(trees, composition)


def test_a_file_gives_the_very_same_numbers(file: Path) -> None:
    found = read_posterior(file, variant().parameters)
    assert found.uncertain.keys == KEYS
    assert np.array_equal(found.values, VALUES)
    assert found.factor is not None
    assert np.array_equal(found.factor, FACTOR)
    assert found.text() == file.read_text(encoding="utf-8")


def test_replications_take_the_rows_in_turn(file: Path) -> None:
    mine = variant(f"parameters=posterior:{file}")
    assert mine.posterior is not None
    simulate = pickle.loads(pickle.dumps(PosteriorSimulation(reference.simulate, mine.posterior)))
    batch = simulate(mine.parameters, 7, range(5), 2, 1)
    for number in range(5):
        row = zip(KEYS, VALUES[number % 3].tolist(), (" km", " d", ""), strict=True)
        words = [f"{key}={value!r}{unit}" for key, value, unit in row]
        alone = reference.simulate(variant(*words).parameters, 7, [number])
        assert batch.rows[number].tobytes() == alone.rows[0].tobytes()
    assert batch.paths.tolist() == [0, 1]


def test_a_replication_of_a_run_can_be_done_again_without_the_file(file: Path, tmp_path: Path) -> None:
    mine = variant(f"parameters=posterior:{file}", "name=A")
    with Pool(1) as crew:
        run_variant(mine, tmp_path, crew, "A")
    file.unlink()
    run = open_run(tmp_path / "A")
    described = {"source": str(file), "rows": 3, "keys": list(KEYS), "file": "posterior.csv"}
    assert run.manifest["posterior"] == described
    for number in (0, 4):
        assert rerun(run, number).differing == ()
    (run.folder / "posterior.csv").unlink()
    with pytest.raises(Problem, match=r"posterior.csv is missing"):
        rerun(run, 0)


def test_other_rows_have_another_hash(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text(posterior_csv(KEYS, UNITS, VALUES[:2], None), encoding="utf-8")
    hashes = {
        variant(*words).config_hash
        for words in ((), (f"parameters=posterior:{file}",), (f"parameters=posterior:{other}",))
    }
    assert len(hashes) == 3


def test_a_folder_stands_for_its_file(file: Path) -> None:
    file.rename(file.parent / "posterior.csv")
    assert len(variant(f"parameters=posterior:{file.parent}").posterior or ()) == 3


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("parameters=prior",), "parameters: must be posterior:PATH, or null (got 'prior')"),
        (
            ("parameters=posterior:nowhere.csv",),
            "parameters: no calibration folder or posterior file nowhere.csv",
        ),
        (("parameters=posterior:runs/nix",), "parameters: no calibration folder or posterior file runs/nix"),
        (("parameters=posterior:.",), "parameters: . is not a calibration folder: it has no posterior.csv"),
        (("parameters=posterior:{}", "fires.suppression=0.1"), "fires.suppression: has no effect, because parameters="),
        (
            ("parameters=posterior:{}", "advance=exogenous"),
            "advance.time_constant_median is not used by the chosen alternatives",
        ),
    ],
)
def test_what_is_wrong_is_told(file: Path, words: tuple[str, ...], message: str) -> None:
    with pytest.raises(Problem) as told:
        variant(*(word.format(file) for word in words))
    assert message in str(told.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "advance.time_constant_med (d)\n3\n",
            "advance.time_constant_med: no such setting; did you mean 'advance.time_constant_median'?",
        ),
        ("advance.time_constant_median (h)\n3\n", "advance.time_constant_median: must be in d (got 'h')"),
        ("fires.suppression\n0.1\n1.5\n", "fires.suppression: must be between 0 and 1; 1 of 2 rows are not"),
        ("fires.suppression,fires.demand_x\n,1\n", "fires.demand_x: no such setting"),
        ("fires.suppression,advance.red_fires_weight\n,1\n", "fires.suppression: must be a number in every row"),
        (
            "scenario.front.city_distance (km)\n20\n",
            "1 of 1 rows are refused; line 2: scenario.front.city_distance_low",
        ),
        ("observation_factor\n1\n", "names no parameter"),
        ("fires.suppression,observation_factor\n0.1,0\n", "observation_factor: must be greater than 0"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Problem) as told:
        read_posterior(path, variant().parameters)
    assert message in str(told.value)


def test_a_study_does_not_pass_a_posterior_over(file: Path) -> None:
    with pytest.raises(Problem, match=r"a study takes a sample as uncertainties: \{design: sample, file: .*mine.csv"):
        read_study(LIBRARY, ["study=permission_timing", f"parameters=posterior:{file}"])


def test_a_study_takes_the_same_file_and_passes_the_observation_over(file: Path) -> None:
    source = Source(lambda where, key: find_factor(LIBRARY, where, key, None), file.parent, 1)
    rows = section_rows(source, 1, [("study.uncertainties", Sample(file="mine.csv"))])
    assert list(rows.columns) == list(KEYS)
    assert np.array_equal(rows.columns[KEYS[1]].values, VALUES[:, 1])


def test_points_of_a_multirun_have_each_their_own_posterior(file: Path, tmp_path: Path) -> None:
    found = [variant(f"parameters=posterior:{file}", "name=M"), variant("name=M")]
    with Pool(1) as crew:
        run_study(sweep_of_variants(found, SIMPY), tmp_path / "M", crew)
        run_variant(found[0], tmp_path, crew, "A")
    file.unlink()
    mine, alone = open_run(tmp_path / "M" / "0"), open_run(tmp_path / "A")
    assert mine.manifest["posterior"]["file"] == "posterior-0.csv"
    assert open_run(tmp_path / "M" / "1").manifest["posterior"] == {}
    ours, theirs = mine.replications(), alone.replications()
    assert all(np.array_equal(ours[name], theirs[name], equal_nan=True) for name in ("red_fires_kr", "ground_lost_km2"))
    assert rerun(mine, 1).differing == ()
    assert rerun_point(open_study(tmp_path / "M"), 0, 1).differing == ()
