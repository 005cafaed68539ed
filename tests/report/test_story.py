"""The story of a replication: a line an event, however long it is and however narrow the terminal."""

from __future__ import annotations

import io
import time

import numpy as np
import pytest
from rich.console import Console

from sim.engine.batch import Trace
from sim.model.events import EVENTS, Event
from sim.report.words import story
from sim.report.words.story import print_story

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


@pytest.mark.thorough
@pytest.mark.parametrize("days", [1, 4])
@pytest.mark.parametrize("width", [50, 300])
def test_a_long_story_is_printed_while_it_is_formatted(monkeypatch: pytest.MonkeyPatch, width: int, days: int) -> None:
    formatted, ahead, written = 0, list[int](), 0
    shown = story.shown

    def counted(kind: Event, value: float) -> str:
        nonlocal formatted
        formatted += 1
        return shown(kind, value)

    class Paper(io.StringIO):
        def write(self, text: str) -> int:
            nonlocal written
            if text:
                ahead.append(formatted - written)
                written = formatted
            return super().write(text)

    monkeypatch.setattr(story, "shown", counted)
    print_story(Console(file=Paper(), width=width), trace(10_000, days))
    assert formatted == 10_000
    assert max(ahead) <= 2_000


@pytest.mark.parametrize("width", [50, 300])
def test_a_day_that_fills_several_blocks_has_one_title_and_all_its_lines(
    monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    whole = printed(trace(40, 2), width)
    monkeypatch.setattr(story, "BLOCK", 3)
    assert printed(trace(40, 2), width) == whole
    assert whole.count("day ") == 2


def test_missions_of_one_moment_stay_together_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story, "BLOCK", 1)
    names, who = np.full(3, "mission", dtype=object), np.array(["fires.a", "fires.b", "fires.c"], dtype=object)
    of = Trace(np.zeros(3, dtype=np.int64), np.array([0.5, 0.5, 1.5]), who, names, np.ones(3))
    lines = printed(of, 300).splitlines()
    assert len(lines) == 4
    assert "a 1 " in lines[1]
    assert ", b 1 " in lines[1]


@pytest.mark.thorough
def test_a_story_of_20_000_lines_takes_a_second() -> None:
    started = time.process_time()
    assert printed(trace(20_000, 4), 300).count("\n") == 20_004
    assert time.process_time() - started < 8
