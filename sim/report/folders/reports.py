"""The report of a folder of any kind."""

from __future__ import annotations

from pathlib import Path

from sim.report.page import REPORT
from sim.report.page.blocks import Page
from sim.report.page.render import check_place, write
from sim.study.files.integrity import refusing_contradictions
from sim.study.files.manifest import COMPARISON_NAME, STUDY_NAME, kind_of
from sim.study.files.places import FIGURES
from sim.study.run.point import is_point, open_point


def write_report(folder: Path, path: Path | None = None) -> Path:
    """Write the report of what a folder holds, by default into it as report.html; return where it is.

    Raises:
        Problem: it cannot be read, or is not finished; or the report cannot be written, or something is in its way.
    """
    place = outputs_of(folder) / REPORT if path is None else path
    check_place(place)
    with refusing_contradictions(folder):
        page = report_of(folder, beside=path is None)
    write(page, place)
    return place


def outputs_of(folder: Path) -> Path:
    """The folder of what is made of a run, a comparison or a study; of a point of a study one in the study's."""
    if not is_point(folder):
        return folder
    outputs = open_point(folder).outputs
    outputs.mkdir(parents=True, exist_ok=True)
    return outputs


def report_of(folder: Path, beside: bool = False) -> Page:
    """The report of the comparison, the study or the run in a folder.

    `beside`: whether the report lies in that folder, so that it can link to the data of its figures.

    Raises:
        Problem: it cannot be read, or is not finished.
    """
    kind = kind_of(folder)
    if kind == COMPARISON_NAME:
        from sim.report.figures.drawing import pictures
        from sim.report.folders.comparison import open_comparison
        from sim.report.page.comparison import comparison_report

        comparison = open_comparison(folder)
        return comparison_report(comparison, pictures(comparison, data=folder / FIGURES if beside else None))
    if kind == STUDY_NAME:
        from sim.report.page.study import study_report

        return study_report(folder, data=beside)
    from sim.report.page.run import run_report
    from sim.study.run.opening import open_run

    return run_report(open_run(folder))
