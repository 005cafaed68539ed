"""A page for each mechanism: its section of `model.md`, its options, its parameters, and the picture it makes alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from generation.config import Group, group_section
from generation.filling import VALUES, without_marks
from sim.config.fields import ParameterField, walk
from sim.study.design.variant import CLASSES

DOCS = Path(__file__).resolve().parents[1]
PICTURES = DOCS / "pictures" / "model"
LINK = re.compile(r"\]\((?P<page>[\w/]+\.md)")


EACH = (
    "Each has a page: its equation and where it is from, its options, its parameters, and the picture it makes alone."
)
HOW_TO_READ = "How to read the table: [config](../reference/config.md)."


class Section(NamedTuple):
    """Text written by hand about a mechanism, with its config group and name."""

    group: str
    name: str
    text: str


def sections(page: str) -> Iterator[Section]:
    """The sections of the model page about a mechanism: those with a table of values."""
    for part in re.split(r"^### ", page.split("\n## Mechanisms\n")[1].split("\n## ")[0], flags=re.MULTILINE)[1:]:
        if found := VALUES.search(part):
            name, _, text = part.partition("\n")
            yield Section(found["group"], name, VALUES.sub("", text).strip())


def overview(page: str) -> str:
    """The model page with a list of links in the place of these sections, for the site."""
    before, _, rest = page.partition("\n## Mechanisms\n")
    inner, mark, after = rest.partition("\n## ")
    introduction = inner.partition("\n### ")[0].strip()
    links = "\n".join(f"- [{found.name}](model/{found.group}.md)" for found in sections(page))
    return f"{before}\n## Mechanisms\n\n{introduction}\n\n{EACH}\n\n{links}\n{mark}{after}"


def pages(page: str, found: Sequence[Group], says: Mapping[str, str]) -> dict[str, str]:
    """The page of each mechanism, by its config group.

    Args:
        page: the model page, with its parts filled in.
        found: the config groups.
        says: describes the pictures that there are.
    """
    fields = dict(walk(CLASSES))
    groups = {group.field.key: group for group in found}
    return {
        section.group: _page(section, groups[section.group], fields, says.get(section.group, ""))
        for section in sections(page)
    }


def _page(section: Section, group: Group, fields: dict[str, ParameterField], says: str) -> str:
    picture = f"../pictures/model/{section.group}.png"
    alone = f"## The picture it makes alone\n\n![{says}]({picture})\n" if says else ""
    _, _, tables = group_section(group.field, group.options, fields).partition("| option | what it is |")
    options, _, values = f"| option | what it is |{tables}".partition("\n\n")
    return "\n".join(
        [
            f"# {section.name}\n",
            _moved_down(section.text) + "\n",
            alone,
            f"## Options\n\n{options}\n",
            f"## Parameters\n\nEach key with `{section.group}.` in front. {HOW_TO_READ}\n",
            values,
        ]
    )


def _moved_down(text: str) -> str:
    """The text of a page in `docs/` as it must stand one folder below."""
    return LINK.sub(r"](../\g<page>", without_marks(text))
