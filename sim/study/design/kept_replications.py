"""Numbers of replications of each point of a study that keep their days, and their events."""

from __future__ import annotations

from sim.config.settings import Save
from sim.study.design.building import StudyDesign


def kept_of(study: StudyDesign) -> Save:
    """Number of replications of each point that keep their days, and that keep their events.

    As many as `save` says where the study or its words set it; else as many in all as a run keeps, shared by the
    points, since the days of a point take as much room as hundreds of its rows.
    """
    save, points = study.base.settings.save, max(study.most_points, 1)
    words = {word.lstrip("+").partition("=")[0].strip() for word in study.base.overrides}
    paths, traces = (
        asked if {"save", f"save.{name}"} & words else asked // points
        for name, asked in (("paths", save.paths), ("traces", save.traces))
    )
    return Save(paths, traces)
