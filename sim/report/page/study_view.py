"""A study as its report reads it: policies by name, and their differences in a measure under a structure."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.analysis.responses import Responses, responses
from sim.analysis.structures_run import STALL, StructuresRun
from sim.analysis.study_averages import Average, average_over_futures
from sim.analysis.study_drivers import Drivers, aliases_of_table, drivers
from sim.analysis.study_factors import STRUCTURE, factor, varying
from sim.analysis.study_table import REFERENCE, StudyTable
from sim.config.labels import structure_label
from sim.model.measures import Measure, stored_measures
from sim.study.design.aliasing import Alias
from sim.study.design.inseparable import Inseparable
from sim.study.design.points import REPLACEMENTS

GROUND = "ground_lost_km2"
OF_ESCALATION = ("rung_days", "top_rung", "retaliations", "severity_score_d")

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]


class StudyPolicy(NamedTuple):
    """A policy: its row among the levers, what the study calls it, and what the report does."""

    lever: int
    label: str
    name: str


class Structure(NamedTuple):
    """A structure: its row, and the labels of the options in which it differs from others; empty for a single one."""

    row: int
    name: str


class PolicyDifference(NamedTuple):
    """The difference of a policy.

    Attributes:
        found: its average over the futures.
        higher, lower: in how many futures the mean over the replications is above and below 0.
        interval: of one future the 95 % interval of its mean; of several the 5 and the 95 % quantile of their means.
    """

    measure: Measure
    found: Average
    higher: int
    lower: int
    interval: tuple[float, float]


class ViewCache(NamedTuple):
    """Cache of a view: mean differences by measure, and shown differences by lever, measure and structure."""

    means: dict[str, Numbers]
    shown: dict[tuple[int, str, int], PolicyDifference]


class StudyView:
    """A study and what its report shows of it.

    Attributes:
        measures: those that are shown: first what its decision saves and costs, then the headline ones.
    """

    def __init__(self, table: StudyTable) -> None:
        self.table = table
        known = {measure.name: measure for measure in stored_measures(table.measures)}
        headline = [measure.name for measure in known.values() if measure.leads]
        names = [name for name in dict.fromkeys((*_decided(table), *headline, GROUND, *OF_ESCALATION)) if name in known]
        self.measures: tuple[Measure, ...] = tuple(known[name] for name in names)
        self._last: Responses | None = None
        self._means = dict[str, Numbers]()
        self._points = dict[tuple[int, int], Whole]()
        self._shown = dict[tuple[int, str, int], PolicyDifference]()
        self._drivers = dict[tuple[int, str], Drivers | None]()

    @property
    def headline(self) -> list[Measure]:
        """Headline measures, and what the study's decision saves and costs."""
        return [one for one in self.measures if one.leads or one.name in _decided(self.table)]

    def has(self, name: str) -> bool:
        """True if a measure is shown."""
        return any(measure.name == name for measure in self.measures)

    def found(self, measure: Measure) -> Responses:
        """A measure at every point; only the last one that was asked for is kept, as a large study has large ones.

        What the page says of it is settled along with it, so that it need not be read again.
        """
        if self._last is None or self._last.measure is not measure:
            self._last = None  # before the next one is read
            self._last = responses(self.table, measure)
            self._settle(self._last)
        return self._last

    def means(self, measure: Measure) -> Numbers:
        """The mean difference at every point."""
        if measure.name not in self._means:
            self.found(measure)
        return self._means[measure.name]

    def known(self) -> ViewCache:
        """Results cached so far."""
        return ViewCache(self._means, self._shown)

    def learn(self, known: ViewCache) -> None:
        """Take over what a view of the same study has settled."""
        self._means |= known.means
        self._shown |= known.shown

    @cached_property
    def aliases(self) -> list[Alias | Inseparable]:
        """The factors whose effects its design cannot separate."""
        return aliases_of_table(self.table)

    def drivers(self, policy: StudyPolicy, measure: Measure) -> Drivers | None:
        """Drivers of the difference of a policy under the first structure; None for few futures."""
        place = (policy.lever, measure.name)
        if place not in self._drivers:
            points = self.points(policy, self.structures[0])
            self._drivers[place] = drivers(self.table, self.means(measure), points, self.aliases)
        return self._drivers[place]

    @cached_property
    def structures(self) -> list[Structure]:
        """The structures; answers are given for the first one, and their range over all."""
        rows, first = np.unique(self.table.points["structure"], return_index=True)
        factors = varying(self.table, STRUCTURE, np.arange(len(self.table)))
        keys = [", ".join(f"{each.key}={each.texts(np.array([point]))[0]}" for each in factors) for point in first]
        names = [structure_label(key, self.table.option_labels) for key in keys]
        return [Structure(int(row), name) for row, name in zip(rows, names, strict=True)]

    def varies(self, group: str) -> bool:
        """True if the structures differ in the option of a config group."""
        return any(each.key == group for each in varying(self.table, STRUCTURE, np.arange(len(self.table))))

    def levels(self, group: str) -> list[str]:
        """The options of a config group under which the study was run."""
        if group in self.table.sections:
            every = np.arange(len(self.table))
            return list(dict.fromkeys(text for text in factor(self.table, group).texts(every) if text))
        choice = self.table.manifest.get("choices", {}).get(group)
        return [] if choice is None else [str(choice)]

    @property
    def structures_run(self) -> StructuresRun:
        """Its reasons to stall and rates of Blue's replacements."""
        return StructuresRun(self.levels(STALL), self.levels(REPLACEMENTS))

    @cached_property
    def reference(self) -> StudyPolicy:
        """Reference policy, with which the others are compared."""
        return self._policy(REFERENCE)

    @cached_property
    def policies(self) -> list[StudyPolicy]:
        """The others."""
        return [self._policy(int(row)) for row in np.unique(self.table.points["lever"]) if row != REFERENCE]

    @cached_property
    def futures(self) -> int:
        """Number of futures."""
        return len(np.unique(self.table.points["uncertainty"]))

    def points(self, policy: StudyPolicy, structure: Structure) -> Whole:
        """Points of a policy under a structure, one per future."""
        place, columns = (policy.lever, structure.row), self.table.points
        if place not in self._points:
            chosen = (columns["lever"] == policy.lever) & (columns["structure"] == structure.row)
            self._points[place] = np.flatnonzero(chosen)
        return self._points[place]

    def shown(self, policy: StudyPolicy, measure: Measure, structure: Structure | None = None) -> PolicyDifference:
        """The difference of a policy, under the first structure unless one is named."""
        under = structure or self.structures[0]
        place = (policy.lever, measure.name, under.row)
        if place not in self._shown:
            self.found(measure)
        return self._shown[place]

    def _settle(self, found: Responses) -> None:
        """Keep what the page says of a measure: of each policy under each structure."""
        self._means[found.measure.name] = found.mean
        for structure in self.structures:
            for policy in (self.reference, *self.policies):
                place = (policy.lever, found.measure.name, structure.row)
                self._shown[place] = self._show(found, self.points(policy, structure))

    def _show(self, found: Responses, points: Whole) -> PolicyDifference:
        means, over = found.mean[points], average_over_futures(found, points)
        quantiles = (float(over.quantiles[0]), float(over.quantiles[-1]))
        interval = quantiles if self.futures > 1 else (over.wide_low, over.wide_high)
        return PolicyDifference(found.measure, over, int((means > 0).sum()), int((means < 0).sum()), interval)

    @property
    def designs(self) -> set[str]:
        """Designs by which the uncertainties were drawn."""
        found = self.table.manifest.get("spec", {}).get("uncertainties") or []
        return {str(one.get("design")) for one in (found if isinstance(found, list) else [found])}

    def of_first_structure(self) -> Whole:
        """All points of the first structure."""
        found: Whole = np.flatnonzero(self.table.points["structure"] == self.structures[0].row)
        return found

    def _policy(self, lever: int) -> StudyPolicy:
        point = np.flatnonzero(self.table.points["lever"] == lever)[:1]
        label = str(self.table.points["label"][point[0]]) or "reference"
        return StudyPolicy(lever, label, self.table.policy_name(label))


def _decided(table: StudyTable) -> list[str]:
    """The measures that the study file asks a decision in."""
    section = table.manifest.get("spec", {}).get("decision") or {}
    return [str(section[word]) for word in ("saves", "costs") if word in section]
