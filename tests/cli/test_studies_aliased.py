"""A study whose design ties two factors together says so before, after, and in its report."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Escsim

ROWS = 30
TIED = "{fires.suppression: %g, counter_battery.red_kill: %g}"
BASE = "base: {horizon: 25 days, replications: 1, workers: 1, engine: simpy}\n"
LEVERS = "levers: {design: product, factors: {restrictions: [full_ban, counter_fire]}}\n"
STUDIES = {"levers": BASE, "uncertainties": BASE + LEVERS}
"""What stands in a study file above the section whose factors are tied."""


@pytest.mark.thorough
@pytest.mark.parametrize("section", STUDIES)
def test_aliased_factors_are_told_at_plan_and_sweep_and_in_the_report(
    folder: Path, escsim: Escsim, section: str
) -> None:
    aliased = (
        f"aliased: in these 30 rows of the {section} some factors explain each other (adjusted R2 above 0.83): "
        "fires.suppression and counter_battery.red_kill (1.00)"
    )
    (folder / "configs" / "study").mkdir(parents=True)
    points = [f"    - {TIED % (0.01 + row / 200, 0.02 + row / 1000)}\n" for row in range(ROWS)]
    tied = f"{STUDIES[section]}{section}:\n  design: list\n  points:\n{''.join(points)}"
    (folder / "configs" / "study" / "tied.yaml").write_text(tied)
    plan = escsim("plan", "study=tied")
    assert aliased in " ".join(plan.out.split())
    swept = escsim("sweep", "study=tied")
    assert swept.code == 0
    assert aliased in swept.err
    report = (folder / "runs" / "tied" / "report.html").read_text()
    assert aliased in report
    assert (report.count(">aliased<") >= 2) == (section == "uncertainties")
