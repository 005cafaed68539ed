"""Runs and policies that do not start and end on the same days are compared with a note."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_up_runs import rewrite, write_run
from made_up_studies import NEVER, make_study, policy

from sim.analysis.comparison import compare
from sim.analysis.comparison_notes import other_window, starts
from sim.analysis.study_table import open_table
from sim.config.problems import Problem

TABLE = {"rung_days": np.arange(30.0)}


def test_another_start_is_said_before_anything_else(tmp_path: Path) -> None:
    one = write_run(tmp_path / "A", TABLE)
    early = write_run(
        tmp_path / "B", TABLE, config={"scenario": {"start_day": -14.0}}, choices={"restrictions": "pre_emptive"}
    )
    found = compare([one, early])
    assert found.notes[0].startswith(
        "Permitted before the offensive starts on day -14, Counter-fire from day 20 (record) on day 0."
    )
    assert other_window(found.runs) == "The runs start or end on different days."
    assert other_window([one, one]) == ""


def test_another_horizon_is_said_and_the_runs_are_not_paired(tmp_path: Path) -> None:
    one = write_run(tmp_path / "A", TABLE)
    longer = write_run(tmp_path / "B", TABLE, config={"horizon": "20 d"}, choices={"restrictions": "late"})
    found = compare([one, longer])
    assert "ends after 20 d, " in found.notes[0]
    assert found.paired == (True, False)


def test_a_study_says_which_policies_start_on_another_day(tmp_path: Path) -> None:
    folder = make_study(tmp_path / "s", [NEVER, policy(0.0)])
    assert starts(open_table(folder).manifest) == []
    rewrite(folder, "study.json", start_days={"restrictions=full_ban": 0.0, "early": -14.0})
    (note,) = starts(open_table(folder).manifest)
    assert note.startswith("early starts on day -14, Full ban on day 0.")


def test_a_censored_measure_of_a_study_needs_its_horizon(tmp_path: Path) -> None:
    folder = make_study(tmp_path / "s", [NEVER, policy(0.0)])
    with pytest.raises(Problem, match="lacks the horizon, to which relaxation_day is restricted"):
        open_table(folder).rows("relaxation_day")
    rewrite(folder, "study.json", horizon_days=180.0)
    assert open_table(folder).rows("relaxation_day").value.max() <= 180
