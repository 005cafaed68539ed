r"""M11, a line uniform on the steps: after $k$ steps unpunished the next one crosses with probability $1/(10 - k)$."""

from __future__ import annotations

import math

from sim.model.contract import Stream, mechanism
from sim.model.red_line.hidden import HiddenLine
from sim.model.restrictions.permission_steps import STEPS


@mechanism
def uniform_line_at(line: HiddenLine, quantile: float) -> float:
    """The step that crosses, at a quantile of its distribution."""
    return 1.0 + math.floor(STEPS * quantile)


@mechanism
def draw_uniform_line(line: HiddenLine, stream: Stream) -> float:
    """The step that crosses."""
    return 1.0 + math.floor(STEPS * stream.uniform())
