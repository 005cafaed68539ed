"""The report of a study holds one measure of all its points at a time, reads each once, and says what it did."""

from __future__ import annotations

import gc
import os
import weakref
from pathlib import Path

import pytest
from made_up_studies import HALF_LIFE, NEVER, make_study, policy

from sim.analysis.responses import Responses, responses
from sim.analysis.study_table import StudyTable, open_table
from sim.engine import forking
from sim.model.measures import Measure
from sim.report.page import study_view
from sim.report.page.render import render
from sim.report.page.study import study_report
from sim.report.page.study_pictures import pictures
from sim.report.page.study_view import StudyView


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two policies in twelve futures under two structures."""
    return make_study(
        tmp_path_factory.mktemp("studies") / "futures",
        [NEVER, policy(0.0), policy(20.0)],
        [{HALF_LIFE: float(5 + place)} for place in range(12)],
        [{"stall": "line"}, {"stall": "reserves"}],
        replications=4,
    )


class Readings:
    """Which measures were read, and how many others were still held when the next one was."""

    def __init__(self) -> None:
        self.names, self.held, self._alive = list[str](), list[int](), weakref.WeakSet[Responses]()

    def __call__(self, table: StudyTable, measure: Measure) -> Responses:
        gc.collect()  # figures refer to themselves
        self.names.append(measure.name)
        self.held.append(len(self._alive))
        found = responses(table, measure)
        self._alive.add(found)
        return found


def in_one_process(monkeypatch: pytest.MonkeyPatch) -> Readings:
    readings = Readings()
    monkeypatch.setattr(forking, "_can_fork", lambda: False)
    monkeypatch.setattr(study_view, "responses", readings)
    return readings


@pytest.mark.thorough
def test_a_report_holds_one_measure_at_a_time_and_reads_each_once(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    readings = in_one_process(monkeypatch)
    study_report(folder)
    shown = {measure.name for measure in StudyView(open_table(folder)).measures}
    assert len(shown) > 3
    assert sorted(readings.names) == sorted(shown)
    assert set(readings.held) == {0}


@pytest.mark.thorough
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no copies here")
def test_what_a_copy_of_the_process_has_read_is_taken_over(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(forking, "_can_fork", lambda: True)
    two = render(study_report(folder))
    view = StudyView(open_table(folder))
    drawn = pictures(view)
    assert [one.kind == "parallel" for one in drawn] == [False] * (len(drawn) - 1) + [True]
    readings = in_one_process(monkeypatch)
    for one in drawn:
        view.means(one.measure)
        for structure in view.structures:
            view.shown(view.policies[0], one.measure, structure)
    assert readings.names == []
    assert render(study_report(folder)) == two
