"""Code that a folder holds is run only where it was run on this machine before, or where the command says so."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from sim.cli.main import main
from sim.config import trust
from sim.config.problems import Problem
from sim.study.execution.own_code import kept_own
from sim.study.execution.own_mechanisms import OwnMechanism, own_mechanisms


def kept(folder: Path, file: str) -> tuple[OwnMechanism, ...]:
    """The mechanism in a file of a folder, as one that is kept there."""
    return kept_own(OwnMechanism, folder, [{"file": file, "function": "idle"}], folder.joinpath)


MINE = """
import pathlib
pathlib.Path({mark!r}).touch()


def idle(env, world, parameters, stream):
    while True:
        yield env.timeout(1.0)
"""
SIZE = ("horizon=25 days", "replications=2", "engine=simpy", "workers=1")


@pytest.fixture
def run_with_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A run with a mechanism of its own, and the file that its code makes; the run was made elsewhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.report.figures.run_figures.draw_all", lambda runs: [])
    monkeypatch.setenv("ESCSIM_TRUST", str(tmp_path / "theirs"))
    mark = tmp_path / "was-run"
    (tmp_path / "mine.py").write_text(MINE.format(mark=str(mark)))
    assert main(["run", *SIZE, "mechanisms=[mine.py:idle]", "name=A"]) == 0
    mark.unlink()
    (tmp_path / "mine.py").write_text("")
    _forget_modules()
    monkeypatch.setenv("ESCSIM_TRUST", str(tmp_path / "ours"))
    return tmp_path / "runs" / "A", mark


def _forget_modules() -> None:
    import sys

    from sim.study.execution import own_mechanisms as module

    module._model_with.cache_clear()
    for name in [name for name in sys.modules if name.startswith("escsim_own_")]:
        del sys.modules[name]


@pytest.mark.parametrize("words", [("trace", "A", "-r", "0"), ("explain", "A", "A", "-r", "0")])
def test_code_from_elsewhere_is_not_run(
    run_with_code: tuple[Path, Path], words: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    _, mark = run_with_code
    assert main(words) == 2
    assert "contains code that has never run on this machine" in capfd.readouterr().err
    assert not mark.exists()


def test_trust_shows_the_code_and_runs_it(run_with_code: tuple[Path, Path], capfd: pytest.CaptureFixture[str]) -> None:
    folder, mark = run_with_code
    assert main(["trace", "A", "-r", "0", "--trust"]) == 0
    assert "def idle(env, world, parameters, stream):" in capfd.readouterr().err
    assert mark.exists()
    assert main(["trace", str(folder), "-r", "0"]) == 2  # it is said each time


def test_what_was_made_here_is_run(run_with_code: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, mark = run_with_code
    monkeypatch.setenv("ESCSIM_TRUST", str(folder.parents[1] / "theirs"))
    assert main(["trace", "A", "-r", "0"]) == 0
    assert mark.exists()


def test_a_changed_file_is_another(run_with_code: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = run_with_code
    monkeypatch.setenv("ESCSIM_TRUST", str(folder.parents[1] / "theirs"))
    (file,) = folder.glob("mechanism-*.py")
    file.write_text(file.read_text() + "\n# and more\n")
    with pytest.raises(Problem, match="has never run on this machine"):
        kept(folder, file.name)


@pytest.mark.parametrize(
    "file", ["../A/mine.py", "/etc/mine.py", "sub/mine.py", "..\\mine.py", "C:mine.py", "mine.txt", ""]
)
def test_no_file_outside_of_the_folder_is_run(tmp_path: Path, file: str) -> None:
    with trust.trusting(lambda text: None), pytest.raises(Problem, match="is outside"):
        kept(tmp_path, file)


def test_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_text("")
    (tmp_path / "A").mkdir()
    (tmp_path / "A" / "mine.py").symlink_to(tmp_path / "real.py")
    with trust.trusting(lambda text: None), pytest.raises(Problem, match="is outside"):
        kept(tmp_path / "A", "mine.py")


@pytest.mark.skipif(os.name != "posix", reason="modes of folders are those of POSIX")
def test_a_store_that_others_can_write_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCSIM_TRUST", str(tmp_path / "store"))
    trust.remember("x = 1")
    assert trust.is_trusted("x = 1")
    assert (tmp_path / "store").stat().st_mode & 0o777 == 0o700
    (tmp_path / "store").chmod(0o777)
    assert not trust.is_trusted("x = 1")
    shutil.move(tmp_path / "store", tmp_path / "other")
    (tmp_path / "other").chmod(0o700)
    (tmp_path / "store").symlink_to(tmp_path / "other")
    assert not trust.is_trusted("x = 1")


def test_naming_a_file_trusts_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCSIM_TRUST", str(tmp_path / "store"))
    (tmp_path / "mine.py").write_text(MINE.format(mark=str(tmp_path / "mark")))
    (own,) = own_mechanisms([f"{tmp_path / 'mine.py'}:idle"])
    assert trust.is_trusted(own.source)
