"""Comparison of runs with a reference: paired by replication if possible, with a verdict on each measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sim.analysis.comparison_notes import notes
from sim.analysis.config_differences import ConfigDifference, config_differences, labels, names
from sim.analysis.divergence import DifferencePath, Divergence, SavedPaths, difference_of_paths, divergences
from sim.analysis.interactions import Interaction, crossings_of, interactions
from sim.analysis.paired import Level, PairedDifference, level, paired_differences, unpaired_differences
from sim.analysis.pairing import Pairing, Table, check, pair, rows_of
from sim.analysis.references import ReferenceAssignment, assign_references, structure_names
from sim.config import units
from sim.config.problems import Problem, hint
from sim.model.measures import Measure, measure_of
from sim.study.differences.censored import STARTS, restricted
from sim.study.run.store import StoredRun

__all__ = [
    "ConfigDifference",
    "DifferencePath",
    "Divergence",
    "Interaction",
    "Level",
    "PairedDifference",
    "RunComparison",
    "compare",
]  # fmt: skip


HELD = 12  # runs whose daily tables are held, at 20 MB each; those of others are read column by column


@dataclass(frozen=True, eq=False)
class RunComparison:
    """Runs, and their differences from the reference.

    What is per run is in the order of `runs`; `differences` and `partings` leave out the runs that are compared with
    none. Where runs of several policies differ in structure too, each is compared with the reference policy under the
    same structure, and no difference spans two structures.

    Attributes:
        runs: what is compared; `labels`: the short keys that distinguish them, such as "full_ban", for files;
            `names`: their labels, such as "Full ban".
        reference: index of run to compare the others with, or whose policy is that of reference in every
            structure.
        references, policies, structures: what each run is compared with, and what distinguishes it; see
            `ReferenceAssignment`.
        measures: what is compared, in the order of the model.
        paired: whether a run is paired with the reference by replication; true of the reference.
        replications: how many of a run are used.
        notes: what a reader must know, the most important first.
        config_differences: the settings in which the runs differ.
        levels, differences: by run, then by measure; see `level` and `difference`. Days and waits that are censored at
            the horizon are restricted to it; see `sim.study.differences.censored`.
        interactions: how the effect of one lever depends on another, by crossing of two levers, then by measure; none
        if no two levers are changed together and each alone.
        partings: when the paths part, by run, then by quantity; see `parting`.
        tables: of each run its results, the replications that are used.
        daily: of each run its days, with their statistics; `saved`: their paths, of the replications that are used.
    """

    runs: tuple[StoredRun, ...]
    labels: tuple[str, ...]
    names: tuple[str, ...]
    reference: int
    references: tuple[int, ...]
    policies: tuple[str, ...]
    structures: tuple[str, ...]
    measures: tuple[Measure, ...]
    paired: tuple[bool, ...]
    replications: tuple[int, ...]
    notes: tuple[str, ...]
    config_differences: tuple[ConfigDifference, ...]
    levels: tuple[Level, ...]
    differences: tuple[PairedDifference, ...]
    interactions: tuple[Interaction, ...]
    partings: tuple[Divergence, ...]
    tables: tuple[Table, ...] = field(repr=False)
    daily: tuple[Table, ...] = field(repr=False)
    saved: tuple[SavedPaths, ...] = field(repr=False)

    @property
    def variants(self) -> tuple[int, ...]:
        """The indices of the runs that are compared with another."""
        return tuple(place for place, one in enumerate(self.references) if place != one)

    @property
    def shared(self) -> int:
        """Number of measures that all runs have in the same unit; fewer are compared if some were asked for."""
        return len(set.intersection(*({*run.manifest["measures"].items()} for run in self.runs)))

    @property
    def structured(self) -> bool:
        """True if the runs are compared with the reference policies of several structures."""
        return any(self.structures)

    @property
    def against(self) -> str:
        """The reference of all variants, such as "Full ban", or "Full ban of the same structure"."""
        return f"{self.policies[self.reference]}{' of the same structure' if self.structured else ''}"

    def less(self, variant: int) -> str:
        """A difference in words, such as "Full ban minus Counter-fire, stall: held line alone"."""
        under = f", {self.structure_names[variant]}" if self.structured else ""
        return f"{self.policies[variant]} minus {self.policies[self.references[variant]]}{under}"

    @cached_property
    def structure_names(self) -> tuple[str, ...]:
        """The structures by the labels of their options: "stall: held line alone"."""
        return structure_names(self.runs, self.structures)

    def level(self, variant: int, measure: str) -> Level:
        """The level of a measure, by its name; KeyError where it is not compared."""
        return self._levels[variant, measure]

    def difference(self, variant: int, measure: str) -> PairedDifference:
        """The difference of a measure, by its name; KeyError without the measure or without a reference."""
        return self._differences[variant, measure]

    def parting(self, variant: int, quantity: str = "") -> Divergence:
        """Divergence of the paths of a quantity, or of any if it is empty; KeyError where no paths are paired."""
        return self._partings[variant, quantity]

    def difference_path(self, variant: int, quantity: str) -> DifferencePath:
        """The paired difference of a tracked quantity, day by day, from the paths that both runs saved; made once.

        Raises:
            KeyError: the runs do not track it, or are not paired, or share no saved path.
        """
        self.parting(variant, quantity)
        if (variant, quantity) not in self._difference_paths:
            paths = self.saved[variant], self.saved[self.references[variant]]
            self._difference_paths[variant, quantity] = difference_of_paths(*paths, quantity)
        return self._difference_paths[variant, quantity]

    @cached_property
    def _difference_paths(self) -> dict[tuple[int, str], DifferencePath]:
        return {}

    @cached_property
    def _levels(self) -> dict[tuple[int, str], Level]:
        return {(found.variant, found.measure.name): found for found in self.levels}

    @cached_property
    def _differences(self) -> dict[tuple[int, str], PairedDifference]:
        return {(found.variant, found.measure.name): found for found in self.differences}

    @cached_property
    def _partings(self) -> dict[tuple[int, str], Divergence]:
        return {(found.variant, found.quantity): found for found in self.partings}


def compare(runs: Sequence[StoredRun], reference: int = 0, measures: Sequence[str] | None = None) -> RunComparison:
    """Compare runs with one of them.

    Args:
        runs: two or more of the same scenario; the same one twice is allowed.
        reference: index of the one that the others are compared with.
        measures: names of those to compare; None for all that the runs share.

    Raises:
        Problem: fewer than two runs, another scenario, an unfinished run, a torn table, an unknown measure.
    """
    check(runs, reference)
    chosen = _chosen(runs, reference, measures)
    pairing = pair(runs, reference)
    with ThreadPoolExecutor() as pool:  # the files are decompressed side by side
        tables = tuple(pool.map(rows_of, runs, pairing.replications))
        daily = (*pool.map(lambda run: run.daily(), runs[:HELD]), *(run.daily(held=False) for run in runs[HELD:]))
    compared = [restricted_table(run, table) for run, table in zip(runs, tables, strict=True)]
    saved = tuple(SavedPaths(table, most) for table, most in zip(daily, pairing.replications, strict=True))
    called, settings = names(runs), config_differences(runs)
    against = assign_references(runs, called, reference, settings)
    crossed = crossings_of(runs, against, pairing, settings)
    return RunComparison(
        runs=tuple(runs),
        labels=labels(runs),
        names=called,
        reference=reference,
        references=against.references,
        policies=against.policies,
        structures=against.structures,
        measures=chosen,
        paired=pairing.paired,
        replications=pairing.replications,
        notes=notes(runs, called, against, reference, pairing, settings, chosen),
        config_differences=settings,
        levels=tuple(level(place, one, table[one.name]) for place, table in enumerate(compared) for one in chosen),
        differences=tuple(_differences(compared, against, pairing, chosen)),
        interactions=tuple(interactions(compared, crossed, structure_names(runs, against.structures), chosen)),
        partings=tuple(_divergences(runs, against, pairing, saved)),
        tables=tables,
        daily=daily,
        saved=saved,
    )


def _chosen(runs: Sequence[StoredRun], reference: int, names: Sequence[str] | None) -> tuple[Measure, ...]:
    """The measures that every run has in the same unit, those that are asked for."""
    shared = set.intersection(*({*run.manifest["measures"].items()} for run in runs))
    found = {
        name: measure_of(name, unit)._replace(unit=unit)
        for name, unit in runs[reference].manifest["measures"].items()
        if (name, unit) in shared
    }
    if names is None:
        return tuple(found.values())
    if unknown := [name for name in names if name not in found]:
        raise Problem(*(f"no measure {name!r} in all of these runs{hint(name, found)}" for name in unknown))
    return tuple(measure for name, measure in found.items() if name in names)


def restricted_table(run: StoredRun, table: Table) -> Table:
    """A table with censored measures restricted to the horizon of its run."""
    last_day = units.parse(run.manifest["config"]["horizon"], "d")
    return {**table, **{name: restricted(name, table, last_day) for name in STARTS if name in table}}


def _differences(
    tables: Sequence[Table], against: ReferenceAssignment, pairing: Pairing, measures: Sequence[Measure]
) -> list[PairedDifference]:
    """Differences from the references, by variant, then by measure."""
    others = [place for place, one in enumerate(against.references) if place != one]
    found: list[PairedDifference] = []
    for place in others:
        own, other = tables[place], tables[against.references[place]]
        pairs = {(place, one): (np.asarray(own[one.name]), np.asarray(other[one.name])) for one in measures}
        judged = paired_differences if pairing.paired[place] else unpaired_differences
        found += judged(pairs, len(others))
    return found


def _divergences(
    runs: Sequence[StoredRun], against: ReferenceAssignment, pairing: Pairing, saved: Sequence[SavedPaths]
) -> Iterator[Divergence]:
    for place, run in enumerate(runs):
        reference = against.references[place]
        if pairing.paired[place] and place != reference:
            shared = [name for name in runs[reference].manifest["quantities"] if name in run.manifest["quantities"]]
            yield from divergences(place, saved[place], saved[reference], shared)
