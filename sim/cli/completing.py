"""Completions of a command line; imports nothing heavy, because the user waits for them.

Ours rather than argcomplete, which runs the command up to its parser and knows no settings such as `stall=line`.
"""

from __future__ import annotations

import argparse
import math
import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from functools import cache
from pathlib import Path

from sim.cli import completing_names as names
from sim.cli.arguments import parser_of
from sim.cli.completing_names import Candidate
from sim.cli.verbs import VERBS
from sim.config.fields import ParameterField, children, find, walk
from sim.config.library import Library, comment
from sim.config.overrides import STUDY, groups_of
from sim.config.paths import config_root, user_configs
from sim.config.settings import Settings
from sim.model.parameters import Parameters

COMMAND = "escsim"
STUDIES = ("plan", "sweep")  # verbs that take study=NAME
OBJECTIVES = ("saves", "costs")  # options that take a measure by which a study can be decided


def candidates(line: str) -> list[Candidate]:
    """Candidates for the last word of a command line; none if there is nothing to say.

    Args:
        line: as it was typed, up to the cursor; the last word is empty after a space.
    """
    words = _words(line)
    if words is None:
        return []
    *before, typed = words[1:]
    if before and before[0] not in VERBS:
        return []
    found = _Line(before[0], before[1:], typed).next() if before else _beginnings(typed)
    return [one for one in found if one.word.startswith(typed)]


def is_below(word: str, keys: Iterable[str]) -> bool:
    """True if `key=value`, or a key that goes on behind a dot, is one of these keys or of what lies below them."""
    return any(word.rstrip(".").partition("=")[0] == key or word.startswith(f"{key}.") for key in keys)


def _words(line: str) -> list[str] | None:
    """The words from the command on, the last one as far as it was typed; None within quotes, or without a command."""
    try:
        words = shlex.split(line)
    except ValueError:
        return None
    if line[-1:].isspace():
        words.append("")
    places = [place for place, word in enumerate(words[:-1]) if Path(word).name == COMMAND]
    return words[places[-1] :] if places else None


def _beginnings(typed: str) -> list[Candidate]:
    if typed.startswith("-"):
        return [Candidate("--help", "show the verbs"), Candidate("--version", "show the version")]
    return [Candidate(verb, about) for verb, about in VERBS.items()]


class _Line:
    """A command line whose last word is being typed."""

    def __init__(self, verb: str, before: Sequence[str], typed: str) -> None:
        self.verb, self.before, self.typed = verb, before, typed
        actions = parser_of(verb).actions()
        self.options = {name: action for action in actions for name in action.option_strings}
        self.positional = [action for action in actions if not action.option_strings]

    def next(self) -> Iterable[Candidate]:
        """Candidates for the word that is typed."""
        name, sign, _ = self.typed.partition("=")
        if sign and name in self.options:
            return [one.after(f"{name}=") for one in self._values(self.options[name])]
        last = self.before[-1] if self.before else ""
        if last in self.options and self.options[last].nargs != 0:
            return self._values(self.options[last])
        if self.typed.startswith("-"):
            return [Candidate(name, (action.help or "").replace("%%", "%")) for name, action in self.options.items()]
        place = len(self._given())
        for action in self.positional:
            takes = math.inf if action.nargs in ("*", "+") else action.nargs if isinstance(action.nargs, int) else 1
            if place < takes:
                return self._values(action)
            place -= int(takes)
        return []

    def _settings(self, filters: bool, bare: bool) -> Iterable[Candidate]:
        """Settings, but those that the explorer has in its page, and what runs are filtered by beside them."""
        found = settings(self.typed, self._option("--config-dir"), self.verb in STUDIES, bare)
        if self.verb == "explore":
            from sim.app.base import SETTINGS_OF_THE_PAGE

            found = (one for one in found if not is_below(one.word, SETTINGS_OF_THE_PAGE))
        return [*(names.filters(self.typed) if filters else []), *found]

    def _given(self) -> list[str]:
        """The words before this one that are neither options nor their values."""
        found, is_value = list[str](), False
        for word in self.before:
            if not is_value and not word.startswith("-"):
                found.append(word)
            is_value = word in self.options and self.options[word].nargs != 0
        return found

    def _option(self, name: str) -> str | None:
        """The value that was given for an option."""
        for place, word in enumerate(self.before):
            if word.startswith(f"{name}="):
                return word.partition("=")[2]
            if word == name and place + 1 < len(self.before):
                return self.before[place + 1]
        return None

    def _values(self, action: argparse.Action) -> Iterable[Candidate]:
        """Candidates for an option or a word, by its choices or by its name in the help."""
        if action.choices is not None:
            return [Candidate(str(choice)) for choice in action.choices]
        called = action.metavar if isinstance(action.metavar, str) else ""
        if action.dest == "measure":
            return names.measures(self._given())
        if action.dest in OBJECTIVES:
            return names.objectives()
        if action.dest == "measures":
            return [one.after(self.typed[: self.typed.rfind(",") + 1]) for one in names.measures(self._given())]
        if called == "FIGURE":
            return names.figures()
        if called == "WIDTH":
            return names.widths()
        if called == "CASE":
            return names.cases(self._given())
        if called.endswith("key=value") or called == "GROUP":
            return self._settings(filters=action.dest == "filters", bare=called == "GROUP")
        if called.startswith("KEY"):
            end = "=" if "VALUE" in called else ""
            return [Candidate(f"{key}{end}") for key in names.factors(next(iter(self._given()), ""))]
        kinds = re.findall(r"\w+", called)
        found = options("scenario", self._option("--config-dir")) if "SCENARIO" in kinds else []
        return [*found, *names.folders(kinds)]


CLASSES = (Parameters, Settings)


def settings(typed: str, config_dir: str | None, studies: bool, bare: bool) -> Iterator[Candidate]:
    """Candidates for `key=value`: its key as far as the next dot, or its value.

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
