"""Cells of a table file as text: from CSV, as spreadsheets and editors write it, and from spreadsheets."""

from __future__ import annotations

import codecs
import csv
import datetime
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

EXTRA = "escalation-sim[spreadsheets]"

_DECIMAL_COMMA = re.compile(r"\s*[-+]?\d*,\d+(?:[eE][-+]?\d+)?(?:\s+\D.*|\s*)")
_THOUSANDS = re.compile(r"\s*[-+]?\d{1,3}(?:\.\d{3})+(?:\s+\D.*|\s*)")
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32",  # before UTF-16, whose mark begins alike
    codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16", codecs.BOM_UTF8: "utf-8-sig",
}  # fmt: skip


@dataclass(frozen=True)
class Cells:
    """A table of texts.

    Attributes:
        names: the headings.
        rows: of as many cells each; an empty cell is an empty text.
        places: where each row stands, as its editor counts: "line 2" of a CSV file, "row 2" of a spreadsheet.
    """

    names: list[str]
    rows: list[list[str]]
    places: list[str]


def csv_cells(path: Path) -> Cells:
    """The cells of a CSV file: commas, semicolons or tabs between them, UTF-8 or, with its mark, UTF-16.

    Raises:
        ValueError: it is no such text, rows and headings do not fit, or a number can be read in two ways.
        OSError: it cannot be read.
        csv.Error: a quotation mark is not closed.
    """
    text = _decoded(path.read_bytes())
    separator = _separator(text)
    found = _fitted(_lines(text, separator), separator)
    return found if separator == "," else _with_points(found)


def spreadsheet_cells(path: Path) -> Cells:
    """The cells of the first sheet of a workbook that is not hidden.

    Raises:
        ValueError: the library that reads it is not installed, the file is no workbook, or rows do not fit.
        OSError: it cannot be read.
    """
    try:
        from python_calamine import CalamineError, SheetVisibleEnum, load_workbook
    except ImportError:
        raise ValueError(f"spreadsheets need another package: pip install '{EXTRA}'; or save it as CSV") from None
    path.open("rb").close()
    try:
        book = load_workbook(path)
        names = [sheet.name for sheet in book.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible]
        rows = book.get_sheet_by_name(names[0]).to_python(skip_empty_area=False) if names else []
    except CalamineError as error:
        raise ValueError(f"is not a readable workbook ({error})") from None
    if len(rows) < 2 and len(names) > 1:
        raise ValueError(f"its first sheet, {names[0]!r}, has no rows, and the others are not read")
    return _fitted(((f"row {number}", [_text(cell) for cell in row]) for number, row in enumerate(rows, 1)), "")


def _decoded(raw: bytes) -> str:
    encoding = next((name for mark, name in _MARKS.items() if raw.startswith(mark)), "utf-8")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8 text, nor UTF-16 with its mark; save it as CSV UTF-8") from None


def _separator(text: str) -> str:
    """Separator of the headings; a comma where there is one heading only."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", first)
    return next((mark for mark in (";", "\t") if mark in outside), ",")


def _lines(text: str, separator: str) -> Iterator[tuple[str, list[str]]]:
    """Each row with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    for row in reader:
        if row:  # a blank line is no row
            yield f"line {begins}", row
        begins = reader.line_num + 1


def _fitted(rows: Iterable[tuple[str, list[str]]], separator: str) -> Cells:
    """The rows below the first that is not empty, each of as many cells as there are headings."""
    found = iter(rows)
    names = next((_cut(row) for _, row in found if any(cell.strip() for cell in row)), [])
    names = [name.strip() for name in names]
    if len({name for name in names if name}) < sum(bool(name) for name in names):
        raise ValueError("two columns have the same name")
    fitted, places = [], []
    for place, row in found:
        cells = _cut(row)
        if len(cells) > len(names) or (cells and len(row) < len(names)):
            raise ValueError(f"{place} has {len(row)} cells, the header {len(names)}{_commas(cells, separator)}")
        fitted.append([*cells, *[""] * (len(names) - len(cells))])
        places.append(place)
    return _named(Cells(names, fitted, places))


def _cut(row: Sequence[str]) -> list[str]:
    """A row without the empty cells at its end."""
    count = next((number for number in range(len(row), 0, -1) if row[number - 1].strip()), 0)
    return list(row[:count])


def _commas(cells: Sequence[str], separator: str) -> str:
    digits = any(one.strip().lstrip("+-").isdigit() and two.strip().isdigit() for one, two in pairwise(cells))
    return "; numbers with decimal commas need semicolons between the cells" if separator == "," and digits else ""


def _named(cells: Cells) -> Cells:
    """Only the columns with a heading; raise ValueError if another has a value."""
    kept = [number for number, name in enumerate(cells.names) if name]
    if len(kept) == len(cells.names):
        return cells
    for place, row in zip(cells.places, cells.rows, strict=True):
        stray = next((number for number, cell in enumerate(row) if cell.strip() and not cells.names[number]), None)
        if stray is not None:
            raise ValueError(f"{place} has a value in column {stray + 1}, which has no heading")
    rows = [[row[number] for number in kept] for row in cells.rows]
    return Cells([cells.names[number] for number in kept], rows, cells.places)


def _with_points(cells: Cells) -> Cells:
    """Decimal commas as points; raise ValueError for a number that may have points for thousands."""
    commas = [[_DECIMAL_COMMA.fullmatch(cell) is not None for cell in row] for row in cells.rows]
    if not any(map(any, commas)):
        return cells
    for place, row in zip(cells.places, cells.rows, strict=True):
        doubtful = next((cell for cell in row if _THOUSANDS.fullmatch(cell)), None)
        if doubtful is not None:
            raise ValueError(
                f"{place}: {doubtful.strip()!r} has a point, where other numbers have decimal commas; "
                f"write it with a decimal comma and without thousands separators"
            )
    rows = [
        [cell.replace(",", ".", 1) if comma else cell for cell, comma in zip(row, marks, strict=True)]
        for row, marks in zip(cells.rows, commas, strict=True)
    ]
    return Cells(cells.names, rows, cells.places)


def _text(cell: Any) -> str:
    """A cell of a spreadsheet as it would be typed."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return str(cell)
