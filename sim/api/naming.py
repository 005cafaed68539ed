"""The runs that a user names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sim.api.running import Run
from sim.api.sweeping import Study
from sim.study.listing import open_runs, runs_in
from sim.study.named import named_folders
from sim.study.run.store import StoredRun

Named = Run | Study | str | Path
"""A run, folder, or name in the runs folder; a study stands for its points."""


def runs_of(named: Iterable[Named]) -> list[Run]:
    """The runs that are meant; raises Problem that tells of everyone that cannot be read."""
    given = [*named]
    places = iter(named_folders(one for one in given if not isinstance(one, Run | Study)))
    found = [each for one in given for each in _runs_of(one, places)]
    return [Run(run) for run in open_runs(found)]


def _runs_of(named: Named, places: Iterator[Path]) -> Sequence[StoredRun | Path]:
    """Runs that one of them stands for; a folder or name takes the next of the places."""
    if isinstance(named, Run):
        return [named.stored]
    return runs_in(named.folder if isinstance(named, Study) else next(places))
