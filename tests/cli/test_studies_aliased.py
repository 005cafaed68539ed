"""A study whose design ties two uncertain parameters together says so before, after, and in its report."""

from __future__ import annotations

from pathlib import Path

from commands import Escsim

ROWS = 30
TIED = "{fires.suppression: %g, counter_battery.red_kill: %g}"
STUDY = """\
base: {horizon: 25 days, replications: 1, workers: 1, engine: simpy}
levers: {design: product, factors: {restrictions: [full_ban, counter_fire]}}
uncertainties:
  design: list
  points:
"""
ALIASED = "aliased: in these 30 rows some uncertain parameters explain each other (adjusted R2 above 0.83): "
PAIR = "fires.suppression and counter_battery.red_kill (1.00)"


def test_aliased_parameters_are_told_at_plan_and_sweep_and_in_the_report(folder: Path, escsim: Escsim) -> None:
    (folder / "configs" / "study").mkdir(parents=True)
    points = [f"    - {TIED % (0.01 + row / 200, 0.02 + row / 1000)}\n" for row in range(ROWS)]
    (folder / "configs" / "study" / "tied.yaml").write_text(STUDY + "".join(points))
    plan = escsim("plan", "study=tied")
    assert f"{ALIASED}{PAIR}" in " ".join(plan.out.split())
    swept = escsim("sweep", "study=tied")
    assert swept.code == 0
    assert f"{ALIASED}{PAIR}" in swept.err
    report = (folder / "runs" / "tied" / "report.html").read_text()
    assert f"{ALIASED}{PAIR}" in report
    assert report.count(">aliased<") >= 2
