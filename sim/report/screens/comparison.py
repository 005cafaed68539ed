"""A comparison on one screen: the answer, the differences, what cannot be said, the folder, the next command."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap

from sim.analysis.comparison import PairedDifference, RunComparison
from sim.analysis.structures import within_structures
from sim.analysis.structures_run import STRUCTURAL_WORDS, structures_of, words_of_the_range
from sim.config.counting import more_of, number_of
from sim.model.measures import Measure
from sim.report.comparison.cells import GROUND_MARK, censored_mark, mean_of, one_structure
from sim.report.page.comparison_answer import findings, what_differs
from sim.report.page.comparison_view import GROUND, AnsweredDifferences, answered_differences, headline, measures_named
from sim.report.page.ground import over_structures
from sim.report.terminal.number_tables import NumberTable, layout_of, print_numbers
from sim.report.terminal.screen import Screen, Whole, print_sentences
from sim.report.words.interactions import crossed, forms_of
from sim.report.words.names import heading_of, nature_of
from sim.report.words.verdicts import bracketed_change, shown_interval
from sim.report.words.wording import begun, undecided_lines
from sim.study.differences.verdict import NOWHERE, SAME, SIGNS, has_clear_sign
from sim.study.files.manifest import WARNING

LINK = re.compile(r"[:,]? ?\[([^\]]+)\]\(#\w+\)")
GROUND_NOTE = "Ground was run under"  # begins the note that the line about ground says shorter
GROUND_SHORT = "Ground: no difference to quote here; comparison.md says why."
MOST_NOTES = 2
LONGEST_NOTE = 4  # lines for which the sentences are shortened


def print_differences(console: Screen | Whole, comparison: RunComparison) -> None:
    """Print what differs, what is undecided, what can be said about ground, and one row per policy."""
    table = _matrix(comparison)
    below = layout_of(console.width, table).height
    notes = [note for note in comparison.notes if not note.startswith(GROUND_NOTE)]
    sentences = [*_answer(comparison), _ground_forms(comparison)]
    print_sentences(console, *sentences, below=below + min(_height_of_notes(notes, console.width), LONGEST_NOTE))
    _print_first_notes(console, notes, below)
    print_numbers(console, table)


def print_answer(console: Screen | Whole, comparison: RunComparison) -> None:
    """Print what differs and what is undecided, a sentence each."""
    print_sentences(console, *_answer(comparison), below=0)


def _answer(comparison: RunComparison) -> list[Sequence[str]]:
    """The forms of each sentence, from the fullest."""
    measures = headline(comparison)
    told = answered_differences(comparison, within_structures(comparison, comparison.measures))
    crossings = crossed(comparison)
    found: list[Sequence[str]] = [
        [begun(what_differs(told, measures, most), told.names) for most in (measures_named(comparison), 1)],
        *(forms_of(crossing, measures) for crossing in crossings[:1]),
        _undecided(told, measures),
    ]
    if len(crossings) > 1:
        found.append([f"{more_of(len(crossings) - 1, 'pair')} of levers compared in comparison.csv.", ""])
    return found


def _matrix(comparison: RunComparison) -> NumberTable:
    """One row per policy and one column per measure: the mean difference and its interval."""
    measures = headline(comparison)
    rows = [[f"{comparison.names[comparison.reference]} (mean)", *_levels(comparison, measures)]]
    for place in comparison.variants:
        found = [comparison.difference(place, measure.name) for measure in measures]
        rows.append([comparison.names[place], *map(cell, found)])
    heads = [_heading(comparison, measure) for measure in measures]
    return NumberTable(["", *heads], rows)


def _ground_forms(comparison: RunComparison) -> list[str]:
    """The sentence about ground, its range alone where there is one, and where to read it."""
    ranges = over_structures(within_structures(comparison, comparison.measures), GROUND)
    return [ground_sentence(comparison), *([f"Ground: {plain(ranges)}"] if ranges else []), GROUND_SHORT]


def ground_sentence(comparison: RunComparison) -> str:
    """The range of ground over the structures, or the command that runs it."""
    within = within_structures(comparison, comparison.measures)
    found = findings(comparison, within)[2]
    if not structures_of(comparison.runs).missing or GROUND not in [one.name for one in comparison.measures]:
        return f"{found.lead} {plain(found.sentence)}"
    ranged = any(one.key in STRUCTURAL_WORDS for one in comparison.config_differences)
    said = plain(found.sentence) if ranged else "do not quote a difference from a single stall assumption."
    return f"{found.lead} {said} For its range add to `escsim run -m`: {words_of_the_range()}"


def basis_lines(comparison: RunComparison) -> tuple[str, ...]:
    """Lines on the meaning of the numbers, of their intervals and marks, and the warning."""
    counts = sorted(set(comparison.replications))
    many = " to ".join(f"{count:,}" for count in dict.fromkeys((counts[0], counts[-1])))
    each = "pair of replications" if counts[-1] == 1 else "pairs of replications"
    pairs = each if all(comparison.paired) else "replications, not all of them paired"
    read = "Parentheses: no clear sign. No interval: only the sign is clear."
    return f"Mean difference [simultaneous 95 % interval] over {many} {pairs}.", read, WARNING


def cell(found: PairedDifference) -> str:
    """A mean difference with its interval where there is one; in parentheses where its sign is not clear."""
    if found.verdict in (SAME, NOWHERE):
        return "same" if found.verdict == SAME else "undefined"
    return bracketed_change(found.mean, *shown_interval(found), has_clear_sign(found.verdict))


def plain(text: str) -> str:
    """A sentence of a report without its links."""
    return LINK.sub("", text)


def _undecided(told: AnsweredDifferences, measures: Sequence[Measure]) -> Sequence[str]:
    """Lines on the number of differences without a clear sign, by measure."""
    unclear = {one: sum(row.verdict not in (*SIGNS, SAME) for _, row in told.of(one)) for one in measures}
    return undecided_lines(unclear, len(measures) * len(told.rows))


def _height_of_notes(notes: Sequence[str], width: int) -> int:
    """Lines of the first note, and of the count of the others."""
    return len(wrap(notes[0], width)) + (len(notes) > 1) if notes else 0


def _print_first_notes(console: Screen | Whole, notes: Sequence[str], below: int) -> None:
    """Print the notes for the reader that leave so many lines below them, and how many others there are."""
    room, shown = console.room - below, 0
    for note in notes[:MOST_NOTES]:
        room -= len(wrap(note, console.width))
        if room < int(shown + 1 < len(notes)):  # of which one says how many others there are
            break
        console.print(note)
        shown += 1
    if shown < len(notes):
        left = (more_of if shown else number_of)(len(notes) - shown, "note")
        console.print(f"{left} for the reader in comparison.md.")


def _levels(comparison: RunComparison, measures: Sequence[Measure]) -> Iterator[str]:
    for measure in measures:
        yield mean_of(comparison.level(comparison.reference, measure.name))


def _heading(comparison: RunComparison, measure: Measure) -> str:
    ground = GROUND_MARK if measure.name == GROUND and one_structure(comparison) else ""
    return heading_of(measure, f"{ground}{censored_mark(measure.name)}{nature_of(measure)}")
