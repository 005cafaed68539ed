"""The answer of a study: what differs, what is undecided, and what it says about ground."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.analysis.structures_run import STALL
from sim.analysis.study_averages import structural_range
from sim.config.counting import more_of
from sim.report.page.blocks import AnswerSentence
from sim.report.page.ground import left_out, not_run
from sim.report.page.study_view import GROUND, PolicyDifference, StudyView
from sim.report.words.effects import INTERVAL, farthest_apart, sentence
from sim.report.words.verdicts import without_a_sign
from sim.report.words.wording import listed, listed_names, range_words, spelt, undecided
from sim.study.differences.verdict import SAME, SIGNS

MOST_MEASURES = {1: 3}  # that the first sentence names, by the number of policies beside the reference; else TWO
TWO = 2
IN_FUTURES = "5 to 95 % of futures"
MOST_NAMED = 4  # policies that a sentence names


def findings(view: StudyView) -> list[AnswerSentence]:
    """Three sentences."""
    return [
        AnswerSentence("What differs:", what_differs(view)),
        AnswerSentence("Undecided:", f"{_what_cannot_be_told(view)}{_turning(view)}."),
        AnswerSentence("Ground:", _ground(view)),
    ]


def what_differs(view: StudyView, most: int = 0) -> str:
    """The clear differences in a sentence: of so many measures, or as many as suit the number of policies."""
    most = most or MOST_MEASURES.get(len(view.policies), TWO)
    clauses, shown = list[str](), list[PolicyDifference]()
    for measure in view.headline:
        told = [(policy.name, one) for policy in view.policies if (one := view.shown(policy, measure)).found.told]
        rows = [(name, one.found.mean, *one.interval) for name, one in told if one.found.mean]
        if rows and len(clauses) < most:
            clauses.append(farthest_apart(measure, rows, alone=len(view.policies) == 1))
            shown += [one for _, one in told]
    against = view.reference.name
    if not clauses:
        return without_a_sign(_verdicts(view), against)
    over = f", on average over {view.futures:,} futures" if view.futures > 1 else ""
    interval = IN_FUTURES if view.futures > 1 else INTERVAL
    said = sentence([policy.name for policy in view.policies], against, over, clauses, interval)
    return f"{said}{_in_futures(view, shown)}."


def _in_futures(view: StudyView, shown: Sequence[PolicyDifference]) -> str:
    """Clause on the smallest share of futures in which these have the sign of their mean; empty for one future."""
    if view.futures == 1:
        return ""
    least = min((one.higher if one.found.mean > 0 else one.lower) / one.found.futures for one in shown)
    share = math.floor(100 * least)
    return f"; the sign is the same in {'every future' if share == 100 else f'at least {share} % of the futures'}"


def _what_cannot_be_told(view: StudyView) -> str:
    total = len(view.policies) * len(view.headline)
    clauses, same, count = list[str](), list[str](), 0
    for measure in view.headline:
        words = {policy.name: view.shown(policy, measure).found.verdict for policy in view.policies}
        names = [name for name, word in words.items() if word not in (*SIGNS, SAME)]
        untouched = [name for name, word in words.items() if word == SAME]
        count += len(names)
        for some, into in ((names, clauses), (untouched, same)):
            into += [f"{spelt(measure)} under {_some(some, len(view.policies))}"] if some else []
    left = f"; identical in every pair, so unaffected: {'; '.join(same)}" if same else ""
    return f"{undecided(count, total, '; '.join(clauses))}{left}"


def _verdicts(view: StudyView) -> list[str]:
    return [view.shown(policy, measure).found.verdict for measure in view.headline for policy in view.policies]


def _turning(view: StudyView) -> str:
    """The measures and policies whose sign is told to be one under a structure and the other under another."""
    turned = []
    for measure in view.headline if len(view.structures) > 1 else []:
        for policy in view.policies:
            found = [view.shown(policy, measure, structure).found for structure in view.structures]
            if len({one.mean > 0 for one in found if one.told and one.mean}) > 1:
                turned.append(f"{spelt(measure)} under {policy.name}")
    rest = len(turned) - MOST_NAMED
    more = [f"{rest} more differences"] if rest > 0 else []
    return f"; structures reverse the sign of {listed([*turned[:MOST_NAMED], *more])}" if turned else ""


def _some(names: Sequence[str], every: int) -> str:
    """Some policies: by their names where they are few, else how many they are."""
    if len(names) == every > 1:
        return "every policy"
    return listed_names(names) if len(names) <= MOST_NAMED else f"{len(names)} of the {every} policies"


def _ground(view: StudyView) -> str:
    if not view.has(GROUND):
        return "not measured by this study."
    if not view.varies(STALL):
        return not_run(view.table.manifest)
    measure = next(one for one in view.measures if one.name == GROUND)
    clauses = []
    for policy in view.policies[:MOST_NAMED]:
        low, high = structural_range([view.shown(policy, measure, one).found for one in view.structures])
        if not math.isnan(low):
            clauses.append(f"{range_words(measure, low, high)} under {policy.name}")
    rest = len(view.policies) - MOST_NAMED
    more = [f"{more_of(rest, 'policy')} in [the table](#structures)"] if rest > 0 else []
    return (
        "it depends on the structure, and the record does not show which one is right. The mean difference from "
        f"{view.reference.name} ranges over {len(view.structures)} structures from {'; '.join([*clauses, *more])}."
        f"{left_out(view.structures_run)}"
    )
