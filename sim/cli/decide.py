"""`escsim decide`: which policy of a study is best, under which assumptions, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.cli.arguments import Parser, as_seen
from sim.cli.places import place_of
from sim.config.problems import Problem

if TYPE_CHECKING:
    from pathlib import Path

    from sim.analysis.decision.wanted import Wanted
    from sim.analysis.study_table import StudyTable

EXAMPLES = """\
STUDY is the folder of a finished study, or its name in the folder of runs. Nothing is simulated. What policies save and
cost stands in the section `decision` of the study file, or is named here. A price is what one unit of costs is worth in
units of saves: a value judgement. Without --price everything is looked at where the two best policies tie.

Numbers, tables and sentences are written to STUDY/decision/, and into the report.

examples:
  escsim decide decision
  escsim decide decision --price 0.02
  escsim decide decision --between counter_fire,full_ban --saves red_fires_kr --costs rung_days
"""


def execute(words: Sequence[str]) -> int:
    """Decide the study that the command line names; returns the exit code."""
    parser = Parser(
        "decide", "Say which policy of a study is best, under which assumptions, and how sure that is.", EXAMPLES
    )
    parser.add_argument("study", metavar="STUDY", help="folder of a finished study, or its name")
    parser.add_argument(
        "--price", metavar="PRICE", help="of one unit of costs, in units of saves (default: at the tie)"
    )
    parser.add_argument(
        "--between", metavar="A,B", help="two policies of interest (default: those that tie at the price)"
    )
    parser.add_argument(
        "--saves", metavar="MEASURE", help="what policies are to save (default: as the study file says)"
    )
    parser.add_argument("--costs", metavar="MEASURE", help="what they cost (default: as the study file says)")
    parser.add_argument("--no-figures", action="store_true", help="leave out the pictures beside the numbers")
    parser.add_argument("--no-report", action="store_true", help="leave report.html as it is")
    arguments = parser.read(words)
    from sim.analysis.decision.wanted import wanted_of
    from sim.analysis.study_table import open_table

    table = open_table(place_of(arguments.study))
    wanted = wanted_of(table, arguments.price, _pair(arguments.between), arguments.saves, arguments.costs)
    tell(table, wanted, not arguments.no_figures)
    if not arguments.no_report:
        from sim.report.page.reports import write_report

        print(as_seen(write_report(table.folder)))
    return 0


def tell(table: StudyTable, wanted: Wanted, figures: bool = True) -> Path:
    """Decide a study, write that into its folder, and print what it says; returns the folder of the decision."""
    from sim.analysis.decision.decide import decide
    from sim.report.console import console
    from sim.report.decision_folder import sentences, write_decision
    from sim.study.places import FIGURES

    decision = decide(table, wanted)
    folder = write_decision(table, decision)
    if figures:
        from sim.report.decision_pictures import draw_all

        draw_all(table, decision, folder / FIGURES)
    screen = console()
    for part, texts in sentences(decision).items():
        screen.print(f"{part}: {' '.join(texts)}\n", soft_wrap=True, markup=False, highlight=False)
    for warning in decision.warnings:
        screen.print(f"note: {warning}", soft_wrap=True, markup=False, highlight=False)
    print(as_seen(folder))
    return folder


def _pair(text: str | None) -> tuple[str, str] | None:
    """Two names with a comma between them."""
    if text is None:
        return None
    names = [name.strip() for name in text.split(",")]
    if len(names) != 2 or not all(names):
        raise Problem(f"--between {text}: must be two policies with a comma between them, as in full_ban,counter_fire")
    return names[0], names[1]
