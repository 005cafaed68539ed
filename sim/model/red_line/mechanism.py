r"""M11, the red line: which permission steps a hidden line punishes, and what unpunished steps teach.

Uniform: a fixed threshold on the steps granted, uniform on 1 to 10, so after $k$ steps unpunished the next one crosses
it with probability $1/(10 - k)$: the risk of the next step rises. A step withdrawn and granted again is not a new step.

Beta-Bernoulli: a propensity $p$ from Beta(a, b), drawn once; each step crosses with probability $p$. After $k$ steps
unpunished the risk of the next is $a/(a + b + k)$: it falls.

Grievance: each step adds 1 to a sum that fades with a time constant, or never; the line is crossed when the sum passes
a log-normal threshold, drawn once.

Convex: a move of $s$ steps, all those granted at one moment, crosses with probability $1 - e^{-c (s/S)^g}$. With
$g > 1$ one move is riskier than the same move in slices: cut into $m$ equal moves the risk is $1 - e^{-c m^{1-g}}$ at
$s = S$.

All of them read the steps granted now, fewer after a withdrawal. In the last three a step granted again is a new step.
A crossing raises severity and excites Red's answers; it happens at most once.

The line is fixed and unknown. Each replication draws it from its distribution, so it counts as chance, unless
`threshold_quantile` fixes its quantile: then nothing is drawn. A study varies the quantile like any other belief, the
same number under every law.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, NamedTuple

from sim.model.alternatives import alternatives, dispatch, trait
from sim.model.contract import Stream, mechanism
from sim.model.quantity import BELIEF, Choice
from sim.model.red_line.convex import ConvexLine, convex_line_at, draw_convex_line, hazard_of_move
from sim.model.red_line.grievance import GrievanceLine, draw_grievance_line, fade, grievance_line_at
from sim.model.red_line.hidden import HiddenLine, count_steps_of_move, never_fade
from sim.model.red_line.none import NoLine
from sim.model.red_line.propensity import PropensityLine, draw_propensity_line, propensity_line_at
from sim.model.red_line.uniform import draw_uniform_line, uniform_line_at


class Threshold(IntEnum):
    """What crosses a hidden line."""

    UNIFORM = 0
    NONE = 1
    BETA_BERNOULLI = 2
    GRIEVANCE = 3
    CONVEX = 4


HIGHEST_QUANTILE = 0.9999999999999999  # the largest uniform draw


class RedLineRow(NamedTuple):
    """A line: what it reads, its distribution, what a move adds towards it, and what fades or is forgiven."""

    parameters: type
    at: Callable[..., float]
    draw: Callable[..., float]
    weight: Callable[..., float] = count_steps_of_move
    fading: Callable[..., float] = never_fade
    forgives: bool = False
    counts_steps: bool = False


LINES = {
    Threshold.UNIFORM: RedLineRow(HiddenLine, uniform_line_at, draw_uniform_line, counts_steps=True),
    Threshold.BETA_BERNOULLI: RedLineRow(PropensityLine, propensity_line_at, draw_propensity_line),
    Threshold.GRIEVANCE: RedLineRow(GrievanceLine, grievance_line_at, draw_grievance_line, fading=fade, forgives=True),
    Threshold.CONVEX: RedLineRow(ConvexLine, convex_line_at, draw_convex_line, hazard_of_move),
}
PARAMETERS: dict[Threshold, type] = {Threshold.NONE: NoLine, **{kind: row.parameters for kind, row in LINES.items()}}


@alternatives(PARAMETERS)
@dataclass(frozen=True)
class RedLine(ConvexLine, GrievanceLine, PropensityLine, NoLine):
    """M11: the attacker's hidden line."""

    kind: Annotated[Threshold, Choice("what makes permission steps cross a hidden line", BELIEF)]


law_at: Callable[[int, RedLine, float], float] = dispatch({kind: row.at for kind, row in LINES.items()})
draw_law: Callable[[int, RedLine, Stream], float] = dispatch({kind: row.draw for kind, row in LINES.items()})
weight_of: Callable[[int, RedLine, int], float] = dispatch({kind: row.weight for kind, row in LINES.items()})
"""What a move of a number of steps adds."""
fading_of: Callable[[int, RedLine, float], float] = dispatch({kind: row.fading for kind, row in LINES.items()})
"""What moves have added, after some days."""
is_drawn = trait({kind: kind in LINES for kind in PARAMETERS})
forgives = trait({kind: row.forgives for kind, row in LINES.items()})
counts_steps = trait({kind: row.counts_steps for kind, row in LINES.items()})
"""Whether the line lies at a number of steps granted, so that a step withdrawn and granted again is not new."""


@mechanism
def line_at(quantile: float, line: RedLine) -> float:
    """Position of the line at a quantile of its distribution: what moves must add up to."""
    return law_at(line.kind, line, min(quantile, HIGHEST_QUANTILE))


@mechanism
def draw_line(stream: Stream, line: RedLine) -> float:
    """Position of the line: what moves must add up to."""
    if line.threshold_quantile < math.inf:
        return line_at(line.threshold_quantile, line)
    return draw_law(line.kind, line, stream)
