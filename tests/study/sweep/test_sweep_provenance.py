"""What a study was made with is added to, never replaced, and rows of other versions are told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sweep_works import FakeWork, contents, fake_sweep, sharded

from sim.config.problems import Problem
from sim.report.page.provenance import sittings
from sim.study.execution.pool import Pool
from sim.study.files import manifest as manifests
from sim.study.files import provenance
from sim.study.files.provenance import version_differences
from sim.study.sweep.drive import run_study
from sim.study.sweep.folder import open_study
from sim.study.sweep.merge import merge
from sim.study.sweep.shard import Shard


def with_numpy(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    """Say that another numpy is installed."""
    installed = provenance.version
    monkeypatch.setattr(provenance, "version", lambda name: version if name == "numpy" else installed(name))


def numpy_of(record: Any) -> str:
    return str(record["made_with"]["packages"]["numpy"])


def test_each_sitting_is_in_the_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        with_numpy(patch, "1.0")
        run_study(fake_sweep(FakeWork(mark=tmp_path / "mark", interrupt=6)), tmp_path / "S", Pool(1))
    told: list[str] = []
    run_study(fake_sweep(), tmp_path / "S", Pool(1), tell=told.append)
    assert len(told) == 1
    assert "S has rows made with other versions (numpy 1.0 and " in told[0]
    assert "`escsim check` reruns a sample of them" in told[0]
    manifest = open_study(tmp_path / "S").manifest
    assert numpy_of(manifest) == "1.0"
    assert [numpy_of(sitting) == "1.0" for sitting in manifest["history"]] == [True, False]
    assert manifest["history"][0]["done_before"] == 0 < manifest["history"][1]["done_before"] < 240
    run_study(fake_sweep(), tmp_path / "S", Pool(1))  # there is nothing to do
    assert open_study(tmp_path / "S").manifest["history"] == manifest["history"]


def test_rows_of_another_model_are_refused(tmp_path: Path) -> None:
    begun = fake_sweep(FakeWork(mark=tmp_path / "mark", interrupt=6), **{"model sources": "a"})
    run_study(begun, tmp_path / "S", Pool(1))
    with pytest.raises(Problem, match="model sources: 'a' in the folder, 'b' now"):
        run_study(fake_sweep(**{"model sources": "b"}), tmp_path / "S", Pool(1))


def shards(root: Path, monkeypatch: pytest.MonkeyPatch, **identity: str) -> list[Path]:
    """Two, of which the second was made with another numpy."""
    for number, version in ((1, "1.0"), (2, "2.0")):
        more = {name: value if number == 2 else "a" for name, value in identity.items()}
        with monkeypatch.context() as patch:
            with_numpy(patch, version)
            run_study(sharded(fake_sweep(**more), Shard(number, 2)), root / f"S{number}", Pool(1))
    return [root / "S1", root / "S2"]


def test_shards_of_other_versions_are_told_and_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    merge(shards(tmp_path, monkeypatch), tmp_path / "S", told.append)
    assert len(told) == 1
    assert "S2 was made with different versions from " in told[0]
    assert "numpy 1.0 and 2.0" in told[0]
    manifest = open_study(tmp_path / "S").manifest
    assert [numpy_of(sitting) for sitting in manifest["history"]] == ["1.0", "2.0"]
    run_study(fake_sweep(), tmp_path / "whole", Pool(1))
    assert contents(tmp_path / "S") == contents(tmp_path / "whole")


def test_a_shard_that_was_continued_with_other_versions_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        with_numpy(patch, "1.0")
        run_study(sharded(fake_sweep(), Shard(1, 2)), tmp_path / "S1", Pool(1))
        begun = fake_sweep(FakeWork(mark=tmp_path / "mark", interrupt=6))
        run_study(sharded(begun, Shard(2, 2)), tmp_path / "S2", Pool(1))
        with_numpy(patch, "2.0")
        run_study(sharded(fake_sweep(), Shard(2, 2)), tmp_path / "S2", Pool(1))
    manifest = open_study(tmp_path / "S2").manifest
    assert numpy_of(manifest) == "1.0"  # as it was begun
    told: list[str] = []
    merge([tmp_path / "S1", tmp_path / "S2"], tmp_path / "S", told.append)
    assert len(told) == 1
    assert "S2 was made with different versions from " in told[0]
    assert "numpy 1.0 and 2.0" in told[0]
    assert [("numpy 1.0" in one, "numpy 2.0" in one) for one in sittings(open_study(tmp_path / "S").manifest)] == [
        (True, False), (False, True),
    ]  # fmt: skip


def test_shards_of_another_model_are_not_merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = shards(tmp_path, monkeypatch, **{"model sources": "b"})
    with pytest.raises(
        Problem,
        match=(
            r"belongs to a different study from .*: model sources: 'a' in the "
            r"folder, 'b' now"
        ),
    ):
        merge(found, tmp_path / "S")
    assert not (tmp_path / "S").exists()


def test_versions_that_differ_are_named() -> None:
    one = {"version": "1", "python": "3.11", "packages": {"numpy": "1.0", "simpy": "4"}}
    assert version_differences(one, one) == []
    other = {"version": "2", "python": "3.11", "packages": {"simpy": "4", "numba": "0.6"}}
    assert version_differences(one, other) == ["escsim 1 and 2", "numpy 1.0 and none", "numba none and 0.6"]


def test_a_kill_after_the_results_are_sorted_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The results have their name, and the manifest does not list them yet."""
    run_study(fake_sweep(), tmp_path / "T", Pool(1))
    run_study(fake_sweep(), tmp_path / "S", Pool(1))
    before = manifests.read(tmp_path / "S", "study.json")

    class Killed(BaseException):
        pass

    def end(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("sim.study.sweep.folder.end", end)
        with pytest.raises(Killed):
            run_study(fake_sweep(replications=30), tmp_path / "S", Pool(1))
    assert manifests.read(tmp_path / "S", "study.json")["status"] == "running"
    outcome = run_study(replace(fake_sweep(), replications=30), tmp_path / "S", Pool(1))
    assert (outcome.done, outcome.new) == (360, 0)
    assert (
        before["files"]["results.parquet"] != manifests.read(tmp_path / "S", "study.json")["files"]["results.parquet"]
    )
