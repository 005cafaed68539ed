"""A comparison that is killed while it is drawn leaves nothing, and a command that gets too little memory says so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from commands import Escsim
from processes import in_session, started, wait_until

from sim.cli import exits

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc, and limits memory"),
]
SIZE = ("horizon=25 days", "replications=2", "engine=simpy", "workers=1")
TOO_LITTLE_MB = (180, 210, 300)
"""For Python with its libraries, for them with the model, and for what a run needs: some of them are refused."""


@pytest.fixture
def runs(escsim: Escsim, folder: Path) -> Path:
    """A folder with the runs A and B."""
    for words in (("name=A",), ("name=B", "restrictions=full_ban")):
        assert escsim("run", *SIZE, *words).code == exits.DONE
    return folder


@pytest.mark.thorough
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_comparison_killed_while_it_is_drawn_leaves_nothing(
    runs: Path, escsim: Escsim, number: signal.Signals
) -> None:
    command = started(["compare", "A", "B", "--out", "C"], runs)
    wait_until(lambda: list(runs.glob(".C.*.part/figures/*")), 200)
    command.send_signal(number)
    code = command.wait(60)
    assert code == (-number if number == signal.SIGKILL else 128 + number)
    wait_until(lambda: not in_session(command.pid), 60)
    assert not (runs / "C").exists()
    assert escsim("compare", "A", "B", "--out", "C", "--no-figures").code == exits.DONE
    assert not list(runs.rglob("*.part"))
    assert escsim("check", "C", "--files").code == exits.DONE


@pytest.mark.thorough
def test_too_little_memory_is_said_in_a_line(folder: Path) -> None:
    told = {megabytes: _with_memory(megabytes, folder) for megabytes in TOO_LITTLE_MB}
    for megabytes, (code, errors) in told.items():
        of_a_library = errors.startswith(
            ("OpenBLAS error", "cannot allocate memory for thread-local", "Fatal glibc error")
        )
        if code == -signal.SIGSEGV or of_a_library or "failed to map segment" in errors:
            continue  # a library, or the loader, ends the process by itself; the next command removes what it leaves
        assert "Traceback" not in errors
        assert code == exits.DONE or (code, errors.count("\n")) == (exits.PROBLEM, 1), errors
        assert not [path for path in folder.rglob("*.part") if f"memory_{megabytes}" in str(path)]
    assert any("error: out of memory; allow more (see ulimit -v)" in errors for _, errors in told.values())


def _with_memory(megabytes: int, folder: Path) -> tuple[int, str]:
    """The exit code and the messages of a run with so much address space."""
    words = ["run", *SIZE, f"name=memory_{megabytes}"]
    limited = ["bash", "-c", f'ulimit -v {megabytes}000 && exec "$@"', "bash"]
    done = subprocess.run(
        [*limited, sys.executable, "-P", "-m", "sim.cli.main", *words],
        cwd=folder,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # which else allots memory by the number of cores, or gives up
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr
