"""The demo installs what running needs; the checks add the rest; without uv, pip brings it by the lock's digests."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UP_TO_RUN, ALL = ".set-up-to-run", ".set-up"

pytestmark = pytest.mark.skipif(
    shutil.which("make") is None or not (ROOT / "Makefile").exists(), reason="needs make, and the checkout"
)


def planned(*words: str) -> str:
    """What make would do."""
    done = subprocess.run(["make", "-n", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def environment(tmp_path: Path, *stamps: str) -> str:
    for stamp in stamps:
        (tmp_path / stamp).touch()
    return f"VENV={tmp_path}"


def test_the_demo_installs_no_tool_of_developers(tmp_path: Path) -> None:
    assert len(re.findall("sync .*--no-dev --inexact", planned("demo", environment(tmp_path)))) == 1
    assert "--no-dev" not in planned("setup", environment(tmp_path))


def test_a_check_after_the_demo_adds_the_rest_and_a_demo_after_a_check_installs_nothing(tmp_path: Path) -> None:
    assert "uv" in planned("test", environment(tmp_path, UP_TO_RUN))
    assert "sync" not in planned("demo", environment(tmp_path, UP_TO_RUN, ALL))
    assert "sync" not in planned("test", environment(tmp_path, UP_TO_RUN, ALL))


def test_without_uv_pip_checks_its_wheel_by_digest(tmp_path: Path) -> None:
    text = planned("demo", "UV=", environment(tmp_path))
    assert "pip install -qq --disable-pip-version-check --require-hashes" in text
    (awk,) = re.findall(r"(awk '.*?' requirements\.lock)", text)
    lines = subprocess.run(["bash", "-c", awk], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    pinned = [line for line in lines.splitlines() if "==" in line]
    assert [line.partition("==")[0] for line in pinned] == ["uv"]
    assert lines.count("--hash=sha256:") == len(lines.splitlines()) - 1 > 5


def test_the_pages_are_written_once_for_the_check_and_the_documentation(tmp_path: Path) -> None:
    assert planned("docs-check", "docs", environment(tmp_path, UP_TO_RUN, ALL)).count("docs/generate.py") == 1


def test_bytecode_is_kept_whatever_the_surroundings_say() -> None:
    surroundings = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "KEPT": "1"}
    told = ["make", "--no-print-directory", "--eval", "told: ; @echo $$KEPT$${PYTHONDONTWRITEBYTECODE-}", "told"]
    done = subprocess.run(told, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"
