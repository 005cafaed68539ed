"""The response curve: the level of a measure over one factor, and below it the difference from the reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from sim.analysis.study_averages import average_over_futures
from sim.analysis.study_factors import LEVER, STRUCTURE, StudyFactor, Value, groups
from sim.config.problems import Problem
from sim.report.drawing import panels, style
from sim.report.figures import key
from sim.report.figures.figure import MEASURES, Numbers
from sim.report.figures.figure import Figure as Registered
from sim.report.figures.looks import LOOKS, Look
from sim.report.figures.study.curve_frame import CurvePanel, frame
from sim.report.figures.study.curve_marks import draw_panel
from sim.report.figures.study.factor_axis import FactorAxis
from sim.report.figures.study.futures import scatter
from sim.report.figures.study.request import (
    MOST_PANELS,
    FigureRequest,
    FigureSubject,
    check_few,
    combination_name,
    factor_meaning,
    is_sampled,
    point_numbers,
    remaining_factors,
    words_of,
)
from sim.report.words.verdicts import HOLLOW

LOOK = (LOOKS[2]._replace(dashes="solid", marker="o"), LOOKS[1], LOOKS[3], LOOKS[5], LOOKS[7], LOOKS[4])
"""Of the series; black is the reference's."""
SCALES = "Level and difference have different scales."


def curve(asked: FigureRequest, x: StudyFactor, by: StudyFactor | None = None) -> Figure:
    """The picture of a factor on x.

    `x`: a lever or a structure, or an uncertainty of few values; `by`: a factor with a panel for each value.

    Raises:
        Problem: there would be too many panels or series, or nothing to draw.
    """
    shown = _shown(asked, x, by)[2]
    across = FactorAxis(x, _levels(asked, x, shown))
    if not len(asked.policies) or not across.levels or not _has_values(shown):
        raise Problem(f"--x {x.key}: there is nothing to draw: no point has a value and a paired difference")
    looks = dict(zip(dict.fromkeys(name for panel in shown for name in panel.series), LOOK, strict=False))
    with style.look():
        figure, plots = frame(asked.unit_in_brackets, across, shown)
        own = x.levels(asked.references) if x.section == LEVER else []
        for panel, (upper, lower) in zip(shown, plots, strict=True):
            draw_panel(panel, across, own, upper, lower, looks)
        panels.add_heading(figure, asked.title, _subtitle(asked, x, shown), _handles(looks, asked))
    return figure


def _shown(
    asked: FigureRequest, x: StudyFactor, by: StudyFactor | None
) -> tuple[list[StudyFactor], list[StudyFactor], list[CurvePanel]]:
    """The factors that have panels, those that have lines, and the panels."""
    parts = [by] if by is not None else []
    parts, rest = _shared_out(asked, parts, remaining_factors(asked, [x, *parts]))
    return parts, rest, _panels(asked, x, parts, rest)


def _panels(
    asked: FigureRequest, x: StudyFactor, parts: Sequence[StudyFactor], rest: Sequence[StudyFactor]
) -> list[CurvePanel]:
    found = []
    split = groups(asked.policies, parts)
    check_few(len(split), MOST_PANELS, "panels", parts)
    for value, policies in sorted(split.items(), key=lambda item: _order(parts, item[0])):
        points = asked.with_references(policies, [*parts, *rest])
        series = {
            combination_name(rest, combination): {
                level: average_over_futures(asked.found, asked.alone(x.at(some, level))) for level in x.levels(some)
            }
            for combination, some in groups(points, rest).items()
        }
        beside = [each for each in parts if each.section != LEVER]
        references = [some for one, some in groups(asked.references, beside).items() if one in groups(policies, beside)]
        own = np.concatenate(references) if references else asked.references
        structures = 1 if x.section == STRUCTURE else len(np.unique(asked.table.points["structure"][own]))
        alike = structures == 1 and x.section == LEVER
        along = (
            {}
            if alike or structures > 1
            else {one: average_over_futures(asked.found, x.at(own, one)).level for one in x.levels(own)}
        )
        found.append(
            CurvePanel(combination_name(parts, value), series, average_over_futures(asked.found, own), alike, along)
        )
    return found


def _shared_out(
    asked: FigureRequest, parts: list[StudyFactor], rest: list[StudyFactor]
) -> tuple[list[StudyFactor], list[StudyFactor]]:
    """The factors that have panels and those that have lines: of those with most values panels, as far as need be."""
    while len(groups(asked.policies, rest)) > len(LOOK):
        widest = max(rest, key=lambda each: len(each.levels(asked.policies)))
        parts, rest = [*parts, widest], [each for each in rest if each is not widest]
    return parts, rest


def _order(parts: Sequence[StudyFactor], value: tuple[str, ...]) -> list[float]:
    return [
        float(text.replace("never", "inf") or "nan") for each, text in zip(parts, value, strict=True) if each.is_number
    ]


def _levels(asked: FigureRequest, x: StudyFactor, shown: Sequence[CurvePanel]) -> list[Value]:
    """The values of x, that of the reference policy among them where it is a number, or has a name of its own."""
    present = {value for panel in shown for some in panel.series.values() for value in some}
    own = set(x.levels(asked.references)) if x.section == LEVER else set()
    return [value for value in x.levels(asked.points) if value in present | own]


def _has_values(shown: Sequence[CurvePanel]) -> bool:
    return any(each.n for panel in shown for some in panel.series.values() for each in some.values())


def _subtitle(asked: FigureRequest, x: StudyFactor, shown: Sequence[CurvePanel]) -> str:
    futures = max(each.futures for panel in shown for some in panel.series.values() for each in some.values())
    if futures > 1:
        bands = f"Bands: 5-95 % and 25-75 % of {futures:,} futures (level: 5-95 %); line: their mean."
    else:
        bands = "Bands: 95 % intervals; those of the paired differences hold for all policies at once."
    return " ".join(filter(None, [factor_meaning(x), bands, HOLLOW, SCALES, asked.left_out()]))


def _handles(looks: Mapping[str, Look], asked: FigureRequest) -> list[key.Handle]:
    found: list[key.Handle] = []
    if len(looks) > 1:
        for name, look in looks.items():
            handle = key.line(look.colour, name)
            handle.set(marker=look.marker, markersize=5, linestyle=look.dashes)
            found.append(handle)
    return [*found, key.dashed(f"reference: {asked.reference}")]


def _draw(choice: FigureSubject) -> Figure:
    """A mark for each future over an uncertainty that was sampled; a curve over any other factor."""
    assert choice.x is not None
    drawn = scatter if is_sampled(choice.asked, choice.x) else curve
    return drawn(choice.asked, choice.x, choice.by)


def _numbers(choice: FigureSubject) -> Numbers:
    """One row per panel, line and value of the factor: level and difference with their intervals."""
    assert choice.x is not None
    if is_sampled(choice.asked, choice.x):
        return point_numbers(choice, [choice.x, *([choice.by] if choice.by is not None else [])])
    names = ("level", "level_low", "level_high", "mean", "wide_low", "wide_high", "verdict", "futures", "n")
    rows = [
        (panel.name, line, value, *(getattr(found, name) for name in names))
        for panel in _shown(choice.asked, choice.x, choice.by)[2]
        for line, values in panel.series.items()
        for value, found in values.items()
    ]
    return Numbers(("panel", "line", choice.x.key, *names[:3], "difference", *names[4:]), rows)


FIGURES = (
    Registered(
        name="curve",
        question="How does a measure depend on one factor under each policy?",
        section=MEASURES,
        order=1,
        draw=_draw,
        words=words_of,
        numbers=_numbers,
        factors=1,
    ),
)
