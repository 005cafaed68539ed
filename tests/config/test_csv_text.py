"""No text of a CSV is a formula, and numbers stay as they are."""

from __future__ import annotations

import csv
import io

import pytest

from sim.config.csv_text import csv_text


@pytest.mark.parametrize("text", ["=1+1", "=HYPERLINK('x')", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1"])
def test_a_text_that_begins_a_formula_gets_an_apostrophe(text: str) -> None:
    assert list(csv.reader(io.StringIO(csv_text([[text, "x"]]), newline=""))) == [[f"'{text}", "x"]]


@pytest.mark.parametrize("cell", [-1.5, -3, "-1.5", "+2", "-1e-9", "-", "a=b", "", "restrictions=full_ban"])
def test_numbers_and_other_texts_stay_as_they_are(cell: object) -> None:
    assert csv_text([[cell, 1]]) == f"{cell},1\n"


def test_control_characters_are_written_out() -> None:
    assert csv_text([["\r=1", "\x1b[31mred"]]) == "\\r=1,\\x1b[31mred\n"
