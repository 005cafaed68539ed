"""The folder that a user names: it is there, or one message says what is missing, with the nearest name."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from sim.config.paths import check_encodable, place_of, runs_root
from sim.config.problems import Problem, nearest
from sim.study.run.point import check_point, is_point

WHERE_NAMES_ARE = "`escsim list` shows the runs"


def named_folder(word: str | Path) -> Path:
    """The run, study, point of a study or comparison that a user names: a path, or a name in the folder of runs.

    What kind of folder it is, is for whoever opens it.

    Raises:
        Problem: nothing is there, or a study has no such point.
    """
    place = place_of(word)
    if not str(word):
        raise Problem(f"the name of a run, study or comparison is empty; {WHERE_NAMES_ARE}")
    check_encodable(place.absolute())
    if is_point(place):
        check_point(place)
    elif not place.exists():
        near = nearest_folder(word)
        raise Problem(f"no such folder: {word}; " + (f"did you mean {near!r}?" if near else WHERE_NAMES_ARE))
    return place


def named_folders(words: Iterable[str | Path]) -> list[Path]:
    """Like `named_folder`, of several; raises Problem with a line for each that is not there."""
    found, wrong = list[Path](), dict[str, None]()
    for word in words:
        try:
            found.append(named_folder(word))
        except Problem as problem:
            wrong |= dict.fromkeys(problem.lines)
    if wrong:
        raise Problem(*wrong)
    return found


def nearest_folder(word: str | Path) -> str | None:
    """The folder most like one that is not there, by the first part of its path that does not exist."""
    first, *others = Path(word).parts
    seen, place = Path(first), Path(first) if Path(first).exists() else runs_root() / first
    while place.exists() and others:
        seen, place = seen / others[0], place / others.pop(0)
    near = nearest(place.name, _folders(place.parent))
    return None if near is None else str(seen.with_name(near))


def _folders(place: Path) -> Iterable[str]:
    """The names of the folders in a place; none where it cannot be read."""
    found: list[str] = []
    with suppress(OSError):
        found += (each.name for each in sorted(place.iterdir()) if each.is_dir() and not each.name.startswith("."))
    return found
