"""A folder that long work fills: whole or not there, and taken over from a process that was killed before it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.config.problems import Problem
from sim.study.files.lock import HOLDER, LOCK, FolderLocked, locked
from sim.study.files.new_folder import claimed_folder, make_folder
from sim.study.listing import list_runs
from sim.study.starter import write_starter

NOBODYS = 2**22 + 1  # no process has this number


def fill(root: Path, name: str | None = "new") -> Path:
    with claimed_folder(root, name, "backtest", "backtest-x") as claim:
        (claim.unfinished / "scores.csv").write_text("a\n")
        assert not (claim.folder / "scores.csv").exists()
        assert list_runs(root) == []  # it is not taken for a damaged one
    return claim.folder


def test_it_is_there_as_a_whole(tmp_path: Path) -> None:
    folder = fill(tmp_path)
    assert [path.name for path in folder.iterdir()] == ["scores.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
    assert fill(tmp_path / "others", None).name.endswith("-backtest-x")


@pytest.mark.parametrize("left", [(), (HOLDER,), (HOLDER, LOCK)])
def test_what_a_killed_process_left_is_taken_over(tmp_path: Path, left: tuple[str, ...]) -> None:
    (tmp_path / "new").mkdir()
    for name in left:
        (tmp_path / "new" / name).write_text("{}")
    beside = tmp_path / f".new.{NOBODYS}-0123456789abcdef.part"
    beside.mkdir()
    folder = fill(tmp_path)
    assert [path.name for path in folder.iterdir()] == ["scores.csv"]
    assert not beside.exists()


def test_what_holds_something_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine").touch()
    with pytest.raises(Problem, match="exists already"):
        fill(tmp_path)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["mine"]


def test_a_folder_that_another_process_works_on_is_refused_and_kept(tmp_path: Path) -> None:
    with locked(make_folder(tmp_path, "new", ""), "backtest", stays=False):
        with pytest.raises(FolderLocked, match="is working on this backtest"):
            fill(tmp_path)
        assert (tmp_path / "new").is_dir()


def end_early(root: Path, error: BaseException) -> None:
    with claimed_folder(root, "new", "backtest", "") as claim:
        (claim.unfinished / "scores.csv").write_text("a\n")
        raise Problem(error.lines[0].format(claim.unfinished)) if isinstance(error, Problem) else error


@pytest.mark.parametrize("error", [KeyboardInterrupt(), Problem("cannot write {}/figures"), OSError(28, "No space")])
def test_work_that_ends_early_leaves_nothing_and_names_the_folder(tmp_path: Path, error: BaseException) -> None:
    with pytest.raises((KeyboardInterrupt, Problem)) as ended:
        end_early(tmp_path, error)
    assert list(tmp_path.iterdir()) == []
    assert isinstance(error, KeyboardInterrupt) or str(tmp_path / "new") in str(ended.value)


def test_a_starter_folder_that_was_killed_is_completed_and_a_changed_one_is_kept(tmp_path: Path) -> None:
    whole = write_starter(tmp_path / "whole")
    begun = tmp_path / "begun"
    begun.mkdir()
    (begun / "README.md").write_bytes((tmp_path / "whole" / "README.md").read_bytes())
    (begun / f".README.md.{NOBODYS}-0123456789abcdef.part").touch()
    assert len(write_starter(begun)) == len(whole)
    assert not list(begun.glob("*.part"))
    with pytest.raises(Problem, match="exists already"):
        write_starter(begun)
    (begun / "configs" / "study" / "my_study.yaml").unlink()
    (begun / "README.md").write_text("mine")
    with pytest.raises(Problem, match="exists already"):
        write_starter(begun)
    assert (begun / "README.md").read_text() == "mine"
