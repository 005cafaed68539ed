"""Overrides on the command line: reads `key=value`, checks it against the parameter tree, and expands a multirun.

Hydra parses the values; the keys and options are checked here, where the nearest right one can be named.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from sim.config.fields import ParameterField, fields_of, find, unknown_key, walk, with_dots
from sim.config.hydra_settings import replacement_for
from sim.config.library import Library
from sim.config.problems import Problem, hint, join, nearest, show

STUDY = "study"  # the group whose options are studies, not parts of a run
_SHAPE = re.compile(r"\s*(?P<prefix>\+{0,2})(?P<key>[^=]*)=(?P<value>.*)", re.DOTALL)
_FUNCTION = re.compile(r"(choice|range|glob|interval|shuffle|sort|tag)\(")
_ROW = re.compile(r"\[(\d+)\]")
_KEY = re.compile(r"[A-Za-z_]\w*(\.([A-Za-z_]\w*|0|[1-9][0-9]*))*", re.ASCII)
_TEXT = re.compile(r"[A-Za-z_]\w*|[0-9]+(\.[0-9]+)? [A-Za-z]+", re.ASCII)  # a name, or a number with its unit
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_OTHER_MINUS = re.compile(r"[\u2010-\u2015\u2212](?=[0-9.])")
_DECIMAL_COMMA = re.compile(r"-?[0-9]+,[0-9]+( [A-Za-z][^,]*)?")
_WORDS_OF_YAML = ("true", "false", "null", "nan", "inf")  # in any case
_UNITED = re.compile(r"\s*(USD|[-+.\d])[^,'\"{}\[\]=]*")  # a number with its unit, which may need quotes for Hydra
_FOREIGN = re.compile(r"(?=.*[^\x00-\x7f])[\w .+-]+")  # words with letters beyond ASCII, which need quotes for Hydra


class Override(Protocol):
    """Parsed value of an override: Hydra's reading of it, or a plain one."""

    def value(self) -> Any: ...

    def is_sweep_override(self) -> bool: ...

    def sweep_string_iterator(self) -> Any: ...


@dataclass(frozen=True)
class PlainValue:
    """A name, or a number with or without its unit, read without Hydra's parser, as that loads slowly."""

    plain: str | int | float

    def value(self) -> str | int | float:
        return self.plain

    def is_sweep_override(self) -> bool:
        return False

    def sweep_string_iterator(self) -> Any:
        raise TypeError("a plain value is one value")


@dataclass(frozen=True)
class SettingChange:
    """One `key=value` of the command line.

    Attributes:
        text: as the user wrote it.
        key: dotted key, or the name of a group; rows of lists by number (`aid.packages.3.amount`).
        added: whether it was written with a plus.
        value: the text of the value, quoted where Hydra needs it.
        parsed: Hydra's reading of it.
        field: the field of the parameter tree that its key names; None if it names none.
        is_group: whether its key names a group of options.
        wrong: what is wrong with its key or its option, or empty.
    """

    text: str
    key: str
    added: bool
    value: str
    parsed: Override
    field: ParameterField | None
    is_group: bool
    wrong: str = ""

    @property
    def adds_group(self) -> bool:
        """True if it chooses an option of a group that the primary config does not have."""
        return self.is_group and self.added and self.field is None

    @property
    def is_text(self) -> bool:
        """True if it sets a text, where Hydra would read the value as a number or a switch."""
        is_plain = isinstance(self.parsed.value(), bool | int | float)
        return is_plain and self.field is not None and self.field.type is str

    @property
    def may_be_decimal(self) -> bool:
        """True if two numbers with a comma between them can be meant as one number with a decimal comma."""
        given = self.text.partition("=")[2]
        return self.field is not None and self.field.type is float and _DECIMAL_COMMA.fullmatch(given) is not None


def read_changes(library: Library, texts: Sequence[str]) -> list[SettingChange]:
    """The changes that the texts ask for, those with an unknown key or option marked as wrong.

    Raises:
        Problem: for the first text that is not `key=value`, or whose value cannot be read.
    """
    changes = [_read(library, text, before) for before, text in zip(["", *texts], texts, strict=False)]
    return [replace(change, wrong=_wrong(library, change)) for change in changes]


def wrong_changes(changes: Iterable[SettingChange]) -> list[str]:
    """The messages about unknown keys and options."""
    return [change.wrong for change in changes if change.wrong]


