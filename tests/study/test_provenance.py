"""What a run was made with: the state of a checkout, and none where there is none."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from sim.study.files.provenance import UNKNOWN, checkout_state, provenance, version


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b")
    done = subprocess.run(["git", "-C", folder, *identity, *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_checkout_has_a_commit_and_may_be_dirty(tmp_path: Path) -> None:
    assert checkout_state(tmp_path) == (None, None)
    git(tmp_path, "init")
    (tmp_path / "file").write_text("one")
    git(tmp_path, "add", "file")
    assert checkout_state(tmp_path) == (None, True)
    git(tmp_path, "commit", "-m", "one")
    commit = git(tmp_path, "rev-parse", "HEAD")
    assert checkout_state(tmp_path) == (commit, False)
    (tmp_path / "file").write_text("two")
    assert checkout_state(tmp_path) == (commit, True)
    (tmp_path / "inside").mkdir()
    assert checkout_state(tmp_path / "inside") == (None, None)


@pytest.mark.parametrize(
    ("name", "dirty"),
    [
        ("my_study/configs/scenario/mine.yaml", False),
        ("comparison/report.html", False),
        ("notes.txt", False),
        ("sim/model/mine.py", True),
        ("configs/restrictions/mine.yaml", True),
        ("sim/model/mine.pyc", False),  # ignored
    ],
)
def test_new_files_count_where_they_decide_a_run(tmp_path: Path, name: str, dirty: bool) -> None:
    git(tmp_path, "init")
    (tmp_path / ".gitignore").write_text("*.pyc\n")
    git(tmp_path, "add", ".gitignore")
    git(tmp_path, "commit", "-m", "one")
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("new")
    assert checkout_state(tmp_path)[1] is dirty


def test_without_git_there_is_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert checkout_state(tmp_path) == (None, None)


def test_versions() -> None:
    found = provenance()
    assert found.python.startswith("3.")
    assert UNKNOWN not in found.packages.values()
    assert version("no-such-distribution") == UNKNOWN
