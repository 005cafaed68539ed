"""Studies in a user's own folder, for tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.config.compose import read
from sim.config.library import Library, open_library
from sim.config.paths import config_root
from sim.config.problems import Problem
from sim.study.design.study import StudyDesign, read_study
from sim.study.design.variant import CLASSES

SHIPPED = Library(CLASSES, config_root())


def own(folder: Path, text: str, name: str = "mine", **files: str) -> Library:
    """A library with a study of that name in the user's folder."""
    for place, content in {f"study/{name}.yaml": text, **files}.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return open_library(CLASSES, folder)


def made(folder: Path, text: str, *words: str, **files: str) -> StudyDesign:
    return read_study(own(folder, text, **files), ["study=mine", *words])


def refused(folder: Path, text: str, *words: str) -> str:
    with pytest.raises(Problem) as caught:
        made(folder, text, *words)
    return str(caught.value)


def same_as_composed(study: StudyDesign, library: Library, *points: int) -> None:
    trees = study.trees()
    for point in points:
        assert trees(study.row(point)) == read(library, list(study.words(point)))[0][0]
