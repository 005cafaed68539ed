"""The figures of a study."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from matplotlib.figure import Figure

from sim.analysis.study_factors import Factor
from sim.config.problems import Problem
from sim.report.footer import publish
from sim.report.study_figures.asked import Asked, Basis, is_sampled
from sim.report.study_figures.curve import curve
from sim.report.study_figures.futures import scatter
from sim.report.study_figures.heat import heat
from sim.report.study_figures.indices import indices
from sim.report.study_figures.parallel import parallel
from sim.report.study_figures.search import search

__all__ = ["ALL_AT_ONCE", "Asked", "Kind", "name_of", "picture", "write"]

Kind = Literal["curve", "heat", "parallel", "indices", "search"]
ALL_AT_ONCE = ("parallel", "indices", "search")  # take no factors


def picture(
    asked: Asked, kind: Kind, x: Factor | None = None, y: Factor | None = None, by: Factor | None = None
) -> Figure:
    """The figure of a kind.

    Args:
        asked: the measure and the points.
        kind: a curve needs x, a heat map x and y, parallel coordinates and indices neither. A curve over an uncertainty
            that was sampled shows a mark for each future.
        x: the factor across.
        y: the factor upwards.
        by: a factor with a panel for each value.

    Raises:
        Problem: the points cannot be drawn so.
    """
    for word, factor in (("--y", y), ("--by", by)):
        if factor is not None and x is not None and factor.key == x.key:
            raise Problem(f"{word} {factor.key}: is the factor of --x; name another")
    if by is not None and is_sampled(asked, by):
        raise Problem(f"--by {by.key}: was sampled, and has a value for each future; name a factor of few values")
    if kind == "parallel":
        return parallel(asked, by)
    if kind == "indices":
        if by is not None:
            raise Problem("--by: indices have a panel for each policy; leave it out")
        return indices(asked)
    if kind == "search":
        return search(asked)
    assert x is not None
    if kind == "heat":
        assert y is not None
        return heat(asked, x, y, by)
    return scatter(asked, x, by) if is_sampled(asked, x) else curve(asked, x, by)


def name_of(
    asked: Asked, kind: Kind, x: Factor | None = None, y: Factor | None = None, by: Factor | None = None
) -> str:
    """What the files of a figure are called."""
    if kind == "search":
        return kind
    parts = [
        kind,
        asked.found.measure.name,
        *(each.key for each in (x, y) if each is not None and kind not in ALL_AT_ONCE),
    ]
    if by is not None:
        parts.append(f"by_{by.key}")
    parts += [f"where_{word}" for word in asked.only]
    return "-".join(re.sub(r"[^\w.]+", "_", part).strip("_") for part in parts)


def write(figure: Figure, asked: Asked, folder: Path, name: str) -> list[Path]:
    """Sign a figure and write it into `folder`, which is made if need be; returns the SVG and the PNG.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return publish(figure, Basis(asked), folder, name)
