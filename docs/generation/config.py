"""The reference of the config: every group with its options, and every key with its values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.config.compose import compose
from sim.config.fields import ParameterField, fields_of, walk
from sim.config.library import Library, comment
from sim.config.parameter_table import ParameterRow, rows
from sim.model.parameters import Parameters
from sim.report.words.markdown import code, markdown_table, sentence
from sim.study.design.variant import CLASSES

INTRODUCTION = """\
# Config

This page is made from the parameter classes and the shipped configs; `escsim parameters` prints the same for one choice
of options. Every key can be set on the command line or in a config of your own, see
[settings, units and mistakes](settings.md).

How to read the tables:

- A **key** is written with the heading above it in front: the row `exponent` of `attrition` is `attrition.exponent`.
- The **value** is what the shipped configs say. Where options differ, each value names the options that it comes from.
- **Allowed** is what is accepted. *Plausible* is the range to sample in a study, where one was proposed.
- The **source** is that of the default option's value. *assumed* means that there is none, and
  *calibrated* that the value was set so that the model meets what was observed.
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


def allowed(row: ParameterRow, field: ParameterField) -> str:
    text = f"list of: {row.allowed}" if field.is_list else row.allowed
    return f"{text}<br>*plausible:* {row.plausible}" if row.plausible else text


def meaning(row: ParameterRow) -> str:
    parts = [row.meaning, f"*read by:* {row.used_by}" if row.used_by else "", f"*source:* {row.source}"]
    return "<br>".join(part for part in parts if part and part != "*source:* ")


def line(row: ParameterRow, value: str, field: ParameterField) -> list[str]:
    return [code(row.key.rpartition(".")[2]), value, allowed(row, field), meaning(row)]


HEADINGS = ("key", "value", "allowed", "meaning")


def group_section(group: ParameterField, found: Sequence[Option], fields: dict[str, ParameterField]) -> str:
    """A group: its options, and its keys with the values that the options give them, a table for each part of it."""
    default, *others = found
    listed = [(f"{code(default.name)} (default)", default.says), *((code(other.name), other.says) for other in others)]
    tables = defaultdict(list)
    for key, row in default.rows.items():
        tables[key.rpartition(".")[0]].append(line(row, values(found, key), fields[key]))
    return (
        f"## {group.key}\n\n{sentence(group.about.meaning)}\n\n"
        + f"{markdown_table(('option', 'what it is'), listed)}\n\n"
        + "".join(
            f"{part_heading(part, group.key, fields)}{markdown_table(HEADINGS, lines)}\n\n"
            for part, lines in tables.items()
        )
    )


def part_heading(part: str, group: str, fields: dict[str, ParameterField]) -> str:
    """The heading of a part of a group; none for what is not in a part."""
    if part == group:
        return ""
    field = fields[part.removesuffix("[]")]
    rows_of_it = "; a list of rows" if field.is_table else ""
    return f"### {part.removesuffix('[]')}\n\n{sentence(field.about.meaning + rows_of_it)}\n\n"


def settings_section(library: Library, fields: dict[str, ParameterField]) -> str:
    """The settings of a run, which belong to no group."""
    groups = tuple(f"{field.key}." for field in fields_of(Parameters) if field.is_group)
    kept = [row for row in rows(CLASSES, compose(library).container) if not row.key.startswith(groups)]
    lines = [[code(row.key), *line(row, code(row.default), fields[row.key])[1:]] for row in kept]
    return f"## Settings of a run\n\n{markdown_table(HEADINGS, lines)}\n"


def compact(found: Option, group: str) -> str:
    """Keys, default values and sources of the default option of a group, without the lists of rows."""
    lines = [
        (code(key.removeprefix(f"{group}.")), code(row.default), row.plausible, row.source)
        for key, row in found.rows.items()
        if row.default and "[]" not in key
    ]
    return markdown_table(("key", "default", "plausible", "source"), lines) + "\n\n"


@dataclass(frozen=True)
class Group:
    """A config group: its field, and its options, the default first."""

    field: ParameterField
    options: list[Option]


def groups(library: Library, only: Sequence[str] = ()) -> Iterator[Group]:
    """The groups of the model, in their order, or some of them."""
    defaults = compose(library).choices
    for field in fields_of(Parameters):
        if field.is_group and (not only or field.key in only):
            yield Group(field, options(library, field.key, defaults[field.key]))


def reference(library: Library, found: Sequence[Group]) -> str:
    """The page."""
    fields = dict(walk(CLASSES))
    sections = (group_section(group.field, group.options, fields) for group in found)
    return "\n".join([INTRODUCTION, settings_section(library, fields), *sections])
