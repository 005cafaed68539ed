"""CSV that a spreadsheet opens as data: no cell is interpreted as a formula."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from sim.config.problems import visible

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t")


def as_data(cell: Any) -> Any:
    """A cell; a text that a spreadsheet would take for a formula, and that is no number, begins with an apostrophe."""
    if not isinstance(cell, str):
        return cell
    text = visible(cell)
    is_formula = text.startswith(BEGINS_A_FORMULA) and not is_number(text) and text != "-"
    return f"'{text}" if is_formula else text


def write_rows(file: TextIO, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows as CSV."""
    csv.writer(file, lineterminator="\n").writerows([as_data(cell) for cell in row] for row in rows)


def csv_text(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV."""
    text = io.StringIO()
    write_rows(text, rows)
    return text.getvalue()


def results_csv(rows: Iterable[Sequence[Any]]) -> str:
    """Rows of results as CSV: an undefined number is an empty cell."""
    return csv_text([_result(cell) for cell in row] for row in rows)


def _result(cell: Any) -> Any:
    value = cell.item() if hasattr(cell, "dtype") else cell  # of numpy, which need not be imported for this
    return "" if isinstance(value, float) and math.isnan(value) else value


def is_number(text: str) -> bool:
    """True if a text says a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True
