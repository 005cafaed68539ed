"""Runs, studies and other results of a folder of runs on one screen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from sim.config.counting import more_of
from sim.report.terminal.screen import ALL, MORE, Screen, Whole
from sim.report.terminal.tables import MINUTES, count_of, print_runs, right, table_of
from sim.report.words.run_names import called
from sim.study.listing import Entry

MOST_RESULTS = 6  # lines for studies and other results
LAST = 3  # lines below the table, as many as may count what is left out and follow it
AROUND = 3  # lines of the table besides its rows
POLICY = 24  # characters of the name of a policy, which is wrapped
STARTED, STATUS = "started (UTC)", "status"


def print_listing(output: Screen | Whole, entries: Sequence[Entry], results: Sequence[str], everything: bool) -> None:
    """Print runs, newest first, then studies and other results.

    `everything`: every run and result, with seeds and overrides.
    """
    shown = list(results) if everything or len(results) <= MOST_RESULTS else list(results[: MOST_RESULTS - 1])
    if everything:
        print_runs(output, entries)
    elif entries:
        _print_short(output, entries, below=len(shown) + LAST)
    for line in shown:
        output.print(line, soft_wrap=True)
    if len(shown) < len(results):
        output.print(f"{MORE} {more_of(len(results) - len(shown), 'result')}: {ALL}")


def _print_short(output: Screen | Whole, entries: Sequence[Entry], below: int) -> None:
    """Print the runs in a table, a line or two each, and count those that leave no room below."""
    readable = [entry for entry in entries if not entry.unreadable]
    broken = [f"unreadable: {entry.name}: {entry.unreadable}" for entry in entries if entry.unreadable]
    kept, room = len(readable), max(output.room - AROUND - below - len(broken), 1)
    while kept > 1 and len(output.render_lines(_table(output, readable[:kept]))) > room + AROUND:
        kept -= 1
    if readable:
        output.print(_table(output, readable[:kept]))
    for line in broken:
        output.print(line, soft_wrap=True)
    if kept < len(readable):
        output.print(f"{MORE} {more_of(len(readable) - kept, 'run')}: {ALL}")


def _table(output: Screen | Whole, entries: Sequence[Entry]) -> Table:
    """The runs with their start and status, which are left out if there is no room for them."""
    tables = (_with(entries, columns) for columns in ([STARTED, STATUS], [STATUS]))
    return next((table for table in tables if output.fits(table)), _with(entries, []))


def _with(entries: Sequence[Entry], columns: Sequence[str]) -> Table:
    table = table_of("run", *columns, "policy", *right("replications"))
    for entry in entries:
        manifest = entry.manifest
        cells = {STATUS: manifest["status"], STARTED: manifest["started"][:MINUTES].replace("T", " ")}
        table.add_row(entry.name, *(cells[column] for column in columns), called(manifest), count_of(manifest))
    for place, column in enumerate(table.columns):
        column.no_wrap, column.min_width = 0 < place <= len(columns), POLICY if column.header == "policy" else None
    return table
