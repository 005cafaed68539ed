"""`escsim plot`: draw a figure of a run, comparison, study or other result."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.arguments import Parser, add_all_option, as_seen
from sim.cli.importing import undocumented_matplotlib
from sim.cli.plot_registered import kind_of_folder, plot_registered, print_figures
from sim.config.atomic import writing
from sim.config.problems import Problem

if TYPE_CHECKING:
    import argparse


FOLDER = "figures"
SUFFIXES = (".png", ".svg")
OTHER_FORMATS = (".pdf", ".eps", ".ps", ".jpg", ".jpeg", ".gif", ".webp", ".tif", ".tiff", ".bmp", ".html")
"""Endings that ask for what is not written; any other belongs to the name, as in `aid.delay`."""

EXAMPLES = """\
FOLDER is a run, a comparison, a study (finished or not), a backtest or a calibration: its folder, or its name in the
runs folder. In figures of a study, the first policy is the reference: they show differences from it, paired by
replication within the same future and structure. Name factors by their keys, as in the study file.

examples:
  escsim plot permission_timing --measure ground_lost_km2
  escsim plot aid_timing --x aid.delay --by restrictions
  escsim plot policy_ranking --x fires.suppression --where restrictions=counter_fire
  escsim plot policy_ranking --kind parallel
  escsim plot screening --kind indices
  escsim plot search --kind search
  escsim plot --list
  escsim plot my_comparison --kind trade_difference
  escsim plot A --kind timeline
  escsim plot decision --kind map --width narrow
"""


def execute(words: Sequence[str]) -> int:
    """Draw what the command line asks for; return the exit code."""
    arguments = _parser().read(words)
    if arguments.list:
        print_figures(arguments.all)
        return 0
    if arguments.study is None:
        raise Problem("plot: name a folder, or see what there is by `escsim plot --list`")
    from sim.report.drawing.width import figures_of, width_mm
    from sim.study.named import named_folder

    with figures_of(width_mm(arguments.width, "--width")), undocumented_matplotlib():
        return _plot(named_folder(arguments.study), arguments)


def _plot(place: Path, arguments: argparse.Namespace) -> int:
    """Draw a figure of a folder; return the exit code."""
    if kind_of_folder(place, arguments.kind) == "study":
        return _plot_study(place, arguments)
    if arguments.kind is None:
        raise Problem(f"plot {arguments.study}: name a figure with --kind; `escsim plot --list` lists them")
    plot_registered(place, arguments.kind, arguments.out)
    return 0


def _plot_study(place: Path, arguments: argparse.Namespace) -> int:
    """Draw a measure of a study over its factors; return the exit code."""
    from sim.analysis.measure_choice import chosen_measure
    from sim.analysis.responses import responses
    from sim.analysis.study_table import open_table
    from sim.api.plotting import chosen
    from sim.report.drawing.width import suffix
    from sim.report.figures.study.picture import name_of, picture, write

    table = open_table(place)
    found = responses(table, chosen_measure(table.measures, arguments.measure, "--measure"))
    factors = (arguments.x, arguments.y, arguments.by)
    choice, kind = chosen(table, found, *factors, arguments.where, arguments.kind)
    figure = picture(choice, kind)
    folder, name = _target(arguments.out, table.folder, f"{name_of(choice, kind)}{suffix()}")
    with writing(folder, "choose another place with --out"):
        paths = write(figure, choice, kind, folder, name)
    for path in paths:
        print(as_seen(path))
    return 0


def _parser() -> Parser:
    parser = Parser("plot", "Draw a figure of a folder, with its data beside it.", EXAMPLES)
    parser.add_argument("study", nargs="?", metavar="FOLDER", help="a folder, or its name")
    parser.add_argument("--list", action="store_true", help="list the figures and the questions they answer")
    add_all_option(parser)
    parser.add_argument(
        "--x", metavar="KEY", help=("factor on the x axis (default: the policies' factor, if there is only one)")
    )
    parser.add_argument("--y", metavar="KEY", help="second factor, for a heat map")
    parser.add_argument("--measure", metavar="NAME", help="measure to plot (default: the first headline measure)")
    parser.add_argument("--by", metavar="KEY", help="factor to split into one panel per value")
    parser.add_argument(
        "--where",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help=("keep only points with this value; may be repeated"),
    )
    parser.add_argument(
        "--kind",
        "--figure",
        metavar="FIGURE",
        help="name of the figure, from --list (default for a study: curve; with --y: heat)",
    )
    parser.add_argument(
        "--out",
        metavar="FILE",
        help="output path, without extension, of a figure of a study; folder of any other; writes PNG, SVG and CSV "
        "(default: in FOLDER/figures/)",
    )
    parser.add_argument(
        "--width",
        metavar="WIDTH",
        default="normal",
        help="narrow (90 mm, a column), normal (160 mm), wide (185 mm), or a length such as 120mm",
    )
    return parser


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
