"""Which functions of the model every test calls, and how long it takes: a plugin of pytest, to try near tests first.

    pytest -p mutants.calls --calls FILE PATH...

What fixtures call counts for all tests of their file, as later tests take what the first of them made.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

Called = set[tuple[str, str]]
MODEL = str(Path("sim") / "model")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the name of the file to write."""
    parser.addoption("--calls", type=Path, required=True)


def pytest_configure(config: pytest.Config) -> None:
    """Take part."""
    config.pluginmanager.register(Calls(config.getoption("calls")))


class Calls:
    """What was called so far, by test."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.by_test: dict[str, Called] = defaultdict(set)
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Watch a test with all its fixtures."""
        called = self.by_test[item.nodeid]
        started = time.perf_counter()
        sys.settrace(lambda frame, event, _: _note(called, frame, event))
        try:
            return (yield)
        finally:
            sys.settrace(None)
            self.seconds[item.nodeid] = time.perf_counter() - started

    def pytest_sessionfinish(self) -> None:
        """Write what was seen."""
        found = {
            test: {"seconds": self.seconds[test], "calls": sorted(".".join(one) for one in called)}
            for test, called in self.by_test.items()
        }
        self.file.write_text(json.dumps(found), encoding="utf-8")


def _note(called: Called, frame: FrameType, event: str) -> Any:
    code = frame.f_code
    if event == "call" and MODEL in code.co_filename:
        called.add((Path(code.co_filename).stem, code.co_name))
