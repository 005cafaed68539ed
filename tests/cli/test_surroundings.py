"""No verb ends in a traceback, and each ends as it does at home, wherever it is started and whoever reads it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from samples import sampled
from surroundings import (
    MAY_REFUSE,
    MISTAKEN,
    NEEDS_ROOT,
    SIZE,
    STUDY,
    SURROUNDINGS,
    VERBS,
    WORKERS,
    Place,
    Started,
    start,
)

from sim.cli import exits
from sim.cli.verbs import VERBS as KNOWN

pytestmark = pytest.mark.timeout(1800)
SAMPLE = [
    ("run", "other_backend"),
    ("compare", "shadowing_files"),
    ("list", "unreadable_cache"),
    ("run", "unsearchable_home"),
    ("plan", "unreadable_folder"),
    ("trace", "unreadable_tables"),
    ("list", "cp1252"),
    ("explain", "ascii"),
    ("run", "closed_output"),
    ("trace", "into_head"),
    ("parameters", "narrow_50"),
    ("status", "narrow_20"),
]
"""Every surrounding once, with a process that is started for the command."""


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two runs, a study file and its study; not to be changed."""
    place = Place(tmp_path_factory.mktemp("prepared"))
    (place.folder / "configs" / "study").mkdir(parents=True)
    (place.folder / "configs" / "study" / "small.yaml").write_text(STUDY)
    started = Started(place, tmp_path_factory.mktemp("notes"))
    for words in (
        ("run", *SIZE, "name=A"),
        ("run", *SIZE, "name=B", "restrictions=full_ban"),
        ("sweep", "study=small", "name=S"),
    ):
        done = started.run(words)
        assert done.returncode == 0, done.stderr.decode()
    started.end()
    return place.folder


@pytest.fixture(scope="module")
def surrounding(
    request: pytest.FixtureRequest, prepared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Started]]:
    """A surrounding by its name, and a process in it, for the commands of all verbs."""
    name: str = request.param
    if name in NEEDS_ROOT and os.geteuid() != 0:
        pytest.skip("another user can only be had by root")
    with tempfile.TemporaryDirectory(prefix="escsim-open-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        notes = Path(folder) / "notes"
        notes.mkdir()
        notes.chmod(0o755)
        place = Place(Path(shutil.copytree(prepared, Path(folder) / "here")))
        SURROUNDINGS[name](place)
        started = Started(place, notes)
        yield name, started
        started.end()
        told = (notes / "start.txt").read_text(errors="replace")
        assert not [word for word in ("Traceback", "imported", "Exception ignored") if word in told], told


@pytest.fixture(scope="module")
def at_home(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    folder = tmp_path_factory.mktemp("home")
    started = Started(Place(Path(shutil.copytree(prepared, folder / "here"))), folder)
    yield started
    started.end()


@pytest.fixture
def place(prepared: Path, open_folder: Path) -> Place:
    return Place(Path(shutil.copytree(prepared, open_folder / "here")))


def _check(verb: str, surrounding: str, done: CompletedProcess[bytes]) -> None:
    errors = done.stderr.decode(errors="replace")
    allowed = {exits.PROBLEM if verb in MISTAKEN else exits.DONE}
    allowed |= {exits.PROBLEM} if surrounding in MAY_REFUSE else set()
    allowed |= {exits.PIPE_CLOSED} if surrounding == "into_head" else set()
    if surrounding in NEEDS_ROOT and "no worker process could be started" in errors:
        allowed |= {exits.PROBLEM}  # root's Python may be closed to the other user
    assert "Traceback" not in errors, errors
    assert "Exception ignored" not in errors, errors
    assert surrounding not in MAY_REFUSE or not ("torn" in errors or "delete" in errors), errors
    assert done.returncode in allowed, (done.returncode, allowed, errors)


def test_every_verb_has_a_command() -> None:
    assert sorted(VERBS) == sorted(KNOWN)


@pytest.mark.thorough
@pytest.mark.parametrize("verb", VERBS)
def test_the_command_of_every_verb_does_at_home_what_it_is_to_show(verb: str, at_home: Started) -> None:
    _check(verb, "at_home", at_home.run(VERBS[verb]))


@pytest.mark.thorough
@pytest.mark.parametrize(("verb", "surrounding"), sampled(SAMPLE, SAMPLE[1], SAMPLE[-3]))
def test_a_verb_ends_as_at_home(verb: str, surrounding: str, place: Place) -> None:
    if surrounding in NEEDS_ROOT and os.geteuid() != 0:
        pytest.skip("another user can only be had by root")
    SURROUNDINGS[surrounding](place)
    _check(verb, surrounding, start(VERBS[verb], place))


@pytest.mark.thorough
def test_workers_import_nothing_from_the_current_folder(place: Place) -> None:
    SURROUNDINGS["shadowing_files"](place)
    done = start(("run", *SIZE[:-1], WORKERS, "name=two"), place)
    assert (done.returncode, b"imported" in done.stderr) == (0, False), done.stderr.decode()


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("surrounding", SURROUNDINGS, indirect=True)
def test_every_verb_ends_as_at_home(verb: str, surrounding: tuple[str, Started]) -> None:
    name, started = surrounding
    _check(verb, name, started.run(VERBS[verb]))
