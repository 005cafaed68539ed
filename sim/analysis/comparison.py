"""Runs compared with a reference: paired by replication where that can be done, each measure with how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim.model.measures import Measure
from sim.study.parquet import Columns
from sim.study.store import Run


@dataclass(frozen=True)
class ConfigDifference:
    """A setting in which the runs differ.

    Attributes:
        key: its dotted key; `values`: as texts, one a run, "-" where a run has no such setting.
    """

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Level:
    """One measure of one variant, over the replications that are compared and define it.

    Attributes:
        variant: index of the run; `measure`: which, with its unit.
        mean, median, q05, q95: in that unit; NaN where no replication defines it.
        standard_error: of the mean; NaN below two values.
        n: replications that define it.
    """

    variant: int
    measure: Measure
    mean: float
    median: float
    q05: float
    q95: float
    standard_error: float
    n: int


@dataclass(frozen=True)
class Difference:
    """One measure of one variant, less the same measure of the reference.

    Attributes:
        variant: index of the run; `measure`: which, with its unit.
        mean: of the difference; `median`: NaN where the runs are not paired.
        low, high: 95 % interval of the mean; NaN where none is due.
        simultaneous_low, simultaneous_high: of headline measures, the interval that holds for all of them and for all
            variants at once; NaN for other measures, and where none is due.
        share_lower, share_equal, share_higher: of the pairs; NaN where the runs are not paired.
        correlation: of the pair's two values; NaN where either does not vary.
        variance_reduction: variance without pairing over variance with it; NaN where the difference does not vary.
        n: pairs in which both sides are defined; where not paired, replications of the variant that define it.
        n_effective: (sum |d|)^2 / sum d^2.
        verdict: what the numbers say, in words: "lower", "higher", or why that cannot be said.
    """

    variant: int
    measure: Measure
    mean: float
    median: float
    low: float
    high: float
    simultaneous_low: float
    simultaneous_high: float
    share_lower: float
    share_equal: float
    share_higher: float
    correlation: float
    variance_reduction: float
    n: int
    n_effective: float
    verdict: str


@dataclass(frozen=True)
class Parting:
    """When the paired paths of a variant and the reference begin to differ.

    Attributes:
        variant: index of the run.
        quantity: the tracked quantity; empty for the first of them all.
        day: first day on which more than 5 % of the paired paths have parted; NaN where that never comes.
        median: day by which half of them have; NaN where that never comes.
        first_days: of each path, in days; NaN for one that never parts.
    """

    variant: int
    quantity: str
    day: float
    median: float
    first_days: tuple[float, ...]


@dataclass(frozen=True)
class DifferencePath:
    """The paired difference of a tracked quantity, day by day; arrays of shape (days,), in the quantity's unit.

    Attributes:
        days, mean, q05, q25, q50, q75, q95: over the paired paths that were saved.
        n: how many those are.
    """

    days: "NDArray[np.float64]"
    mean: "NDArray[np.float64]"
    q05: "NDArray[np.float64]"
    q25: "NDArray[np.float64]"
    q50: "NDArray[np.float64]"
    q75: "NDArray[np.float64]"
    q95: "NDArray[np.float64]"
    n: int


@dataclass(frozen=True)
class Comparison:
    """Runs, and what each differs in from the reference.

    Everything that is per run is in the order of `runs`; `differences` and `partings` leave out the reference.

    Attributes:
        runs: what is compared; `labels`: the short names in which they differ, such as "full_ban".
        reference: index of the run that the others are compared with.
        measures: what is compared, in the order of the model.
        paired: whether a run is paired with the reference by replication.
        replications: how many of a run are used.
        notes: what a reader must know, the weightiest first.
        config_differences: the settings in which the runs differ.
        levels, differences: by variant, then by measure; see `level` and `difference`.
        partings: when the paths part, by variant, then by quantity; see `parting`.
        tables: replications.parquet of each run, its first `replications` rows, by run.
        daily: daily.parquet of each run.
    """

    runs: tuple[Run, ...]
    labels: tuple[str, ...]
    reference: int
    measures: tuple[Measure, ...]
    paired: tuple[bool, ...]
    replications: tuple[int, ...]
    notes: tuple[str, ...]
    config_differences: tuple[ConfigDifference, ...]
    levels: tuple[Level, ...]
    differences: tuple[Difference, ...]
    partings: tuple[Parting, ...]
    tables: tuple[Columns, ...] = field(repr=False, compare=False)
    daily: tuple[Columns, ...] = field(repr=False, compare=False)

    @property
    def variants(self) -> tuple[int, ...]:
        """The indices of the runs but for the reference."""
        return tuple(place for place in range(len(self.runs)) if place != self.reference)

    def level(self, variant: int, measure: str) -> Level:
        """The level of a measure, by its name; KeyError where it is not compared."""
        return _find(self.levels, variant, measure)

    def difference(self, variant: int, measure: str) -> Difference:
        """The difference of a measure, by its name; KeyError where it is not compared, or for the reference."""
        return _find(self.differences, variant, measure)

    def parting(self, variant: int, quantity: str = "") -> Parting:
        """When the paths of a quantity part; KeyError where there are no paired paths."""
        for parting in self.partings:
            if (parting.variant, parting.quantity) == (variant, quantity):
                return parting
        raise KeyError((variant, quantity))


def compare(runs: Sequence[Run], reference: int = 0, measures: Sequence[str] | None = None) -> Comparison:
    """Compare runs with one of them.

    Args:
        runs: two or more of the same scenario.
        reference: index of the one that the others are compared with.
        measures: names of those to compare; None for all that the runs share.

    Raises:
        Problem: fewer than two runs, another scenario, an unfinished run, a torn table, an unknown measure.
    """
    raise NotImplementedError


def difference_path(comparison: Comparison, variant: int, quantity: str) -> DifferencePath:
    """The paired difference of a tracked quantity, day by day, from the paths that both runs saved.

    Raises:
        KeyError: the runs do not track it, or are not paired, or share no saved path.
    """
    raise NotImplementedError