def for_hydra(changes: Iterable[SettingChange]) -> list[str]:
    """The overrides that Hydra is given, one value each; those that are wrong are left out.

    Raises:
        Problem: a change names several values.
    """
    overrides = []
    for change in changes:
        if change.parsed.is_sweep_override():
            value = change.text.partition("=")[2]
            as_list = "" if _FUNCTION.match(value) else f", or [{value}] for a list"
            as_decimal = f", or {value.replace(',', '.')} for a decimal" if change.may_be_decimal else ""
            raise Problem(f"{change.text}: several values; use -m to run each of them{as_list}{as_decimal}")
        if not change.wrong:
            overrides.append(_override(change))
    return overrides


def expand(library: Library, texts: Sequence[str]) -> list[list[str]]:
    """The overrides of every run of a multirun: all combinations of the values, the last key's changing fastest.

    Raises:
        Problem: as `read_changes`; also for an unknown key or option, a key given twice, a value listed twice, and a
            sweep without values.
    """
    changes = read_changes(library, texts)
    wrong = wrong_changes(changes)
    if any(change.parsed.is_sweep_override() for change in changes):
        wrong += _given_twice(changes)
    if wrong:
        raise Problem(*wrong)
    values = [_values(change) for change in changes]
    if repeated := [line for change, texts in zip(changes, values, strict=True) for line in _repeated(change, texts)]:
        raise Problem(*repeated)
    return [list(point) for point in itertools.product(*values)]


def check_given_once(library: Library, texts: Sequence[str]) -> None:
    """Raise Problem for a setting or an option that a command line gives twice, of which only the last would count."""
    if lines := _given_twice(read_changes(library, texts)):
        raise Problem(*lines)


def _given_twice(changes: Iterable[SettingChange]) -> list[str]:
    given: dict[str, list[str]] = {}
    for change in changes:
        given.setdefault(change.key, []).append(change.text.partition("=")[2].strip())
    return [
        f"{join(_path(key))}: is given twice ({', '.join(values)}); leave all but one out"
        for key, values in given.items()
        if len(values) > 1
    ]


def _repeated(change: SettingChange, texts: Iterable[str]) -> list[str]:
    """A message for each value that a sweep lists more than once: its runs would be the same."""
    counts = Counter(_as_number(text.partition("=")[2].strip()) for text in texts)
    key = join(_path(change.key))
    return [f"{key}: {value} is listed twice; list each value once" for value, count in counts.items() if count > 1]


def _as_number(text: str) -> Decimal | str:
    """A value so that 5 and 5.0 are the same, as the runs with them would be."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _override(change: SettingChange) -> str:
    if change.is_group:
        return f"{'+' if change.adds_group else ''}{change.key}={change.value}"
    return f'++{change.key}="{change.value.strip()}"' if change.is_text else f"++{change.key}={change.value}"


def _values(change: SettingChange) -> list[str]:
    if not change.parsed.is_sweep_override():
        return [change.text]
    from hydra.errors import HydraException

    try:
        # Hydra writes a blank inside a value with a backslash, which it does not need to read it
        values = [str(value).replace("\\ ", " ") for value in change.parsed.sweep_string_iterator()]
    except HydraException:
        raise Problem(
            f"{change.text}: is a continuous interval; list its values, or use range(start, stop, step)"
        ) from None
    if not values:
        raise Problem(f"{change.text}: has no values")
    prefix = change.text.partition("=")[0].strip()
    return [f"{prefix}={value}" for value in values]


def _read(library: Library, text: str, before: str) -> SettingChange:
    if not text.strip():
        raise Problem("an empty setting: write key=value")
    if text.lstrip().startswith("~"):
        raise Problem(f"{text}: a setting cannot be removed; choose another option of its group, or change its value")
    match = _SHAPE.fullmatch(text)
    if match is None:
        quote = f"; quote a value that has spaces: '{before} {text}'" if "=" in before else ""
        raise Problem(f"{text}: is not key=value, without spaces around '='{quote or _meant(library, text)}")
    key, value = match["key"], match["value"]
    if not key.strip():
        raise Problem(f"{text}: needs a key before '=', without spaces around it")
    if key != key.strip():
        raise Problem(f"{text}: write {key.strip()}={value.strip()}, without spaces around '='")
    if "@" in key:
        raise Problem(
            f"{key}: config packages are not supported; write the full key of the setting, as `--cfg` prints it"
        )
    if re.match(r"hydra[./]", key):
        raise Problem(f"{key}: Hydra's own settings have no effect here: {replacement_for(key)}")
    dotted = _ROW.sub(r".\1", key)
    field, is_group = find(library.classes, dotted.split(".")), library.is_group(dotted)
    is_known = field is not None or is_group
    value, parsed = _parse(library, dotted, value, is_known)
    return SettingChange(text, dotted, bool(match["prefix"]), value, parsed, field, is_group)


class _Options:
    """Options of a group, for Hydra's parser of `group=glob(*)`."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def get_group_options(self, group_name: str, *_: Any, **__: Any) -> list[str]:
        return self.library.options(group_name)


