"""What is unfinished has a name that nobody can guess, follows no link, and does not stay."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import matplotlib.figure
import pytest

from sim.config import atomic
from sim.config.atomic import clear_left, filling, replacing, write_text
from sim.report.drawing import style
from sim.study.listing import list_runs

NAME = re.compile(r"\.report\.html\.\d+-[0-9a-f]{16}\.part")


def test_no_two_names_are_alike(tmp_path: Path) -> None:
    names = set()
    for _ in range(3):
        with replacing(tmp_path / "report.html") as unfinished:
            unfinished.write_text("a")
            names.add(unfinished.name)
    assert len(names) == 3
    assert all(NAME.fullmatch(name) for name in names)
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_planted_link_is_neither_followed_nor_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the name is guessed."""
    victim = tmp_path / "victim"
    victim.write_text("precious")
    monkeypatch.setattr(atomic.os, "urandom", lambda count: bytes(count))
    planted = tmp_path / f".report.html.{os.getpid()}-{'0' * 16}.part"
    planted.symlink_to(victim)
    with pytest.raises(FileExistsError):
        write_text(tmp_path / "report.html", "page")
    assert victim.read_text() == "precious"
    assert not (tmp_path / "report.html").exists()


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / "report.html").symlink_to(victim)
    write_text(tmp_path / "report.html", "page")
    for suffix in ("svg", "png"):
        (tmp_path / f"figure.{suffix}").symlink_to(victim)
    style.save(matplotlib.figure.Figure(), tmp_path, "figure")
    assert victim.read_text() == "precious"
    assert not any((tmp_path / name).is_symlink() for name in ("report.html", "figure.svg", "figure.png"))


def test_a_file_that_is_exchanged_while_it_is_written_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("precious")

    def exchange() -> None:
        with replacing(tmp_path / "report.html") as unfinished:
            unfinished.unlink()
            unfinished.symlink_to(tmp_path / "victim")

    with pytest.raises(OSError, match="another file was put in its place") as error:
        exchange()
    assert error.value.errno == errno.EPERM
    assert sorted(path.name for path in tmp_path.iterdir()) == ["victim"]


LEAVING = """
import os, signal, sys
from pathlib import Path
from sim.config.atomic import filling, replacing
with filling(Path(sys.argv[1]) / "folder"), replacing(Path(sys.argv[1]) / "file") as unfinished:
    unfinished.write_text("half")
    print("here", flush=True)
    signal.pause()
"""


def left(root: Path) -> list[str]:
    return sorted(path.name.split(".")[1] for path in root.glob(".*.part"))


@pytest.mark.skipif(os.name == "nt", reason="there are no such locks")
def test_what_a_killed_process_left_goes_with_the_next_command(tmp_path: Path) -> None:
    words = [sys.executable, "-c", LEAVING, str(tmp_path)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n"
    list_runs(tmp_path)
    assert left(tmp_path) == ["file", "folder"]  # they are in work
    process.send_signal(signal.SIGKILL)
    process.communicate()
    list_runs(tmp_path)
    assert left(tmp_path) == []


def test_what_another_process_of_that_number_left_goes_when_it_is_old(tmp_path: Path) -> None:
    """As in a container, where every process is number 1."""
    path = tmp_path / f".file.{os.getpid()}-{'a' * 16}.part"
    path.write_text("half")
    clear_left(tmp_path)
    assert path.exists()
    long_ago = time.time() - 2 * atomic.SETTLING_SECONDS
    os.utime(path, (long_ago, long_ago))
    clear_left(tmp_path)
    assert not path.exists()


def test_only_unfinished_files_are_cleared(tmp_path: Path) -> None:
    names = [".report.html.12.part", ".hidden", "a.part", f".x.12-{'g' * 16}.part"]
    for name in names:
        (tmp_path / name).write_text("")
    clear_left(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)


def test_a_folder_appears_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def fill() -> None:
        with filling(tmp_path / "made") as unfinished:
            for name in ("a", "b"):
                (unfinished / name).write_text(name)

    with monkeypatch.context() as patch:
        patch.setattr(atomic.os, "replace", fail)
        with pytest.raises(OSError, match="No space left"):
            fill()
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "made").mkdir()  # an empty one is there already
    with filling(tmp_path / "made") as unfinished:
        (unfinished / "a").write_text("a")
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == ["made", "made/a"]
