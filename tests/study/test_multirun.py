"""Multiruns: one folder of runs, which a failing run does not stop and Ctrl-C does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import fake_engine
import pytest

from sim.config.compose import read
from sim.config.library import open_library
from sim.config.problems import Problem
from sim.engine.batch import Batch, ReplicationFailed
from sim.model.parameters import Parameters
from sim.study.engines import available_cores, crew_size
from sim.study.listing import list_runs
from sim.study.multirun import Multirun, check_alike, labels, run_all
from sim.study.pool import Pool
from sim.study.variant import CLASSES, Variant


@pytest.fixture(scope="module")
def parameters() -> Parameters:
    """Those of the default run."""
    (found, _), _ = read(open_library(CLASSES))
    assert isinstance(found, Parameters)
    return found


def variants(parameters: Parameters, *seeds: int) -> list[Variant]:
    choices = {"scenario": "border_generic", "restrictions": "full_ban"}
    return [
        Variant(parameters, fake_engine.settings(4, seed), choices, [f"seed={seed}"], f"seed={seed}") for seed in seeds
    ]


def stop_in_two(parameters: Any, seed: int, replications: Sequence[int], paths: int, traces: int) -> Batch:
    if seed == 2:
        raise KeyboardInterrupt
    return fake_engine.simulate(parameters, seed, replications, paths, traces)


def fail_in_two(parameters: Any, seed: int, replications: Sequence[int], paths: int, traces: int) -> Batch:
    if seed == 2:
        raise ReplicationFailed(0, "money does not balance")
    return fake_engine.simulate(parameters, seed, replications, paths, traces)


def record_of(multirun: Multirun) -> dict[str, Any]:
    record = json.loads((multirun.folder / "multirun.json").read_text())
    assert isinstance(record, dict)
    return record


@pytest.mark.parametrize(
    ("engine", "status", "statuses"),
    [
        (fake_engine.simulate, "finished", ["finished", "finished", "finished"]),
        (fail_in_two, "failed", ["finished", "failed", "finished"]),
        (stop_in_two, "interrupted", ["finished", "interrupted"]),
    ],
)
def test_what_became_of_each_run_is_recorded(
    parameters: Parameters, tmp_path: Path, engine: Any, status: str, statuses: list[str]
) -> None:
    with Pool(1) as pool:
        multirun = run_all(variants(parameters, 1, 2, 3), tmp_path, pool, simulation=fake_engine.simulation(engine))
    assert multirun.status == status
    assert [run.manifest["status"] for run in multirun.runs] == statuses
    record = record_of(multirun)
    assert record["status"] == status
    assert record["planned"] == ["seed=1", "seed=2", "seed=3"]
    assert [run["status"] for run in record["runs"]] == statuses
    folders = {"0-seed-1": 1, "1-seed-2": 2, "2-seed-3": 3}
    assert [run["folder"] for run in record["runs"]] == list(folders)[: len(statuses)]
    assert {entry.folder.name for entry in list_runs(tmp_path)} == {*list(folders)[: len(statuses)]}


def test_long_and_odd_labels_make_short_and_plain_names(parameters: Parameters, tmp_path: Path) -> None:
    (variant,) = variants(parameters, 1)
    odd = Variant(parameters, variant.settings, variant.choices, [], "a/b='20 km' " + 300 * "x")
    with Pool(1) as pool:
        multirun = run_all([odd], tmp_path, pool, simulation=fake_engine.simulation())
    name = multirun.runs[0].folder.name
    assert name.startswith("0-a_b-_20,km_,xxx")
    assert len(name) < 100


def test_a_name_that_is_taken_is_refused_before_anything_runs(parameters: Parameters, tmp_path: Path) -> None:
    (variant,) = variants(parameters, 1)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "letter.txt").write_text("")
    settings = replace(variant.settings, name="taken")
    with Pool(1) as pool, pytest.raises(Problem, match=r"name=taken: .* exists already"):
        run_all([Variant(parameters, settings, variant.choices)], tmp_path, pool, simulation=fake_engine.simulation())


def test_settings_of_the_whole_may_not_differ(parameters: Parameters) -> None:
    first, second = variants(parameters, 1, 2)
    check_alike([first, second])
    settings = replace(second.settings, name="B", workers=3)
    with pytest.raises(Problem, match=r"name: must be the same .*\nworkers: must be the same"):
        check_alike([first, Variant(parameters, settings, second.choices)])


def test_labels_are_the_overrides_that_differ() -> None:
    assert labels([["seed=1", "aid=surge"], ["seed=2", "aid=surge"]]) == ["seed=1", "seed=2"]
    assert labels([["seed=1", "aid=a"], ["seed=1", "aid=b"], ["seed=2", "aid=a"]]) == [
        "seed=1 aid=a",
        "seed=1 aid=b",
        "seed=2 aid=a",
    ]
    assert labels([["seed=1"]]) == ["0"]


def test_no_more_workers_than_replications() -> None:
    assert crew_size(fake_engine.settings(replications=2, workers=64)) == 2
    assert crew_size(fake_engine.settings(replications=100, workers=64)) == 64
    assert available_cores() >= 1
