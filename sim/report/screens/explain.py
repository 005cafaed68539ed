"""Explanation of why one replication differs between two runs, as tables, Markdown, CSV and JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from rich.console import Console

from sim.analysis.explain import AlignedEvent, LoggedEvent, MeasureChange, ReplicationComparison
from sim.config.csv_text import csv_text
from sim.config.labels import as_words
from sim.model.events import Event
from sim.report.terminal.tables import provenance_line, right, table_of
from sim.report.words.markdown import markdown_table
from sim.report.words.numbers import number
from sim.report.words.story import KINDS, shown
from sim.report.words.verdicts import change
from sim.study.files.manifest import WARNING

NOTHING = "-"
NAME = 18  # characters of a policy's name above a column
FORMAT = 1  # of the JSON


def print_explanation(console: Console, explanation: ReplicationComparison) -> None:
    """Print the first event that differs, what it set off, and the measures that moved."""
    for line in (*_basis(explanation), "", first_difference(explanation)):
        console.print(line, soft_wrap=True)
    if explanation.first is not None:
        console.print(f"\nConsequences: the first event that differs, by mechanism{_same(explanation)}", soft_wrap=True)
        names = ("\n".join(wrap(name, NAME)) for name in explanation.names)
        table = table_of("day", "mechanism", "event", *names, *right("differing", "of"))
        for column in table.columns[:3]:
            column.no_wrap = True
        for cells in _course_rows(explanation):
            table.add_row(*cells)
        console.print(table)
    console.print(_moved_title(explanation))
    if explanation.moved:
        table = table_of("measure", "unit", *right(*explanation.names, "difference"))
        for moved in _headline_first(explanation):
            table.add_row(*_moved_cells(moved))
        console.print(table)


def explanation_page(explanation: ReplicationComparison) -> str:
    """The same as Markdown."""
    first, second = explanation.names
    lines = [f"# Replication {explanation.replication}: {second} against {first}", ""]
    lines += [f"- {line}" for line in _basis(explanation)]
    lines += ["", first_difference(explanation), ""]
    if explanation.first is not None:
        lines += [f"## Consequences: the first event that differs, by mechanism{_same(explanation)}", ""]
        lines.append(
            markdown_table(["day", "mechanism", "event", first, second, "differing", "of"], _course_rows(explanation))
        )
    lines += ["", f"## {_moved_title(explanation)}", ""]
    if explanation.moved:
        rows = (_moved_cells(moved) for moved in _headline_first(explanation))
        lines.append(markdown_table(["measure", "unit", first, second, "difference"], rows))
    return "\n".join(lines) + "\n"


def explanation_csv(explanation: ReplicationComparison) -> str:
    """Both logs side by side, one row per event; what the other log does not have is empty."""
    heads = [f"{label} {name}" for label in explanation.labels for name in ("day", "value")]
    basis = ("scenario", "replication", "seed", "config_hash", "other_config_hash", "warning")
    rows: list[list[Any]] = [["mechanism", "event", "unit", "same", *heads, *basis]]
    ours, theirs = (run.manifest for run in explanation.runs)
    made_from = [ours["scenario"], explanation.replication, ours["seed"], ours["config_hash"], theirs["config_hash"]]
    for pair in explanation.aligned:
        cells = [
            cell for event in (pair.ours, pair.theirs) for cell in ((event.day, event.value) if event else ("", ""))
        ]
        kind = _kind(pair)
        rows.append([pair.mechanism, kind.name, kind.unit, pair.same, *cells, *made_from, WARNING])
    return csv_text(rows)


def explanation_json(explanation: ReplicationComparison) -> str:
    """Everything; undefined is null."""
    content = {
        "format": FORMAT,
        "warning": WARNING,
        "replication": explanation.replication,
        "notes": explanation.notes,
        "runs": [
            {"label": label, "folder": str(run.folder)}
            | {key: run.manifest[key] for key in ("scenario", "config_hash", "seed", "replications")}
            for run, label in zip(explanation.runs, explanation.labels, strict=True)
        ],
        "first": _pair(explanation, explanation.first),
        "mechanisms": [
            {
                "mechanism": course.mechanism,
                "first": _pair(explanation, course.first),
                "events": course.events,
                "differing": course.differing,
            }
            for course in explanation.courses
        ],
        "measures": [
            {"measure": moved.measure.name, "unit": moved.measure.unit}
            | dict(zip(explanation.labels, (_plain(moved.ours), _plain(moved.theirs)), strict=True))
            | {"difference": _plain(moved.difference)}
            for moved in explanation.moved
        ],
        "events": [_pair(explanation, pair) for pair in explanation.aligned],
    }
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def first_difference(explanation: ReplicationComparison) -> str:
    """The first event that differs, in a sentence."""
    first = explanation.first
    if first is None:
        return "The two logs contain the same events, on the same days, with the same values."
    kind = _kind(first)
    what, _, value = kind.meaning.partition("; ")
    event = f"{kind.name} of {first.mechanism}{f'; {value}' if value else ''}"
    start = f"The first event that differs, on day {first.day:.2f}: {what or as_words(kind.name).lower()} ({event})"
    told = [
        f"{label}: {_told(kind, event)}"
        for label, event in zip(explanation.names, (first.ours, first.theirs), strict=True)
    ]
    return f"{start}. {'; '.join(told)}."


def _told(kind: Event, event: LoggedEvent | None) -> str:
    if event is None:
        return "none on that day"
    return shown(kind, event.value) or "it happens"


def _basis(explanation: ReplicationComparison) -> Iterator[str]:
    yield f"Replication {explanation.replication}, rerun from both runs."
    for run, label in zip(explanation.runs, explanation.names, strict=True):
        yield f"{label}: {provenance_line(run.manifest)}"
    yield WARNING
    yield from explanation.notes


def _same(explanation: ReplicationComparison) -> str:
    same = [course.mechanism for course in explanation.courses if course.first is None]
    return f" (the same in both: {', '.join(same)})" if same else ""


def _course_rows(explanation: ReplicationComparison) -> Iterator[list[str]]:
    for course in explanation.courses:
        if course.first is not None:
            kind = _kind(course.first)
            cells = [_cell(kind, event) for event in (course.first.ours, course.first.theirs)]
            counts = [f"{course.differing:,}", f"{course.events:,}"]
            yield [f"{course.first.day:.2f}", course.mechanism, kind.name, *cells, *counts]


def _cell(kind: Event, event: LoggedEvent | None) -> str:
    return NOTHING if event is None else shown(kind, event.value) or "yes"


def _moved_title(explanation: ReplicationComparison) -> str:
    if not explanation.moved:
        return f"No measure changed; all {explanation.unmoved} are the same."
    return f"Measures that changed ({len(explanation.moved)}; {explanation.unmoved} are the same)"


def _headline_first(explanation: ReplicationComparison) -> list[MeasureChange]:
    return sorted(explanation.moved, key=lambda moved: not moved.measure.headline)


def _moved_cells(moved: MeasureChange) -> list[str]:
    numbers = [number(moved.ours), number(moved.theirs), change(moved.difference)]
    return [moved.measure.name, moved.measure.unit, *numbers]


def _kind(pair: AlignedEvent) -> Event:
    name = next(event.event for event in (pair.ours, pair.theirs) if event is not None)
    return KINDS.get(name, Event(name, "", ""))


def _pair(explanation: ReplicationComparison, pair: AlignedEvent | None) -> dict[str, Any] | None:
    if pair is None:
        return None
    kind = _kind(pair)
    sides = {
        label: None if event is None else {"day": event.day, "value": _plain(event.value)}
        for label, event in zip(explanation.labels, (pair.ours, pair.theirs), strict=True)
    }
    return {"mechanism": pair.mechanism, "event": kind.name, "unit": kind.unit, "same": pair.same, **sides}


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None
