"""Writes what the pages take from the code: the config reference, tables of values, the model's own account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sim.engine
import sim.model
from sim.model.cast import CAST
from sim.model.daily import TRACKED
from sim.model.events import EVENTS
from sim.model.measures import MEASURES
from sim.model.parameters import Parameters
from sim.report.document.folder import write_document
from sim.report.document.pages import pages
from sim.report.document.subject import scenario_named
from sim.study.compose import compose
from sim.study.fields import Field, fields_of, walk
from sim.study.library import Library, comment
from sim.study.parameter_table import ParameterRow, rows
from sim.study.paths import config_root
from sim.study.variant import CLASSES

DOCS = Path(__file__).resolve().parent
REFERENCE = DOCS / "config_reference.md"
ENGINE, MODEL = Path(next(iter(sim.engine.__path__))), Path(next(iter(sim.model.__path__)))
SHARED, SIMPY = ("batch", "model", "state", "streams"), ("clock", "reference")  # what is left is the compiled scheduler
DOCUMENT = DOCS / "generated"  # the pages of `escsim document` for the default scenario
VALUES = DOCS / "_build" / "values"  # one table a group, for the model page

INTRODUCTION = """\
# Config reference

This page is made from the parameter classes and the shipped configs; `escsim parameters` prints the same for one choice
of options. Every key can be set on the command line or in a config of your own, see
[getting started](getting_started.md).

How to read the tables:

- A **key** is written with the heading above it in front: the row `exponent` of `attrition` is `attrition.exponent`.
- The **value** is what the shipped configs say. Where options differ, each value names the options that it comes from.
- **Allowed** is what is accepted. *Plausible* is the range to sample in a study, where one was proposed.
- The **source** is that of the default option's value. *assumed* means that there is none.
- A key that is read by some alternatives only says so; it must be left out with the others.
- A number has its unit in the value: `20 days`, `48 km`, `0.010 kpe/kr`. A pure number is bare. A point in time is a
  bare day number or an ISO date. `null` means never, or none, where it is allowed.
