"""The runs that a user names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sim.api.running import Run
from sim.api.sweeping import Study
from sim.config.paths import place_of
from sim.study.listing import open_runs, runs_in

Named = Run | Study | str | Path
"""A run, folder, or name in the runs folder; a study stands for its points."""


def runs_of(named: Iterable[Named]) -> list[Run]:
    """The runs that are meant; raise Problem that tells of everyone that cannot be read."""
    found = (each for one in named for each in ([one.stored] if isinstance(one, Run) else runs_in(_place_of(one))))
    return [Run(run) for run in open_runs(found)]


def _place_of(named: Study | str | Path) -> Path:
    return named.folder if isinstance(named, Study) else place_of(named)
