"""The tables of a study's report."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.analysis.study_averages import Average, structural_range
from sim.analysis.study_drivers import FEWEST, Drivers, uncertain_numbers
from sim.analysis.study_factors import LEVER, STRUCTURE, UNCERTAINTY, StudyFactor, unit_words, varying
from sim.analysis.study_interactions import StudyInteraction, study_interactions
from sim.config.labels import key_label
from sim.model.measures import Measure
from sim.report.figures.study.request import value_name
from sim.report.page.blocks import TableBlock
from sim.report.page.study_view import PolicyDifference, StudyView
from sim.report.words.interactions import changed_under, effect_of, unchanged_under
from sim.report.words.names import nature_of, title_of, with_unit
from sim.report.words.numbers import number
from sim.report.words.verdicts import DOWN, UP, change, interval_words, marked_change

SECTIONS = {LEVER: "levers: decisions", UNCERTAINTY: "uncertainties: unknown parameters",
            STRUCTURE: "structures: alternative models"}  # fmt: skip
MOST_VALUES = 8  # of a factor that are written out
MOST_DRIVEN = 6  # policies beside each other in a table
MOST_CROSSED = 24  # differences of differences in a table


def factors(view: StudyView) -> TableBlock:
    """Table of the factors that vary, with their values."""
    rows = []
    every = np.arange(len(view.table))
    for section, what in SECTIONS.items():
        for each in varying(view.table, section, every):
            values = [value_name(each, text) for text in _texts(each, every)]
            few = ("; " if "." not in each.key and not each.is_number else ", ").join(values)
            shown = few if len(values) <= MOST_VALUES else f"{len(values):,} from {values[0]} to {values[-1]}"
            rows.append([key_label(each.key), what, unit_words(each.unit), shown, each.meaning, each.key])
    return TableBlock("What varies", ["factor", "of the", "unit", "values", "meaning", "key"], rows)


def _texts(each: StudyFactor, points: NDArray[np.int64]) -> list[str]:
    return [value if isinstance(value, str) else number(value) for value in each.levels(points)]


def policies(view: StudyView, measures: Sequence[Measure], caption: str) -> TableBlock:
    """One row per policy, one column per measure: the differences with their intervals."""
    first = [number(view.shown(view.reference, measure).found.level) for measure in measures]
    rows = [[f"{view.reference.name} (level)", *first]]
    rows += [
        [policy.name, *(cell(view, view.shown(policy, measure)) for measure in measures)] for policy in view.policies
    ]
    names = [f"{with_unit(measure.name, measure.unit)}{nature_of(measure)}" for measure in measures]
    return TableBlock(caption, ["policy", *names], rows, right_from=1)


def cell(view: StudyView, shown: PolicyDifference) -> str:
    """A difference with its sign in a mark, its interval or why there is none, and what the futures say."""
    found = shown.found
    lines = [
        marked_change(found.mean, found.told),
        interval_words(*shown.interval, found.verdict, found.no_interval),
    ]
    if view.futures > 1:
        lines.append(f"{UP} {shown.higher}, {DOWN} {shown.lower}")
    return "\n".join(lines)


def ranks(view: StudyView) -> TableBlock:
    """Table of the numbers of futures in which each policy has the lowest and the highest level; ties count."""
    every = [view.reference, *view.policies]
    cells: list[list[str]] = [[policy.name] for policy in every]
    for measure in view.headline:
        mean = view.means(measure)
        table = np.stack([mean[view.points(policy, view.structures[0])] for policy in every])
        table = table[:, ~np.isnan(table).any(axis=0)]
        for row, own in zip(cells, table, strict=True):
            lowest, highest = (int((own == end).sum()) for end in (table.min(axis=0), table.max(axis=0)))
            row.append(f"{lowest} / {highest}")
    caption = f"Number of {view.futures:,} futures in which a policy is lowest / highest; ties count for each"
    return TableBlock(caption, ["policy", *(title_of(measure.name) for measure in view.headline)], cells, right_from=1)


def interactions(view: StudyView) -> TableBlock | None:
    """A row for each two levers that are changed together and each alone, one column per measure; None without any."""
    found = {one: first_structure_interactions(view, one) for one in view.headline}
    crossed = next(iter(found.values()), [])
    if not crossed:
        return None
    rows = []
    for place, one in enumerate(crossed[:MOST_CROSSED]):
        crossing = one.crossing
        row = [effect_of(crossing), changed_under(crossing), unchanged_under(crossing)]
        rows.append([*row, *(_crossed_cell(some[place].found) for some in found.values())])
    left = len(crossed) - MOST_CROSSED
    more = f"; the first {MOST_CROSSED} of {len(crossed)}, Python's `interactions` gives all" if left > 0 else ""
    caption = f"Difference of differences, on average over {view.futures:,} futures [95 % interval of the mean]{more}"
    names = [with_unit(measure.name, measure.unit) for measure in view.headline]
    return TableBlock(caption, ["effect of", "here", "minus there", *names], rows, right_from=3, small=True)


def first_structure_interactions(view: StudyView, measure: Measure) -> list[StudyInteraction]:
    """The differences of differences of a measure under the structure that answers are given for."""
    found = study_interactions(view.table, measure)
    return [one for one in found if one.structure == view.structures[0].row]


def _crossed_cell(found: Average) -> str:
    words = interval_words(found.wide_low, found.wide_high, found.verdict, found.no_interval)
    return f"{marked_change(found.mean, found.told)}\n{words}"


def structures(view: StudyView, measure: Measure) -> TableBlock:
    """Table of the lowest and highest difference over the structures, and where they occur, by policy."""
    rows = []
    for policy in view.policies:
        found = [(one.name, view.shown(policy, measure, one)) for one in view.structures]
        found = [row for row in found if not math.isnan(row[1].found.mean)]
        if not found:
            continue
        low, high = structural_range([row[1].found for row in found])
        ordered = sorted(found, key=lambda row: row[1].found.mean)
        told = [row[1].found for row in found if row[1].found.told]
        signs = f"{sum(one.mean > 0 for one in told)} / {sum(one.mean < 0 for one in told)} / {len(found) - len(told)}"
        rows.append([policy.name, change(low), ordered[0][0], change(high), ordered[-1][0], signs])
    what = with_unit(measure.name, measure.unit)
    name = f"{what}: difference from {view.reference.name} over {len(view.structures)} structures"
    return TableBlock(
        name, ["policy", "lowest", "under", "highest", "under", "higher / lower / no clear sign"], rows, small=True
    )


def driver_table(view: StudyView, measure: Measure) -> TableBlock | None:
    """One row per uncertain number, one column per policy: rank correlations with the difference; None if few."""
    found = {policy.name: view.drivers(policy, measure) for policy in view.policies[:MOST_DRIVEN]}
    known = {name: one for name, one in found.items() if one is not None}
    if not known:
        return None
    every = uncertain_numbers(view.table, view.of_first_structure())
    strongest = {each.key: max(abs(one.correlations.get(each.key, 0.0)) for one in known.values()) for each in every}
    rows = [
        [each.key, each.meaning, *(_correlation(one, each.key) for one in found.values())]
        for each in sorted(every, key=lambda each: -strongest[each.key])
    ]
    caption = _driving_caption(view, measure, list(known.values()))
    return TableBlock(caption, ["parameter", "meaning", *found], rows, right_from=2, small=True)


def _driving_caption(view: StudyView, measure: Measure, known: Sequence[Drivers]) -> str:
    title, reference = title_of(measure.name), view.reference.name
    what = f"{title}: rank correlation of each uncertain parameter with the difference from {reference}"
    hidden, every = known[0].aliased, set(known[0].correlations)
    if every <= hidden:
        return (
            f"{title}: what drives the difference from {reference} is unknown, as every uncertain parameter is aliased"
        )
    if not any(one.named() for one in known):
        among = "no uncertain parameter that is not aliased" if every & hidden else "no uncertain parameter"
        what = f"{title}: {among} drives the difference from {reference}; rank correlations"
    floor = max(one.floor for one in known)
    return (
        f"{what}. Brackets: may be chance; the largest of all {len(known[0].correlations)} parameters reaches "
        f"{floor:.2f} by chance in 5 % of studies"
    )


def sampled_values(view: StudyView) -> dict[str, str]:
    """The values that the study drew of each uncertain parameter, in words, such as `drawn: 5 to 24 days`."""
    every = np.arange(len(view.table))
    found = {}
    for each in varying(view.table, UNCERTAINTY, every):
        levels = each.levels(every)
        if each.is_number:
            low, high = (number(float(end), 3) for end in (levels[0], levels[-1]))
            found[each.key] = f"drawn: {low} to {high} {unit_words(each.unit)}".strip()
        else:
            found[each.key] = f"drawn: {', '.join(map(str, levels))}"
    return found


def strongest_drivers(view: StudyView) -> dict[str, float]:
    """Strongest association of each uncertain parameter with a policy's difference in a headline measure, 0 to 1.

    Returns:
        By key; NaN for a parameter that drives none of them; empty if none drives any.
    """
    strongest: dict[str, float] = {}
    if view.futures < FEWEST:
        return strongest
    for measure in view.headline:
        for policy in view.policies:
            found = view.drivers(policy, measure)
            if found is None:
                continue
            for key in found.correlations:
                strongest.setdefault(key, math.nan)
            for key in found.named():
                strongest[key] = float(np.fmax(abs(found.correlations[key]), strongest[key]))
    return strongest if any(value > 0 for value in strongest.values()) else {}


def _correlation(found: Drivers | None, key: str) -> str:
    """A rank correlation: in brackets where it can be chance, a word where two parameters cannot be distinguished."""
    if found is None or key not in found.correlations:
        return "-"
    if key in found.aliased:
        return "aliased"
    value = f"{round(found.correlations[key], 2) + 0.0:+.2f}"  # never -0.00
    return value if key in found.named() else f"({value})"
