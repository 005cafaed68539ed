"""What is run before a change is taken: which parts, that a failed one fails the whole, and that it says why."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RUN = ROOT / ".ci" / "run"
DEFAULT = [
    "setup",
    "test",
    "test-sample",
    "test-browser",
    "lint",
    "types",
    "lock-check",
    "wheel-check",
    "docs-check",
    "docs",
]
LONGER = ["test-thorough", "test-pairs", "test-cluster", "verify"]
MAKE = """#!/bin/sh
# Stands in for make: says what it was asked for, and fails at a target.
echo "asked: $*"
case " $* " in *" $FAILING "*) echo 'E   it does not hold'; exit 2 ;; esac
"""

pytestmark = pytest.mark.skipif(not RUN.exists() or shutil.which("bash") is None, reason="needs bash, and the checkout")


def ran(tmp_path: Path, *words: str, failing: str = "nothing") -> tuple[int, list[str], str]:
    """The exit code, the targets that were asked for, and what was printed at the end."""
    for name, text in (("make", MAKE), ("chromium", "#!/bin/sh\n")):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    surroundings = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "FAILING": failing}
    done = subprocess.run([RUN, *words], env=surroundings, capture_output=True, text=True, timeout=60, check=False)
    asked = " ".join(re.findall("^asked: (.*)$", done.stdout, re.MULTILINE)).split()
    return done.returncode, [word for word in asked if re.fullmatch("[a-z-]+", word)], done.stdout[-500:]


def test_the_longer_tests_are_sampled(tmp_path: Path) -> None:
    code, targets, printed = ran(tmp_path)
    assert code == 0, printed
    assert sorted(targets) == sorted([*DEFAULT, "--keep-going"])
    assert "Everything holds" in printed


def test_all_has_the_longer_tests_and_a_set_up_without_uv(tmp_path: Path) -> None:
    code, targets, printed = ran(tmp_path, "--all")
    assert code == 1  # nothing is set up where nothing is made
    assert printed.endswith("\nFailed: setup with pip\n")
    assert set(targets) == {*DEFAULT, *LONGER, "--keep-going"} - {"test-sample"}


@pytest.mark.parametrize("failing", ["test-sample", "types", "docs"])
def test_a_failed_part_is_named_at_the_end_and_the_others_are_run(tmp_path: Path, failing: str) -> None:
    code, targets, printed = ran(tmp_path, failing=failing)
    assert code == 1
    assert f"--- {failing} failed:\nE   it does not hold\n\nFailed: {failing}\n" in printed
    assert set(targets) == {*DEFAULT, "--keep-going"}


def test_without_an_environment_nothing_else_is_tried(tmp_path: Path) -> None:
    code, targets, printed = ran(tmp_path, failing="setup")
    assert (code, targets) == (1, ["setup"])
    assert printed.endswith("\nFailed: setup\n")


def test_other_words_are_refused(tmp_path: Path) -> None:
    assert ran(tmp_path, "--everything")[:2] == (2, [])
