"""How far a sweep is, as it is told: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from sim.cli import sweep
from sim.cli.pulse import Pulse
from sim.study.sweep.progress import Progress


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (Progress(0, 0, 3000, 0.0, float("inf")), "0 of 3,000 runs, 0/s"),
        (Progress(1200, 0, 3000, 400.4, 4.5), "1,200 of 3,000 runs, 400/s, 4 s left"),
        (Progress(1200, 7, 3000, 10.0, 180.0), "1,200 of 3,000 runs, 7 failed, 10/s, 3 min 00 s left"),
        (Progress(3000, 0, 3000, 400.0, 0.0), "3,000 runs, 400/s"),
    ],
)
def test_a_step_in_words(step: Progress, says: str) -> None:
    assert sweep.state(step) == says


def test_where_nobody_looks_a_line_comes_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The timer that beats has a test of its own; the one of this test is the runner's."""
    beat = Pulse("starting")
    monkeypatch.setattr(sweep, "pulse", lambda doing: nullcontext(beat))
    with sweep._progress() as tell:
        beat.beat()
        tell(Progress(10, 0, 20, 1.0, 10.0))
        beat.beat()
    assert capfd.readouterr().err == "  starting (0 s)\n  10 of 20 runs, 1/s, 10 s left (0 s)\n"
