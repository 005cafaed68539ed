"""Every command of the page "Getting started" works, and prints what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from following import begin_in, follow, pattern, plain, steps


def test_all_of_it_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    begin_in(tmp_path, monkeypatch)
    found = steps("getting_started.md")
    assert {"python", "command", "configs/restrictions/day_10.yaml"} == {step.kind for step in found}
    for step in found:
        follow(step, monkeypatch, capfd)


def test_what_counts_as_expected() -> None:
    printed = plain(" ground_lost_km2   km2   209  195.4\n\n red  1\nruns/first\n")
    assert re.fullmatch(pattern(" ground_lost_km2 km2 1,204.5 3\n...\nruns/first\n"), printed)
    assert not re.fullmatch(pattern(" ground_lost_km2 km2 - 3\n...\nruns/first\n"), printed)
    assert not re.fullmatch(pattern("runs/first\n"), printed)
