"""The tables of a choice: every cell is a number or a name, and parts that are left out have none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from decisions_made_up import made_up_names

from sim.report.decision.names import DecisionNames
from sim.report.decision.sheet import Sheet, cell_text
from sim.report.decision.tables import choice_sheets, rules


@pytest.fixture(scope="module")
def names() -> DecisionNames:
    return made_up_names()


def sheet(names: DecisionNames, name: str) -> Sheet:
    return next(one for one in choice_sheets(names) if one.name == name)


def test_every_part_has_a_table_with_as_many_cells_as_columns(names: DecisionNames) -> None:
    found = choice_sheets(names)
    assert [one.name for one in found] == [
        "ties", "trades", "shares_by_price", "beliefs", "structures", "rules", "region", "worth", "front",
    ]  # fmt: skip
    assert all(len(row) == len(one.columns) for one in found for row in one.rows)
    assert all(one.rows for one in found)


def test_parts_that_are_left_out_have_no_table(names: DecisionNames) -> None:
    few = replace(names, choice=replace(names.choice, region=None, worth=None, front=None))
    assert not {"region", "worth", "front"} & {one.name for one in choice_sheets(few)}


def test_a_page_shows_six_rules_and_the_file_all(names: DecisionNames) -> None:
    assert len(rules(names, on_page=True).rows) == 5  # no limit was given, so that none is good enough
    assert len(rules(names).rows) == 12
    kinds = {row[0]: row[-1] for row in rules(names).rows}
    assert kinds["Skewness"] == "shape, not value"
    assert kinds["Worst case"] == "decided by one future"


def test_the_tie_of_two_policies_stands_with_its_interval(names: DecisionNames) -> None:
    row = next(row for row in sheet(names, "ties").rows if row[1:3] == ("early", "ban"))
    _, _, _, price, low, high, _ = row
    assert isinstance(low, float)
    assert low <= price <= high  # type: ignore[operator]


def test_shares_by_price_add_up_to_one(names: DecisionNames) -> None:
    assert all(sum(row[2:]) == pytest.approx(1) for row in sheet(names, "shares_by_price").rows)  # type: ignore[arg-type]


def test_cells_are_told_in_words() -> None:
    assert [cell_text(cell) for cell in (None, True, "a", -0.12345, 3)] == ["-", "yes", "a", "−0.123", "3"]
