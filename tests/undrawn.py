"""Commands whose figures nobody looks at: drawing takes most of their time."""

from __future__ import annotations

import pytest


def without_figures(patch: pytest.MonkeyPatch) -> None:
    """No command draws as long as this patch holds."""
    patch.setattr("sim.report.figures.run_figures.figures", lambda run: {})
    patch.setattr("sim.report.figures.drawing.pictures", lambda *_, **__: [])
    for part in ("pictures", "trajectories", "timelines"):
        patch.setattr(f"sim.report.page.study.{part}", lambda *_: [])
