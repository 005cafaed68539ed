"""Settings in which runs differ, and labels of the runs derived from them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sim.config.canonical import by_dotted_key
from sim.config.labels import OF_RUN, Setting, key_label, policy_label
from sim.config.settings import Settings
from sim.config.units import number_text
from sim.study.design.points import OF_CHANCE, POLICY_GROUPS
from sim.study.run.store import StoredRun

ABSENT = "-"
OF_THE_BATCH = frozenset(field.name for field in fields(Settings)) - {"seed"}
PARTS = 2  # of a dotted key that a label repeats


OF_THE_WINDOW = "scenario.start_day"
SHOWN = 3  # settings that a note names


@dataclass(frozen=True)
class ConfigDifference:
    """A setting in which the runs differ.

    Attributes:
        key: a config group, or a dotted key, or "seed".
        values: as texts, one per run; ABSENT if a run has no such setting.
    """

    key: str
    values: tuple[str, ...]


def config_differences(runs: Sequence[StoredRun]) -> tuple[ConfigDifference, ...]:
    """The settings in which runs differ: the options of config groups, the seed, then every value of the config."""
    choices = [_choices(run) for run in runs]
    values = [flat(run.manifest["config"]) for run in runs]
    seeds = [{"seed": str(run.manifest["seed"])} for run in runs]
    return tuple(difference for table in (choices, seeds, values) for difference in _differing(table))


def labels(runs: Sequence[StoredRun]) -> tuple[str, ...]:
    """Short keys of runs: the options that differ, else the overrides too, else the folders."""
    return _labels(runs, _keyed)


def names(runs: Sequence[StoredRun]) -> tuple[str, ...]:
    """The same as people say it: the labels of the options that differ, else of the overrides too.

    A run that was given a label is called by it.
    """
    found = _labels(runs, _named)
    given = [run.manifest.get("labels", {}).get(OF_RUN) for run in runs]
    called = [label or name for label, name in zip(given, found, strict=True)]
    return tuple(_unique(called, [run.folder.name for run in runs]))


def _labels(
    runs: Sequence[StoredRun], name: Callable[[StoredRun, Sequence[Setting], Sequence[Setting]], str]
) -> tuple[str, ...]:
    options = list(_differing([_choices(run) for run in runs]))
    changes = list(_differing(_overridden(runs)))
    short = [name(run, _at(options, place), []) for place, run in enumerate(runs)]
    long = [name(run, _at(options, place), _at(changes, place)) for place, run in enumerate(runs)]
    return tuple(_unique(short if len(set(short)) == len(runs) else long, [run.folder.name for run in runs]))


def _at(differences: Sequence[ConfigDifference], place: int) -> list[Setting]:
    return [(one.key, one.values[place]) for one in differences]


def _keyed(run: StoredRun, options: Sequence[Setting], changes: Sequence[Setting]) -> str:
    """Options by their name alone; other settings by the end of their key too."""
    told = [(".".join(key.split(".")[-PARTS:]), value) for key, value in changes]
    return ", ".join([*(option for _, option in options), *(f"{key}={value}" for key, value in told)])


def _named(run: StoredRun, options: Sequence[Setting], changes: Sequence[Setting]) -> str:
    own = run.manifest.get("labels", {})
    return policy_label(options, [(key, value) for key, value in changes if value != ABSENT], own)


def flat(config: Mapping[str, Any]) -> dict[str, str]:
    """Every value of a config as text, by its dotted key."""
    return {key: _text(value) for key, value in by_dotted_key(config)}


def _text(value: Any) -> str:
    if isinstance(value, float):
        return number_text(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _choices(run: StoredRun) -> dict[str, str]:
    choices = run.manifest["choices"]
    first = {group: choices[group] for group in POLICY_GROUPS if group in choices}
    return first | {group: option for group, option in choices.items() if group not in first}


def _overridden(runs: Sequence[StoredRun]) -> list[dict[str, str]]:
    """The seed, and the values in each run of the settings that any of them overrides."""
    words = [word.lstrip("+~").partition("=")[0] for run in runs for word in run.manifest["overrides"]]
    keys = [key for key in dict.fromkeys(words) if key.partition(".")[0] not in OF_THE_BATCH]
    configs = [flat(run.manifest["config"]) for run in runs]
    seeds = [{"seed": str(run.manifest["seed"])} for run in runs]
    own = [{key: config[key] for key in keys if key in config} for config in configs]
    return [seed | changed for seed, changed in zip(seeds, own, strict=True)]


def _differing(tables: Sequence[Mapping[str, str]]) -> Iterator[ConfigDifference]:
    for key in dict.fromkeys(key for table in tables for key in table):
        values = tuple(table.get(key, ABSENT) for table in tables)
        if len(set(values)) > 1:
            yield ConfigDifference(key, values)


def _unique(names: Sequence[str], folders: Sequence[str]) -> Iterator[str]:
    """The names; repeated ones with their folder, and a number if that is not enough."""
    doubled = Counter(names)
    told = Counter[str]()
    for name, folder in zip(names, folders, strict=True):
        one = name if doubled[name] == 1 else f"{name} ({folder})" if name else folder
        told[one] += 1
        yield one if told[one] == 1 else f"{one} ({told[one]})"


def unnamed(
    runs: Sequence[StoredRun], labels: Sequence[str], differences: Sequence[ConfigDifference]
) -> list[ConfigDifference]:
    """The differences beside those of the policy, of chance and of the window, which have notes, that no name shows.

    Names show the options that differ, unless a run was given a label. What follows from an option is not listed.
    """
    are_labelled = any(OF_RUN in run.manifest.get("labels", {}) for run in runs)
    chosen = {one.key for one in differences if "." not in one.key and _is_option(runs, one.key)}
    kinds = {one.key.removesuffix(".kind") for one in differences if one.key.endswith(".kind")}
    found = []
    for one in differences:
        group = one.key.partition(".")[0]
        if group in POLICY_GROUPS or group in kinds or one.key in (*OF_CHANCE, OF_THE_WINDOW):
            continue
        follows = group in chosen and one.key != group
        is_shown = one.key in chosen and not are_labelled
        if not follows and not is_shown and not _is_in_a_name(one.key, labels):
            found.append(one)
    return found


def unnamed_words(differences: Sequence[ConfigDifference]) -> str:
    """The note on such settings."""
    keys = ", ".join(one.key for one in differences[:SHOWN])
    more = f" and {len(differences) - SHOWN} more" if len(differences) > SHOWN else ""
    return (
        f"The runs also differ in settings that their names do not show: {keys}{more}. A difference is not due to "
        "policy alone."
    )


def _is_option(runs: Sequence[StoredRun], key: str) -> bool:
    return any(key in run.manifest["choices"] for run in runs)


def _is_in_a_name(key: str, labels: Sequence[str]) -> bool:
    words = re.compile(rf"\b{re.escape(key_label(key))}\b", re.IGNORECASE)
    return any(words.search(label) for label in labels)
