"""Results of a search: what each policy saves and costs, and the progress of each generation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.study_table import StudyTable, found_label, open_table
from sim.config.problems import Problem
from sim.model.measures import MORE, Measure
from sim.study.design.decision import decision_of
from sim.study.files import parquet
from sim.study.search.front import area, bounds_of, undominated
from sim.study.sweep.recipe import LOOKED

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Progress:
    """Progress of one search.

    Attributes:
        space, search: which; both from 0.
        areas: share of the rectangle between the bounds that its policies dominate, after each generation.
    """

    space: int
    search: int
    areas: Numbers


@dataclass(frozen=True, eq=False)
class Searched:
    """A finished search. Objectives are means over futures and structures, signed so that less is better.

    Attributes:
        saves, costs: the two measures.
        searched: of every policy in the futures of the search, float64[policies, 2]; NaN if a run failed.
        fresh: of the policies evaluated again, in fresh futures, float64[again, 2].
        errors: standard errors of their differences from the reference, paired by future; NaN for a single future.
        levers: policies that ran again in fresh futures, the given ones first; `labels` and `names`: theirs.
        settings: of each policy evaluated again, by key; empty for a given one.
        given: how many policies the study file gives.
        refused: policies that the model or a rule refused.
        bounds: the lowest and the highest value of each objective in the futures of the search, float64[2, 2].
        progress: of each search.
    """

    saves: Measure
    costs: Measure
    searched: Numbers
    fresh: Numbers
    errors: Numbers
    levers: Whole
    labels: tuple[str, ...]
    names: tuple[str, ...]
    settings: tuple[Mapping[str, str], ...]
    given: int
    refused: int
    bounds: Numbers
    progress: tuple[Progress, ...]

    @property
    def on_front(self) -> NDArray[np.bool_]:
        """True for each policy evaluated again that is unbeaten in fresh futures."""
        return undominated(self.fresh)

    @property
    def found(self) -> int:
        """Number of policies evaluated again that a search found."""
        return int((self.levers >= self.given).sum())

    @property
    def kept(self) -> int:
        """Number of policies found by the search that are on the front in fresh futures too."""
        return int((self.on_front & (self.levers >= self.given)).sum())

    @property
    def reference(self) -> str:
        """Label of the reference policy."""
        return self.names[0]

    @property
    def area_given(self) -> float:
        """The share of the rectangle that the given policies dominate by themselves."""
        return area(self.searched[: self.given], self.bounds)


def is_searched(table: StudyTable) -> bool:
    """True if a study is a search that has come to its end."""
    return bool((table.manifest.get("search") or {}).get("fresh_from_point"))


def searched_of(table: StudyTable) -> Searched:
    """Results of a finished search.

    Raises:
        Problem: its rows, or its list of evaluated policies, cannot be read.
    """
    search, decision = table.manifest["search"], decision_of(table.manifest)
    assert decision is not None
    whole = open_table(table.folder, searched=True)
    measures = (decision.saves, decision.costs)
    means = np.stack([_signed(whole, measure) for measure in measures], axis=1)
    levers, first = whole.points["lever"].astype(np.int64), int(search["fresh_from_point"])
    values = _by_policy(means[:first], levers[:first], np.arange(int(search["policies"])))
    again = np.unique(levers[first:])
    fresh = _by_policy(means[first:], levers[first:], again)
    bounds = bounds_of(values)
    return Searched(
        *measures,
        searched=values,
        fresh=fresh,
        errors=_errors(whole, means[first:], first, again),
        levers=again,
        labels=tuple(_label(whole, lever, search["given"]) for lever in again.tolist()),
        names=tuple(table.policy_name(_label(whole, lever, search["given"])) for lever in again.tolist()),
        settings=tuple(_settings(whole, lever, search["given"]) for lever in again.tolist()),
        given=int(search["given"]),
        refused=int(search["refused"]),
        bounds=bounds,
        progress=_progress(whole, values, bounds),
    )


def _signed(table: StudyTable, measure: Measure) -> Numbers:
    """The mean of a measure over the replications of each point, so that less is better; NaN if a run failed."""
    rows = table.rows(measure.name)
    values = np.where(rows.failed, np.nan, rows.value)
    found = np.bincount(rows.point, values, len(table)) / np.bincount(rows.point, minlength=len(table))
    return -found if measure.better == MORE else found


def _by_policy(means: Numbers, levers: Whole, policies: Whole) -> Numbers:
    return np.stack([means[levers == policy].mean(axis=0) for policy in policies])


def _errors(table: StudyTable, means: Numbers, first: int, policies: Whole) -> Numbers:
    """Standard errors over the futures of what policies differ from the first, on average over the structures."""
    levers, futures = (table.points[name][first:].astype(np.int64) for name in ("lever", "uncertainty"))
    every = np.unique(futures)
    each = np.stack(
        [[means[(levers == policy) & (futures == future)].mean(axis=0) for future in every] for policy in policies]
    )
    if len(every) < 2:
        return np.full((len(policies), 2), np.nan)
    return np.asarray((each - each[0]).std(axis=1, ddof=1) / np.sqrt(len(every)))


def _label(table: StudyTable, lever: int, given: int) -> str:
    place = int(np.flatnonzero(table.points["lever"] == lever)[0])
    return str(table.points["label"][place]) if lever < given else found_label(lever)


def _settings(table: StudyTable, lever: int, given: int) -> Mapping[str, str]:
    """Settings of a policy that was found, as its label lists them."""
    if lever < given:
        return {}
    place = int(np.flatnonzero(table.points["lever"] == lever)[0])
    words = f" {table.points['label'][place]}"
    keys = [key for key, section in table.sections.items() if section == "lever" and f" {key}=" in words]
    starts = sorted((words.index(f" {key}="), key) for key in keys)
    ends = [*(start for start, _ in starts[1:]), len(words)]
    return {key: words[start + len(key) + 2 : end] for (start, key), end in zip(starts, ends, strict=True)}


def _progress(table: StudyTable, values: Numbers, bounds: Numbers) -> tuple[Progress, ...]:
    """Progress of each search, generation by generation.

    Raises:
        Problem: the list of what was looked at cannot be read.
    """
    path = table.study.file(LOOKED)
    try:
        looked = {name: column.astype(np.int64) for name, column in parquet.read(path).items()}
    except (OSError, parquet.UnreadableFile) as error:
        raise Problem(f"{path} cannot be read: {error}") from error
    found = []
    for space, search in np.unique(np.stack([looked["space"], looked["search"]], axis=1), axis=0).tolist():
        mine = (looked["space"] == space) & (looked["search"] == search) & (looked["lever"] >= 0)
        generations = range(int(looked["generation"][mine].max()) + 1)
        so_far = [np.unique(looked["lever"][mine & (looked["generation"] <= one)]) for one in generations]
        found.append(Progress(space, search, np.array([area(values[levers], bounds) for levers in so_far])))
    return tuple(found)
