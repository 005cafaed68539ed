"""The folder of a comparison: its numbers, its page, its figures and its report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.comparison import RunComparison, compare
from sim.config.atomic import filling, write_text
from sim.config.problems import Problem
from sim.report.comparison.page import comparison_page
from sim.report.comparison.text import comparison_content, comparison_csv
from sim.report.page import REPORT
from sim.study.files import integrity
from sim.study.files import manifest as manifests
from sim.study.files.manifest import COMPARISON_NAME
from sim.study.files.places import FIGURES
from sim.study.run.opening import open_run
from sim.study.run.point import is_point
from sim.study.run.store import StoredRun

if TYPE_CHECKING:
    from sim.report.drawing.inline_svg import InlineFigure

CSV, PAGE = "comparison.csv", "comparison.md"
SAME = ("config_hash", "seed", "replications")  # by which a run is known again
OTHERWISE = manifests.COMPARE_AGAIN


def write_comparison(comparison: RunComparison, folder: Path, figures: bool = True, report: bool = True) -> Path | None:
    """Write comparison.json, comparison.csv, the figures, comparison.md and report.html, or none of them.

    `folder`: empty or to be made.

    Returns:
        The report, if there is one.

    Raises:
        Problem: the report cannot be written, or the event log of a run cannot be read.
        OSError: the folder cannot be written.
    """
    with filling(folder) as unfinished:
        _write(comparison, unfinished, figures, report)
    return folder / REPORT if report else None


def _write(comparison: RunComparison, folder: Path, figures: bool, report: bool) -> None:
    write_text(folder / CSV, comparison_csv(comparison))
    drawn = _drawn(comparison, folder) if figures else []
    pictures = [f"{FIGURES}/{figure.name}.png" for figure in drawn]
    write_text(folder / PAGE, comparison_page(comparison, pictures))
    if report:
        from sim.report.page.comparison import comparison_report
        from sim.report.page.render import write

        write(comparison_report(comparison, drawn, figures), folder / REPORT)
    files = integrity.entries_of(folder, manifests.files_in(folder))
    manifests.write(folder / COMPARISON_NAME, {**comparison_content(comparison), "files": files})


def _drawn(comparison: RunComparison, folder: Path) -> list[InlineFigure]:
    from sim.report.figures.drawing import pictures

    return pictures(comparison, folder / FIGURES)


def open_comparison(folder: Path) -> RunComparison:
    """The comparison in a folder, made again from its runs, wherever they have been moved with it.

    Raises:
        Problem: it is torn, or a run is not there any more, or is another one than was compared.
    """
    content = manifests.read(folder, COMPARISON_NAME)
    stored = [(run["label"], Path(run["folder"]), {key: run[key] for key in SAME}) for run in content["runs"]]
    labels = [label for label, *_ in stored]
    if content["reference"] not in labels:
        raise Problem(f"{folder / COMPARISON_NAME} is damaged: its reference is not among its runs; {OTHERWISE}")
    reference = labels.index(content["reference"])
    measures = [measure["name"] for measure in content["measures"]]
    return compare([_run(folder, place, same) for _, place, same in stored], reference, measures)


def _is_there(folder: Path) -> bool:
    """True if it is a folder that can be looked into, or a point of a study."""
    try:
        return folder.is_dir() or is_point(folder)
    except OSError:
        return False


def _run(folder: Path, place: Path, same: Mapping[str, Any]) -> StoredRun:
    """A run that was compared: where it was, or beside the comparison, where both were moved together."""
    beside = [folder.absolute().parent / place.name, folder.absolute().parent / place.parent.name / place.name]
    found = next((each for each in (place, *beside) if _is_there(each)), None)
    if found is None:
        raise Problem(f"{folder}: the run {place} that it compares no longer exists; {OTHERWISE}")
    run = open_run(found)
    changed = [f"{key} {run.manifest[key]}, not {value}" for key, value in same.items() if run.manifest[key] != value]
    if changed:
        raise Problem(f"{found} is no longer the run that {folder} compares: {', '.join(changed)}; {OTHERWISE}")
    return run
