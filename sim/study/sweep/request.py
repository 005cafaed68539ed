"""A study requested on the command line: its points, its folder, and its execution."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from sim.config.library import PRIMARY, open_library
from sim.config.paths import runs_root
from sim.config.problems import Problem, nearest
from sim.config.unused import UNREAD_IN_STUDIES, refuse_unused
from sim.study.design.study import StudyDesign, read_study
from sim.study.design.variant import CLASSES
from sim.study.execution.engines import Simulation
from sim.study.execution.own_mechanisms import own_mechanisms
from sim.study.execution.pool import Executor
from sim.study.sweep.how import How, read_how


@dataclass(frozen=True)
class StudyRequest:
    """A study that is asked for.

    Attributes:
        study: its points.
        folder: where its rows are, or will be.
        how: the work is done.
    """

    study: StudyDesign
    folder: Path
    how: How

    def simulation(self, tell: Callable[[str], None]) -> Simulation:
        """The engine; see `How.simulation`."""
        return self.how.simulation(self.study.base, len(self.study.points), tell)

    def crew(self, simulation: Simulation, tell: Callable[[str], None]) -> AbstractContextManager[Executor]:
        """The workers; `tell` is called with what takes a while."""
        return self.how.crew(simulation, self.study.base.settings.workers, tell)


def study_request(
    words: Sequence[str], config_dir: str | Path | None = None, config_name: str = PRIMARY
) -> StudyRequest:
    """The study that `study=NAME` and the words beside it ask for.

    Raises:
        Problem: with a line for each mistake.
    """
    how, others = read_how(words)
    library = open_library(CLASSES, config_dir, config_name)
    _refuse_bare(others, library.options("study"))
    refuse_unused("sweep", others, UNREAD_IN_STUDIES)
    study = read_study(library, others)
    settings = study.base.settings
    own_mechanisms(settings.mechanisms)  # a mistake in them is told before anything is run
    return StudyRequest(study, how.folder(runs_root(settings.runs_dir), settings.name or study.name), how)


def _refuse_bare(words: Sequence[str], known: Sequence[str]) -> None:
    """Raise Problem for the first word that is no key=value."""
    for word in words:
        if "=" not in word:
            near = nearest(word, known)
            raise Problem(f"{word}: not a key=value setting" + (f"; did you mean study={near}?" if near else ""))
