"""Printed plan of a study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.config.counting import number_of
from sim.config.labels import OptionLabels, value_label, words_label
from sim.config.library import own_option_labels
from sim.config.objectives import unit_of
from sim.config.settings import Engine
from sim.model.measures import known_measure
from sim.report.terminal.screen import Screen, Whole
from sim.report.terminal.tables import table_of
from sim.report.words.names import title_of
from sim.report.words.numbers import number
from sim.report.words.wording import in_sentence
from sim.study.design import aliasing
from sim.study.design.points import SECTION_OF
from sim.study.files.manifest import WARNING
from sim.study.sweep.estimate import WHILE_RUNNING

if TYPE_CHECKING:
    from sim.study.design.space import Space
    from sim.study.design.study import StudyDesign
    from sim.study.differences.stopping import PrecisionTarget
    from sim.study.sweep.estimate import CostEstimate

WIDE = 100  # characters of a terminal with room for the section of a factor
MOST = 6  # values of a factor that are written out
LONGEST = 70  # characters of them
LONGEST_LABELS = 140  # characters of the labels of options
FEWEST_SEARCHED = 5  # levers from which on a search finds what a product of a few values of each does not
FEW_VALUES = 5  # of a lever in such a product


def print_plan(console: Screen | Whole, study: StudyDesign, taken: CostEstimate, place: str, command: str) -> None:
    """Print what a study would run, and what that takes."""
    if study.question:
        console.print(f"{study.question}\n", soft_wrap=True)
    disk = f"disk {_bytes(taken.disk_bytes)}, {_bytes(WHILE_RUNNING * taken.disk_bytes)} while it runs"
    for line in (_crossing(study), _size(study, taken), _time(study, taken), f"{disk}; {_memory(study, taken)}"):
        console.print(line, soft_wrap=True)
    console.print(f"{_kept(taken)}\n", soft_wrap=True)
    for space in study.frame.sections.spaces:
        console.print(searched_words(space), soft_wrap=True)
    for rule, count in study.dropped.items():
        console.print(f"dropped: {count:,} points where {rule}", soft_wrap=True)
    for line in (*(f"warning: {one}" for one in study.idle()), *study.told, *aliasing.lines(study.aliases())):
        console.print(line, soft_wrap=True)
    _print_factors(console, study)
    console.last(f"into {place}", f"{WARNING} Nothing was run.", f"next: {command}")


def _print_factors(console: Screen | Whole, study: StudyDesign) -> None:
    """Print a table of the factors, of which a screen may cut the end."""
    is_wide = console.width >= WIDE
    table = table_of("factor", *(["of the"] if is_wide else []), "unit", "values")
    for factor, section, *others in _factors(study):
        table.add_row(factor, *([section] if is_wide else []), *others)
    for column in table.columns[:-1]:
        column.no_wrap = True
    console.print(table)


def _factors(study: StudyDesign) -> Iterator[tuple[str, str, str, str]]:
    points, own = study.points, _own_labels(study)
    for section, plural in SECTION_OF.items():
        for name in points.factors(section):
            yield name, plural, points.units.get(name, ""), _values(name, points.columns[name], own)


def _own_labels(study: StudyDesign) -> OptionLabels:
    """Labels of the user's options that points choose, by group and option."""
    columns = {name: column for name, column in study.points.columns.items() if _is_group(name, column)}
    options = {name: [text for text in dict.fromkeys(column.tolist()) if text] for name, column in columns.items()}
    return own_option_labels(study.frame.library, options)


def _is_group(name: str, column: Any) -> bool:
    """True if a factor is a config group, whose values are options."""
    return "." not in name and column.dtype == object


def _values(name: str, column: Any, own: OptionLabels) -> str:
    """All values where they are few, else their number and range; options by their labels."""
    if _is_group(name, column):
        return _listed([value_label(name, text, own) for text in dict.fromkeys(column.tolist()) if text != ""])
    elif column.dtype == object:
        found = list(dict.fromkeys(text for text in column.tolist() if text != ""))
        text = ", ".join(map(str, found))
    else:
        known = np.unique(column[~np.isnan(column.astype(float))])
        found = known.tolist()
        text = ", ".join(number(value) for value in found)
        if len(found) > MOST and len(found):
            return f"{len(found):,} from {number(found[0])} to {number(found[-1])}"
    if len(found) > MOST or len(text) > LONGEST:
        return f"{len(found):,}: {text[: LONGEST - 4]} ..."
    return text


def _listed(labels: list[str]) -> str:
    """Labels of options, as many as a cell has room for, and how many are left out."""
    kept = len(labels)
    while kept > 1 and len("; ".join(labels[:kept])) > LONGEST_LABELS:
        kept -= 1
    left = len(labels) - kept
    return "; ".join([*labels[:kept], *([f"and {left} more"] if left else [])])


