"""What is no file is refused by name wherever a user's file is read; a pipe would be waited for without end."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.config.library import open_library
from sim.config.problems import Problem
from sim.config.table_files import READERS, read_table
from sim.study.design.variant import CLASSES
from sim.study.execution.own_mechanisms import own_mechanisms

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders there"), pytest.mark.timeout(20)]


def dangling(path: Path) -> None:
    path.symlink_to(path.with_name("nothing"))


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir])
@pytest.mark.parametrize("ending", READERS)
def test_a_table(tmp_path: Path, make: Callable[[Path], None], ending: str) -> None:
    make(tmp_path / f"d{ending}")
    with pytest.raises(Problem, match=rf"here: cannot read .*d{ending}: it is not a file"):
        read_table("here", tmp_path, f"d{ending}", None)


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, dangling])
def test_a_config_beside_the_shipped_ones(tmp_path: Path, make: Callable[[Path], None]) -> None:
    (tmp_path / "study").mkdir()
    make(tmp_path / "study" / "mine.yaml")
    with pytest.raises(Problem, match=r"mine.yaml: is not a file"):
        open_library(CLASSES, tmp_path)


def test_an_own_mechanism(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "mine.py")
    with pytest.raises(Problem, match=r"cannot read .*mine.py: it is not a file"):
        own_mechanisms([f"{tmp_path / 'mine.py'}:call_up"])
