"""A copy of the project in which mutants are tried, one after another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from mutants.nearest import Order


class Bench:
    """A process that tries mutants in a copy of the project; see `trial.py`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mutants.trial", str(folder)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._silent: set[str] = set()  # what was found to pass on the model as it is

    def noticed_by(self, file: str, text: str, order: Order) -> str:
        """Who notices a text of a file; raises SystemExit where that one fails on the model as it is as well."""
        noticed = self._asked(file, text, order)
        who, _, name = noticed.partition(": ")
        if not name or noticed in self._silent:
            return noticed
        alone = Order([name] if who == "verify" else [], [name] if who == "test" else [], [], order.seconds)
        if name in (*order.cases, *order.tests, *order.late) and self._asked(file, self._whole(file), alone):
            raise SystemExit(f"the model as it is does not pass {name}")
        self._silent.add(noticed)
        return noticed

    def _whole(self, file: str) -> str:
        return (self.folder / "sim" / "model" / f"{file}.py").read_text(encoding="utf-8")

    def _asked(self, file: str, text: str, order: Order) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"file": file, "text": text, **asdict(order)}) + "\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline()
        if not said:
            raise SystemExit(f"the process that tries mutants in {self.folder} has ended")
        return str(json.loads(said))