"""


@dataclass(frozen=True)
class Option:
    """A shipped option of a config group: its name, what its first comment says, and its parameters by key."""

    name: str
    says: str
    rows: dict[str, ParameterRow]


def options(library: Library, group: str, default: str | None) -> list[Option]:
    """The options of a group, the default first."""
    names = sorted(library.options(group), key=lambda name: (name != default, name))
    return [option(library, group, name) for name in names]


def option(library: Library, group: str, name: str) -> Option:
    container = compose(library, [f"{group}={name}"]).container
    found = {row.key: row for row in rows(CLASSES, container, group)}
    return Option(name, comment(library.shipped / group / f"{name}.yaml"), found)


def table(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    cells = [headings, ["---"] * len(headings), *lines]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in cells) + "\n"


def code(text: str) -> str:
    return f"`{text}`" if text else ""


def values(found: Sequence[Option], key: str) -> str:
    """The shipped values of a key, each with the options it comes from unless all that may set it agree."""
    by_value: dict[str, list[str]] = defaultdict(list)
    for each in found:
        if each.rows[key].default:
            by_value[each.rows[key].default].append(each.name)
    everywhere = found[0].rows[key].used_by or sum(len(names) for names in by_value.values()) == len(found)
    if len(by_value) == 1 and everywhere:
        return code(*by_value)
    return "<br>".join(f"{code(value)} {', '.join(names)}" for value, names in by_value.items())


def allowed(row: ParameterRow, field: Field) -> str:
    text = f"list of: {row.allowed}" if field.is_list else row.allowed
    return f"{text}<br>*plausible:* {row.plausible}" if row.plausible else text


def meaning(row: ParameterRow) -> str:
    parts = [row.meaning, f"*read by:* {row.used_by}" if row.used_by else "", f"*source:* {row.source}"]
    return "<br>".join(part for part in parts if part and part != "*source:* ")


def line(row: ParameterRow, value: str, field: Field) -> list[str]:
    return [code(row.key.rpartition(".")[2]), value, allowed(row, field), meaning(row)]


HEADINGS = ("key", "value", "allowed", "meaning")


def group_section(group: Field, found: Sequence[Option], fields: dict[str, Field]) -> str:
    """A group: its options, and its keys with the values that the options give them, a table for each part of it."""
    default, *others = found
    listed = [(f"{code(default.name)} (default)", default.says), *((code(other.name), other.says) for other in others)]
    tables = defaultdict(list)
    for key, row in default.rows.items():
        tables[key.rpartition(".")[0]].append(line(row, values(found, key), fields[key]))
    return (
        f"## {group.key}\n\n{sentence(group.about.meaning)}\n\n"
        + table(("option", "what it is"), listed)
        + "".join(part_heading(part, group.key, fields) + table(HEADINGS, lines) for part, lines in tables.items())
    )


def part_heading(part: str, group: str, fields: dict[str, Field]) -> str:
    """The heading of a part of a group; none for what is not in a part."""
    if part == group:
        return ""
    field = fields[part.removesuffix("[]")]
    rows_of_it = "; a list of rows" if field.is_table else ""
    return f"### {part.removesuffix('[]')}\n\n{sentence(field.about.meaning + rows_of_it)}\n\n"


def sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def settings_section(library: Library, fields: dict[str, Field]) -> str:
    """The settings of a run, which belong to no group."""
    groups = tuple(f"{field.key}." for field in fields_of(Parameters) if field.is_group)
    kept = [row for row in rows(CLASSES, compose(library).container) if not row.key.startswith(groups)]
    lines = [[code(row.key), *line(row, code(row.default), fields[row.key])[1:]] for row in kept]
    return "## Settings of a run\n\n" + table(HEADINGS, lines)


def things(heading: str, text: str, lines: Iterable[tuple[str, str, str]]) -> str:
    return f"## {heading}\n\n{text}\n\n" + table(
        ("name", "unit", "meaning"), ((code(name), unit, meaning) for name, unit, meaning in lines)
    )


def results() -> Iterator[str]:
    """The tables of what a run leaves behind."""
    headline = "*Headline: a policy shows there first.* "
    yield things(
        "Measures",
        "The columns of `replications.parquet`, counted from day 0 to the horizon. A measure that a replication does "
        "not define is null there.",
        ((each.name, each.unit, (headline if each.headline else "") + each.meaning) for each in MEASURES),
    )
    yield things(
        "Tracked quantities",
        "The columns of `daily.parquet`: the value at the beginning of a day, before that day's events. Rates of fire "
        "are those of the step before.",
        TRACKED,
    )
    yield things("Events", "The column `event` of `trace.parquet`, and the unit of `value` beside it.", EVENTS)


def lines_of(folder: Path) -> dict[str, int]:
    """Lines of the Python files in a folder, with comments and empty ones."""
    return {path.stem: len(path.read_text(encoding="utf-8").splitlines()) for path in folder.glob("[!_]*.py")}


def engine_lines() -> str:
    """How many lines each scheduler takes, and what both of them run."""
    files, model = lines_of(ENGINE), lines_of(MODEL)
    compiled = tuple(sorted(set(files) - set(SHARED) - set(SIMPY)))
    lines = [
        (part, ", ".join(map(code, names)), f"{sum(files[name] for name in names):,}")
        for part, names in (("both", SHARED), ("SimPy", SIMPY), ("compiled", compiled))
    ]
    written_once = f"the {len(model)} files of `sim/model`, {len(CAST)} processes"
    lines.append(("what they run", written_once, f"{sum(model.values()):,}"))
    return table(("used by", "files of `sim/engine`", "lines"), lines)


def compact(found: Option, group: str) -> str:
    """Keys, default values and sources of the default option of a group, without the lists of rows."""
    lines = [
        (code(key.removeprefix(f"{group}.")), code(row.default), row.plausible, row.source)
        for key, row in found.rows.items()
        if row.default and "[]" not in key
    ]
    return table(("key", "default", "plausible", "source"), lines)


def write() -> None:
    """Write all of it."""
    library = Library(CLASSES, config_root())
    defaults = compose(library).choices
    fields = dict(walk(CLASSES))
    parts = [INTRODUCTION, settings_section(library, fields)]
    VALUES.mkdir(parents=True, exist_ok=True)
    for group in fields_of(Parameters):
        if group.is_group:
            found = options(library, group.key, defaults[group.key])
            parts.append(group_section(group, found, fields))
            (VALUES / f"{group.key}.md").write_text(compact(found[0], group.key), encoding="utf-8")
    (VALUES / "engine_lines.md").write_text(engine_lines(), encoding="utf-8")
    REFERENCE.write_text("\n".join([*parts, *results()]), encoding="utf-8")
    scenario = defaults["scenario"]
    assert scenario is not None
    write_document(pages(scenario_named(library, scenario, ()), library, f"escsim document {scenario}"), DOCUMENT)


if __name__ == "__main__":
    write()
