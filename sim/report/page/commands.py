"""Commands that reproduce runs, from their manifests."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

from sim.study.files.manifest import STUDY_NAME, Manifest, kind_of, read
from sim.study.run.store import StoredRun

PLACES = ("name", "runs_dir", "workers", "engine")  # settings on which no result depends


def run_words(manifest: Manifest) -> dict[str, str]:
    """The settings that a run was given, by key, without those on which no result depends."""
    pairs = (word.partition("=") for word in manifest["overrides"])
    return {key: value for key, _, value in pairs if key not in PLACES}


def command(*words: str) -> str:
    """A line for a shell."""
    return shlex.join(["escsim", *words])


def run_commands(
    runs: Sequence[StoredRun], also: Mapping[str, str] | None = None, name: str = "", many: bool = False
) -> list[str]:
    """The commands that make these runs, one command where they are all combinations of some values.

    `also`: settings in place of those that the runs have, with `many` lists of values; `name`: of the multirun, if any.
    """
    extra = dict(also or {})
    every = [(run, _complete(run, runs) | extra) for run in runs]
    if extra:  # by which some may have become the same
        every = list({tuple(words.items()): (run, words) for run, words in every}.values())
    runs, table = [run for run, _ in every], [words for _, words in every]
    merged = _merged(table)
    if merged is not None:
        alone = len(runs) == 1 and not many
        return [_line(merged, runs[0].folder.name if alone else name, not alone)]
    return [_line(words, "" if many else run.folder.name, many) for words, run in zip(table, runs, strict=True)]


def commands_apart(runs: Sequence[StoredRun]) -> tuple[list[str], list[str]]:
    """A command a run, each of which names it, and these names, one per run; the same run is made once."""
    names = _names(runs)
    lines = [_line(_complete(run, runs), name, False) for run, name in zip(runs, names, strict=True)]
    return list(dict.fromkeys(lines)), names


def whole_multirun(runs: Sequence[StoredRun]) -> Path | None:
    """The multirun of which these are all the runs, in their order, where one command makes them; else None."""
    parents = {run.folder.absolute().parent for run in runs}
    folder = parents.pop()
    if parents or kind_of(folder) != STUDY_NAME:
        return None
    variants = read(folder, STUDY_NAME).get("variants", [])
    is_whole = [run.point for run in runs] == list(range(len(variants)))
    return folder if is_whole and len(run_commands(runs)) == 1 else None


def _names(runs: Sequence[StoredRun]) -> list[str]:
    """A name for each run that can be given on the command line; two runs never have one name."""
    folders = [run.folder.absolute() for run in runs]
    known = {folder: place_in_runs(folder).replace("/", "-") for folder in folders}
    if len(set(known.values())) < len(known):
        known = {folder: f"{folder.parent.name}-{folder.name}" for folder in folders}
    return [known[folder].replace(",", "_") for folder in folders]


def place_in_runs(folder: Path) -> str:
    """Name of a run in the folder of runs, behind that of its study if it is a point of a study."""
    folder = folder.absolute()
    return f"{folder.parent.name}/{folder.name}" if kind_of(folder.parent) == STUDY_NAME else folder.name


def _line(words: Mapping[str, str], name: str, many: bool) -> str:
    named = [f"name={name}"] if name else []
    return command("run", *(["-m"] if many else []), *(f"{key}={value}" for key, value in words.items()), *named)


def _complete(run: StoredRun, runs: Sequence[StoredRun]) -> dict[str, str]:
    """The settings of a run, with its choice of every group of which another one names an option."""
    words = run_words(run.manifest)
    keys = dict.fromkeys(key for each in runs for key in run_words(each.manifest))
    choices = run.manifest["choices"]
    return {key: words.get(key, choices.get(key, "")) for key in keys if key in words or key in choices}


def _merged(table: Sequence[Mapping[str, str]]) -> dict[str, str] | None:
    """The settings of all, where each has every combination of their values; None if that is not so."""
    keys = list(table[0])
    if any(list(words) != keys for words in table):
        return None
    values = {key: list(dict.fromkeys(words[key] for words in table)) for key in keys}
    if any(len(found) > 1 and any("," in value for value in found) for found in values.values()):
        return None
    combinations = {tuple(words.values()) for words in table}
    if len(combinations) != len(table) or combinations != set(product(*values.values())):
        return None
    return {key: ",".join(found) for key, found in values.items()}
