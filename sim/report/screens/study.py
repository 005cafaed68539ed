"""A finished study on one screen: the answer, the policies, what cannot be said, the next command."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from sim.analysis.study_table import open_table
from sim.report.page.study_answer import findings, what_differs
from sim.report.page.study_tables import first_structure_interactions
from sim.report.page.study_view import PolicyDifference, StudyView
from sim.report.screens.comparison import plain
from sim.report.terminal.number_tables import NumberTable, layout_of, print_numbers
from sim.report.terminal.screen import Screen, Whole, print_sentences
from sim.report.words.interactions import NONE_CLEAR, changed_under, effect_of, unchanged_under
from sim.report.words.names import heading_of
from sim.report.words.numbers import number
from sim.report.words.verdicts import bracketed_change, change
from sim.report.words.wording import amount, begun, spelt, undecided_lines
from sim.study.differences.verdict import SAME, SIGNS
from sim.study.files.manifest import WARNING

GROUND_SHORT = "Ground: no difference to quote here; the report says why."


def print_study(output: Screen | Whole, folder: Path, places: Sequence[str], everything: bool) -> None:
    """Print a finished study.

    `everything`: all policies, and the whole answer.
    """
    view = StudyView(open_table(folder))
    said, table = findings(view), _policies(view)
    if everything:
        for one in said:
            output.print(f"{one.lead} {plain(one.sentence)}", soft_wrap=True)
    else:
        ground = f"{said[2].lead} {plain(said[2].sentence)}"
        below = layout_of(output.width, table).height
        print_sentences(output, *_answer(view), [ground, GROUND_SHORT], below=below)
    print_numbers(output, table)
    what = "5 to 95 % of futures" if view.futures > 1 else "simultaneous 95 % interval"
    within = f", under one structure ({view.structures[0].name})" if len(view.structures) > 1 else ""
    output.last(f"Mean difference [{what}]{within}.", "Parentheses: no clear sign.", WARNING, *places)
    measure = view.headline[0].name if view.headline else next(iter(view.table.measures))
    output.last(f"next: escsim plot {shlex.quote(places[0])} --measure {measure}")


def _answer(view: StudyView) -> list[Sequence[str]]:
    """The forms of each sentence, from the fullest."""
    names = [policy.name for policy in view.policies]
    texts = [begun(what_differs(view, most), names) for most in (0, 1)]
    return [texts, [_interaction(view), ""], _undecided(view)]


def _undecided(view: StudyView) -> Sequence[str]:
    """Lines on the number of differences without a clear sign, by measure."""
    unclear = {
        measure: sum(view.shown(policy, measure).found.verdict not in (*SIGNS, SAME) for policy in view.policies)
        for measure in view.headline
    }
    return undecided_lines(unclear, len(view.headline) * len(view.policies))


def _interaction(view: StudyView) -> str:
    """The clearest difference of differences, relative to its interval, in a sentence; empty if there is none."""
    found = [(measure, one) for measure in view.headline for one in first_structure_interactions(view, measure)]
    told = [(measure, one) for measure, one in found if one.found.told and one.found.wide_high > one.found.wide_low]
    if not told:
        return NONE_CLEAR if found else ""
    measure, one = max(told, key=lambda row: abs(row[1].found.mean) / (row[1].found.wide_high - row[1].found.wide_low))
    crossing, mean = one.crossing, one.found
    size = amount(abs(mean.mean), measure)
    ends = f"[{change(mean.wide_low)} to {change(mean.wide_high)}]"
    sides = f"{changed_under(crossing)} than {unchanged_under(crossing)}"
    return f"{effect_of(crossing)}: {mean.verdict} by {size} {ends} in {spelt(measure)} {sides}."


def _policies(view: StudyView) -> NumberTable:
    """One row per policy and one column per measure: the mean difference and its interval."""
    measures = view.headline or list(view.measures)
    levels = [number(view.shown(view.reference, one).found.level) for one in measures]
    rows = [[f"{view.reference.name} (mean)", *levels]]
    rows += [[policy.name, *(_cell(view.shown(policy, one)) for one in measures)] for policy in view.policies]
    return NumberTable(["", *map(heading_of, measures)], rows)


def _cell(shown: PolicyDifference) -> str:
    found = shown.found
    return "same" if found.verdict == SAME else bracketed_change(found.mean, *shown.interval, found.told)
