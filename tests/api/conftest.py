"""Small runs from Python, in folders of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from small import SMALL

import sim


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with no settings of the user's."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[sim.Run, sim.Run]]:
    """Two small runs that are pairs: the default, and a full ban."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("runs"))
        yield (
            sim.run(SMALL, name="A"),
            sim.run(SMALL, restrictions="full_ban", name="B"),
        )