def _crossing(study: StudyDesign) -> str:
    points = study.points
    counts: Mapping[str, int] = {
        "structures": len(np.unique(points.structure)),
        "futures": len(np.unique(points.future)),
        "rows of uncertainties": len(np.unique(points.uncertainty)),
        "policies": len(np.unique(points.lever)) if not study.frame.sections.spaces else 0,
    }
    said = [f"{count:,} {name if count != 1 else _singular(name)}" for name, count in counts.items() if count > 1]
    reference = words_label(str(points.label[0]), _own_labels(study)) if len(points) else ""
    return f"{', '.join(said) or 'one point'}; differences are from {reference}, paired within a structure and a future"


def _singular(name: str) -> str:
    return {"policies": "policy", "rows of uncertainties": "row of uncertainties"}.get(name, name.removesuffix("s"))


def _size(study: StudyDesign, taken: CostEstimate) -> str:
    if study.until is None:
        most = "at most " if study.frame.sections.spaces else ""
        replications = number_of(study.base.settings.replications, "replication")
        return f"{most}{number_of(taken.points, 'point')} x {replications} = {number_of(taken.runs, 'run')}"
    until = study.until
    goals = [f"{in_sentence(title_of(one.measure))} to within {_half_width(one)}" for one in until.targets]
    return (
        f"{taken.points:,} points, {taken.least:,} to {taken.runs:,} runs: until every difference is precise enough, "
        f"{', '.join(goals)}, at most {until.cap:,} each"
    )


def searched_words(space: Space) -> str:
    """Description of a search; with few levers, also of the product design that does as well."""
    design, levers = space.design, space.choices
    most = int(min(space.size, design.most_policies))
    text = (
        f"{space.where}: searches {len(levers)} levers, {design.searches} x {design.population} policies in "
        f"{design.generations} generations: at most {most:,} policies; the best {design.front} of all searches are "
        "evaluated again in fresh futures"
    )
    few = [min(count or FEW_VALUES, FEW_VALUES) for count in levers]
    if len(levers) >= FEWEST_SEARCHED:
        return text
    product = f"{' x '.join(map(str, few))} = {int(np.prod(few)):,}" if few else "1"
    return (
        f"{text}\n  with fewer than {FEWEST_SEARCHED} levers, design: product does as well and shows every policy: "
        f"{product} policies with at most {FEW_VALUES} values of each"
    )


def _kept(taken: CostEstimate) -> str:
    """Clause on the days and events that are stored, and for how many replications."""
    if not taken.paths and not taken.traces:
        return (
            "stores a row per run, no days or events; save.paths=1 stores the days of the first replication of each "
            "point"
        )
    parts = [
        f"the {what} of the first {f'{count:,} replications' if count > 1 else 'replication'}"
        for what, count in (("days", taken.paths), ("events", taken.traces))
        if count
    ]
    return f"stores a row per run and, for each point, {' and '.join(parts)} (save.paths, save.traces)"


def _half_width(target: PrecisionTarget) -> str:
    if target.relative:
        return f"{number(100 * target.half_width)} %"
    measure = known_measure(target.measure)
    assert measure is not None
    return f"{number(target.half_width)} {unit_of(measure)}"


def _time(study: StudyDesign, taken: CostEstimate) -> str:
    on = f"on {number_of(taken.workers, 'worker')}"
    compiled, simpy = (_seconds(seconds) for seconds in (taken.compiled_seconds, taken.simpy_seconds))
    most = "at most " if study.until is not None or study.frame.sections.spaces else ""
    if study.base.settings.engine == Engine.SIMPY:
        return f"{most}about {simpy} {on} (engine=simpy)"
    once = "; compiling takes about 15 s, once"
    return f"{most}about {compiled} {on}, compiled{once}; {simpy} under SimPy"


def _memory(study: StudyDesign, taken: CostEstimate) -> str:
    simpy = study.base.settings.engine == Engine.SIMPY
    return (
        f"memory about {_bytes(taken.memory_bytes_simpy if simpy else taken.memory_bytes)}, regardless of the number "
        "of runs"
    )


def _seconds(seconds: float) -> str:
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:,.1f} h" if seconds < 172800 else f"{seconds / 86400:,.1f} days"


def _bytes(count: float) -> str:
    for unit in ("kB", "MB", "GB"):
        count /= 1000
        if count < 1000 or unit == "GB":
            return f"{count:,.{0 if count >= 10 else 1}f} {unit}"
    raise AssertionError
