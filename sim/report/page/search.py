"""The report section on the results of a search."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analysis.searched import Searched, searched_of
from sim.config.labels import words_label
from sim.model.measures import MORE
from sim.report.decision.names import measure_axis, percent, spelt_name
from sim.report.page.blocks import Block, FigureBlock, Section, TableBlock, Text
from sim.report.page.study_pictures import StudyPicture
from sim.report.page.study_view import StudyView
from sim.report.words.names import unit_of
from sim.report.words.numbers import number, with_minus
from sim.report.words.wording import listed

ANCHOR, TITLE = "search", "What the search found"
FRESH = (
    "A policy chosen for its results in some futures looks better there than it is. The front was therefore evaluated "
    "again in fresh futures, with other random numbers; every other number of this report comes from those."
)


def search_section(view: StudyView, shown: Sequence[StudyPicture]) -> Section:
    """Section on the results of a finished search."""
    found = searched_of(view.table)
    pictures: list[Block] = [
        FigureBlock(one.figure, one.numbers) for one in shown if one.kind == "search" and one.figure is not None
    ]
    return Section(ANCHOR, TITLE, [*map(Text, sentences(found)), *pictures, front_table(found), Text(FRESH)])


def sentences(found: Searched) -> list[str]:
    """Sentences on the policies evaluated, those that remain unbeaten, and the progress of the searches."""
    looked = len(found.searched) - found.given
    refused = f"; the model or a rule of the study rejected {found.refused:,} more" if found.refused else ""
    return [
        f"The search evaluated {looked:,} policies besides the {found.given} given in the study{refused}. "
        f"The {found.found} best were evaluated again: in fresh futures {_unbeaten(found)} unbeaten, by each other "
        f"and by the given policies, in both {spelt_name(found.saves)} and {spelt_name(found.costs)}.",
        _areas(found),
    ]


def _unbeaten(found: Searched) -> str:
    if found.kept == found.found:
        return "all are"
    return f"{found.kept} of them {'is' if found.kept == 1 else 'are'}"


def _areas(found: Searched) -> str:
    ends = [_range(found, column) for column in (0, 1)]
    last = np.array([one.areas[-1] for one in found.progress])
    gains = np.array([one.areas[-1] - one.areas[-2] for one in found.progress if len(one.areas) > 1])
    spaces = sorted({one.space for one in found.progress})
    parts = [_spread_text(last[[one.space == space for one in found.progress]], space, len(spaces)) for space in spaces]
    return (
        f"Of the rectangle between the lowest and the highest means of all these policies ({' and '.join(ends)}), the "
        f"given policies dominate {percent(found.area_given)}, {listed(parts)}. The last generation added at most "
        f"{_points(float(gains.max(initial=0.0)))}."
    )


def _spread_text(areas: np.ndarray, space: int, spaces: int) -> str:
    count = len(areas)
    name = ("the searches" if count > 1 else "the search") + (f" of design {space + 1}" if spaces > 1 else "")
    ends = f"{100 * areas.min():.1f} to {100 * areas.max():.1f} %" if count > 1 else f"{100 * areas[0]:.1f} %"
    return f"{name} {ends}" + (f" ({count} seeds)" if count > 1 else "")


def _points(share: float) -> str:
    return "nothing" if share == 0 else f"{100 * share:.2g} percentage points"


def _range(found: Searched, column: int) -> str:
    measure = (found.saves, found.costs)[column]
    ends = found.bounds[:, column]
    low, high = -ends[::-1] if measure.better == MORE else ends
    unit = unit_of(measure.unit)
    return f"{spelt_name(measure)} from {number(low, 3)} to {number(high, 3)}{f' {unit}' if unit else ''}"


def front_table(found: Searched) -> TableBlock:
    """The policies evaluated again in fresh futures, the smallest losses first."""
    measures = (found.saves, found.costs)
    names = [measure_axis(measure, measure.better == MORE) for measure in measures]
    rows = [
        [found.names[place], _contents(found, place), *_numbers(found, place), _is_on(found, place)]
        for place in np.argsort(found.fresh[:, 0], kind="stable").tolist()
    ]
    columns = ["policy", "what it sets", *(f"{name}{where}" for where in ("", ", in the search") for name in names)]
    caption = (
        "The policies in fresh futures: means, each ± half the 95 % interval of its difference from "
        f"{found.reference}; and the means in the search"
    )
    return TableBlock(caption, [*columns, "on the front"], rows, right_from=2, small=True)


def _contents(found: Searched, place: int) -> str:
    words = " ".join(f"{key}={value}" for key, value in found.settings[place].items())
    return words_label(words) if words else ""


def _numbers(found: Searched, place: int) -> list[str]:
    fresh, errors = found.fresh[place], 1.96 * found.errors[place]
    return [
        *(_with_interval(value, error) for value, error in zip(fresh.tolist(), errors.tolist(), strict=True)),
        *(_text(value) for value in found.searched[found.levers[place]].tolist()),
    ]


def _with_interval(value: float, half: float) -> str:
    return f"{_text(value)} ± {number(half, 2)}" if half > 0 else _text(value)


def _text(value: float) -> str:
    return with_minus(number(value, 3))


def _is_on(found: Searched, place: int) -> str:
    return "yes" if found.on_front[place] else "no"
