"""`escsim compare`: compare runs with a reference, paired by replication."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.arguments import Parser, add_all_option, as_seen
from sim.cli.compare_placebo import placebo_of, store_placebo
from sim.cli.importing import undocumented_matplotlib
from sim.config.atomic import discard, writing
from sim.config.problems import Problem

if TYPE_CHECKING:
    from sim.analysis.comparison import PairedDifference, RunComparison
    from sim.report.terminal.screen import Screen, Whole
    from sim.study.run.store import StoredRun

FORMATS = ("table", "json", "csv", "md")
ALL = "all"
FOLDER = "comparison"
SMALLEST = 2  # runs to compare

EXAMPLES = """\
RUN is a run's folder or its name in the runs folder. The folder of a multirun, or of a study with one future, selects
all of its points; STUDY/3 selects point 3. Runs with the same seed, future and horizon are paired by replication. No
run is changed.

examples:
  escsim compare runs/A runs/B runs/C
  escsim compare A B C --reference B --measures red_fires_kr,rung_days
  escsim compare A B --format csv --no-figures > differences.csv
  escsim compare A B --placebo
"""


def execute(words: Sequence[str]) -> int:
    """Compare the runs that the command line names; return the exit code."""
    arguments = _parser().read(words)
    from sim.analysis.comparison import compare
    from sim.study.files.integrity import refusing_contradictions

    out = None if arguments.out is None else Path(arguments.out)
    if out is not None:
        _check_out(out)
    runs, reference = _runs(arguments.runs, arguments.reference)
    _check_tables(runs, traces=not arguments.no_figures)
    with refusing_contradictions(*(run.folder for run in runs)):
        comparison = compare(runs, reference, _measures(arguments.measures))
    placebo = placebo_of(comparison) if arguments.placebo else None
    folder = _make_folder(comparison, out)
    remedy = "choose another folder with --out"
    report = _store(comparison, folder, not arguments.no_figures, not arguments.no_report, remedy)
    if placebo is not None:
        store_placebo(comparison, placebo, folder)
    _print(comparison, folder, report, arguments, placebo)
    return 0


def is_compared(multirun: Path, runs: Sequence[StoredRun], wants_report: bool) -> bool:
    """True if the folder of a multirun has its comparison, where there is one of its runs, and the report of it."""
    from sim.report.page import REPORT
    from sim.study.files.manifest import COMPARISON_NAME, kind_of

    folder = multirun / FOLDER
    has_report = not wants_report or (folder / REPORT).exists()
    return len(_comparable(runs)) < SMALLEST or (kind_of(folder) == COMPARISON_NAME and has_report)


def _comparable(runs: Sequence[StoredRun]) -> list[StoredRun]:
    """The runs of a multirun that finished; none where they are of many scenarios, or the user stopped it."""
    finished = [run for run in runs if run.manifest["status"] == "finished"]
    is_stopped = any(run.manifest["status"] == "interrupted" for run in runs)
    return [] if is_stopped or len({run.manifest["scenario"] for run in finished}) > 1 else finished


def after_multirun(
    multirun: Path, runs: Sequence[StoredRun], output: Screen | Whole, everything: bool, wants_report: bool
) -> bool:
    """Compare the runs of a multirun that finished with the first of them, and print it.

    Args:
        multirun: its folder.
        runs: of it; where they are of many scenarios, none are compared.
        output: where to.
        everything: whether nothing is left out.
        wants_report: whether the comparison has a report.
    """
    compared = _comparable(runs)
    if len(compared) < SMALLEST:
        if len({run.manifest["scenario"] for run in runs}) > 1:
            output.print("Not compared: the runs belong to more than one scenario.")
        return False
    from sim.analysis.comparison import compare
    from sim.study.files.manifest import COMPARISON_NAME, kind_of

    comparison = compare(compared)
    folder = multirun / FOLDER
    if kind_of(folder) == COMPARISON_NAME:  # of fewer runs, or without the report that is asked for now
        discard(folder)
    report = _store(comparison, folder, True, wants_report, f"the runs are stored in {multirun}")
    _print_table(output, comparison, everything, every_measure=False)
    _print_places(output, comparison, folder, report)
    return True


def _parser() -> Parser:
    parser = Parser("compare", "Compare runs with a reference run and store the comparison in a new folder.", EXAMPLES)
    parser.add_argument("runs", nargs="*", metavar="RUN", help="two or more runs; the first is the reference")
    parser.add_argument("--reference", metavar="RUN", help="run to compare the others with")
    parser.add_argument(
        "--measures", metavar="A,B", help=f"measures to compare, or {ALL} (default: headline ones first)"
    )
    parser.add_argument(
        "--out", metavar="DIR", help=("new folder (default: beside the runs, named after the current time)")
    )
    parser.add_argument("--format", choices=FORMATS, default=FORMATS[0], help="output format (default: table)")
    parser.add_argument(
        "--placebo",
        action="store_true",
        help=("rerun both with permissions that open nothing, and print the remaining difference"),
    )
    parser.add_argument("--no-figures", action="store_true", help="draw no figures, which saves a few seconds")
    parser.add_argument("--no-report", action="store_true", help="leave out report.html")
    add_all_option(parser)
    return parser


def _runs(words: Sequence[str], reference: str | None) -> tuple[list[StoredRun], int]:
    """The runs, and the index of the reference, which comes first where it is none of the others."""
    from sim.study.listing import open_runs, runs_in
    from sim.study.named import named_folder, named_folders

    folders = [folder for named in named_folders(words) for folder in runs_in(named)]
    if reference is None:
        return open_runs(folders), 0
    first = named_folder(reference)
    found = [place for place, folder in enumerate(folders) if folder.resolve() == first.resolve()]
    return (open_runs(folders), found[0]) if found else (open_runs([first, *folders]), 0)


def _check_tables(runs: Sequence[StoredRun], traces: bool) -> None:
    """Refuse runs with a file that is missing, torn, or another run's, before any work is done.

    Args:
        runs: that are to be compared.
        traces: whether their event logs are needed too.
    """
    wrong = dict[str, None]()
    for run in runs:
        if run.manifest["status"] == "finished":  # of others it is said what they are
            wrong |= dict.fromkeys(run.faults(traces))
    if wrong:
        raise Problem(*wrong)


def _measures(text: str | None) -> list[str] | None:
    if text is None or text == ALL:
        return None
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise Problem(f"--measures: give measure names, such as rung_days,launcher_salvos, or {ALL}")
    return names


def _check_out(folder: Path) -> None:
    """Refuse a folder in which something would be lost, that lies in a run, or that hides one."""
    from sim.config.paths import runs_root
    from sim.study.files.manifest import NAME

    same = runs_root() / folder
    if len(folder.parts) == 1 and same.exists() and same.resolve() != folder.absolute().resolve():
        raise Problem(f"--out {folder}: is the name of {as_seen(same)}, which it would hide; choose another name")
    inside = [parent for parent in (folder, *folder.absolute().parents) if (parent / NAME).exists()]
    if inside:
        raise Problem(f"--out {folder}: lies inside the run {as_seen(inside[0])}, which must not change")
    try:
        if any(folder.iterdir()):
            raise Problem(f"--out {folder}: is not empty; name a new folder")
    except FileNotFoundError:
        return
    except OSError as error:
        raise Problem(f"--out {folder}: {error.strerror}; name a new folder") from error


def _make_folder(comparison: RunComparison, out: Path | None) -> Path:
    """The folder of the comparison, by default beside the reference, or the multirun that the reference is of."""
    from sim.study.files.new_folder import make_folder
    from sim.study.listing import root_of

    if out is not None:
        return out
    try:
        return make_folder(root_of(comparison.runs[comparison.reference].folder), None, FOLDER)
    except Problem as problem:
        raise Problem(f"{problem.lines[0].partition(';')[0]}; choose another folder with --out") from None


def _store(comparison: RunComparison, folder: Path, figures: bool, report: bool, remedy: str) -> Path | None:
    """Write the folder of a comparison; return the report, if there is one."""
    from sim.report.folders.comparison import write_comparison

    draws = undocumented_matplotlib() if figures or report else nullcontext()
    try:
        with draws, writing(folder, remedy):
            return write_comparison(comparison, folder, figures, report)
    finally:
        with suppress(OSError):
            folder.rmdir()  # which is empty only where nothing was written


def _print_table(output: Screen | Whole, comparison: RunComparison, everything: bool, every_measure: bool) -> None:
    """Print the answer and the differences, on a screen or all of it."""
    from sim.report.screens import comparison as short
    from sim.report.screens.comparison_tables import print_comparison

    if everything:
        short.print_answer(output, comparison)
        print_comparison(output, comparison, every_measure)
        return
    short.print_differences(output, comparison)
    output.last(*short.basis_lines(comparison))


def _print_places(output: Screen | Whole, comparison: RunComparison, folder: Path, report: Path | None) -> None:
    """Print the folder, the report in it, and what to ask next."""
    output.last(as_seen(folder), *([] if report is None else [as_seen(report)]))
    for variant in comparison.variants[:1]:
        pair = [as_seen(comparison.runs[place].folder) for place in (comparison.references[variant], variant)]
        line = f"next: escsim explain {shlex.join(pair)} -r 0"
        explains = comparison.paired[variant] and len(line) <= output.width
        output.last(line if explains else f"next: escsim report {shlex.quote(as_seen(folder))}")


def _print(
    comparison: RunComparison,
    folder: Path,
    report: Path | None,
    arguments: argparse.Namespace,
    placebo: Sequence[PairedDifference] | None,
) -> None:
    """Print the comparison, with its placebo where there is one; of data, the place goes to standard error."""
    from sim.report.comparison.page import comparison_page
    from sim.report.comparison.text import comparison_csv, comparison_json
    from sim.report.screens.placebo import print_placebo
    from sim.report.terminal.screen import screen

    if arguments.format == "table":
        with screen(arguments.all) as output:
            _print_table(output, comparison, arguments.all, every_measure=True)
            if placebo is not None:
                print_placebo(output, comparison, placebo, arguments.all or arguments.measures is not None)
            _print_places(output, comparison, folder, report)
        return
    text = {"json": comparison_json, "csv": comparison_csv, "md": comparison_page}[arguments.format]
    print(text(comparison), end="")
    print(f"wrote {as_seen(folder)}", file=sys.stderr)
