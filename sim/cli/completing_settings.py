"""Settings that a command line can be completed by: config groups with their options, and dotted keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from functools import cache

from sim.cli.completing_names import Candidate
from sim.config.fields import ParameterField, children, find, walk
from sim.config.library import Library, comment
from sim.config.overrides import STUDY, groups_of
from sim.config.paths import config_root, user_configs
from sim.config.settings import Settings
from sim.model.parameters import Parameters

CLASSES = (Parameters, Settings)


def settings(typed: str, config_dir: str | None, studies: bool, bare: bool) -> Iterator[Candidate]:
    """What `key=value` could become: its key as far as the next dot, or its value.

    Args:
        typed: as far as it was typed.
        config_dir: the user's own configs, where an option names them.
        studies: whether study=NAME may stand there.
        bare: whether the name of a group alone may stand there.
    """
    library = _library(config_dir)
    key, sign, value = typed.partition("=")
    if not sign:
        yield from _keys(library, key, studies, bare)
        return
    head = f"{key}={value[: value.rfind(',') + 1]}"  # several values of a multirun
    if key != STUDY or studies:
        yield from (one.after(head) for one in _values(library, key))


def options(group: str, config_dir: str | None) -> list[Candidate]:
    """The options of a config group, a user's own among them."""
    return [Candidate(name) for name in _library(config_dir).options(group)]


def _library(config_dir: str | None) -> Library:
    own = user_configs(config_dir)
    return Library(CLASSES, config_root(), own[0] if own is not None and own[0].is_dir() else None)


def _keys(library: Library, typed: str, studies: bool, bare: bool) -> Iterator[Candidate]:
    above, dot, _ = typed.rpartition(".")
    for key, field in (*_fields().items(), *_named_rows(library, above)):
        if key.rpartition(".")[0] != above:
            continue
        about = field.about.meaning
        if bare and field.is_group and not dot:
            yield Candidate(key, about)
        if library.is_group(key):
            yield Candidate(f"{key}=", about)
        yield Candidate(f"{key}." if field.is_group else f"{key}=", about)
    if not dot:
        known = _fields()
        others = [group for group in groups_of(library) if group not in known and (group != STUDY or studies)]
        yield from (Candidate(f"{group}=") for group in others)


def _values(library: Library, key: str) -> Iterator[Candidate]:
    if library.is_group(key):
        for option in library.options(key):
            files = [folder / key / f"{option}.yaml" for folder in library.folders]
            yield Candidate(option, comment(next(file for file in files if file.is_file())))
        return
    field = find(CLASSES, key.split("."))
    if field is None:
        return
    if isinstance(field.type, type) and issubclass(field.type, IntEnum):
        yield from (Candidate(member.name.lower()) for member in field.type)
    if field.type is bool:
        yield from (Candidate("true"), Candidate("false"))
    if field.nullable:
        yield Candidate("null")


def _named_rows(library: Library, above: str) -> Iterator[tuple[str, ParameterField]]:
    """The rows of a named table that the options of its group have, or the columns of one of them."""
    group, _, table = above.partition(".")
    field = find(CLASSES, above.split("."))
    if field is None or not field.is_named:
        return
    if above in _fields():
        files = [folder / group / f"{option}.yaml" for option in library.options(group) for folder in library.folders]
        texts = [file.read_text(encoding="utf-8") for file in files if file.is_file()]
        blocks = [block for text in texts for block in re.findall(rf"^{table}:\n((?:  .*\n)+)", text, re.MULTILINE)]
        for name in dict.fromkeys(name for block in blocks for name in re.findall(r"^  (\w+):", block, re.MULTILINE)):
            yield f"{above}.{name}", field
        return
    yield from ((f"{above}.{column.key}", column) for column in children(field))


@cache
def _fields() -> dict[str, ParameterField]:
    """Every field by its dotted key, without the columns of tables."""
    return {key: field for key, field in walk(CLASSES) if "[]" not in key}
