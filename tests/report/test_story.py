"""The story of a replication: a line an event, however long it is and however narrow the terminal."""

from __future__ import annotations

import io
import time

import numpy as np
from rich.console import Console

from sim.engine.batch import Trace
from sim.model.events import EVENTS
from sim.report.story import print_story

EVENT = next(event for event in EVENTS if event.unit not in ("", "phase", "class") and event.name != "mission")


def trace(count: int, days: int) -> Trace:
    names = np.array(["mission", EVENT.name] * (count // 2), dtype=object)
    who = np.array(["fires.red", "fires.blue"] * (count // 2), dtype=object)
    return Trace(
        np.zeros(count, dtype=np.int64), np.linspace(0, days, count, endpoint=False), who, names, np.ones(count)
    )


def printed(of: Trace, width: int) -> str:
    file = io.StringIO()
    print_story(Console(file=file, width=width), of)
    return file.getvalue()


def test_each_event_has_its_line_under_its_day() -> None:
    lines = printed(trace(8, 2), 300).splitlines()
    assert [line.strip() for line in lines if line.strip().startswith("day")] == ["day 0", "day 1"]
    assert len(lines) == 2 + 8
    assert len({line.index(EVENT.name) for line in lines if EVENT.name in line}) == 1


def test_a_narrow_terminal_folds_and_loses_nothing() -> None:
    narrow, wide = printed(trace(8, 2), 50), printed(trace(8, 2), 300)
    assert max(map(len, narrow.splitlines())) <= 50
    assert "".join(narrow.split()).count("day1") == 1
    assert narrow.count("1.75") == wide.count("1.75") == 1


def test_a_story_of_20_000_lines_takes_a_second() -> None:
    started = time.process_time()
    assert printed(trace(20_000, 4), 300).count("\n") == 20_004
    assert time.process_time() - started < 8
