"""Reads a study from its file and the command line."""

from __future__ import annotations

from collections.abc import Sequence

from sim.config.library import Library
from sim.study.design.building import StudyDesign, built
from sim.study.design.candidates import Candidates
from sim.study.design.frame import read_frame

__all__ = ["StudyDesign", "read_study"]


def read_study(library: Library, words: Sequence[str]) -> StudyDesign:
    """The study that `study=NAME` names, with the other words: `study.KEY=value` changes it, any other the base.

    Words win over the base of the study file; none may be given twice. Of a study that searches these
    are the policies it begins with.

    Raises:
        Problem: with a line for each mistake found.
    """
    frame = read_frame(library, words)
    return built(frame, Candidates(frame).begun().batches, composed=True)
