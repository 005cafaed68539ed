"""The tables of a comparison as headings and rows of text, for every output format; ranges over structures."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sim.analysis.comparison import Interaction, PairedDifference, RunComparison
from sim.analysis.relaxation import relaxations
from sim.analysis.structures import StructureDifference, within_structures
from sim.analysis.structures_run import STRUCTURAL_WORDS
from sim.model.measures import Measure
from sim.report.comparison.cells import (
    correlation_of,
    gain_of,
    mean_of,
    name_of,
    range_of,
    role_of,
    sections,
    shares_of,
    shortened,
)
from sim.report.words.interactions import changed_under, unchanged_under
from sim.report.words.names import title_of
from sim.report.words.numbers import number
from sim.report.words.verdicts import change, interval_of, median_of
from sim.study.differences.verdict import has_clear_sign

DIFFERENCE_COLUMNS = (
    "measure", "unit", "reference", "variant", "lower / equal / higher %", "r", "gain", "n", "median of pairs",
    "difference", "95 % interval",
)  # fmt: skip


class TextTable(NamedTuple):
    """A table: its headings, its rows, and the first of its columns that hold numbers."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    right_from: int = 99


def run_cells(comparison: RunComparison, place: int) -> list[str]:
    """Name, role, config hash, seed, and replications used of a run."""
    manifest = comparison.runs[place].manifest
    count = f"{comparison.replications[place]:,} of {manifest['replications']:,}"
    role = role_of(comparison, place)
    return [comparison.names[place], role, manifest["config_hash"], str(manifest["seed"]), count]


def settings(comparison: RunComparison, but_of: Collection[str] = ()) -> TextTable:
    """The settings in which the runs differ, but for those of some config groups."""
    rows = [
        [one.key, *(shortened(value) for value in one.values)]
        for one in comparison.config_differences
        if one.key.partition(".")[0] not in but_of
    ]
    return TextTable(["setting", *comparison.names], rows)


def differences(comparison: RunComparison, variant: int, shown: Sequence[Measure] = ()) -> TextTable:
    """The differences of one variant in some measures, or in all; the headline measures first."""
    rows = []
    for section in sections(shown or comparison.measures):
        for measure in section:
            places = (comparison.references[variant], variant)
            means = [mean_of(comparison.level(place, measure.name)) for place in places]
            rows.append(_difference_row(comparison, comparison.difference(variant, measure.name), means))
    return TextTable(DIFFERENCE_COLUMNS, rows, right_from=2)


def interactions(comparison: RunComparison, found: Sequence[Interaction]) -> TextTable:
    """Some differences of differences of one crossing of two levers, the headline measures first."""
    by_measure = {one.measure: one for one in found}
    rows = []
    for section in sections([*by_measure]):
        for one in (by_measure[measure] for measure in section):
            means = [change(effect.mean) for effect in (one.unchanged, one.changed)]
            rows.append(_difference_row(comparison, one.difference, means))
    crossing = found[0].crossing
    effects = [f"effect {words(crossing)}" for words in (unchanged_under, changed_under)]
    return TextTable([*DIFFERENCE_COLUMNS[:2], *effects, *DIFFERENCE_COLUMNS[4:]], rows, right_from=2)


def _difference_row(comparison: RunComparison, found: PairedDifference, means: Sequence[str]) -> list[str]:
    numbers = [correlation_of(found), gain_of(found), f"{found.n:,}"]
    shown = [median_of(found), change(found.mean), interval_of(found)]
    return [name_of(found.measure, comparison), found.measure.unit, *means, shares_of(found), *numbers, *shown]


def divergences(comparison: RunComparison) -> TextTable:
    """Day of divergence and share of diverging pairs, by quantity and variant; no row without paths."""
    variants = list(dict.fromkeys(parting.variant for parting in comparison.partings))
    rows = []
    for name in dict.fromkeys(parting.quantity for parting in comparison.partings):
        found = [comparison.parting(variant, name) for variant in variants]
        cells = [f"{number(one.day)} ({100 * one.share:.0f} %)" if one.share else "never" for one in found]
        rows.append([title_of(name) if name else "Any quantity", *cells])
    return TextTable(["quantity", *(comparison.names[variant] for variant in variants)], rows, right_from=1)


def divergences_note(comparison: RunComparison) -> str:
    """Note on the table of divergence days."""
    count = len(comparison.partings[0].first_days)
    return (
        f"Day on which more than 5 % of {count:,} pairs of saved paths, a variant's and its reference's, "
        "differ, and the share that ever differs."
    )


RELAXATIONS_NOTE = (
    "Kaplan and Meier's estimate: a replication without a relaxation is censored at the horizon, to which the mean "
    "is restricted."
)


def relaxation_days(comparison: RunComparison) -> TextTable:
    """The day of the first relaxation of the runs in which it varies."""
    rows = [
        [
            comparison.names[place],
            f"{one.n_events:,} of {one.n:,}",
            number(one.restricted_mean),
            number(one.restricted_mean_standard_error, 2),
            number(one.last_day),
        ]
        for place, one in relaxations(comparison).items()
    ]
    return TextTable(["run", "relaxed", "restricted mean (d)", "standard error (d)", "horizon (d)"], rows, right_from=1)


LEVELS_NOTE = "Mean [5 % to 95 % of the replications]."


def levels(comparison: RunComparison) -> TextTable:
    """The levels of all runs, the headline measures first."""
    rows = [
        [
            name_of(measure, comparison),
            measure.unit,
            *(
                range_of(comparison.level(place, measure.name), comparison.replications[place])
                for place in range(len(comparison.runs))
            ),
        ]
        for section in sections(comparison.measures)
        for measure in section
    ]
    return TextTable(["measure", "unit", *comparison.names], rows, right_from=2)


HEADINGS = ("measure", "unit", "policy", "lowest", "under", "highest", "under", "clear sign under")
OVER_STALL = ("ground_lost_km2", "area_days_km2_d")
NOTE = (
    "A policy less the reference policy of the same structure: the lowest and the highest of these mean differences "
    "over the structures, and under how many of them its sign is clear."
)


def with_ground(comparison: RunComparison, measures: Sequence[Measure]) -> list[Measure]:
    """The measures, and those of ground where the structures differ in why the offensive stalls."""
    if not any(one.key in STRUCTURAL_WORDS for one in comparison.config_differences):
        return [*measures]
    return [*measures, *(one for one in comparison.measures if one.name in OVER_STALL and one not in measures)]


def structural_ranges(comparison: RunComparison, measures: Sequence[Measure]) -> TextTable:
    """One row per measure and policy; none if the runs are compared with one and the same."""
    policies: dict[str, list[StructureDifference]] = {}
    for one in within_structures(comparison, measures):
        policies.setdefault(f"{one.policy} minus {one.against}", []).append(one)
    ordered = [measure for section in sections(measures) for measure in section]
    rows = [_row(measure, policy, found) for measure in ordered for policy, found in policies.items()]
    return TextTable(HEADINGS, rows)


def _row(measure: Measure, policy: str, found: Sequence[StructureDifference]) -> list[str]:
    means = [(one.differences[measure.name].mean, one.structure) for one in found]
    known = sorted(pair for pair in means if not math.isnan(pair[0])) or [(math.nan, "-")]
    (low, below), (high, above) = known[0], known[-1]
    if change(low) == change(high):
        below = above = "all"
    told = sum(has_clear_sign(one.differences[measure.name].verdict) for one in found)
    return [measure.name, measure.unit, policy, change(low), below, change(high), above, f"{told} of {len(found)}"]
