"""Overrides of a study on the command line: parses `key=value`, and writes config values as overrides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.config.csv_text import is_number
from sim.config.fields import fields_of, find
from sim.config.library import Library
from sim.config.overrides import STUDY, groups_of
from sim.config.problems import Problem, hint, nearest, show
from sim.config.units import number_text

_BARE = re.compile(r"(?!(?:null|true|false|nan|inf)$)[A-Za-z_][\w.]*", re.IGNORECASE)
_UNITED = re.compile(r"[-+]?[\d.][^,'\"{}\[\]=:$\\]*")  # a number with its unit


def key_of(word: str) -> str:
    """The key of a word, without the pluses in front."""
    return word.strip().lstrip("+").partition("=")[0].strip()


def sort_overrides(words: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """Split words into those that choose the study, those that change it, and those that change its base."""
    chosen, changing, others = list[str](), list[str](), list[str]()
    for word in words:
        key = key_of(word)
        changes = re.match(rf"{STUDY}[.\[]", key)
        (chosen if key == STUDY and "=" in word else changing if changes else others).append(word)
    return chosen, changing, others


def last_given(words: Iterable[str]) -> list[str]:
    """The words without those whose key a later one gives again."""
    found = list(words)
    last = {key_of(word): place for place, word in enumerate(found)}
    return [word for place, word in enumerate(found) if "=" not in word or last[key_of(word)] == place]


def override_text(library: Library, key: str, value: Any) -> str:
    """The word that sets a key to a value of a config."""
    if library.is_group(key):
        return f"{'' if find(library.classes, [key]) else '+'}{key}={value}"
    return f"{key}={text_of(value)}"


def text_of(value: Any) -> str:
    """A value as Hydra reads it back."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        plain = _BARE.fullmatch(value) or (_UNITED.fullmatch(value) and not is_number(value))
        return value if plain else '"{}"'.format(re.sub(r'(\\*)"', r'\1\1\\"', value))
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key}: {_inner(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ",".join(map(_inner, value)) + "]"
    return number_text(value) if isinstance(value, float) else repr(value)


def _inner(value: Any) -> str:
    """A value in a list or mapping, where a unit may need quotes."""
    text = text_of(value)
    return f'"{text}"' if isinstance(value, str) and text == value and not _BARE.fullmatch(value) else text


def refuse_unprefixed(library: Library, words: Iterable[str], sections: Sequence[str]) -> None:
    """Refuse keys of a study file that are written as settings of a run.

    Raises:
        Problem: with a line for each, which names the right key.
    """
    lines = []
    for key in map(key_of, words):
        head, rest = re.match(r"(\w*)(.*)", key, re.DOTALL).groups()  # type: ignore[union-attr]  # it matches any text
        near = nearest(head, [*sections, *groups_of(library), *(field.key for field in fields_of(*library.classes))])
        if find(library.classes, [head]) is None and not library.is_group(key) and near in sections:
            lines.append(f"{key}: no such setting; did you mean '{STUDY}.{near}{rest}'?")
    if lines:
        raise Problem(*lines)


def apply_overrides(spec: dict[str, Any], words: Sequence[str], sections: Sequence[str]) -> None:
    """Change the plain data of a study file by words such as `study.uncertainties.size=50`; raise Problem.

    Args:
        spec: the plain data.
        words: as they were given.
        sections: the uppermost keys that a study file may have; one that it lacks is begun.
    """
    for text in words:
        key, value = _read(text)
        if key.rpartition(".")[2] == "file" and isinstance(value, str):
            value = str(Path(value).expanduser().absolute())  # on the command line it starts from this folder
        key = re.sub(r"\[(\d+)\]", r".\1", key)
        first = key.partition(".")[0]
        if first not in spec and first not in sections:
            raise Problem(f"{STUDY}.{key}: no such key{hint(first, sections)}")
        _set(spec, key, value, f"{STUDY}.{key}")


def _read(text: str) -> tuple[str, Any]:
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    key, equals, value = text.strip().lstrip("+").partition("=")
    key = re.sub(rf"^{STUDY}\.?", "", key.strip())
    if not equals or not key:
        raise Problem(f"{text}: is not {STUDY}.KEY=value, without spaces around '='")
    for attempt in (value, f'"{value}"'):
        try:
            parsed = OverridesParser.create().parse_override(f"x={attempt}")
        except HydraException:
            continue
        if parsed.is_sweep_override():
            raise Problem(f"{text}: several values; use [{value}] for a list")
        return key, parsed.value()
    raise Problem(f"{STUDY}.{key}: the value cannot be read; quote it (got {show(value)})")


def _set(data: Any, key: str, value: Any, name: str) -> None:
    """Set a key at its dots; names that have dots themselves, as factors do, are found among those that are there."""
    if isinstance(data, list):
        number, _, rest = key.partition(".")
        if not number.isdigit() or int(number) >= len(data):
            raise Problem(f"{name}: is a list; name one of its entries, from [0] to [{len(data) - 1}]")
        if rest:
            return _set(data[int(number)], rest, value, name)
        data[int(number)] = value
        return None
    if not isinstance(data, dict):
        raise Problem(f"{name}: no such key; what is above it is a single value")
    inside = [known for known in data if key.startswith(f"{known}.") and isinstance(data[known], dict | list)]
    if key not in data and inside:
        found = max(inside, key=len)
        return _set(data[found], key[len(found) + 1 :], value, name)
    first, _, rest = key.partition(".")
    if rest and first not in data and name == f"{STUDY}.{key}":  # a section that the file lacks
        data[first] = {rest: value}
        return None
    if key not in data and "." in key and first not in data and not _holds_paths(name, key):
        raise Problem(f"{name}: no such key{hint(first, data)}")
    data[key] = value
    return None


def _holds_paths(name: str, key: str) -> bool:
    """True if the rest of a name is a config path: below factors, base, or a row of points."""
    above = re.sub(r"\[(\d+)\]", r".\1", name).removesuffix(key).rstrip(".")
    return bool(re.search(r"(\.factors|\.base|\.points\.\d+)$", above))
