"""Requests for a figure of a study, and the captions common to all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.comparison_notes import GROUND, starts
from sim.analysis.responses import Responses
from sim.analysis.structures_run import STALL
from sim.analysis.study_averages import Average, average_over_futures
from sim.analysis.study_factors import (
    LEVER,
    STRUCTURE,
    UNCERTAINTY,
    StudyFactor,
    distinguishing_factors,
    groups,
    unit_words,
    varying,
)
from sim.analysis.study_table import REFERENCE, StudyTable
from sim.config.labels import capitalized, key_label, setting_label, value_label
from sim.config.problems import Problem
from sim.report.comparison.cells import GROUND_MARK, GROUND_NOTE
from sim.report.drawing import style
from sim.report.figures.figure import Numbers
from sim.report.words.names import title_of, unit_of
from sim.report.words.numbers import number, with_minus
from sim.report.words.verdicts import change, interval_words
from sim.report.words.wording import in_sentence
from sim.study.files.manifest import WARNING

Whole = NDArray[np.int64]
MOST_PANELS = 24
MOST_TOLD = 16  # policies whose numbers stand for a figure
FEW_VALUES = 6  # a sampled uncertainty has more


@dataclass(frozen=True, eq=False)
class FigureRequest:
    """A measure of a study, and the points that a figure is made of.

    Attributes:
        table: the study; `found`: the measure at its points.
        points: those that are shown, int64[n].
        only: what they were chosen by, in words; empty for all.
    """

    table: StudyTable
    found: Responses
    points: Whole
    only: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        mark = GROUND_MARK if self.ground_alone else ""
        return f"{title_of(self.found.measure.name)}{mark}: difference from {self.reference}"

    @property
    def name(self) -> str:
        """The measure, in words."""
        return title_of(self.found.measure.name)

    @property
    def unit(self) -> str:
        """The unit of the measure, in words, with a space before it; empty for a pure number."""
        words = unit_of(self.found.measure.unit)
        return f" {words}" if words else ""

    @property
    def unit_in_brackets(self) -> str:
        """The unit in parentheses, to follow a name."""
        return f" ({self.unit.strip()})" if self.unit else ""

    @property
    def reference(self) -> str:
        """The name of the reference policy."""
        return self.table.reference_label

    @property
    def policies(self) -> Whole:
        """The points that are not the reference's."""
        kept: Whole = self.points[self.table.points["lever"][self.points] != REFERENCE]
        return kept

    @property
    def references(self) -> Whole:
        """The points of the reference policy."""
        kept: Whole = self.points[self.table.points["lever"][self.points] == REFERENCE]
        return kept

    @property
    def futures(self) -> int:
        """Number of futures."""
        return len(np.unique(self.table.points["uncertainty"][self.points]))

    def with_references(self, policies: Whole, parts: Sequence[StudyFactor]) -> Whole:
        """Policies, and those points of the reference that belong with them by their values of some factors."""
        known = set(groups(policies, parts))
        mine = [some for key, some in groups(self.references, parts).items() if key in known]
        return np.sort(np.concatenate([policies, *mine]))

    def alone(self, points: Whole) -> Whole:
        """The policies among some points; the reference's where there are no others."""
        policies: Whole = points[self.table.points["lever"][points] != REFERENCE]
        return policies if len(policies) else points

    @property
    def ground_alone(self) -> bool:
        """True if it is a measure of ground, under one reason to stall only."""
        column = self.table.points.get(STALL)
        return self.found.measure.name in GROUND and (column is None or len(np.unique(column[self.points])) == 1)

    def left_out(self) -> str:
        """Notes on failed and missing runs, on ground and on start days; empty if none applies."""
        failed, done = int(self.found.failed[self.points].sum()), int(self.found.done[self.points].sum())
        notes = [f"{failed:,} of {done:,} replications failed and are left out."] if failed else []
        notes += [GROUND_NOTE] if self.ground_alone else []
        notes += ["Policies start on different days."] if starts(self.table.manifest) else []
        empty = int((self.found.done[self.points] == 0).sum())
        if self.table.manifest.get("status") != "finished":
            notes.append(f"Unfinished: {empty:,} of {len(self.points):,} points have no runs yet.")
        return " ".join(notes)


@dataclass(frozen=True)
class FigureSubject:
    """Subject of a figure of a study: the measure, and the factors over which it is drawn.

    Attributes:
        x: the factor across; `y`: upwards; `by`: with a panel for each value.
    """

    asked: FigureRequest
    x: StudyFactor | None = None
    y: StudyFactor | None = None
    by: StudyFactor | None = None


def words_of(choice: FigureSubject) -> str:
    """The mean difference of each policy from the reference, with its interval."""
    asked = choice.asked
    structures = distinguishing_factors(asked.table, STRUCTURE, asked.policies, [])
    policies = StudyFactor("policy", LEVER, asked.table.points["label"], "", "")
    parts = []
    for (label, *structure), points in groups(asked.policies, [policies, *structures]).items():
        name = ", ".join(filter(None, [asked.table.policy_name(label), combination_name(structures, structure)]))
        parts.append(_told(name, average_over_futures(asked.found, points)))
    rest = len(parts) - MOST_TOLD
    more = f"; {rest} more in the table" if rest > 0 else ""
    level = number(float(np.nanmean(asked.found.level[asked.references]))) if len(asked.references) else "not known"
    text = f"{asked.name}{asked.unit_in_brackets}, difference from {asked.reference}, whose level is {level}: "
    return with_minus(f"{text}{'; '.join(parts[:MOST_TOLD])}{more}.")


