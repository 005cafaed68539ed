"""Real schedulers and workers of Dask, in processes of their own, over TCP on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]


class Cluster:
    """A scheduler that listens at `address`, and workers of one thread each; what is started ends with `close`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._scratch = {"DASK_TEMPORARY_DIRECTORY": str(folder)}
        self._processes: list[subprocess.Popen[bytes]] = []
        file = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", str(file))
        try:
            wait_for(lambda: _address_in(file), 120)
        except AssertionError:
            self.close()
            raise
        self.address = _address_in(file)

    def worker(self, sources: Path = ROOT) -> subprocess.Popen[bytes]:
        """Start a worker with this package as it is in a folder; it joins after a while."""
        return self._start("worker", self.address, "--nthreads", "1", "--no-nanny", sources=sources)

    def close(self) -> None:
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()

    def _start(self, role: str, *words: str, sources: Path = ROOT) -> subprocess.Popen[bytes]:
        common = ("--protocol", "tcp", "--host", "127.0.0.1", "--no-dashboard")
        process = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + role, *words, *common],
            env=os.environ
            | {"PYTHONPATH": os.pathsep.join([str(sources), str(HERE), str(HERE.parents[1])])}
            | self._scratch,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
        )
        self._processes.append(process)
        return process


def _address_in(file: Path) -> str:
    """The scheduler's address; empty while the file is not there, or not written to its end."""
    try:
        return str(json.loads(file.read_text())["address"])
    except (FileNotFoundError, json.JSONDecodeError):
        return ""


def wait_for(condition: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
