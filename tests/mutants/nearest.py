"""Which known answers and tests can notice that a function is broken, in what order: those that call it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CASE, TEST = "case", "test"
QUICK_SECONDS = 3.0


@dataclass(frozen=True)
class Order:
    """What a mutant is tried by.

    Attributes:
        cases: quick known answers of its mechanism, the quickest first.
        tests: those named after its file first, the quickest first; then all others of the files of these.
        late: the other known answers, the quickest first.
        seconds: that all of them take on the model as it is.
    """

    cases: list[str]
    tests: list[str]
    late: list[str]
    seconds: float


class Nearest:
    """What every check calls, as `calls.py` writes it."""

    def __init__(self, file: Path) -> None:
        self._checks: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))

    def order(self, file: str, function: str, mechanism: str) -> Order:
        """The checks to try a mutant of a function by."""
        callers = [check for check in self._checks if f"{file}.{function}" in check["calls"]]
        cases = sorted(_of(callers, CASE), key=lambda one: one["seconds"])
        names = [f"test_{part}" for part in file.split("/")]
        tests = sorted(_of(callers, TEST), key=lambda one: (not any(map(one["name"].count, names)), one["seconds"]))
        files = {_file(one) for one in tests}
        beside = [one for one in _of(self._checks, TEST) if _file(one) in files and one not in tests]
        seconds = sum(one["seconds"] for one in [*cases, *tests, *beside])
        quick = [one for one in cases if one["mechanism"] == mechanism and one["seconds"] <= QUICK_SECONDS]
        return Order(
            _names(quick), _names([*tests, *beside]), _names(one for one in cases if one not in quick), seconds
        )


def _of(checks: Iterable[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [check for check in checks if check["kind"] == kind]


def _names(checks: Iterable[dict[str, Any]]) -> list[str]:
    return [check["name"] for check in checks]


def _file(test: dict[str, Any]) -> str:
    return str(test["name"]).partition("::")[0]
