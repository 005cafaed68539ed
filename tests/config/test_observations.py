"""What was observed: the shipped record, a file of one's own, and what is wrong with either."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.config.compose import read
from sim.config.library import Library
from sim.config.observations import NOTHING, Observations, with_file
from sim.config.paths import config_root
from sim.config.problems import Problem
from sim.study.design.variant import CLASSES, Variant, variant_of

DAY_ZERO = datetime.date(2024, 5, 10)
LIBRARY = Library(CLASSES, config_root())


def variant(*words: str) -> Variant:
    trees, composition = read(LIBRARY, words)
    return variant_of(trees, composition)


def of_file(path: Path, text: str, day_zero: datetime.date | None = DAY_ZERO) -> Observations:
    path.write_text(text, encoding="utf-8")
    return with_file(replace(NOTHING, file=str(path)), day_zero)


def test_the_scenario_chooses_its_observations() -> None:
    observed = variant().observed
    assert observed.days.tolist() == [1, 2, 3, 4, 6, 8, 9, 10, 11, 33, 39, 51]
    assert observed.scored_km2[[0, -1]].tolist() == [89, 185]
    assert observed.to_fit.all()
    assert not len(variant("scenario=border_generic").observed.days)


def test_the_windows_and_the_reading_are_settings() -> None:
    observed = variant("observations.fit_until=2024-05-20").observed
    assert observed.to_fit.sum() == 8
    assert variant("observations=kharkiv_2024_contested").observed.scored_km2[0] == 163


def test_what_is_simulated_has_the_same_hash_whatever_was_observed() -> None:
    assert variant().config_hash == variant("observations=none").config_hash


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    found = of_file(path, "day,occupied_km2,with_contested_km2\n2,10,12\n2024-05-20,20,25\n")
    assert found.days.tolist() == [2, 10]
    assert found.milestones.with_contested_km2 == (12, 25)
    assert of_file(path, "day,occupied_km2\n2,10\n").milestones.with_contested_km2 == (10,)
    assert of_file(path, "day (days),occupied_km2 (km²)\n2,10\n").scored_km2.tolist() == [10]
    of_file(path, "day,occupied_km2\n2,10\n")
    observed = variant("observations=none", f"observations.file={path}").observed
    assert np.array_equal(observed.scored_km2, [10])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("day,area\n1,2\n", "has no column 'occupied_km2'; it needs day, occupied_km2"),
        ("day,occupied_km2,cows\n1,2,3\n", "has a column 'cows'; known: day, occupied_km2, with_contested_km2"),
        ("day,occupied_km2\n2,1\n1,2\n", "days must rise"),
        ("day,occupied_km2\n1.5,1\n", "day must be a whole number"),
        ("day,occupied_km2\n-1,1\n", "mine.csv, line 2: day must be a number of at least 0, or a date (got -1.0)"),
        (
            "day,occupied_km2\n2024-05-11,1\n\n2024-05-09,1\n",
            "mine.csv, line 4: day must not be before day 0, 2024-05-10 (got '2024-05-09')",
        ),
        (
            "day,occupied_km2\n0,1\n2,3\n",
            "day must be after day 0, because no ground is lost at the start and scores use ratios; leave it out",
        ),
        ("day,occupied_km2\n2024-05-10,1\n", "day must be after day 0"),
        ("day,occupied_km2\n1,2\n3\n", "line 3 has 1 cells, the header 2"),
        ("day,occupied_km2 (m2)\n1,2\n", "occupied_km2 must be in km2 (got 'm2')"),
        ("day (h),occupied_km2 (cows)\n1,2\n", "day must be in d (got 'h')"),
        ("day (h),occupied_km2 (cows)\n1,2\n", "occupied_km2 must be in km2 (got 'cows')"),
        ("day,occupied_km2\n1,0\n", "occupied must be greater than 0"),
        ("day,occupied_km2\n1,many\n", "occupied_km2 must be a number of at least 0 in every row"),
        ("day,occupied_km2,with_contested_km2\n1,5,4\n", "with_contested must not be below occupied"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(Problem) as told:
        of_file(tmp_path / "mine.csv", text)
    assert words in str(told.value)
    assert "observations.file" in str(told.value)


def test_a_date_needs_a_day_zero(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="has no day_zero to count from"):
        of_file(tmp_path / "mine.csv", "day,occupied_km2\n2024-05-20,20\n", None)


def test_a_file_and_milestones_are_one_too_many() -> None:
    with pytest.raises(Problem, match=r"observations.milestones: must be empty if a file is given"):
        variant("observations.file=mine.csv")


@pytest.mark.parametrize(
    ("words", "departure"),
    [
        ((), ""),
        (("scenario.front.hold_depth=8 km",), ""),
        (("restrictions=full_ban",), "restrictions=full_ban"),
        (("restrictions.events.permission.day=5",), "restrictions.events.permission.day=5"),
        (("aid.amount_factor=2",), "aid.amount_factor=2"),
        (("scenario=border_generic",), ""),
    ],
)
def test_what_departs_from_the_record(words: tuple[str, ...], departure: str) -> None:
    assert variant(*words).departure_from_record() == departure


def test_a_day_zero_after_the_observations_is_told_how_to_leave_them_out() -> None:
    with pytest.raises(Problem) as caught:
        variant("scenario.day_zero=2028-02-29")
    fault, advice = caught.value.lines
    assert fault.startswith("observations.fit_until: must be at least day 0")
    assert advice.endswith("leave them out by observations=none")
    assert variant("scenario.day_zero=2028-02-29", "observations=none").parameters.scenario.day_zero == "2028-02-29"