def _meant(library: Library, text: str) -> str:
    """The setting that a word without `=` may stand for: an option alone, or a key with a colon; empty if none."""
    key, colon, value = text.partition(":")
    groups = groups_of(library)
    if colon and key in groups:
        return f"; did you mean {key}={value}?"
    group_of = {option: group for group in reversed(groups) for option in library.options(group)}
    near = text if text in group_of else nearest(text, group_of)
    return f"; did you mean {group_of[near]}={near}?" if near else ""


def _parse(library: Library, key: str, value: str, is_known: bool) -> tuple[str, Override]:
    """The value's text, quoted where it must be, with its reading."""
    if _KEY.fullmatch(key) and (plain := _plain(value)) is not None:
        return value, PlainValue(plain)
    pieces = value.split(",")
    may_quote = all(_UNITED.fullmatch(piece) or _FOREIGN.fullmatch(piece) for piece in pieces)
    for text in (value, ",".join(f'"{piece.strip()}"' for piece in pieces)) if may_quote else (value,):
        if (parsed := _read_by_hydra(library, f"{key}={text}")) is not None:
            return text, parsed
    if not is_known:
        raise Problem(unknown_key(library.classes, _path(key)))
    if (minus := _OTHER_MINUS.search(value)) is not None:
        raise Problem(f"{join(_path(key))}: write a minus as '-', not {minus[0]!r} (got {show(value)})")
    quoted = value.replace('"', "'")
    raise Problem(f"{join(_path(key))}: the value cannot be read; quote it: '{key}=\"{quoted}\"' (got {show(value)})")


@lru_cache(maxsize=4096)  # its grammar takes most of the time of composing, and a study repeats few words
def _read_by_hydra(library: Library, text: str) -> Override | None:
    """Hydra's reading of an override; None if it cannot read it."""
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    parser = OverridesParser.create(config_loader=_Options(library))  # type: ignore[arg-type]
    try:
        return parser.parse_overrides([text])[0]
    except HydraException:
        return None


def _plain(value: str) -> str | int | float | None:
    """A name, a number, or one with its unit; None for what Hydra must read."""
    if _TEXT.fullmatch(value):
        return None if value.lower() in _WORDS_OF_YAML else value
    if _INTEGER.fullmatch(value):
        return int(value)
    return float(value) if _DECIMAL.fullmatch(value) else None


def _wrong(library: Library, change: SettingChange) -> str:
    if change.key == STUDY and not change.added and change.is_group:
        return f"{change.text}: a study has many runs; use escsim sweep {change.text}"
    if change.is_group:
        return _wrong_option(library, change)
    return "" if change.field is not None else unknown_setting(library, _path(change.key))


def unknown_setting(library: Library, path: Sequence[str | int]) -> str:
    """The message about a key that is neither a group nor a setting."""
    word = str(path[0])
    known = [*groups_of(library), *(field.key for field in fields_of(*library.classes))]
    is_end = any(key.endswith(f".{word}") for key, _ in walk(library.classes))
    near = None if len(path) > 1 or is_end or with_dots(library.classes, word) else nearest(word, known)
    return f"{word}: no such setting; did you mean {near!r}?" if near else unknown_key(library.classes, path)


def _wrong_option(library: Library, change: SettingChange) -> str:
    """Fault of an option; those of a sweep are looked at in each of its runs."""
    options, value = library.options(change.key), change.parsed.value()
    if change.parsed.is_sweep_override() or value in options:
        return ""
    return f"{change.key}: no option {show(value)}{hint(str(value), options)}"


def groups_of(library: Library) -> list[str]:
    """The names of the folders of options."""
    return sorted({item.name for folder in library.folders for item in folder.iterdir() if _holds_options(item)})


def _holds_options(item: Path) -> bool:
    return item.is_dir() and not item.name.startswith(".")


def _path(key: str) -> list[str | int]:
    return [int(part) if part.isdigit() else part for part in key.split(".")]
