"""Damage to stored files: whatever happens to a byte, it is told, or what is computed is what it was."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from samples import sampled
from stored_folders import KINDS, copied, files_of, with_small_parts

from sim.api.loading import load
from sim.config.problems import Problem
from sim.report.folders.reports import report_of
from sim.study.file_check import check_files
from sim.study.files import integrity
from sim.study.files import manifest as manifests
from sim.study.files.integrity import DamagedFile
from sim.study.files.sealed import read_sealed, seal_of, write_sealed
from sim.study.listing import others_in, studies_in

FAST, SLOW = 13, 400
"""Cases of a kind of folder."""
WAYS = ("flip", "flip", "flip", "cut", "grow", "delete", "swap", "empty")


class Made(NamedTuple):
    """A folder that is not damaged, and what is computed from it."""

    folder: Path
    sound: Mapping[str, Any]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Made]]:
    root = tmp_path_factory.mktemp("made")
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        with_small_parts(patch)
        for name, kind in KINDS.items():
            kind.make(root / name)
            found[name] = Made(root / name, kind.read(copied(root / name, root / "read" / name)))
        yield found


def damage(folder: Path, way: str, random: np.random.Generator) -> str:
    """Damage a file of a folder; returns what was done."""
    files = files_of(folder)
    name = files[int(random.integers(len(files)))]
    path = folder / name
    data = bytearray(path.read_bytes())
    if way == "flip":
        place, bit = int(random.integers(len(data))), int(random.integers(8))
        data[place] ^= 1 << bit
        path.write_bytes(bytes(data))
        return f"{name}: bit {bit} of byte {place}"
    if way == "delete":
        path.unlink()
    elif way == "swap":
        alike = [other for other in files if other != name and other.suffix == name.suffix] or files
        other = alike[int(random.integers(len(alike)))]
        path.write_bytes((folder / other).read_bytes())
        (folder / other).write_bytes(bytes(data))
        return f"{name} and {other} exchanged"
    else:
        path.write_bytes({"cut": bytes(data[: len(data) // 2]), "grow": bytes(data) + b"x", "empty": b""}[way])
    return f"{name}: {way}"


def outcome(name: str, made: Mapping[str, Made], to: Path, way: str, random: np.random.Generator) -> str:
    """Damage a copy of a folder and read it: "identical", "detected", or what went wrong."""
    copy = copied(made[name].folder, to / name)
    done = damage(copy, way, random)
    read = reading(name, copy, made[name].sound)
    return read if read in ("identical", "detected") else f"{name}, {done}: {read}"


def reading(name: str, folder: Path, sound: Mapping[str, Any]) -> str:
    """What came of reading a folder: "identical", "detected", or what went wrong."""
    try:
        return "identical" if KINDS[name].read(folder) == sound else "different"
    except Problem as problem:
        told = str(problem)
        return "detected" if ";" in told or "`" in told else f"no remedy: {told}"
    except Exception as error:
        return repr(error)


def check_outcomes(name: str, made: Mapping[str, Made], to: Path, cases: int) -> None:
    random = np.random.default_rng([sum(name.encode()), cases])
    found = [outcome(name, made, to, WAYS[case % len(WAYS)], random) for case in range(cases)]
    assert [one for one in found if one not in ("identical", "detected")] == []
    assert "detected" in found or "interrupted" in name


@pytest.mark.thorough
@pytest.mark.parametrize("name", sampled(KINDS, "run", "study"))
def test_damage_is_detected_or_changes_nothing(name: str, made: Mapping[str, Made], tmp_path: Path) -> None:
    check_outcomes(name, made, tmp_path, FAST)


@pytest.mark.thorough
@pytest.mark.parametrize("name", KINDS)
def test_each_file_that_is_lost_is_told_with_a_remedy_or_changes_nothing(
    name: str, made: Mapping[str, Made], tmp_path: Path
) -> None:
    """Manifests among them: what is beside their digest is not taken for a folder that never had one."""
    for file in files_of(made[name].folder):
        copy = copied(made[name].folder, tmp_path / "copy" / name)
        (copy / file).unlink()
        assert reading(name, copy, made[name].sound) in ("identical", "detected"), file


def test_a_folder_that_lost_its_manifest_is_still_what_it_was(made: Mapping[str, Made], tmp_path: Path) -> None:
    for kind in ("run", "study", "calibration"):
        copied(made[kind].folder, tmp_path / kind)
    copied(made["comparison"].folder / "C", tmp_path / "comparison")
    for name, (kind, _) in manifests.KINDS.items():
        if (tmp_path / kind / name).exists():
            (tmp_path / kind / name).unlink()
            assert manifests.kind_of(tmp_path / kind) == name
            (fault,) = check_files(tmp_path / kind).faults
            assert f"{name} is missing, and its digest" in fault
    assert studies_in(tmp_path) == [tmp_path / "study"]
    assert set(others_in(tmp_path)) == {(kind, tmp_path / kind) for kind in ("calibration", "comparison")}
    for kind in ("run", "study", "comparison"):
        with pytest.raises(DamagedFile, match="is missing, and its digest"):
            load(tmp_path / kind)
        with pytest.raises(DamagedFile, match="is missing, and its digest"):
            report_of(tmp_path / kind)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", KINDS)
def test_much_damage_is_detected_or_changes_nothing(name: str, made: Mapping[str, Made], tmp_path: Path) -> None:
    check_outcomes(name, made, tmp_path, SLOW)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "name", sampled(["run", "interrupted run", "study", "calibration", "interrupted study"], "run", "study")
)
def test_every_file_is_in_the_check_of_files(name: str, made: Mapping[str, Made], tmp_path: Path) -> None:
    """A flipped bit in each file of a folder, one at a time; files that only name a digest may hold more of them."""
    for file in files_of(made[name].folder):
        copy = copied(made[name].folder, tmp_path / "copy")
        assert check_files(copy).faults == ()
        data = bytearray((copy / file).read_bytes())
        data[len(data) // 3] ^= 4
        (copy / file).write_bytes(bytes(data))
        # The manifest's digest of a table stands in for that beside it.
        if file.name not in ("results.sha256", "days.sha256", "events.sha256"):
            assert check_files(copy).faults, file


# ---------------------------------------------------------------- the manifest and its digest


def test_the_digest_is_what_sha256sum_reads(made: Mapping[str, Made]) -> None:
    folder = made["run"].folder
    done = subprocess.run(["sha256sum", "-c", "manifest.sha256"], cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "manifest.json: OK\n")
    listed = json.loads((folder / "manifest.json").read_text())["files"]
    assert set(listed) == {
        "points.parquet", "recipe.json", "rows.parquet", "results.parquet", "days.parquet", "events.parquet",
        "summary.csv",
    }  # fmt: skip
    for name, entry in listed.items():
        data = (folder / name).read_bytes()
        assert entry == {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("crash", range(12))
def test_a_kill_between_any_two_steps_leaves_a_manifest_that_is_whole(
    tmp_path: Path, crash: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before and after each replacement of a file and each sync: the old manifest is there, or the new one."""
    path = tmp_path / "manifest.json"
    write_sealed(path, '{"a": 1}\n')
    steps = iter(range(1000))

    def stopping(action: Any) -> Any:
        def act(*words: Any) -> Any:
            if next(steps) == crash:
                raise Killed
            return action(*words)

        return act

    with monkeypatch.context() as patch:
        patch.setattr("sim.config.atomic.os.replace", stopping(os.replace))
        patch.setattr("sim.config.atomic.os.fsync", stopping(os.fsync))
        try:
            write_sealed(path, '{"a": 2}\n')
        except Killed:
            assert crash < 9
        else:
            assert crash >= 9
    assert read_sealed(path, "again") in ({"a": 1}, {"a": 2})
    write_sealed(path, '{"a": 3}\n')
    assert read_sealed(path, "again") == {"a": 3}
    assert len(seal_of(path).read_text().splitlines()) == 1


def test_a_manifest_without_its_digest_is_refused_with_the_reason(made: Mapping[str, Made], tmp_path: Path) -> None:
    copy = copied(made["run"].folder, tmp_path / "copy")
    (copy / "manifest.sha256").unlink()
    with pytest.raises(DamagedFile, match=r"without manifest.sha256 beside it: an older version") as problem:
        manifests.read(copy)
    assert len(problem.value.lines) == 1


def test_a_file_that_is_checked_again_is_read_again_when_it_changed(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    os.utime(path, (1, 1))
    entry = integrity.entry_of(path)
    assert integrity.fault_of(path, entry) == ""
    path.write_bytes(b"abd")
    os.utime(path, (1, 1))  # a program that hides the change of the content cannot hide that of the inode
    assert "SHA-256" in integrity.fault_of(path, entry)


def test_a_pipe_in_the_place_of_a_file_is_told_and_not_waited_for(made: Mapping[str, Made], tmp_path: Path) -> None:
    for name in ("manifest.json", "manifest.sha256", "days.parquet"):
        copy = copied(made["run"].folder, tmp_path / "copy")
        (copy / name).unlink()
        os.mkfifo(copy / name)
        with pytest.raises(Problem, match=name):
            KINDS["run"].read(copy)
