"""The runs that a user names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sim.api.running import Run
from sim.api.sweeping import Study
from sim.config.paths import place_of
from sim.config.problems import Problem
from sim.study.listing import runs_in
from sim.study.store import open_run

Named = Run | Study | str | Path
"""A run, folder, or name in the runs folder; a study stands for its points."""


def runs_of(named: Iterable[Named]) -> list[Run]:
    """The runs that are meant; raises Problem that tells of everyone that cannot be read."""
    found, wrong = list[Run](), dict[str, None]()
    for one in named:
        if isinstance(one, Run):
            found.append(one)
            continue
        place = one.folder if isinstance(one, Study) else place_of(one)
        for folder in runs_in(place):
            try:
                found.append(Run(open_run(folder)))
            except Problem as problem:
                wrong |= dict.fromkeys(problem.lines)
    if wrong:
        raise Problem(*wrong)
    return found
