"""How a command ends where its output, its messages or its folder cannot be had."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from sim.cli import exits
from sim.cli.main import main
from sim.config.problems import Problem
from sim.study.files.new_folder import make_folder

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("words", [("nosuch",), ("list", "--nosuch")])
def test_a_message_that_cannot_be_written_does_not_change_the_code(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    full = os.open(FULL, os.O_WRONLY)
    with os.fdopen(full, "w", closefd=False) as stream, suppress(OSError):
        monkeypatch.setattr(sys, "stderr", stream)
        code = main(words)
        monkeypatch.undo()
    os.close(full)
    assert code == exits.PROBLEM


def test_an_error_of_the_system_without_a_name_says_what_is_to_be_done() -> None:
    assert exits.unusable_path_message(OSError(28, "No space left on device")).startswith(
        "cannot write the output: No space"
    )
    assert exits.unusable_path_message(FileNotFoundError(2, "No such file")).startswith(
        "the current folder no longer exists"
    )
    assert exits.unusable_path_message(FileNotFoundError(2, "No such file", "x")) == "cannot use x: No such file"


@pytest.mark.skipif(sys.platform == "win32", reason="there a current folder cannot be removed")
def test_a_current_folder_that_is_gone_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    os.rmdir(tmp_path / "gone")
    assert main(["list"]) == exits.PROBLEM
    assert "the current folder no longer exists" in capfd.readouterr().err


@pytest.mark.parametrize("kind", ["file", "link to nothing"])
def test_a_folder_of_runs_that_is_no_folder_is_told(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "runs"
    if kind == "file":
        place.touch()
    else:
        place.symlink_to(tmp_path / "nothing")
    with pytest.raises(Problem, match="is a file or a broken link; set runs_dir="):
        make_folder(place, "new", "")


ENDING = """
import atexit, sys

class Freed:
    def __del__(self):
        print("freed")

freed = Freed()
from sim.cli import main
if "error" in sys.argv:
    main.main = lambda: 1 / 0
atexit.register(print, "before")
ended = main.command
from sim.cli.exits import QuickExit
class Told(QuickExit):
    def __init__(self):
        super().__init__()
        atexit.register(print, "after")
main.QuickExit = Told
sys.exit(ended())
"""


@pytest.mark.parametrize(
    ("word", "code", "last"),
    [
        ("--version", exits.DONE, ["after"]),
        ("nosuch", exits.PROBLEM, ["after"]),
        ("error", 1, ["after", "before", "freed"]),
    ],
)
def test_a_command_that_has_ended_frees_nothing(word: str, code: int, last: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", ENDING, word], capture_output=True, text=True, timeout=60)
    lines = done.stdout.splitlines()
    assert (done.returncode, lines[-len(last) :]) == (code, last)
    assert ("freed" in lines) == ("freed" in last)
    assert ("ZeroDivisionError" in done.stderr) == (word == "error")
