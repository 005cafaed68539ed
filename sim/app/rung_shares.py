"""The ladder of escalation day by day: areas of the share of replications at or above each rung."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.app.svg import PlotFrame, day_ticks, picture, thinned
from sim.report.figures.comparison.rungs import PERCENT, RUNGS, TOLD, Shares, last_shares, separating, shares_in

Numbers = NDArray[np.float64]
ENDS = (0.0, 100.0)


def shares_of_paths(paths: Numbers) -> Shares:
    """The share of replications at or above each rung, shape (rungs, days), of paths of shape (days, replications)."""
    return shares_in(paths.T)


def shares_picture(days: Numbers, shares: Shares, side: str, reference: Shares | None = None) -> str:
    """The areas of one policy, the darker the higher the rung; `side`: a or b, for the colour.

    Where there is a reference, its share at or above the rung that distinguishes the two most is dashed.
    """
    frame, some = PlotFrame((float(days[0]), float(days[-1])), ENDS), thinned(len(days))
    parts = [frame.axes(day_ticks(*frame.x_ends), PERCENT)]
    reached = [100 * share for share in shares if share.any()]
    parts += [frame.band(days[some], np.zeros(len(some)), share[some], f"rung {side}") for share in reached]
    dashed = [] if reference is None else [100 * reference[distinguishing_rung(reference, shares) - 1]]
    parts += [frame.line(days[some], share[some], "reference") for share in dashed]
    chart = {
        "days": days[some].tolist(),
        "ends": ENDS,
        "shares": [np.round(share[some], 1).tolist() for share in reached],
        "dashed": [np.round(share[some], 1).tolist() for share in dashed],
        "side": side,
    }
    label = f"Rungs of escalation of policy {side.upper()}, day by day; {reached_shares(shares)}"
    return picture(parts, frame.width, frame.height, label, chart=chart)


def distinguishing_rung(reference: Shares, shares: Shares) -> int:
    """The rung whose share on the last day differs most."""
    return separating([reference, shares])[0]


def reached_shares(shares: Shares) -> str:
    """The shares on the last day in words: those of the highest rungs that some replications stand at."""
    reached = [rung for rung, share in zip(RUNGS, shares, strict=True) if share[-1] > 0]
    return last_shares(shares, reached[-TOLD:] or RUNGS[:1])
