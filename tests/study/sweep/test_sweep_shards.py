"""Shards together are the undivided study, byte for byte."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from samples import sampled
from sweep_works import FakeWork, contents, fake_sweep, sharded

from sim.config.problems import Problem
from sim.study.differences.stopping import PrecisionTarget, StoppingRule
from sim.study.execution.pool import Pool
from sim.study.sweep.drive import run_study
from sim.study.sweep.merge import merge
from sim.study.sweep.plan import Sweep
from sim.study.sweep.ranges import BITS
from sim.study.sweep.shard import Shard, read_shard

SWEEPS = {
    "few groups": fake_sweep(FakeWork(fail=4)),
    "many groups": fake_sweep(futures=40),
    "one replication": fake_sweep(futures=5, replications=1),
    "a rule": fake_sweep(futures=5, until=StoppingRule((PrecisionTarget("loss", 0.02),), 300, 50)),
}


def shards(sweep: Sweep, root: Path, of: int) -> list[Path]:
    folders = []
    for number in range(1, of + 1):
        shard = Shard(number, of)
        folders.append(root / shard.folder("S"))
        assert run_study(sharded(sweep, shard), folders[-1], Pool(1)).status == "finished"
    return folders


@pytest.mark.thorough
@pytest.mark.parametrize("of", sampled([1, 3], 3))
@pytest.mark.parametrize("name", SWEEPS)
def test_merged_shards_are_the_whole(tmp_path: Path, name: str, of: int) -> None:
    whole = run_study(SWEEPS[name], tmp_path / "S", Pool(1))
    folders = shards(SWEEPS[name], tmp_path, of)
    assert merge(folders[::-1], tmp_path / "M") == tmp_path / "M"
    assert contents(tmp_path / "M") == contents(tmp_path / "S")
    again = run_study(SWEEPS[name], tmp_path / "M", Pool(1))
    assert again == replace(whole, new=0)
    assert contents(tmp_path / "M") == contents(tmp_path / "S")


@pytest.mark.parametrize("name", SWEEPS)
@pytest.mark.parametrize("of", [2, 7])
def test_every_run_is_in_one_shard_with_those_it_is_compared_with(name: str, of: int) -> None:
    sweep = SWEEPS[name]
    seen: list[int] = []
    for number in range(1, of + 1):
        runs = sharded(sweep, Shard(number, of)).runs(sweep.replications).numbers().tolist()
        held = {(run >> BITS, run & ((1 << BITS) - 1)) for run in runs}
        assert all((point // 3 * 3 + lever, k) in held for point, k in held for lever in range(3))
        seen += runs
    assert sorted(seen) == sweep.runs(sweep.replications).numbers().tolist()


@pytest.mark.parametrize("name", ["few groups", "many groups"])
def test_shards_are_even(name: str) -> None:
    sweep = SWEEPS[name]
    sizes = [len(sharded(sweep, Shard(number, 4)).runs(sweep.replications)) for number in range(1, 5)]
    assert len(set(sizes)) == 1


@pytest.mark.thorough
def test_what_cannot_be_merged(tmp_path: Path) -> None:
    sweep = SWEEPS["few groups"]
    folders = shards(sweep, tmp_path, 3)
    with pytest.raises(Problem, match="missing of 3 shards: 2"):
        merge([folders[0], folders[2]], tmp_path / "M")
    with pytest.raises(Problem, match="shard 1/3 appears twice"):
        merge([*folders, folders[0]], tmp_path / "M")
    other = tmp_path / "other"
    run_study(sharded(fake_sweep(seed=2), Shard(3, 3)), other, Pool(1))
    with pytest.raises(Problem, match=r"belongs to a different study from .*: seed: 1 in the folder, 2 now"):
        merge([*folders[:2], other], tmp_path / "M")
    run_study(sweep, tmp_path / "S", Pool(1))
    with pytest.raises(Problem, match="is a whole study, not a shard"):
        merge([tmp_path / "S", *folders], tmp_path / "M")
    with pytest.raises(Problem, match="no shards"):
        merge([], tmp_path / "M")
    stopped = tmp_path / "stopped"
    work = FakeWork(mark=tmp_path / "mark", interrupt=6)
    run_study(sharded(fake_sweep(work), Shard(3, 3)), stopped, Pool(1))
    with pytest.raises(Problem, match=r"is not finished \(interrupted\)"):
        merge([*folders[:2], stopped], tmp_path / "M")
    assert not (tmp_path / "M").exists()
    merge(folders, tmp_path / "M")
    with pytest.raises(Problem, match="has a study already"):
        merge(folders, tmp_path / "M")
    (folders[1] / "results.parquet").unlink()
    shutil.rmtree(tmp_path / "M")
    with pytest.raises(Problem, match=r"results\.parquet is missing; repeat the sweep command"):
        merge(folders, tmp_path / "M")


def test_another_shard_or_size_does_not_fit_a_folder(tmp_path: Path) -> None:
    sweep = SWEEPS["few groups"]
    run_study(sharded(sweep, Shard(1, 3)), tmp_path / "S", Pool(1))
    with pytest.raises(Problem, match="shard: 1/3 in the folder, 2/3 now"):
        run_study(sharded(sweep, Shard(2, 3)), tmp_path / "S", Pool(1))
    with pytest.raises(Problem, match="a shard cannot grow"):
        run_study(sharded(fake_sweep(replications=40), Shard(1, 3)), tmp_path / "S", Pool(1))


def test_shards_as_text() -> None:
    assert read_shard("3/40") == Shard(3, 40)
    assert Shard(3, 40).folder("S") == "S-shard-003-of-040"
    for wrong in ("0/4", "5/4", "3", "a/b", "1/0"):
        with pytest.raises(Problem, match="shard: must be K/N"):
            read_shard(wrong)
