"""Progress: bars on a terminal, elsewhere a line now and then; and a first result long before the last."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import numpy as np
import pytest

from sim.cli.heartbeat import Heartbeat, heartbeat
from sim.cli.progress import AFTER_SECONDS, ENOUGH, FirstResult, progress_bar
from sim.model.measures import MEASURES
from sim.study.sweep.progress import SweepProgress


class Terminal(io.StringIO):
    """A stream that passes for a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with progress_bar("full_ban") as tell:
        tell(SweepProgress(done=100, failed=0, total=1000, rate=12.5, seconds_left=72.0))
        tell(SweepProgress(done=1000, failed=0, total=1000, rate=12.5, seconds_left=0.0))
    shown = terminal.getvalue()
    assert "full_ban" in shown
    assert "1,000 replications, 12.5/s" in shown


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s left"), (59.6, "1 min 00 s left"), (72.0, "1 min 12 s left"), (7300.0, "2 h 01 min left")],
)
def test_the_time_left_is_readable(seconds: float, text: str) -> None:
    from sim.cli.progress import state

    assert state(SweepProgress(100, 0, 1000, 12.5, seconds)) == f"100 of 1,000 replications, 12.5/s, {text}"


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (SweepProgress(0, 0, 3000, 0.0, float("inf")), "0 of 3,000 replications, 0.0/s"),
        (SweepProgress(1200, 0, 3000, 400.4, 4.5), "1,200 of 3,000 replications, 400/s, 4 s left"),
        (SweepProgress(1200, 7, 3000, 10.0, 180.0), "1,200 of 3,000 replications, 7 failed, 10.0/s, 3 min 00 s left"),
        (SweepProgress(3000, 0, 3000, 400.0, 0.0), "3,000 replications, 400/s"),
    ],
)
def test_a_step_in_words(step: SweepProgress, says: str) -> None:
    from sim.cli.progress import state

    assert state(step) == says


SAYING = """
import sys, time
from sim.cli import heartbeat
heartbeat.EVERY_SECONDS = 0.05
from sim.cli.progress import progress_bar
from sim.study.sweep.progress import SweepProgress
with progress_bar("full_ban") as tell:
    time.sleep(0.12)
    tell(SweepProgress(done=100, failed=0, total=1000, rate=12.5, seconds_left=72.0))
    time.sleep(0.12)
time.sleep(0.2)
"""


SHORT_STEPS = """
import time
from sim.cli import heartbeat
heartbeat.EVERY_SECONDS = 0.3
heartbeat.Heartbeat.last = time.monotonic()
for doing in ("reading", "drawing", "writing"):
    with heartbeat.heartbeat(doing):
        time.sleep(0.2)
"""


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer of the system")
def test_short_steps_that_follow_each_other_are_not_silent() -> None:
    done = subprocess.run([sys.executable, "-c", SHORT_STEPS], capture_output=True, text=True, check=True)
    assert "drawing" in done.stderr


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer of the system")
def test_where_there_is_no_terminal_a_line_now_and_then_says_how_far_it_is() -> None:
    done = subprocess.run([sys.executable, "-c", SAYING], capture_output=True, text=True, check=True)
    lines = done.stderr.splitlines()
    assert lines[0] == "  starting (0 s)"
    assert "  full_ban: 100 of 1,000 replications, 12.5/s, 1 min 12 s left (0 s)" in lines
    assert len(lines) < 20  # it ends with what it is about


def test_lines_come_less_often_later(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[bytes] = []
    clock = [0.0]
    monkeypatch.setattr(os, "write", lambda _, text: said.append(text))
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    beating = Heartbeat("drawing")
    for second in range(4, 700, 4):
        clock[0] = float(second)
        beating.beat()
    assert 75 + 11 <= len(said) <= 75 + 14
    assert said[0] == b"  drawing (4 s)\n"


def test_a_timer_that_another_uses_is_left_alone() -> None:
    before = signal.signal(signal.SIGALRM, lambda *_: None)
    try:
        with heartbeat("drawing"):
            assert signal.getitimer(signal.ITIMER_REAL)[1] == 0
    finally:
        signal.signal(signal.SIGALRM, before)


def step(done: int, total: int) -> SweepProgress:
    return SweepProgress(
        done, 0, total, 10.0, 1.0, lambda: np.tile(np.arange(done)[:, None], (1, len(MEASURES))).astype(float)
    )


def looked(seconds: float, *steps: SweepProgress, has_others: bool = False) -> list[str]:
    said: list[str] = []
    variant = SimpleNamespace(
        label="restrictions=full_ban",
        choices={"restrictions": "full_ban"},
        labels={},
        overrides=(),
        called={},
        settings=SimpleNamespace(replications=100),
    )
    first = FirstResult(said.append, variant, has_others)
    first._begun -= seconds
    for each in steps:
        first.look(each)
    return said


def test_a_first_result_comes_after_some_seconds_and_once() -> None:
    assert looked(0.0, step(30, 100)) == []
    assert looked(AFTER_SECONDS, step(ENOUGH - 1, 100)) == []
    (said,) = looked(AFTER_SECONDS, step(30, 100), step(60, 100))
    assert said.startswith("first result, Full ban, 30 of 100 replications: ")
    assert "14.5 [11.21 to 17.79]" in said


def test_a_first_result_is_of_the_first_variant_and_not_said_where_the_whole_one_follows() -> None:
    assert looked(AFTER_SECONDS, step(100, 100)) == []
    (said,) = looked(AFTER_SECONDS, step(100, 200))
    assert said.startswith("first result, Full ban, 100 replications: ")


def test_where_variants_follow_the_first_is_told_as_soon_as_it_is_done() -> None:
    (said,) = looked(0.0, step(60, 200), step(100, 200), step(150, 200), has_others=True)
    assert said.startswith("first result, Full ban, 100 replications: ")
    (said,) = looked(0.0, step(30, 200), step(200, 200), has_others=True)  # before the figures and the report
    assert said.startswith("first result, Full ban, 200 replications: ")