def _told(name: str, found: Average) -> str:
    """A policy with its difference and interval, or why there is none."""
    known = interval_words(found.wide_low, found.wide_high, found.verdict, found.no_interval)
    return f"{name} {change(found.mean)} {known if known.startswith('[') else f'({known})'}"


def point_numbers(choice: FigureSubject, factors: Sequence[StudyFactor]) -> Numbers:
    """One row per point: its policy, the values of some factors, the mean difference, its interval and its verdict."""
    asked, found = choice.asked, choice.asked.found
    columns = [asked.table.points["label"], *(each.values for each in factors)]
    columns += [found.level, found.mean, found.low, found.high, found.verdict]
    rows = [[column[point] for column in columns] for point in asked.policies.tolist()]
    names = [each.key for each in factors]
    return Numbers(("policy", *names, "level", "difference", "low", "high", "verdict"), rows)


def remaining_factors(asked: FigureRequest, shown: Sequence[StudyFactor]) -> list[StudyFactor]:
    """The factors that distinguish points, besides those shown: policies and structures."""
    found = list(shown)
    for section in (STRUCTURE, LEVER):
        found += distinguishing_factors(asked.table, section, asked.policies, found)
    return found[len(shown) :]


def is_sampled(asked: FigureRequest, factor: StudyFactor) -> bool:
    """True if it is an uncertainty that was drawn together with others: many values, each of one future."""
    if factor.section != UNCERTAINTY or len(varying(asked.table, UNCERTAINTY, asked.points)) == 1:
        return False
    values = factor.known(asked.points)
    futures = len(np.unique(asked.table.points["uncertainty"][values]))
    return len(factor.levels(values)) == futures > FEW_VALUES


def check_few(found: int, most: int, what: str, factors: Sequence[StudyFactor]) -> None:
    """Raise Problem if there would be too many of something."""
    if found > most:
        keys = ", ".join(each.key for each in factors)
        raise Problem(
            f"{found} {what} would be drawn, but at most {most} are distinguishable; choose among {keys} "
            f"with --by KEY or "
            "--where KEY=VALUE"
        )


def axis_name(factor: StudyFactor) -> str:
    """The name of a factor at an axis, with its unit where the name does not say it."""
    unit, label = unit_words(factor.unit), key_label(factor.key)
    return f"{label} ({unit})" if unit and unit.removesuffix("s") not in label.lower().split() else label


def factor_meaning(factor: StudyFactor) -> str:
    """Meaning of a factor, as a sentence with its key; empty if it is not known."""
    key = f" ({factor.key})" if "." in factor.key else ""
    return f"{key_label(factor.key)}{key}: {factor.meaning}." if factor.meaning else ""


def value_name(factor: StudyFactor, value: str) -> str:
    """Name of a value where its factor is named beside it: the label of an option, or the value as words."""
    if not value or factor.is_number:
        return value
    labels = {factor.key: factor.labels}
    return value.replace("_", " ") if "." in factor.key else value_label(factor.key, value, labels)


def combination_name(factors: Sequence[StudyFactor], key: Sequence[str]) -> str:
    """A combination of values, in words."""
    return capitalized(", ".join(map(_named, factors, key)))


def _named(factor: StudyFactor, value: str) -> str:
    """A value by itself: "Full ban", "permitted on day 3", "aid delay 7 days"."""
    if not value:
        return f"{in_sentence(key_label(factor.key))} not read" if factor.is_number else ""
    if not factor.is_number and "." not in factor.key:
        return value_name(factor, value)
    unit = unit_words(factor.unit)
    return setting_label(factor.key, value if not unit or unit == "day" or value == "never" else f"{value} {unit}")


@dataclass(frozen=True)
class StudyBasis:
    """Provenance of a figure of a study; its lines go under the figure."""

    asked: FigureRequest

    def lines(self) -> list[str]:
        """Scenario, study, its key, seed and replications."""
        manifest, table = self.asked.table.manifest, self.asked.table
        done = self.asked.found.done[self.asked.points]
        low, high = (int(done.min()), int(done.max())) if len(done) else (0, 0)
        counts = f"{high:,}" if low == high else f"{low:,} to {high:,}"
        parts = [
            str(manifest.get("choices", {}).get("scenario", "")),
            f"study {manifest.get('study') or table.folder.name} {str(manifest.get('key', ''))[:12]}".strip(),
            f"seed {manifest.get('seed', '-')}",
            f"{len(self.asked.points):,} points of {counts} replications",
            *(f"only {word}" for word in self.asked.only),
        ]
        return [*style.wrapped(" · ".join(part for part in parts if part)), *style.wrapped(WARNING)]
