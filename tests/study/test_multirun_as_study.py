"""Variants as the points of one study, each with settings of its own, as `run -m` runs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import fake_engine
import numpy as np
import pytest

from sim.config.compose import read, sweep_labels
from sim.config.library import open_library
from sim.config.problems import Problem
from sim.engine.batch import Batch, ReplicationFailed
from sim.model.parameters import Parameters
from sim.study.design.variant import CLASSES, Variant
from sim.study.execution.engines import available_cores, worker_count
from sim.study.execution.pool import Pool
from sim.study.listing import list_runs
from sim.study.run.multirun import check_alike, sweep_of_variants
from sim.study.run.opening import open_run
from sim.study.run.point import runs_of_multirun
from sim.study.run.running import run_variant
from sim.study.run.store import StoredRun
from sim.study.sweep.drive import run_study
from sim.study.sweep.folder import is_done, open_study
from sim.study.sweep.merge import merge
from sim.study.sweep.plan import Sweep, SweepOutcome
from sim.study.sweep.shard import Shard
from sim.study.sweep.stored import StoredStudy

LIBRARY = open_library(CLASSES)


@pytest.fixture(scope="module")
def parameters() -> Parameters:
    """Those of the default run."""
    (found, _), _ = read(LIBRARY)
    assert isinstance(found, Parameters)
    return found


def variants(parameters: Parameters, *seeds: int, replications: int = 4) -> list[Variant]:
    choices = {"scenario": "border_generic", "restrictions": "full_ban"}
    settings = [fake_engine.settings(replications, seed) for seed in seeds]
    return [
        Variant(parameters, one, choices, [f"seed={seed}"], f"seed={seed}")
        for one, seed in zip(settings, seeds, strict=True)
    ]


def sweep(found: Sequence[Variant], engine: Callable[..., Batch] = fake_engine.simulate) -> Sweep:
    return sweep_of_variants(found, fake_engine.simulation(engine))


def run(folder: Path, found: Sequence[Variant], engine: Callable[..., Batch] = fake_engine.simulate) -> SweepOutcome:
    return run_study(sweep(found, engine), folder, Pool(1), failed_again=True)


def stop_in_two(parameters: Any, seed: int, replications: Sequence[int], paths: int, traces: int) -> Batch:
    if seed == 2:
        raise KeyboardInterrupt
    return fake_engine.simulate(parameters, seed, replications, paths, traces)


def fail_in_two(parameters: Any, seed: int, replications: Sequence[int], paths: int, traces: int) -> Batch:
    if seed == 2 and 0 in replications:
        raise ReplicationFailed(0, "money does not balance")
    return fake_engine.simulate(parameters, seed, replications, paths, traces)


def same(one: StoredRun, other: StoredRun) -> bool:
    """Whether rows, days and events of two runs are equal to the last bit."""
    pairs = ((one.replications(), other.replications()), (one.daily(), other.daily()), (one.trace(), other.trace()))
    return all(
        list(mine) == list(theirs)
        and all(np.array_equal(mine[key], theirs[key], equal_nan=mine[key].dtype.kind == "f") for key in mine)
        for mine, theirs in pairs
    )


@pytest.mark.parametrize(
    ("engine", "status", "statuses"),
    [
        (fake_engine.simulate, "finished", ["finished", "finished", "finished"]),
        (fail_in_two, "finished", ["finished", "failed", "finished"]),
        (stop_in_two, "interrupted", ["interrupted", "interrupted", "interrupted"]),
    ],
)
def test_what_became_of_each_variant_is_known_and_the_same_call_finishes_it(
    parameters: Parameters, tmp_path: Path, engine: Any, status: str, statuses: list[str]
) -> None:
    found, folder = variants(parameters, 1, 2, 3), tmp_path / "M"
    assert run(folder, found, engine).status == status
    assert [one.manifest["status"] for one in runs_of_multirun(folder)] == statuses
    listed = {entry.name: entry.manifest["status"] for entry in list_runs(tmp_path)}
    assert listed == dict(zip(("M/0", "M/1", "M/2"), statuses, strict=True))
    assert is_done(folder, sweep(found)) == (set(statuses) == {"finished"})
    assert run(folder, found).status == "finished"
    assert is_done(folder, sweep(found))
    run(tmp_path / "whole", found)
    for name in ("results.parquet", "days.parquet", "events.parquet"):
        assert (folder / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_a_variant_is_the_run_alone_whatever_differs(parameters: Parameters, tmp_path: Path) -> None:
    found = variants(parameters, 5, 6)
    run(tmp_path / "M", found)
    for number, variant in enumerate(found):
        alone = run_variant(variant, tmp_path, Pool(1), f"A{number}", simulation=fake_engine.simulation())
        point = open_run(tmp_path / "M" / str(number))
        assert same(point, alone)
        entries = ("label", "choices", "overrides", "seed", "config", "config_hash", "scenario", "observations")
        assert {key: point.manifest[key] for key in entries} == {key: alone.manifest[key] for key in entries}


@pytest.mark.parametrize("engine", [fake_engine.simulate, fail_in_two, stop_in_two])
def test_a_column_alone_is_that_of_the_whole_table(parameters: Parameters, tmp_path: Path, engine: Any) -> None:
    run(tmp_path / "M", variants(parameters, 1, 2, 3), engine)
    for one in runs_of_multirun(tmp_path / "M"):
        held, apart = one.daily(), one.daily(held=False)
        assert list(apart) == list(held)
        assert all(apart[name].tolist() == held[name].tolist() for name in held)


def test_a_point_is_opened_by_its_label(parameters: Parameters, tmp_path: Path) -> None:
    run(tmp_path / "M", variants(parameters, 1, 2))
    assert same(open_run(tmp_path / "M" / "seed=2"), open_run(tmp_path / "M" / "1"))
    with pytest.raises(Problem, match=r"points 0 to 1: seed=1, seed=2\); did you mean '.*seed=2'\?"):
        open_run(tmp_path / "M" / "seed=22")
    with pytest.raises(Problem, match="points 0 to 1: seed=1, seed=2"):
        open_run(tmp_path / "M" / "2")


def test_a_damaged_file_is_told_and_the_same_call_brings_it_back(parameters: Parameters, tmp_path: Path) -> None:
    found, folder = variants(parameters, 1, 2), tmp_path / "M"
    run(folder, found)
    whole = (folder / "results.parquet").read_bytes()
    (folder / "results.parquet").write_bytes(whole[:-1] + b"!")
    with pytest.raises(Problem, match=r"damaged: .*; repeat its command with name=M to rerun them"):
        open_run(folder / "0")
    assert not is_done(folder, sweep(found))
    assert run(folder, found).status == "finished"
    assert (folder / "results.parquet").read_bytes() == whole


def test_more_replications_are_added_and_other_variants_refused(parameters: Parameters, tmp_path: Path) -> None:
    run(tmp_path / "M", variants(parameters, 1, 2))
    assert run(tmp_path / "M", variants(parameters, 1, 2, replications=6)).new == 4
    with pytest.raises(Problem, match=r"another study.*\n.*run 1: 'seed=2 .*' in the folder, 'seed=3 .*' now"):
        run(tmp_path / "M", variants(parameters, 1, 3, replications=6))


def test_shards_are_merged_to_the_whole(parameters: Parameters, tmp_path: Path) -> None:
    found = variants(parameters, 1, 2)
    for number in (1, 2):
        shard = sweep_of_variants(found, fake_engine.simulation(), Shard(number, 2))
        run_study(shard, tmp_path / f"M-{number}", Pool(1))
    run(tmp_path / "whole", found)
    merged = merge([tmp_path / "M-1", tmp_path / "M-2"], tmp_path / "M")
    for name in ("results.parquet", "days.parquet", "events.parquet"):
        assert (merged / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    assert is_done(merged, sweep(found))


def test_a_multirun_of_one_run_is_that_run(parameters: Parameters, tmp_path: Path) -> None:
    (alone,) = variants(parameters, 5)
    run(tmp_path / "M", [alone])
    found = open_run(tmp_path / "M")
    assert (found.folder, found.point) == (tmp_path / "M", 0)
    assert same(found, run_variant(alone, tmp_path, Pool(1), "A", simulation=fake_engine.simulation()))
    run(tmp_path / "two", variants(parameters, 5, 6))
    with pytest.raises(Problem, match="is a study, not a run; name one of its points, such as two/0"):
        open_run(tmp_path / "two")


def test_a_run_is_done_again_with_its_own_seed(parameters: Parameters, tmp_path: Path) -> None:
    run(tmp_path / "M", variants(parameters, 1, 2))
    stored = StoredStudy(open_study(tmp_path / "M"))
    assert [stored.of_point(point)["seed"] for point in (0, 1)] == [1, 2]
    again = stored.sweep(fake_engine.simulation())
    rows = again.work(list(again.portions(again.runs(1))))
    kept = [open_run(tmp_path / "M" / str(point)).replications() for point in (0, 1)]
    name = next(iter(again.measures))
    assert rows.values[:, 0].tolist() == [float(one[name][0]) for one in kept]
    assert rows.values[0, 0] != rows.values[1, 0]


def test_what_differs_has_its_place_in_the_design() -> None:
    words = ["restrictions={}", "stall={}", "seed={}", "horizon=40 days"]
    values = [(a, b, c) for a in ("full_ban", "counter_fire") for b in ("line", "mixed") for c in ("1", "2")]
    found = []
    for each in values:
        texts = [word.format(value) for word, value in zip(words, (*each, ""), strict=True)]
        (parameters, _), composition = read(LIBRARY, texts)
        settings = replace(fake_engine.settings(4), seed=int(each[2]))
        found.append(Variant(parameters, settings, composition.choices, composition.overrides, " ".join(texts[:3])))
    made = sweep(found)
    assert made.record["kinds"] == {"restrictions": "lever", "stall": "structure", "seed": "uncertainty"}
    assert made.points["lever"].tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert made.points["structure"].tolist() == [0, 0, 1, 1] * 2
    assert made.points["uncertainty"].tolist() == [0, 1] * 4
    assert made.points["future"].tolist() == [0] * 8
    assert made.points["label"].tolist() == ["full_ban"] * 4 + ["counter_fire"] * 4
    assert (made.record["overrides"], made.record["horizon_days"]) == (["horizon=40 days"], 40.0)


def test_numbers_are_numbers_in_their_unit(parameters: Parameters) -> None:
    first = variants(parameters, 1)[0]
    other = replace(parameters, horizon_days=50.0)
    found = [
        replace(first, overrides=["horizon=180 days"]),
        replace(first, parameters=other, overrides=["horizon=50 days"], label="short"),
    ]
    made = sweep(found)
    assert made.points["horizon"].tolist() == [parameters.horizon_days, 50.0]
    assert (made.record["units"], made.record["horizon_days"]) == ({"horizon": "d"}, None)


def test_settings_of_the_whole_may_not_differ(parameters: Parameters) -> None:
    first, second = variants(parameters, 1, 2)
    check_alike([first, second])
    settings = replace(second.settings, name="B", workers=3, replications=7)
    told = r"name: must be the same .*\nworkers: must be the same .*\nreplications: must be the same"
    with pytest.raises(Problem, match=told):
        check_alike([first, replace(second, settings=settings)])


def test_labels_are_the_overrides_that_differ() -> None:
    assert sweep_labels([["seed=1", "aid=surge"], ["seed=2", "aid=surge"]]) == ["seed=1", "seed=2"]
    assert sweep_labels([["seed=1", "aid=a"], ["seed=1", "aid=b"], ["seed=2", "aid=a"]]) == [
        "seed=1 aid=a",
        "seed=1 aid=b",
        "seed=2 aid=a",
    ]
    assert sweep_labels([["seed=1"]]) == [""]


def test_no_more_workers_than_replications() -> None:
    assert worker_count(fake_engine.settings(replications=2, workers=64)) == 2
    assert worker_count(fake_engine.settings(replications=100, workers=64)) == 64
    assert available_cores() >= 1
