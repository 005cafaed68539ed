"""Notes on compared runs that a reader needs before the numbers, the most important first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.analysis.config_differences import ConfigDifference, unnamed, unnamed_words
from sim.analysis.pairing import Pairing
from sim.analysis.references import ReferenceAssignment, structure_names
from sim.analysis.structures_run import STALL, every_structure, structures_of, words_of_the_range
from sim.config.counting import more_of
from sim.config.labels import key_label, option_label, within_sentence, words_label
from sim.model import measures
from sim.model.measures import MEASURES, Measure
from sim.study.design.points import POLICY_GROUPS
from sim.study.run.store import StoredRun

GROUND = frozenset(measure.name for measure in MEASURES if measure.topic == measures.GROUND)
"""Measures that depend on why the offensive stalls, which the record does not show."""


MOST_STARTS = 3  # policies of a study that are named because they start on another day


def notes(
    runs: Sequence[StoredRun],
    labels: Sequence[str],
    against: ReferenceAssignment,
    reference: int,
    pairing: Pairing,
    differences: Sequence[ConfigDifference],
    measures: Sequence[Measure],
) -> tuple[str, ...]:
    """The notes, a sentence or two each."""
    others = [place for place in range(len(runs)) if place != reference]
    return (
        *_versions(runs, labels, reference, others),
        *_windows(runs, labels, against),
        *_structures(runs, differences, labels),
        *_own_measures(runs),
        *_unnamed(runs, differences, labels),
        *_references(runs, labels, against, reference),
        *_not_paired(labels, against, pairing),
        *_unequal(runs, labels, pairing),
        *_the_same(runs, labels, reference, others),
        *_ground(runs, measures),
        *_left_out(runs, labels),
    )


def _versions(runs: Sequence[StoredRun], labels: Sequence[str], reference: int, others: Sequence[int]) -> Iterator[str]:
    made = [_made_with(run) for run in runs]
    for place in others:
        changed = [
            f"{key} {made[place].get(key, 'unknown')}, not {made[reference].get(key, 'unknown')}"
            for key in dict.fromkeys([*made[reference], *made[place]])
            if made[place].get(key) != made[reference].get(key)
        ]
        if changed:
            yield (
                f"{labels[place]} was made differently from {labels[reference]}: {'; '.join(changed)}. A "
                "difference may come from that."
            )


def _windows(runs: Sequence[StoredRun], labels: Sequence[str], against: ReferenceAssignment) -> Iterator[str]:
    """Notes on runs that begin or end on a different day from their reference."""
    starts = [_start_day(run) for run in runs]
    ends = [str(run.manifest["config"].get("horizon")) for run in runs]
    for place, one in enumerate(against.references):
        if starts[place] != starts[one]:
            yield other_start(labels[place], starts[place], labels[one], starts[one])
        if ends[place] != ends[one]:
            yield (
                f"{labels[place]} ends after {ends[place]}, {labels[one]} after {ends[one]}: sums, counts and days "
                "cover windows of different length, so a difference is not due to policy alone."
            )


def other_start(label: str, start: float, other: str, other_start: float) -> str:
    """The note on two policies whose simulations begin on different days."""
    return (
        f"{label} starts on day {start:g}, {other} on day {other_start:g}. Measures count from day 0 in both, but "
        f"events in those {abs(start - other_start):g} days change the state on day 0 (stocks, batteries, rungs), so "
        "a difference is not due to policy alone."
    )


def other_window(runs: Sequence[StoredRun]) -> str:
    """The note of a figure on runs that do not start and end on the same days; empty if they do."""
    windows = {(_start_day(run), str(run.manifest["config"].get("horizon"))) for run in runs}
    return "The runs start or end on different days." if len(windows) > 1 else ""


def starts(manifest: Mapping[str, Any]) -> list[str]:
    """Notes on policies of a study that start on different days; none if they do not."""
    days: Mapping[str, float] = manifest.get("start_days") or {}
    names = [(words_label(label, manifest.get("option_labels")) or "reference", day) for label, day in days.items()]
    if not names:
        return []
    (reference, first), *others = names
    other = [(label, day) for label, day in others if day != first]
    told = [other_start(label, day, reference, first) for label, day in other[:MOST_STARTS]]
    more = len(other) - MOST_STARTS
    if more > 0:
        verb = "starts" if more == 1 else "start"
        told.append(f"{more_of(more, 'policy')} {verb} on a different day from {reference}.")
    return told


def _start_day(run: StoredRun) -> float:
    return float(run.manifest["config"].get("scenario", {}).get("start_day", 0.0))


def _made_with(run: StoredRun) -> dict[str, Any]:
    made: Mapping[str, Any] = run.manifest["made_with"]
    told = {key: made.get(key) for key in ("version", "commit", "python")}
    state = {"uncommitted changes": {True: "yes", False: "no"}.get(made.get("dirty"), "unknown")}  # type: ignore[arg-type]
    return told | state | dict(made.get("packages", {}))


def _structures(
    runs: Sequence[StoredRun], differences: Sequence[ConfigDifference], labels: Sequence[str]
) -> Iterator[str]:
    """Notes on mechanisms in which the runs differ, apart from those of the policy."""
    own = [", ".join(map(_own_mechanism, run.manifest["mechanisms"])) or "none" for run in runs]
    if len(set(own)) > 1:
        told = "; ".join(f"{label}: {names}" for label, names in zip(labels, own, strict=True))
        yield f"The runs differ in structure as well as in policy: custom mechanisms are {told}."
    options = {one.key: one for one in differences}
    for difference in differences:
        group, _, rest = difference.key.partition(".")
        if rest == "kind" and group not in POLICY_GROUPS:
            told = _by_value(options.get(group, difference), runs, labels)
            yield f"The runs differ in structure as well as in policy: {key_label(group).lower()} is {told}."


def _own_measures(runs: Sequence[StoredRun]) -> Iterator[str]:
    """Notes on custom measures of the same name whose files differ."""
    files = [{one["function"]: one["digest"] for one in run.manifest.get("own_measures", ())} for run in runs]
    shared = [name for name in files[0] if all(name in each for each in files)]
    for name in shared:
        if len({each[name] for each in files}) > 1:
            yield f"The files that define {name} differ between the runs; a difference in it may be one of definition."


def _unnamed(
    runs: Sequence[StoredRun], differences: Sequence[ConfigDifference], labels: Sequence[str]
) -> Iterator[str]:
    """A note on other settings in which the runs differ, if their names do not show them."""
    if found := unnamed(runs, labels, differences):
        yield unnamed_words(found)


def _own_mechanism(kept: Mapping[str, str]) -> str:
    """The name of a mechanism as users write it: `reversal.py:withdraw`, for `mechanism-0-reversal.py`."""
    return f"{re.sub(r'^mechanism-[0-9]+-', '', kept['file'])}:{kept['function']}"


def _references(
    runs: Sequence[StoredRun], labels: Sequence[str], against: ReferenceAssignment, reference: int
) -> Iterator[str]:
    """Notes on the references of runs, if policies and structures differ."""
    if any(against.structures):
        yield (
            f"Each policy is compared with {against.policies[reference]} under the same structure. Structures are "
            "shown side by side; no difference is taken between them."
        )
        structures = structure_names(runs, against.structures)
        for place in against.alone:
            structure = structures[place]
            yield f"{labels[place]} is not compared: no run of the reference policy has its structure ({structure})."
    elif against.together:
        yield "Policy and structure differ together, so no difference here is due to policy alone."


def _by_value(difference: ConfigDifference, runs: Sequence[StoredRun], labels: Sequence[str]) -> str:
    """The runs that have each value: `"held line alone" in Full ban, "reserves alone" in 2 runs`."""
    group = difference.key.partition(".")[0]
    found: dict[str, list[str]] = {}
    for run, label, value in zip(runs, labels, difference.values, strict=True):
        name = within_sentence(option_label(group, value, run.manifest.get("labels")))
        found.setdefault(name, []).append(label)
    return ", ".join(
        f'"{value}" in {names[0] if len(names) == 1 else f"{len(names)} runs"}' for value, names in found.items()
    )


def _not_paired(labels: Sequence[str], against: ReferenceAssignment, pairing: Pairing) -> Iterator[str]:
    for label, one, reason in zip(labels, against.references, pairing.reasons, strict=True):
        if reason:
            yield (
                f"{label} is not paired with {labels[one]}: {reason}. Their means are compared as independent "
                "samples (Welch)."
            )


def _unequal(runs: Sequence[StoredRun], labels: Sequence[str], pairing: Pairing) -> Iterator[str]:
    for run, label, used in zip(runs, labels, pairing.replications, strict=True):
        if used < run.manifest["replications"]:
            yield (
                f"Of the {run.manifest['replications']:,} replications of {label} only the first is compared."
                if used == 1
                else f"Only the first {used:,} of the {run.manifest['replications']:,} replications of {label} are "
                "compared."
            )


def _the_same(runs: Sequence[StoredRun], labels: Sequence[str], reference: int, others: Sequence[int]) -> Iterator[str]:
    one = runs[reference]
    for place in others:
        run = runs[place]
        if run.folder.resolve() == one.folder.resolve():
            yield f"{labels[place]} is the same run as {labels[reference]}: every difference is 0."
        elif all(run.manifest[key] == one.manifest[key] for key in ("config_hash", "seed")):
            yield (
                f"{labels[place]} has the same config and seed as {labels[reference]}: any difference comes from the "
                "program."
            )


def _ground(runs: Sequence[StoredRun], measures: Sequence[Measure]) -> Iterator[str]:
    run = structures_of(runs)
    if not run.missing or not any(measure.name in GROUND for measure in measures):
        return
    count = len(run.reasons) * max(1, len(run.rates))
    many = "one structure" if count == 1 else f"{count} structures"
    reasons = "; ".join(within_sentence(option_label(STALL, reason)) for reason in run.reasons)
    rates = f", with Blue's replacements at {' and '.join(run.rates)}" if len(run.rates) > 1 else ""
    yield (
        f"Ground was run under {many} only (stall: {reasons}{rates}). The record shows neither why the "
        "offensive stalls nor whether losses are replaced: quote a difference in ground only with its range over "
        f"{every_structure()}. To get it, add to `escsim run -m`: {words_of_the_range()}"
    )


def _left_out(runs: Sequence[StoredRun], labels: Sequence[str]) -> Iterator[str]:
    """The note on measures that the runs do not share."""
    everywhere = set.intersection(*({*run.manifest["measures"].items()} for run in runs))
    names = dict.fromkeys(name for run in runs for name in run.manifest["measures"])
    shared = {name for name, _ in everywhere}
    if alone := [name for name in names if name not in shared]:
        yield f"Left out, because not every run has them in the same unit: {', '.join(alone)}."
