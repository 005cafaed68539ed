"""The description of a measure, and the decorator that registers the function that takes it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from sim.model.contract import mechanism

EFFECT, STATUS, INPUT = "effect", "status", "input"
"""The natures of measures: an effect in the model; what a permission covers by law; what an input sets."""
LESS, MORE, NEUTRAL = "less", "more", ""
"""Whether less or more of a measure is better for Blue."""
ON_A_DAY = "day"  # a measure that is a day, censored at the horizon where it did not come
GROUND, ESCALATION, OTHER = "ground", "escalation", ""
"""Topics of measures that need a warning: ground depends on why an offensive stalls, which the record does not show;
escalation depends on beliefs without data."""

SENTENCE = re.compile(r"(?P<begins>\S.*) #(?P<unit>(?: \S+)?) (?P<less>fewer|less) (?P<counted>.*\S)")
"""How a sentence of a difference is written: with `#` for its size, and as of a measure that is lower."""

Take = Callable[..., float]
"""`(world)` or `(world, parameters)`, of a replication that has reached its horizon."""
Function = TypeVar("Function", bound=Take)


class Measure(NamedTuple):
    """A measure.

    Attributes:
        name: its key; `unit`, `meaning`: in words.
        headline: whether a policy shows in it first. Headline measures are effects; ground is not one, because a
            difference in ground must be quoted with its range over the reasons why an offensive stalls.
        nature: EFFECT; STATUS, which counts what the permission covers, whatever comes of it; or INPUT, which the
            policy changes by a factor that is given.
        better: LESS or MORE, for Blue; NEUTRAL where neither can be said.
        censored: ON_A_DAY, or the name of the day from which the wait is counted, where a replication in which the
            event has not come by the horizon counts with the horizon; empty if it does not count.
        label: in titles, legends and tables; if empty, the name as words.
        topic: GROUND, ESCALATION or OTHER.
        lowest, highest: what it can be; intervals of its mean end there.
        sentence: of a difference, as of a lower value: `Red fires # thousand fewer rounds`; if empty, the label, higher
            or lower.
        own: how many measures of the user's own its folder has, if it is one of them; 0 for one of the model.
    """

    name: str
    unit: str
    meaning: str
    headline: bool = False
    nature: str = EFFECT
    better: str = NEUTRAL
    censored: str = ""
    label: str = ""
    topic: str = OTHER
    lowest: float = -math.inf
    highest: float = math.inf
    sentence: str = ""
    own: int = 0

    @property
    def leads(self) -> bool:
        """Whether a reader sees it first: a headline measure, or one that the user added."""
        return self.headline or self.own > 0

    @property
    def family(self) -> tuple[bool, int]:
        """The same of measures whose verdicts hold at once."""
        return self.headline, self.own


REGISTERED: dict[Measure, Take] = {}
"""The measures, in the order of their definition, each with the function that takes it."""


def measure(
    label: str,
    unit: str,
    meaning: str,
    *,
    headline: bool = False,
    nature: str = EFFECT,
    better: str = NEUTRAL,
    censored: str = "",
    topic: str = OTHER,
    lowest: float = 0.0,
    highest: float = math.inf,
    sentence: str = "",
) -> Callable[[Function], Function]:
    """Register a function as the measure of its name, with its description; see `Measure`."""

    def register(take: Function) -> Function:
        said = Measure(
            take.__name__, unit, meaning, headline, nature, better, censored, label, topic, lowest, highest, sentence
        )
        REGISTERED[said] = take
        return mechanism(take)

    return register


@mechanism
def over(dividend: float, divisor: float) -> float:
    """A ratio, undefined if the denominator is 0."""
    return dividend / divisor if divisor > 0.0 else math.nan


@mechanism
def day_or_undefined(day: float) -> float:
    """A day, undefined if the event did not happen."""
    return day if day < math.inf else math.nan
