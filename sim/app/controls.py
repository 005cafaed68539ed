"""Controls of the page: sliders, switches, and selectors, each with its text in an address."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from sim.config.problems import hint
from sim.report.words.numbers import number

Value = bool | int | float | str
LONGEST = 60  # characters of a value in an address


@dataclass(frozen=True)
class Slider:
    """A number between two bounds.

    Attributes:
        name: in an address.
        unit: of the number, as it is stored; "1" for a pure number, "day" for a point in time.
        low, high, step: of the slider; any number in between is accepted in an address.
        default: where it stands at first.
        assumed: whether no source gives the default.
        whole: whether only whole numbers make sense.
        typed: whether the number is typed into a box, rather than slid.
        when: "name=value" pairs, all of which must hold for the slider to do anything.
    """

    name: str
    label: str
    unit: str
    low: float
    high: float
    step: float
    default: float
    meaning: str = ""
    assumed: bool = False
    whole: bool = False
    typed: bool = False
    when: str = ""

    kind = "slider"

    def read(self, text: str) -> Value:
        """The number in a text; raise ValueError, whose message goes after the name."""
        try:
            value = int(text) if self.whole else float(text) + 0.0
        except ValueError:
            value = math.nan
        if not self.low <= value <= self.high:
            kind = "a whole number" if self.whole else "a number"
            raise ValueError(f"must be {kind} from {self.write(self.low)} to {self.write(self.high)}")
        return value

    def write(self, value: Any) -> str:
        """The shortest text that reads back as the number."""
        return repr(float(value)).removesuffix(".0") if not self.whole else str(int(value))

    def shown(self, value: Any) -> str:
        """The number as it stands beside the slider."""
        return number(float(value), 4)


@dataclass(frozen=True)
class Switch:
    """A switch, on or off; attributes as of `Slider`."""

    name: str
    label: str
    default: bool
    meaning: str = ""
    when: str = ""

    kind = "switch"

    def read(self, text: str) -> Value:
        """True if it is on; raise ValueError, whose message goes after the name."""
        if text not in ("true", "false"):
            raise ValueError("must be true or false")
        return text == "true"

    def write(self, value: Any) -> str:
        """Return the text that `read` takes."""
        return "true" if value else "false"


@dataclass(frozen=True)
class Selector:
    """One of some options; attributes as of `Slider`.

    Attributes:
        options: the name of each in an address, and what it is called.
    """

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    default: str
    meaning: str = ""
    when: str = ""

    kind = "options"

    def read(self, text: str) -> Value:
        """The option; raise ValueError, whose message goes after the name."""
        names = [name for name, _ in self.options]
        if text not in names:
            raise ValueError(f"is none of its options{hint(text, names)}")
        return text

    def write(self, value: Any) -> str:
        """Return the text that `read` takes."""
        return str(value)


Control = Slider | Switch | Selector


def step_for(low: float, high: float, default: float) -> float:
    """A round step with 20 to 400 places between the bounds, one of which is the default."""
    size = 10.0 ** math.floor(math.log10((high - low) / 20))
    for step in (5 * size, 2 * size, size, size / 2, size / 5, size / 10):
        places = (high - low) / step, (default - low) / step
        if places[0] >= 20 and all(abs(place - round(place)) < 1e-6 for place in places):
            return step
    return size / 10
