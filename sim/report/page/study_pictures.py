"""The figures of a study's report: each shown measure over the policies, and the futures as lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.analysis.searched import is_searched
from sim.analysis.study_factors import LEVER, Factor, telling
from sim.analysis.study_indices import is_designed
from sim.config.problems import Problem
from sim.model.measures import Measure
from sim.report.inline_svg import Inline, inline
from sim.report.names import title_of, unit_of
from sim.report.numbers import number, with_minus
from sim.report.page.commands import command
from sim.report.page.study_view import StudyView
from sim.report.study_figures import ALL_AT_ONCE, Asked, Kind, name_of, picture
from sim.report.two_processes import in_two
from sim.report.verdict_words import change, interval_words

MOST_TOLD = 16  # policies whose numbers stand for a figure


class StudyPicture(NamedTuple):
    """A figure, its numbers, and the command that draws it, or why there is none."""

    measure: Measure
    kind: Kind
    figure: Inline | None
    numbers: str
    command: str
    why_not: str


def pictures(view: StudyView) -> list[StudyPicture]:
    """A curve for each measure that is shown, and parallel coordinates of the first one where futures are drawn."""
    factors = _across(view)
    wanted: list[tuple[Measure, Kind, Factor | None]] = []
    if view.futures > 1 and view.headline:
        wanted.append((view.headline[0], "parallel", None))
    if is_designed(view.table) and view.headline:
        wanted.append((view.headline[0], "indices", None))
    if is_searched(view.table) and view.measures:
        wanted.append((view.measures[0], "search", None))
    for measure in view.measures:
        if factors and measure.name in CURVES + tuple(one.name for one in view.headline):
            wanted.append((measure, "curve", factors[0]))
    # What takes longest comes first, in this process, so that it need not wait for the other one.
    drawn = in_two([lambda one=one: (_drawn(view, *one), view.known()) for one in wanted])  # type: ignore[misc]
    for _, known in drawn:
        view.learn(known)
    return sorted((one for one, _ in drawn), key=lambda one: one.kind in ALL_AT_ONCE)


CURVES = ("ground_lost_km2", "rung_days")


def _across(view: StudyView) -> list[Factor]:
    """The factors of the policies that can be drawn across: numbers first, those of most values before others."""
    points = np.array([int(view.points(policy, view.structures[0])[0]) for policy in view.policies], dtype=np.int64)
    found = telling(view.table, LEVER, points, []) or telling(view.table, LEVER, view.of_first_structure(), [])
    return sorted(found, key=lambda each: (not each.is_number, -len(each.levels(points))))


def _drawn(view: StudyView, measure: Measure, kind: Kind, x: Factor | None) -> StudyPicture:
    points = view.of_first_structure()
    asked = Asked(view.table, view.found(measure), points)
    words = ["plot", view.table.folder.name, "--measure", measure.name]
    words += ["--kind", kind] if kind != "curve" else []
    words += ["--x", x.key] if x is not None else []
    words += _where(view) if kind not in ("indices", "search") else []
    try:
        figure = picture(asked, kind, x)
    except Problem as problem:
        return StudyPicture(measure, kind, None, "", command(*words), str(problem))
    name = name_of(asked, kind, x).replace(".", "_")
    return StudyPicture(measure, kind, inline(figure, name), _numbers(view, measure), command(*words), "")


def _where(view: StudyView) -> Iterator[str]:
    """The words that choose the first structure."""
    name = view.structures[0].name
    for word in name.split(", ") if name else []:
        yield from ("--where", word)


def _numbers(view: StudyView, measure: Measure) -> str:
    """The difference of each policy, with its interval."""
    unit = unit_of(measure.unit)
    parts = []
    for policy in view.policies[:MOST_TOLD]:
        shown = view.shown(policy, measure)
        low, high = shown.interval
        known = interval_words(low, high, shown.found.verdict, shown.found.no_interval)
        known = known if known.startswith("[") else f"({known})"
        parts.append(with_minus(f"{policy.name} {change(shown.found.mean)} {known}"))
    rest = len(view.policies) - MOST_TOLD
    more = f"; {rest} more in the tables" if rest > 0 else ""
    reference = number(view.shown(view.reference, measure).found.level)
    return (
        f"{title_of(measure.name)}{f' ({unit})' if unit else ''}, difference from {view.reference.name}, whose level "
        f"is {reference}: {'; '.join(parts)}{more}."
    )
