"""M10, what is set, and believed or known, of acts of escalation."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from sim.model.activity import BELIEF, Activity
from sim.model.alternatives import alternatives
from sim.model.quantity import ANY, NOT_NEGATIVE, POSITIVE, Choice, Quantity
from sim.model.severity import TOP_RUNG

PAIRS = "22 rival pairs of states, 1946-2014, two-sided Hawkes, baseline by 5 years"
CONFRONTATIONS = "1,218 militarized confrontations, 1816-2014 (MIE 1.0)"
FROM_DISPLAY = f"from a display of force, {CONFRONTATIONS}"
STEPS_OF_SPONSORS = "12 steps of sponsors, 2022-2025: +.37 (.01 to .74) mass strikes in 14 days for each, p = .065"
SELF, CROSS = (0.05, 0.6), (0.03, 0.35)

HIGHEST_SPECTRAL_RADIUS = 0.9
HIGHEST_REACTION = 0.999  # of tensions, as a share of what fatigue balances


@dataclass(frozen=True)
class Severity:
    """Severity that fades, and nothing that acts."""

    severity_memory_days: Annotated[
        float, Quantity("d", POSITIVE, "time constant of the fading of severity", BELIEF, (5, 90))
    ]


@dataclass(frozen=True)
class Acts(Severity):
    """Acts that add to the severity."""

    severity_per_act: Annotated[float, Quantity("1", NOT_NEGATIVE, "mean severity of an act (exponential)", BELIEF)]


@dataclass(frozen=True)
class PoissonActs(Acts):
    """Acts at random, and answers to permissions."""

    red_baseline_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "Red's acts that nothing provoked", BELIEF, (0.0, 0.2))
    ]
    blue_baseline_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "Blue's acts that nothing provoked", BELIEF, (0.0, 0.2))
    ]
    answers_per_step: Annotated[
        float,
        Quantity("1", NOT_NEGATIVE, "Red's acts in answer to each permission step", STEPS_OF_SPONSORS, (0.0, 1.0)),
    ]
    excitation_memory_days: Annotated[
        float,
        Quantity("d", POSITIVE, "time constant of an excitation", f"{PAIRS}: median 11 d (7 to 20)", (2, 60)),
    ]


@dataclass(frozen=True)
class HawkesActs(PoissonActs):
    """Acts that excite each other."""

    red_by_red: Annotated[
        float,
        Quantity("1", NOT_NEGATIVE, "Red's acts for each act of Red's", f"{PAIRS}: median .26 (.19 to .30)", SELF),
    ]
    red_by_blue: Annotated[
        float,
        Quantity("1", NOT_NEGATIVE, "Red's acts for each act of Blue's", f"{PAIRS}: median .14 (.11 to .23)", CROSS),
    ]
    blue_by_red: Annotated[
        float,
        Quantity("1", NOT_NEGATIVE, "Blue's acts for each act of Red's", f"{PAIRS}: median .14 (.11 to .23)", CROSS),
    ]
    blue_by_blue: Annotated[
        float,
        Quantity("1", NOT_NEGATIVE, "Blue's acts for each act of Blue's", f"{PAIRS}: median .26 (.19 to .30)", SELF),
    ]

    def rules(self) -> Iterator[tuple[str, str]]:
        radius = spectral_radius(self.red_by_red, self.red_by_blue, self.blue_by_red, self.blue_by_blue)
        if radius >= HIGHEST_SPECTRAL_RADIUS:
            yield (
                "red_by_red",
                f"acts would excite each other without end: the spectral radius of red_by_red, red_by_blue, "
                f"blue_by_red, blue_by_blue is {radius:.3g}, allowed below {HIGHEST_SPECTRAL_RADIUS:g}",
            )


@dataclass(frozen=True)
class Rungs:
    """A ladder that is climbed and stepped down at random, without acts."""

    up_first_day_per_day: Annotated[
        float,
        Quantity("1/d", NOT_NEGATIVE, "rate of going up within a day of the last rise", FROM_DISPLAY, (0.19, 0.26)),
    ]
    up_first_week_per_day: Annotated[
        float,
        Quantity("1/d", NOT_NEGATIVE, "the same on days 1 to 7 after it", FROM_DISPLAY, (0.014, 0.026)),
    ]
    up_later_per_day: Annotated[float, Quantity("1/d", NOT_NEGATIVE, "the same later", FROM_DISPLAY, (0.005, 0.011))]
    down_per_day: Annotated[
        float,
        Quantity(
            "1/d",
            NOT_NEGATIVE,
            "rate of going down a rung",
            f"{CONFRONTATIONS} last 28 d in the median, quartiles 1 and 173 d",
            (0.004, 0.5),
        ),
    ]
    up_by_step: Annotated[
        float,
        Quantity(
            "1",
            ANY,
            "logarithm of the factor on the rate up, for each permission step granted",
            BELIEF,
            (0.0, 0.3),
        ),
    ]
    start_rung: Annotated[int, Quantity("1", (0, TOP_RUNG), "rung at the start", BELIEF)]
    highest_rung: Annotated[
        int, Quantity("1", (1, TOP_RUNG), "rung above which nobody goes; 8 is out of scope", BELIEF)
    ]
    lowest_absorbing: Annotated[bool, Choice("whether rung 0 is left no more once it is reached", BELIEF)]
    highest_absorbing: Annotated[bool, Choice("whether the highest rung is left no more once it is reached", BELIEF)]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.start_rung > self.highest_rung:
            yield "start_rung", f"must not be above highest_rung, {self.highest_rung} (got {self.start_rung})"


@dataclass(frozen=True)
class RichardsonTensions(Acts):
    """Tensions that are the intensities of both sides' acts."""

    red_tension_per_day: Annotated[float, Quantity("1/d", NOT_NEGATIVE, "Red's tension at the start", BELIEF)]
    blue_tension_per_day: Annotated[float, Quantity("1/d", NOT_NEGATIVE, "Blue's tension at the start", BELIEF)]
    red_reaction_per_day: Annotated[
        float,
        Quantity("1/d", NOT_NEGATIVE, "growth of Red's tension for each unit of Blue's", BELIEF, (0.0, 0.04)),
    ]
    blue_reaction_per_day: Annotated[
        float,
        Quantity("1/d", NOT_NEGATIVE, "growth of Blue's tension for each unit of Red's", BELIEF, (0.0, 0.04)),
    ]
    red_fatigue_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "rate at which Red's tension dies down", BELIEF, (0.05, 0.5))
    ]
    blue_fatigue_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "rate at which Blue's tension dies down", BELIEF, (0.05, 0.5))
    ]
    red_grievance_per_day2: Annotated[
        float, Quantity("1/d2", NOT_NEGATIVE, "growth of Red's tension that nothing provokes", BELIEF)
    ]
    blue_grievance_per_day2: Annotated[
        float, Quantity("1/d2", NOT_NEGATIVE, "growth of Blue's tension that nothing provokes", BELIEF)
    ]
    grievance_by_step_per_day2: Annotated[
        float,
        Quantity("1/d2", NOT_NEGATIVE, "growth of Red's tension for each permission step granted", BELIEF),
    ]

    def rules(self) -> Iterator[tuple[str, str]]:
        reactions = self.red_reaction_per_day * self.blue_reaction_per_day
        fatigues = self.red_fatigue_per_day * self.blue_fatigue_per_day
        if reactions >= HIGHEST_REACTION * fatigues:
            yield (
                "red_reaction",
                f"tensions would grow without end: red_reaction x blue_reaction is {reactions:.6g}, allowed below "
                f"{HIGHEST_REACTION:g} x red_fatigue x blue_fatigue, {HIGHEST_REACTION * fatigues:.6g}",
            )


@alternatives(
    {
        Activity.HAWKES: HawkesActs,
        Activity.POISSON: PoissonActs,
        Activity.NONE: Severity,
        Activity.RUNGS: Rungs,
        Activity.RICHARDSON: RichardsonTensions,
    }
)
@dataclass(frozen=True)
class Escalation(RichardsonTensions, Rungs, HawkesActs):
    """M10: acts of escalation."""

    kind: Annotated[Activity, Choice("what brings about acts of escalation", BELIEF)]


def spectral_radius(a: float, b: float, c: float, d: float) -> float:
    """Of the matrix [[a, b], [c, d]] of numbers not below 0."""
    return 0.5 * (a + d + math.sqrt((a - d) * (a - d) + 4.0 * b * c))
