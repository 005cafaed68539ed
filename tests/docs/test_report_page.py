"""The page about reports: every command on it works, on small runs, and prints what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from following import DOCS, begin_in, follow, steps

from sim.report.page.render import render
from sim.report.page.run import run_report
from sim.study.run.opening import open_run


@pytest.mark.thorough
def test_the_page_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    begin_in(tmp_path, monkeypatch)
    monkeypatch.setattr("sim.report.page.run.figures", lambda run: {})
    found = steps("howto/report.md")
    assert len(found) == 5
    for step in found:
        follow(step, monkeypatch, capfd)
    text = render(run_report(open_run(tmp_path / "runs" / "ban"))).lower()
    parts = re.findall(r"^\| ([a-z ]+) \|", (DOCS / "howto/report.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    named = [part for part in parts if part != "part"]
    assert len(named) == 12
    assert [part for part in named if part != "what is compared" and f"{part}</h2>" not in text] == []
