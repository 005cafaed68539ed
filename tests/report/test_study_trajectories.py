"""Fans of the days that a study keeps: all futures of a policy together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_up_runs import rewrite
from made_up_studies import HALF_LIFE, NEVER, make_study, policy, write_rows

from sim.analysis.study_table import open_table
from sim.report.page.blocks import Commands, FigureBlock, Text
from sim.report.page.study_trajectories import trajectories
from sim.report.page.study_view import StudyView

FUTURES = 12
DAYS = np.arange(3.0)


@pytest.fixture
def climbing(tmp_path: Path) -> Path:
    """A study of two policies in four futures, in the last of which every policy ends at rung 3; one path of each."""
    folder = make_study(tmp_path / "climbing", [NEVER, policy(5.0)], [{HALF_LIFE: 10.0 + k} for k in range(FUTURES)])
    points = np.repeat(np.arange(2 * FUTURES), len(DAYS))
    rungs = np.where(points >= 2 * (FUTURES - 1), 3.0, 0.0) * np.tile(DAYS[-1] == DAYS, 2 * FUTURES)
    write_rows(
        folder / "days.parquet",
        {
            "point": points,
            "replication": np.zeros(len(points), dtype=np.int64),
            "day": np.tile(DAYS, 2 * FUTURES),
            "ground_lost_km2": rungs,
            "rung": rungs,
        },
    )
    rewrite(folder, "study.json", quantities={"ground_lost_km2": "km2", "rung": "rung"}, saved_paths=1)
    return folder


def test_too_few_paths_make_no_quantiles(climbing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.report.page.study_trajectories.FEWEST_PATHS", FUTURES + 1)
    text, commands = trajectories(StudyView(open_table(climbing)))
    assert isinstance(text, Text)
    assert text.words.startswith(f"This study stored {FUTURES} daily paths of each policy, too few for quantiles; ")
    assert isinstance(commands, Commands)


def test_shares_of_rungs_count_every_future(climbing: Path) -> None:
    _, rungs = trajectories(StudyView(open_table(climbing)))
    assert isinstance(rungs, FigureBlock)
    assert rungs.numbers.startswith("Share of the replications at or above each rung on day 2: Full ban ≥ 1: 8.3 %")
    assert "All futures together, first replication of each." in rungs.figure.svg
