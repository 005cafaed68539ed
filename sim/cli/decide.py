"""`escsim decide`: show the best policy of a study, and how certain that is."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.cli.arguments import Parser, add_all_option, as_seen
from sim.config.problems import Problem

if TYPE_CHECKING:
    from pathlib import Path

    from sim.analysis.decision.decide import StudyDecision
    from sim.analysis.decision.request import DecisionRequest
    from sim.analysis.study_table import StudyTable

EXAMPLES = """\
STUDY is the folder of a finished study, or its name in the runs folder. Nothing is simulated. The section `decision` of
the study file, or --saves and --costs, name the measures that policies save and cost. A price is the worth of one unit
of costs in units of saves: a value judgement. Without --price, the analysis uses the price at which the two best
policies tie.

Writes numbers, tables and sentences to STUDY/decision/ and adds them to the report.

examples:
  escsim decide decision
  escsim decide decision --price 0.02
  escsim decide decision --between counter_fire,full_ban --saves red_fires_kr --costs rung_days
"""


def execute(words: Sequence[str]) -> int:
    """Decide the study that the command line names; return the exit code."""
    parser = Parser(
        "decide", "Show which policy of a study is best, under which assumptions, and how certain that is.", EXAMPLES
    )
    parser.add_argument("study", metavar="STUDY", help="folder of a finished study, or its name")
    parser.add_argument(
        "--price", metavar="PRICE", help="worth of one unit of costs, in units of saves (default: the tie)"
    )
    parser.add_argument(
        "--between", metavar="A,B", help="two policies of interest (default: those that tie at the price)"
    )
    parser.add_argument(
        "--saves", metavar="MEASURE", help="measure that policies should save (default: from the study file)"
    )
    parser.add_argument("--costs", metavar="MEASURE", help="measure that they cost (default: from the study file)")
    parser.add_argument("--no-figures", action="store_true", help="draw no figures")
    parser.add_argument("--no-report", action="store_true", help="leave report.html as it is")
    add_all_option(parser)
    arguments = parser.read(words)
    from sim.analysis.decision.request import decision_request
    from sim.analysis.study_table import open_table
    from sim.study.named import named_folder

    table = open_table(named_folder(arguments.study))
    wanted = decision_request(table, arguments.price, arguments.between, arguments.saves, arguments.costs)
    decision, folder = decided(table, wanted, not arguments.no_figures)
    places = [as_seen(folder)]
    if not arguments.no_report:
        from sim.report.folders.reports import write_report

        places.append(as_seen(write_report(table.folder)))
    print_decision(decision, arguments.study, places, arguments.all)
    return 0


def decided(table: StudyTable, wanted: DecisionRequest, figures: bool = True) -> tuple[StudyDecision, Path]:
    """Decide a study, and write that into its folder; return it with its folder.

    Raises:
        Problem: the study cannot be decided; what was decided before is as it was.
    """
    from sim.analysis.decision.decide import decide
    from sim.report.decision.folder import write_decision
    from sim.study.files.places import FIGURES

    decision = decide(table, wanted)
    folder = write_decision(table, decision)
    if figures:
        from sim.report.folders.decision_pictures import draw_every

        draw_every(table, decision, folder / FIGURES)
    return decision, folder


def repeat_decision(folder: Path, say: Callable[[str], None]) -> None:
    """Decide a study that was finished just now, as its file says, or as it was decided before.

    One that cannot be decided keeps its rows and its report, and the command says why.
    """
    from sim.analysis.study_table import open_table

    table = open_table(folder)
    try:
        if (wanted := _default_request(table)) is not None:
            say(f"decided: {as_seen(decided(table, wanted)[1])}; `escsim decide {as_seen(folder)}` prints the decision")
    except Problem as problem:
        say(f"not decided: {problem}")


def is_undecided(folder: Path, spec: Mapping[str, Any]) -> bool:
    """True if a study file says what to decide, and the folder of the study has no decision yet."""
    from sim.report.decision.folder import FOLDER, NAME
    from sim.study.design.spec import DECISION

    return spec.get(DECISION) is not None and not (folder / FOLDER / NAME).exists()


def _default_request(table: StudyTable) -> DecisionRequest | None:
    """Request by which a study is decided by default: its file, or its last decision; None for neither."""
    from sim.analysis.decision.request import decision_request
    from sim.report.decision.folder import stored_wanted
    from sim.study.design.spec import DECISION

    if (table.manifest.get("spec") or {}).get(DECISION) is not None:
        return decision_request(table)
    return stored_wanted(table.folder)


def print_decision(decision: StudyDecision, study: str, places: Sequence[str], everything: bool) -> None:
    """Print what a decision says, and where it is."""
    from sim.report.decision.folder import sentences
    from sim.report.terminal.screen import screen

    with screen(everything) as output:
        for text in decision.warnings:
            output.print(text)
        for part, texts in sentences(decision).items():
            output.print(f"{part}: {' '.join(texts)}")
        kind = "price" if decision.choice.flips.map is None else "map"  # no belief is associated with the choice
        output.last(*places, f"next: escsim plot {shlex.quote(study)} --kind {kind}")
