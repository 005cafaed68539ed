"""Printed answer to a query."""

from __future__ import annotations

import json
import sys
from typing import Any

from sim.config.csv_text import write_rows
from sim.report.terminal.screen import screen
from sim.report.terminal.tables import print_rows
from sim.report.words.markdown import markdown_table
from sim.report.words.numbers import number
from sim.study.sweep.query import QueryResult


def write_answer(answer: QueryResult, form: str, everything: bool) -> None:
    """Print an answer as `table` (rounded; a screen of it or everything), or in full as `csv`, `json` or `md`."""
    if form == "csv":
        write_rows(sys.stdout, [answer.names, *answer.rows])
    elif form == "json":
        rows = [dict(zip(answer.names, row, strict=True)) for row in answer.rows]
        print(json.dumps(rows, indent=2, ensure_ascii=False, default=str))
    elif form == "md":
        print(markdown_table(answer.names, [[_whole(value) for value in row] for row in answer.rows]))
    else:
        with screen(everything) as output:
            print_rows(output, answer.names, [[_short(value) for value in row] for row in answer.rows])


def _short(value: Any) -> str:
    return "-" if value is None else number(value) if isinstance(value, float) else str(value)


def _whole(value: Any) -> str:
    return "" if value is None else str(value)
