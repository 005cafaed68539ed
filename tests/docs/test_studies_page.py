"""The page about studies: every command on it works, on small runs, and prints what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest
from following import begin_in, follow, steps


def test_the_page_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    begin_in(tmp_path, monkeypatch)
    found = steps("studies.md")
    assert {"command", "configs/study/late_aid.yaml"} == {step.kind for step in found}
    for step in found:
        follow(step, monkeypatch, capfd)
