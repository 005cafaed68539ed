"""The page of runs and comparisons: the list, its filter, and the content of a folder."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.analysis.summary import summarize_run
from sim.app.files import KINDS, address_of
from sim.app.pages import render
from sim.app.safety import Refused, resolve_run
from sim.config.problems import Problem
from sim.report.page import REPORT
from sim.report.terminal.tables import MINUTES, RUN_NOTE, count_of, error_text, provenance_line
from sim.report.words.names import title_of, unit_of
from sim.report.words.numbers import number, with_minus
from sim.report.words.run_names import called, scenario_name
from sim.study.files.manifest import COMPARISON_NAME, NAME, STUDY_NAME
from sim.study.listing import list_runs, parse_filters
from sim.study.run.opening import open_run
from sim.study.run.point import is_point

MOST_LISTED = 300  # runs on a page
MOST_FILES = 200  # of a folder
FIGURES = "figures"


def runs_page(root: Path, filters: str, frame: dict[str, Any]) -> str:
    """The list of runs, those that fit the filter, and of comparisons.

    `filters`: words such as "restrictions=full_ban seed=7", as `escsim list` takes them.
    """
    problem, entries = "", list_runs(root) if root.is_dir() else []
    try:
        words = parse_filters(shlex.split(filters))
        if words:
            entries = list_runs(root, words)
    except (Problem, ValueError) as error:
        problem = str(error)
    runs = [{"entry": entry, "cells": _cells(entry.manifest)} for entry in entries if not entry.unreadable]
    return render(
        "runs.html",
        **frame,
        root=root,
        filters=filters,
        problem=problem,
        runs=runs[:MOST_LISTED],
        more=max(len(runs) - MOST_LISTED, 0),
        unreadable=[entry for entry in entries if entry.unreadable][:MOST_LISTED],
        comparisons=[_named(root, folder) for folder in comparisons_in(root)[:MOST_LISTED]],
    )


def _cells(manifest: Mapping[str, Any]) -> list[str]:
    """Cells of a run beside its name: policy, status, start, scenario, seed, replications and settings as typed."""
    started = manifest["started"][:MINUTES].replace("T", " ")
    words = " ".join(manifest["overrides"])
    named = called(manifest), manifest["status"], started, scenario_name(manifest)
    return [*named, str(manifest["seed"]), count_of(manifest), words]


def comparisons_in(root: Path) -> list[Path]:
    """The folders of comparisons, those of multiruns too, by name."""
    found = [*root.glob(f"[!.]*/{COMPARISON_NAME}"), *root.glob(f"[!.]*/[!.]*/{COMPARISON_NAME}")]
    return sorted(path.parent for path in found)


def folder_page(root: Path, name: str, frame: dict[str, Any]) -> str:
    """Page of a folder: of a run its measures, of any folder its report, figures and tables.

    Raises:
        Refused: no such folder.
        Problem: it is a run that cannot be read.
    """
    folder = resolve_run(root, name)
    if not (folder.is_dir() or is_point(folder)):
        raise Refused(404, f"{name}: is not a folder")
    found = sorted(_files(folder))[:MOST_FILES]
    home = root.resolve()
    drawn = [path for path in found if path.suffix == ".svg"]
    return render(
        "folder.html",
        **frame,
        name=name,
        kind=_kind(folder),
        report=report_of(root, folder),
        figures=[(path.stem.replace("_", " "), address_of(home, path)) for path in drawn],
        files=[(path.relative_to(folder).as_posix(), address_of(home, path)) for path in found],
        **_summary(folder),
    )


def report_of(root: Path, folder: Path) -> str:
    """The address of the report of a folder; empty if it has none."""
    path = folder / REPORT
    return address_of(root.resolve(), path) if path.is_file() else ""


def _files(folder: Path) -> Iterator[Path]:
    for place in (folder, folder / FIGURES):
        if place.is_dir():
            yield from (path for path in place.iterdir() if path.suffix in KINDS and path.is_file())


def _kind(folder: Path) -> str:
    if is_point(folder):
        return "run"
    kinds = {STUDY_NAME: "study", COMPARISON_NAME: "comparison", NAME: "run"}
    return next((kind for name, kind in kinds.items() if (folder / name).is_file()), "folder")


def _summary(folder: Path) -> dict[str, Any]:
    """The measures of a run as rows of a table."""
    if _kind(folder) != "run":
        return {"rows": [], "basis": "", "note": ""}
    run = open_run(folder)
    rows = [
        (
            title_of(estimate.measure.name),
            unit_of(estimate.measure.unit),
            *(with_minus(number(value)) for value in (estimate.mean, estimate.q05, estimate.q50, estimate.q95)),
            error_text(estimate),
            f"{estimate.defined:,}",
        )
        for estimate in summarize_run(run)
    ]
    return {"rows": rows, "basis": provenance_line(run.manifest), "note": RUN_NOTE}


def _named(root: Path, folder: Path) -> dict[str, str]:
    return {"name": folder.relative_to(root).as_posix(), "report": report_of(root, folder)}
