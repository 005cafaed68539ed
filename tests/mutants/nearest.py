"""Which tests can notice that a function of the model is broken: those of files that call it, the quick ones first."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path


class Nearest:
    """What every test calls, as `calls.py` writes it."""

    def __init__(self, file: Path) -> None:
        self._seconds: dict[str, float] = {}
        self._callers: dict[str, set[str]] = defaultdict(set)
        for test, found in json.loads(file.read_text(encoding="utf-8")).items():
            self._seconds[test] = found["seconds"]
            for function in found["calls"]:
                self._callers[function].add(test)

    def tests(self, file: str, function: str) -> tuple[list[str], list[str]]:
        """All tests of each file that calls a function: of those named after the file of the function, and the others.

        They go file by file, as their fixtures are shared within a file, those first whose callers take less time.
        """
        callers = self._callers[f"{file}.{function}"]
        by_file: dict[str, list[str]] = defaultdict(list)
        for test in self._seconds:
            by_file[test.partition("::")[0]].append(test)
        near = {name: tests for name, tests in by_file.items() if callers.intersection(tests)}
        seconds = {
            name: sum(self._seconds[test] for test in callers.intersection(tests)) for name, tests in near.items()
        }
        named: list[str] = []
        others: list[str] = []
        for name in sorted(near, key=lambda name: seconds[name]):
            tests = sorted(near[name], key=lambda test: (test not in callers, self._seconds[test]))
            (named if f"test_{file}" in name else others).extend(tests)
        return named, others
