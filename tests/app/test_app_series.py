"""Policies are never averaged together on the page of a study: a line, or a map, for each."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from made_up_studies import DAY, GROUND, HALF_LIFE, NEVER, make_study, policy

from sim.analysis.responses import responses
from sim.analysis.study_averages import average_over_futures
from sim.analysis.study_factors import factor
from sim.analysis.study_table import StudyTable
from sim.app.heat import heat
from sim.app.study_data import MOST, StudyData, series_of, study_data
from sim.app.surface import curve
from sim.report.words.numbers import number, with_minus

LEVERS = [NEVER, policy(0.0), policy(30.0)]
GRID = [{HALF_LIFE: value, "fires.suppression": other} for value in (5.0, 20.0) for other in (0.1, 0.2)]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> StudyData:
    return study_data(make_study(tmp_path_factory.mktemp("studies") / "s", LEVERS, GRID), GROUND)


def of(table: StudyTable, key: str, value: float, day: float) -> np.ndarray:
    return np.flatnonzero((table.points[key] == value) & (table.points[DAY] == day))


def test_the_curve_has_a_line_a_policy(data: StudyData) -> None:
    drawn = curve(data, factor(data.table, HALF_LIFE))
    lines = re.findall(r'<path d="M([^"]+)" class="mean s(\d)"', drawn)
    assert [series for _, series in lines] == ["0", "1"]
    assert len({line for line, _ in lines}) == 2
    names = re.findall(r'class="swatch s\d"></span>&nbsp;([^<]+)<', drawn)
    assert names == ["Permitted on day 0", "Permitted on day 30"]


def test_the_surface_has_a_map_a_policy_with_its_own_means(data: StudyData) -> None:
    drawn = heat(data, factor(data.table, HALF_LIFE), factor(data.table, "fires.suppression"))
    assert drawn.count("<svg") == drawn.count("<figure>") == 2
    found = responses(data.table, data.measure)
    for panel, day in zip(drawn.split("<figure>")[1:], (0.0, 30.0), strict=True):
        for point in of(data.table, HALF_LIFE, 5.0, day):
            assert f": {with_minus(number(float(found.mean[point]), 3))}; 1 points, the first {point}<" in panel


def test_a_policy_on_an_axis_is_no_series_and_no_line_joins_names(tmp_path: Path) -> None:
    levers = [{"restrictions": name} for name in ("full_ban", "counter_fire", "long_range")]
    folder = make_study(
        tmp_path / "s", levers, GRID,
        values=lambda row, noise: 100 + noise + 10 * len(row["restrictions"]) * (1 + noise / 9),
    )  # fmt: skip
    data = study_data(folder, GROUND)
    series, note = series_of(data, [factor(data.table, "restrictions")])
    assert ([one.name for one in series], note) == ([""], "")
    drawn = curve(data, factor(data.table, "restrictions"))
    assert len(re.findall('class="mean s0"', drawn)) == 2
    own = [np.flatnonzero(data.table.points["restrictions"] == name) for name in ("counter_fire", "long_range")]
    means = [average_over_futures(data.found, points).mean for points in own]
    assert abs(means[0] - means[1]) > 1


def test_marks_are_hollow_where_no_sign_is_clear(data: StudyData, tmp_path: Path) -> None:
    assert data.unsure(1) == ""
    same = study_data(make_study(tmp_path / "s", [policy(0.0), policy(1.0)], values=lambda row, noise: noise), GROUND)
    assert same.unsure(1) == " unsure"
    assert "the same in every pair" in same.said(1)


def test_many_policies_are_said_not_to_be_drawn(tmp_path: Path) -> None:
    many = study_data(make_study(tmp_path / "m", [NEVER, *(policy(float(day)) for day in range(12))], GRID), GROUND)
    series, note = series_of(many, [factor(many.table, HALF_LIFE)])
    assert len(series) == MOST
    assert note == "The first 8 of 12 policies and structures are drawn."
    assert note in curve(many, factor(many.table, HALF_LIFE))
