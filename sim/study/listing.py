"""Lists run folders, and selects those that a user asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from sim.config.atomic import clear_left
from sim.config.canonical import by_dotted_key
from sim.config.fields import find, walk
from sim.config.problems import Problem, hint, nearest
from sim.config.units import parse
from sim.model.parameters import Parameters
from sim.model.quantity import Quantity
from sim.study.files import manifest as manifests
from sim.study.files.lock import holds_nothing
from sim.study.files.manifest import Manifest
from sim.study.files.sealed import seal_of

if TYPE_CHECKING:
    from sim.study.run.store import StoredRun

OWN_KEYS = ("status", "name", "label", "scenario", "seed", "replications", "config_hash", "engine")
"""Entries of the manifest that a filter can name, and the name of the folder."""


@dataclass(frozen=True)
class Entry:
    """A folder among the runs.

    Attributes:
        folder: the folder; `name`: its path from the folder of runs.
        manifest: empty if it cannot be read; `unreadable`: why.
    """

    folder: Path
    name: str
    manifest: Manifest
    unreadable: str = ""


def list_runs(root: Path, filters: Mapping[str, str] | None = None) -> list[Entry]:
    """The runs in `root`, newest first; those that cannot be read come last, and only where no filter is given.

    Args:
        root: the folder of runs; one that is not there holds no runs.
        filters: value by key: an entry of OWN_KEYS, a config group, or any dotted key of the config.

    Raises:
        Problem: a key that is none of these, or `root` cannot be read.
    """
    entries = list(_entries(root))
    readable = [entry for entry in entries if not entry.unreadable]
    if not filters:
        broken = sorted((entry for entry in entries if entry.unreadable), key=lambda entry: entry.name)
        return _newest_first(readable) + broken
    _check(filters, {key for entry in readable for key in _values(entry)})
    return _newest_first(entry for entry in readable if _matches(_values(entry), filters))


def parse_filters(words: Sequence[str]) -> dict[str, str]:
    """Value by key, from words such as `status=finished`; raise Problem for a word of another form."""
    for word in words:
        if not word.partition("=")[0] or "=" not in word:
            raise Problem(f"{word!r} is not of the form key=value, such as status=finished or restrictions=full_ban")
    return {key: value for key, _, value in (word.partition("=") for word in words)}


def _check(filters: Iterable[str], stored: Iterable[str]) -> None:
    """Raise Problem for keys that neither the stored runs nor the present parameters know."""
    settings = [key for key, _ in walk((Parameters,))]
    known = {*OWN_KEYS, *settings, *stored}
    lines = [_unknown(key, known) for key in filters if key not in known]
    if lines:
        raise Problem(*lines)


def nearest_filters(root: Path, filters: Mapping[str, str]) -> list[str]:
    """Hints for filters that no run meets: for each the nearest value that some run has."""
    tables = [_values(entry) for entry in _entries(root) if not entry.unreadable]
    lines = []
    for key, wanted in filters.items():
        values = [values[key] for values in tables if key in values]
        if values and not any(_equal(key, value, wanted) for value in values):
            lines.append(f"no run has {key}={wanted}{hint(wanted, dict.fromkeys(map(str, values)))}")
    return lines


def _unknown(key: str, known: Iterable[str]) -> str:
    near = nearest(key, known)
    help_ = f"did you mean {near!r}?" if near else f"known: {', '.join(OWN_KEYS)}, config groups and settings"
    return f"{key}: no run has a setting of that name; {help_}"


def _entries(root: Path) -> Iterator[Entry]:
    """The runs in `root`, and those of multiruns there."""
    clear_left(root)
    try:
        for folder in sorted(root.iterdir()):
            if _may_be_run(folder):
                yield _entry(root, folder)
            elif manifests.kind_of(folder) == manifests.STUDY_NAME:
                yield from _of_multirun(root, folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise Problem(f"cannot read the folder of runs {root}: {error.strerror}") from error


def _of_multirun(root: Path, folder: Path) -> list[Entry]:
    """The runs of a study that is a multirun; none where it cannot be read, which is told where studies are."""
    from sim.study.run.point import runs_of_multirun

    try:
        state = manifests.state_of(folder, manifests.read(folder, manifests.STUDY_NAME))
        runs = runs_of_multirun(folder)
    except Problem:
        return []
    for run in runs:
        if run.manifest["status"] == "running":  # one that is done is finished, whatever becomes of the others
            run.manifest["status"] = state
    return [Entry(run.folder, run.folder.relative_to(root).as_posix(), run.manifest) for run in runs]


def runs_in(folder: Path) -> list[Path]:
    """The points of a study of one future, such as a multirun; any other folder alone.

    Raises:
        Problem: the points of a study are of several futures, or too many.
    """
    if manifests.kind_of(folder) == manifests.STUDY_NAME:
        from sim.study.run.point import points_in

        return points_in(folder)
    return [folder]


def open_runs(named: Iterable[StoredRun | Path]) -> list[StoredRun]:
    """Open the runs of these folders, and keep those that are open; raise Problem that names each unreadable folder."""
    from sim.study.run.opening import open_run

    runs: list[StoredRun] = []
    wrong = dict[str, None]()
    for one in named:
        try:
            runs.append(open_run(one) if isinstance(one, Path) else one)
        except Problem as problem:
            wrong |= dict.fromkeys(problem.lines)
    if wrong:
        raise Problem(*wrong)
    return runs


def _may_be_run(folder: Path) -> bool:
    """True if it is a folder, neither hidden nor that of something else than a run, nor empty, as one still to fill."""
    try:
        if folder.name.startswith(".") or not folder.is_dir():
            return False
        kind = manifests.kind_of(folder)
        return kind == manifests.NAME or (kind is None and not holds_nothing(folder))
    except OSError:
        return True  # that it cannot be looked into is told where it is listed


def root_of(folder: Path) -> Path:
    """The folder of runs that a run lies in, be it alone or a point of a study."""
    root = folder.absolute().parent
    return root.parent if manifests.kind_of(root) == manifests.STUDY_NAME else root


def studies_in(root: Path) -> list[Path]:
    """The folders of studies in `root`, by name."""
    return _with(root, manifests.STUDY_NAME)


def others_in(root: Path) -> list[tuple[str, Path]]:
    """Other folders in `root`, by kind and name: ("comparison", folder), backtests and calibrations."""
    marks = (
        ("backtest", manifests.BACKTEST_NAME),
        ("calibration", manifests.CALIBRATION_NAME),
        ("comparison", manifests.COMPARISON_NAME),
    )
    return [(kind, folder) for kind, mark in marks for folder in _with(root, mark)]


def _with(root: Path, name: str) -> list[Path]:
    """The folders in `root` that have a manifest of that name, or have lost it."""
    found = {path.parent for path in root.glob(f"[!.]*/{name}")}
    seals = root.glob(f"[!.]*/{seal_of(Path(name)).name}")
    return sorted(found | {seal.parent for seal in seals if manifests.is_lost(seal.parent, name)})


def _entry(root: Path, folder: Path) -> Entry:
    name = folder.relative_to(root).as_posix()
    try:
        manifest = manifests.read(folder)
        return Entry(folder, name, manifest | {"status": manifests.state_of(folder, manifest)})
    except Problem as problem:
        return Entry(folder, name, {}, str(problem))


def _newest_first(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.manifest["started"], entry.name), reverse=True)


def _values(entry: Entry) -> dict[str, Any]:
    """Values that the filters compare with, by key; a config group stands for the alternative chosen in it."""
    manifest = entry.manifest
    overrides = (word.lstrip("+~").partition("=") for word in manifest["overrides"])
    return {
        **{key: value for key, _, value in overrides},
        **dict(by_dotted_key(manifest["config"])),
        **manifest["choices"],
        **{key: manifest[key] for key in OWN_KEYS if key in manifest},
        "name": entry.name,
    }


def _matches(values: Mapping[str, Any], filters: Mapping[str, str]) -> bool:
    return all(key in values and _equal(key, values[key], wanted) for key, wanted in filters.items())


def _equal(key: str, value: Any, wanted: str) -> bool:
    return wanted in _texts(key, value) or (isinstance(value, str) and _same_quantity(key, value, wanted))


def _same_quantity(key: str, value: str, wanted: str) -> bool:
    """True if both are the same number with its unit: `20 days` and `480 h`."""
    field = find((Parameters,), key.split("."))
    if field is None or not isinstance(field.about, Quantity):
        return False
    try:
        return parse(value, field.about.unit) == parse(wanted, field.about.unit)
    except ValueError:
        return False


def _texts(key: str, value: Any) -> set[str]:
    """The ways in which a user may write a value."""
    if value is None or isinstance(value, bool):
        return {{None: "null", True: "true", False: "false"}[value]}
    if isinstance(value, list):
        inner = [next(iter(_texts("", item))) for item in value]
        return {f"[{','.join(inner)}]", f"[{', '.join(inner)}]"}
    if isinstance(value, float) and value.is_integer():
        return {str(value), str(int(value))}
    return {str(value), *PurePosixPath(str(value)).parts} if key == "name" else {str(value)}
