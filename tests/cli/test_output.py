"""What is printed: no number is cut at any width, and no name acts on a terminal."""

from __future__ import annotations

import io
import re

import pytest

from sim.config.problems import Problem, visible
from sim.report.terminal.console import Output, console
from sim.report.terminal.tables import right, table_of

NUMBERS = ("2,557", "1,234,567.8", "-0.001235", "12.3 to 15.6")


@pytest.mark.parametrize("columns", [10, 20, 35, 50, 80, 120])
def test_no_number_is_cut_at_any_width(columns: int) -> None:
    written = io.StringIO()
    table = table_of("measure", "unit", *right("mean", "low", "high"), "interval")
    table.add_row("fires_from_sanctuary_kr", "kr", *NUMBERS)
    Output(file=written, width=columns, highlight=False, markup=False).print(table)
    words = re.split(r"[\s;]+", written.getvalue())
    for number in NUMBERS:
        for part in number.split():
            if len(part) < columns - 4:
                assert part in words, written.getvalue()


def test_a_table_that_fits_is_a_table() -> None:
    written = io.StringIO()
    table = table_of("measure", *right("mean"))
    table.add_row("a", "1")
    Output(file=written, width=80, highlight=False, markup=False).print(table)
    assert "measure  mean" in written.getvalue()


def test_a_name_does_not_act_on_a_terminal() -> None:
    written = io.StringIO()
    table = table_of("run")
    table.add_row("\x1b[2Jgone")
    console(written).print(table)
    console(written).print("\x1b]0;title\x07")
    assert "\x1b" not in written.getvalue()
    assert "\\x1b[2Jgone" in written.getvalue()
    assert str(Problem("no run \x1b[31mred")) == "no run \\x1b[31mred"


@pytest.mark.parametrize(("text", "shown"), [("Харків\n\tx", "Харків\n\tx"), ("a\u202eb", "a\\u202eb"), ("é²", "é²")])
def test_what_is_seen_of_a_text(text: str, shown: str) -> None:
    assert visible(text) == shown
