"""`escsim plot`: what a study says of a measure, as a picture over one or two of its factors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.arguments import Parser, add_all_option, as_seen
from sim.cli.places import place_of
from sim.cli.plot_comparison import plot_comparison, print_figures
from sim.config.problems import Problem

if TYPE_CHECKING:
    import argparse

    from sim.analysis.study_factors import Factor
    from sim.analysis.study_table import StudyTable
    from sim.report.study_figures import Kind

KINDS: tuple[Kind, ...] = ("curve", "heat", "parallel", "indices", "search")
FOLDER = "figures"
SUFFIXES = (".png", ".svg")
OTHER_FORMATS = (".pdf", ".eps", ".ps", ".jpg", ".jpeg", ".gif", ".webp", ".tif", ".tiff", ".bmp", ".html")
"""Endings that ask for what is not written; any other belongs to the name, as in `aid.delay`."""

EXAMPLES = """\
STUDY is the folder of a study, finished or not, or its name in the runs folder. The first policy of the study is the
reference: figures show differences from it, paired by replication within the same future and structure. Name factors
by their keys, as in the study file.

examples:
  escsim plot permission_timing --measure ground_lost_km2
  escsim plot aid_timing --x aid.delay --by restrictions
  escsim plot policy_ranking --x fires.suppression --where restrictions=counter_fire
  escsim plot policy_ranking --kind parallel
  escsim plot screening --kind indices
  escsim plot search --kind search
  escsim plot --list
  escsim plot my_comparison --figure trade_difference
"""


def execute(words: Sequence[str]) -> int:
    """Draw what the command line asks for; returns the exit code."""
    arguments = _parser().read(words)
    if arguments.list:
        print_figures(arguments.all)
        return 0
    if arguments.study is None:
        raise Problem("plot: name a study or a comparison; `escsim plot --list` shows the figures")
    if arguments.figure is not None:
        plot_comparison(place_of(arguments.study), arguments.figure, arguments.out)
        return 0
    return _plot_study(arguments)


def _plot_study(arguments: argparse.Namespace) -> int:
    """Draw a measure of a study over its factors; returns the exit code."""
    import numpy as np

    from sim.analysis.measure_choice import chosen_measure
    from sim.analysis.responses import responses
    from sim.analysis.study_factors import factor, where
    from sim.analysis.study_table import open_table
    from sim.report.study_figures import Asked, name_of, picture, write

    table = open_table(place_of(arguments.study))
    kind = _kind(arguments)
    measure = chosen_measure(table.measures, arguments.measure, "--measure")
    x = _x(table, arguments, kind)
    y, by = (None if word is None else factor(table, word) for word in (arguments.y, arguments.by))
    points = where(table, arguments.where) if arguments.where else np.arange(len(table))
    asked = Asked(table, responses(table, measure), points, tuple(arguments.where))
    figure = picture(asked, kind, x, y, by)
    folder, name = _target(arguments.out, table.folder, name_of(asked, kind, x, y, by))
    try:
        paths = write(figure, asked, folder, name)
    except OSError as error:
        raise Problem(
            f"cannot write {error.filename or folder}: {error.strerror}; choose another place with --out"
        ) from error
    for path in paths:
        print(as_seen(path))
    return 0


def _parser() -> Parser:
    parser = Parser("plot", "Plot how the policies of a study change a measure, or a figure of a comparison.", EXAMPLES)
    parser.add_argument(
        "study", nargs="?", metavar="STUDY|COMPARISON", help="folder of a study or a comparison, or its name"
    )
    parser.add_argument("--list", action="store_true", help="list the figures and the questions they answer")
    parser.add_argument("--figure", metavar="FIGURE", help="figure of a comparison or a multirun, such as differences")
    add_all_option(parser)
    parser.add_argument(
        "--x", metavar="KEY", help="factor on the x axis (default: the policies' factor, if there is only one)"
    )
    parser.add_argument("--y", metavar="KEY", help="second factor, for a heat map")
    parser.add_argument("--measure", metavar="NAME", help="measure to plot (default: the first headline measure)")
    parser.add_argument("--by", metavar="KEY", help="factor to split into one panel per value")
    parser.add_argument(
        "--where",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="keep keep keep keep only points with this value; may be repeated",
    )
    parser.add_argument("--kind", choices=KINDS, help="kind of figure (default: curve, or heat with --y)")
    parser.add_argument("--out", metavar="FILE", help="output path, as PNG and SVG (default: STUDY/figures/)")
    return parser


def _kind(arguments: argparse.Namespace) -> Kind:
    """The kind that is asked for, or that follows from the factors; raises Problem where they do not fit."""
    from sim.report.study_figures import ALL_AT_ONCE

    kind: Kind = arguments.kind or ("heat" if arguments.y is not None else "curve")
    if kind == "heat" and arguments.y is None:
        raise Problem("--kind heat: needs a second factor: --y KEY")
    if kind == "curve" and arguments.y is not None:
        raise Problem("--kind curve: takes one factor; leave out --y, or use --by KEY for one panel per value")
    if kind in ALL_AT_ONCE and (arguments.x is not None or arguments.y is not None):
        raise Problem(f"--kind {kind}: takes no factors; leave out --x and --y")
    return kind


def _x(table: StudyTable, arguments: argparse.Namespace, kind: Kind) -> Factor | None:
    from sim.analysis.study_factors import factor, only_lever
    from sim.report.study_figures import ALL_AT_ONCE

    if kind in ALL_AT_ONCE:
        return None
    return factor(table, arguments.x) if arguments.x is not None else only_lever(table)


def _target(out: str | None, study: Path, name: str) -> tuple[Path, str]:
    """Folder and name of the files."""
    if out is None:
        return study / FOLDER, name
    path = Path(out)
    if path.is_dir() or out.endswith(("/", "\\")):
        return path, name
    if path.suffix.lower() in OTHER_FORMATS:
        raise Problem(f"--out {out}: figures are written as PNG and SVG, not as {path.suffix}; leave out the extension")
    if path.suffix.lower() in SUFFIXES:
        path = path.with_suffix("")
    return path.parent, path.name
