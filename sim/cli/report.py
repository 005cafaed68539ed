"""`escsim report`: write a run, comparison or study as a single HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.cli.arguments import Parser, as_seen
from sim.cli.importing import undocumented_matplotlib
from sim.config.problems import Problem

EXAMPLES = """\
Writes one HTML file that needs no network, by default report.html in the folder. Comparisons and studies write theirs
by themselves. For a multirun folder, writes the report of its comparison.

examples:
  escsim report A
  escsim report policy_ranking --out ranking.html
"""


def execute(words: Sequence[str]) -> int:
    """Write the report that the command line asks for; return the exit code."""
    parser = Parser("report", "Write a run, a comparison or a study as a single HTML page.", EXAMPLES)
    parser.add_argument("folder", metavar="RUN|COMPARISON|STUDY", help="folder, or name in the runs folder")
    parser.add_argument("--out", metavar="FILE", help="output file (default: report.html in the folder)")
    arguments = parser.read(words)
    from sim.study.named import named_folder

    out = None if arguments.out is None else Path(arguments.out)
    folder = _folder(named_folder(arguments.folder))
    with undocumented_matplotlib():
        from sim.report.folders.reports import write_report

        print(as_seen(write_report(folder, out)))
    return 0


def _folder(folder: Path) -> Path:
    """The folder that is meant: of a multirun that of its comparison.

    Raises:
        Problem: it is none of the three.
    """
    from sim.study.files import manifest
    from sim.study.run.point import is_multirun, is_point
    from sim.study.sweep.folder import open_study

    if is_point(folder):
        return folder
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "no such folder"
        raise Problem(f"{folder}: {what}; `escsim list` shows the runs and studies")
    kind = manifest.kind_of(folder)
    if kind == manifest.STUDY_NAME and is_multirun(open_study(folder)):
        inside = folder / "comparison"
        if manifest.kind_of(inside) != manifest.COMPARISON_NAME:
            raise Problem(f"{folder} is a multirun without a comparison; `escsim compare {folder}` creates one")
        return inside
    if kind not in (manifest.NAME, manifest.COMPARISON_NAME, manifest.STUDY_NAME):
        raise Problem(
            f"{folder} is not a run, comparison or study: it has no {manifest.NAME}, "
            f"{manifest.COMPARISON_NAME} or {manifest.STUDY_NAME}"
        )
    return folder
