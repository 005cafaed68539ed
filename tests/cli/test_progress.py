"""Progress: on a terminal only."""

from __future__ import annotations

import io
import sys

import pytest

from sim.cli.progress import progress_bars
from sim.study.execute import Progress


class Terminal(io.StringIO):
    """A stream that passes for a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with progress_bars() as tell:
        assert tell is not None
        tell("full_ban", Progress(done=100, total=1000, rate=12.5, seconds_left=72.0))
        tell("full_ban", Progress(done=1000, total=1000, rate=12.5, seconds_left=0.0))
    shown = terminal.getvalue()
    assert "full_ban" in shown
    assert "1,000 replications, 12.5/s" in shown


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s left"), (59.6, "1 min 00 s left"), (72.0, "1 min 12 s left"), (7300.0, "2 h 01 min left")],
)
def test_the_time_left_is_readable(seconds: float, text: str) -> None:
    from sim.cli.progress import state

    assert state(Progress(100, 1000, 12.5, seconds)) == f"100 of 1,000 replications, 12.5/s, {text}"


def test_no_terminal_no_progress(capfd: pytest.CaptureFixture[str]) -> None:
    with progress_bars() as tell:
        assert tell is None
    assert capfd.readouterr() == ("", "")
