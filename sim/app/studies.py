"""The pages of studies: the list, and a study with its figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.analysis.comparison_notes import starts
from sim.analysis.study_factors import StudyFactor, factor
from sim.app.browse import report_of
from sim.app.heat import heat
from sim.app.pages import render
from sim.app.parallel import parallel
from sim.app.prepared_decision import is_decided
from sim.app.safety import resolve_inside
from sim.app.study_data import StudyData, study_data
from sim.app.surface import curve
from sim.config.labels import key_label
from sim.config.problems import Problem
from sim.report.words.names import nature_note, title_of
from sim.study.listing import studies_in
from sim.study.sweep.status import status

MOST_LISTED = 200


def studies_page(root: Path, frame: dict[str, Any]) -> str:
    """The list of studies."""
    found = studies_in(root)[:MOST_LISTED] if root.is_dir() else []
    return render("studies.html", **frame, root=root, studies=[_listed(root, folder) for folder in found])


def study_page(
    root: Path, name: str, measure: str, keys: tuple[str, str], frame: dict[str, Any], by_level: bool = False
) -> str:
    """A study.

    Empty `measure`: the first headline one. `keys`: of the factors across and up; empty for the first and for none.

    Raises:
        Problem: it cannot be read, or has no such measure or factor.
        Refused: it is not there.
    """
    data = study_data(resolve_inside(root, name), measure, by_level)
    if not len(data.shown):
        raise Problem(f"{name}: no point has a value of {data.measure.name} yet")
    across = factor(data.table, keys[0]) if keys[0] else _first(data)
    up = factor(data.table, keys[1]) if keys[1] else None
    drawn, axes, note = parallel(data)
    return render(
        "study.html",
        **frame,
        name=name,
        question=data.table.manifest.get("question") or "",
        state=data.table.manifest["status"],
        seed=data.table.manifest["seed"],
        points=len(data.table),
        report=report_of(root, resolve_inside(root, name)),
        decides=is_decided(data.table),
        measures=[(each, title_of(each)) for each in data.table.measures],
        measure=data.measure,
        has_differences=data.has_differences,
        is_difference=data.is_difference,
        reference=data.table.reference_label,
        parallel=drawn,
        axes=axes,
        note=note,
        notes=starts(data.table.manifest),
        nature=nature_note([data.measure]),
        factors=[(each.key, key_label(each.key)) for each in data.factors],
        x=across.key if across else "",
        y=up.key if up else "",
        surface=_surface(data, across, up),
        last=len(data.table) - 1,
        start=int(data.shown[0]),
    )


def _first(data: StudyData) -> StudyFactor | None:
    numbers = [each for each in data.factors if each.is_number]
    return next(iter(numbers or data.factors), None)


def _surface(data: StudyData, x: StudyFactor | None, y: StudyFactor | None) -> str:
    if x is None:
        return "<p>Nothing varies in this study.</p>"
    return curve(data, x) if y is None or y.key == x.key else heat(data, x, y)


def _listed(root: Path, folder: Path) -> dict[str, str]:
    """A study in a line; a torn one is no reason not to list the others."""
    name = folder.relative_to(root).as_posix()
    try:
        found = status(folder)
    except (Problem, KeyError) as problem:
        return {"name": name, "told": f"unreadable: {problem}", "report": ""}
    told = f"{found.state}, {found.done:,} of {found.total:,} runs"
    return {"name": name, "told": told, "report": report_of(root, folder)}
