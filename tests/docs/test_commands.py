"""Every command of the pages for readers works, on small runs, and prints what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest
from executing.matching import alike
from following import begin_in, follow, steps
from samples import sampled

COMPARED = ("reference/settings.md", "reference/run_folder.md", "howto/scenario.md", "howto/sweep.md")
FOLLOWED = ("tutorial.md", "howto/compare.md", "howto/policy.md")  # what they print depends on how many replications


@pytest.mark.thorough
@pytest.mark.parametrize("page", sampled([*COMPARED, *FOLLOWED], "tutorial.md"))
def test_a_page_in_order(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    begin_in(tmp_path, monkeypatch)
    found = steps(page)
    assert any(step.kind == "command" and "escsim " in step.text for step in found)
    for step in found:
        follow(step, monkeypatch, capfd, compared=page in COMPARED)


def test_what_counts_as_expected() -> None:
    printed = " ground_lost_km2   km2   209  195.4\n\n red  1\nruns/first\n"
    assert alike(" ground_lost_km2 km2 1,204.5 3\n...\nruns/first\n", printed)
    assert not alike(" ground_lost_km2 km2 - 3\n...\nruns/first\n", printed)
    assert not alike("runs/first\n", printed)
