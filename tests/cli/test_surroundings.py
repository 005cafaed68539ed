"""No verb ends in a traceback, and each ends as it does at home, wherever it is started and whoever reads it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from surroundings import MAY_REFUSE, MISTAKEN, NEEDS_ROOT, SIZE, STUDY, SURROUNDINGS, VERBS, WORKERS, Place, start

from sim.cli import exits
from sim.cli.main import VERBS as KNOWN

pytestmark = pytest.mark.timeout(600)
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
"""Every surrounding once."""
OTHERS = [(verb, name) for verb in VERBS for name in SURROUNDINGS if (verb, name) not in SAMPLE]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two runs, a study file and its study; not to be changed."""
    place = Place(tmp_path_factory.mktemp("prepared"))
    (place.folder / "configs" / "study").mkdir(parents=True)
    (place.folder / "configs" / "study" / "small.yaml").write_text(STUDY)
    for words in (
        ("run", *SIZE, "name=A"),
        ("run", *SIZE, "name=B", "restrictions=full_ban"),
        ("sweep", "study=small", "name=S"),
    ):
        done = start(words, place)
        assert done.returncode == 0, done.stderr.decode()
    return place.folder


@pytest.fixture
def place(prepared: Path, open_folder: Path) -> Place:
    return Place(Path(shutil.copytree(prepared, open_folder / "here")))


def _check(verb: str, surrounding: str, place: Place) -> None:
    if surrounding in NEEDS_ROOT and os.geteuid() != 0:
        pytest.skip("another user can only be had by root")
    SURROUNDINGS[surrounding](place)
    done = start(VERBS[verb], place)
    errors = done.stderr.decode(errors="replace")
    allowed = {exits.PROBLEM if verb in MISTAKEN else exits.DONE}
    allowed |= {exits.PROBLEM} if surrounding in MAY_REFUSE else set()
    allowed |= {exits.PIPE_CLOSED} if surrounding == "into_head" else set()
    assert "Traceback" not in errors, errors
    assert surrounding not in MAY_REFUSE or not ("torn" in errors or "delete" in errors), errors
    assert done.returncode in allowed, (done.returncode, allowed, errors)


def test_every_verb_has_a_command() -> None:
    assert sorted(VERBS) == sorted(KNOWN)


@pytest.mark.thorough
@pytest.mark.parametrize(("verb", "surrounding"), SAMPLE)
def test_a_verb_ends_as_at_home(verb: str, surrounding: str, place: Place) -> None:
    _check(verb, surrounding, place)


@pytest.mark.thorough
def test_workers_import_nothing_from_the_current_folder(place: Place) -> None:
    SURROUNDINGS["shadowing_files"](place)
    done = start(("run", *SIZE[:-1], WORKERS, "name=two"), place)
    assert (done.returncode, b"imported" in done.stderr) == (0, False), done.stderr.decode()


@pytest.mark.slow
@pytest.mark.parametrize(("verb", "surrounding"), OTHERS)
def test_every_other_verb_ends_as_at_home(verb: str, surrounding: str, place: Place) -> None:
    _check(verb, surrounding, place)
