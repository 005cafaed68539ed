"""No verb ends in a traceback, and each ends as it does at home, wherever it is started and whoever reads it."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path

import pytest
from surroundings import MAY_REFUSE, NEEDS_ROOT, SIZE, STUDY, SURROUNDINGS, VERBS, Place, start

from sim.cli import exits
from sim.cli.main import VERBS as KNOWN

pytestmark = pytest.mark.timeout(600)
ROTATED = [(verb, name) for place, verb in enumerate(VERBS) for name in [list(SURROUNDINGS)[place % len(SURROUNDINGS)]]]
"""Every verb once and every surrounding at least once."""
EVERY = [(verb, name) for verb in VERBS for name in SURROUNDINGS if (verb, name) not in ROTATED]


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
def place(prepared: Path, tmp_path: Path) -> Place:
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    return Place(Path(shutil.copytree(prepared, tmp_path / "here")))


@cache
def _code_at_home(verb: str, prepared: Path, scratch: Path) -> int:
    return start(VERBS[verb], Place(Path(shutil.copytree(prepared, scratch / f"home-of-{verb}")))).returncode


def _check(verb: str, surrounding: str, place: Place, prepared: Path, scratch: Path) -> None:
    if surrounding in NEEDS_ROOT and os.geteuid() != 0:
        pytest.skip("another user can only be had by root")
    SURROUNDINGS[surrounding](place)
    done = start(VERBS[verb], place)
    errors = done.stderr.decode(errors="replace")
    allowed = {_code_at_home(verb, prepared, scratch)}
    allowed |= {exits.PROBLEM} if surrounding in MAY_REFUSE else set()
    allowed |= {exits.PIPE_CLOSED} if surrounding == "into_head" else set()
    assert "Traceback" not in errors, errors
    assert "torn" not in errors or surrounding not in MAY_REFUSE, errors
    assert done.returncode in allowed, (done.returncode, allowed, errors)


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


def test_every_verb_has_a_command() -> None:
    assert list(VERBS) == list(KNOWN)


@pytest.mark.parametrize(("verb", "surrounding"), ROTATED)
def test_a_verb_in_one_surrounding(verb: str, surrounding: str, place: Place, prepared: Path, scratch: Path) -> None:
    _check(verb, surrounding, place, prepared, scratch)


@pytest.mark.slow
@pytest.mark.parametrize(("verb", "surrounding"), EVERY)
def test_a_verb_in_the_others(verb: str, surrounding: str, place: Place, prepared: Path, scratch: Path) -> None:
    _check(verb, surrounding, place, prepared, scratch)
