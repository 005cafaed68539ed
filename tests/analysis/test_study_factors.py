from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_up_studies import DAY, HALF_LIFE, NEVER, Row, make_study, policy

from sim.analysis.study_factors import distinguishing_factors, factor, groups, only_lever, points_where, unit_words
from sim.analysis.study_table import StudyTable, open_table
from sim.config.problems import Problem

LEVERS = [NEVER, policy(0.0), policy(30.0)]
FUTURES = [{HALF_LIFE: 5.0}, {HALF_LIFE: 10.0}]
STRUCTURES = [{"attrition": "helmbold"}, {"attrition": "square"}]


def table_of(folder: Path, levers: list[Row]) -> StudyTable:
    return open_table(make_study(folder, levers, FUTURES, STRUCTURES, replications=2))


def test_the_one_factor_of_the_policies_is_found_beside_the_option_of_the_reference(tmp_path: Path) -> None:
    assert only_lever(table_of(tmp_path / "a", LEVERS)).key == DAY
    options = [{"restrictions": name} for name in ("full_ban", "counter_fire")]
    table = open_table(make_study(tmp_path / "b", options, values=lambda row, noise: noise, replications=2))
    assert only_lever(table).key == "restrictions"


def test_several_factors_of_the_policies_are_named_and_so_are_the_others_where_none_is(tmp_path: Path) -> None:
    levers = [NEVER, {**policy(0.0), "aid": "late"}, {**policy(30.0), "aid": "early"}, {**policy(0.0), "aid": "early"}]
    with pytest.raises(Problem, match=rf"name one: {DAY}, aid"):
        only_lever(table_of(tmp_path / "a", levers))
    with pytest.raises(Problem, match=r"do not differ; name another factor: attrition, pressure.half_life"):
        only_lever(table_of(tmp_path / "b", [NEVER]))


def test_a_factor_has_its_unit_meaning_and_levels_with_never_last(tmp_path: Path) -> None:
    table = table_of(tmp_path / "a", LEVERS)
    day, half_life = factor(table, DAY), factor(table, HALF_LIFE)
    assert (day.unit, day.meaning, day.section) == ("day", "day of the event", "lever")
    assert (half_life.unit, half_life.section) == ("d", "uncertainty")
    assert day.levels(np.arange(len(table))) == [0.0, 30.0, np.inf]
    assert factor(table, "attrition").levels(np.arange(len(table))) == ["helmbold", "square"]
    assert [unit_words(unit) for unit in ("d", "day", "1", "", "kr/d", "1/d")] == ["days", "day", "", "", "kr/d", "/d"]


@pytest.mark.parametrize(
    ("key", "near"), [("restrictions.counter_fire.dai", DAY), ("half_life", HALF_LIFE), ("atrition", "attrition")]
)
def test_an_unknown_factor_is_answered_with_the_nearest(tmp_path: Path, key: str, near: str) -> None:
    with pytest.raises(Problem, match=f"did you mean '{near}'"):
        factor(table_of(tmp_path / "a", LEVERS), key)


def test_only_what_does_not_follow_tells_points_apart(tmp_path: Path) -> None:
    table = table_of(tmp_path / "a", LEVERS)
    points = np.arange(len(table))
    day = factor(table, DAY)
    assert distinguishing_factors(table, "lever", points, [day]) == []
    assert [each.key for each in distinguishing_factors(table, "structure", points, [day])] == ["attrition"]
    split = groups(points, [day, factor(table, "attrition")])
    assert list(split) == [(day, kind) for kind in ("helmbold", "square") for day in ("never", "0", "30")]
    assert [len(some) for some in split.values()] == [2] * 6


def test_conditions_keep_the_reference_of_the_points_that_they_keep(tmp_path: Path) -> None:
    table = table_of(tmp_path / "a", LEVERS)
    kept = points_where(table, [f"{DAY}=30", "attrition=square"])
    assert set(table.points["lever"][kept]) == {0, 2}
    assert set(table.points["attrition"][kept]) == {"square"}
    assert len(kept) == 4
    assert points_where(table, [f"{DAY}=null"]).tolist() == [0, 3, 6, 9]


@pytest.mark.parametrize(
    ("word", "message"),
    [
        (f"{DAY}=7", "no point has this value; it has: 0, 30, never"),
        ("attrition=squar", "did you mean 'square'"),
        ("attrition", "not of the form KEY=VALUE"),
        ("nothing=1", "no factor of this study"),
    ],
)
def test_a_condition_that_no_point_meets_is_refused(tmp_path: Path, word: str, message: str) -> None:
    with pytest.raises(Problem, match=message):
        points_where(table_of(tmp_path / "a", LEVERS), [word])
