"""Names of the policies, beliefs, units and structures of a decision in sentences, tables and figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.analysis.decision.choice import PolicyChoice
from sim.analysis.decision.cube import ALONE, Cube
from sim.analysis.decision.decide import StudyDecision
from sim.analysis.decision.objective import Objective
from sim.analysis.study_factors import unit_words
from sim.config.labels import key_label, settings_in, structure_label, value_label, words_label
from sim.model.measures import Measure
from sim.report.words.names import needs_unit, title_of, unit_of
from sim.report.words.numbers import number, with_minus
from sim.report.words.wording import in_sentence

ONE = {
    "rung d": "a rung-day",
    "rung": "a rung",
    "d": "a day",
    "bty": "a battery",
    "bty d": "a battery-day",
    "km2": "a km²",
    "km2 d": "a km² day",
    "km": "a kilometre",
    "kr": "a thousand rounds",
    "kpe": "a thousand PE",
    "kpe d": "a thousand PE days",
    "acts": "an act",
    "strikes": "a strike",
    "salvos": "a salvo",
    "USD m": "USD 1 million",
}
"""One unit of a cost, as a sentence names it."""
GROUPS = {
    "escalation": "the theory of escalation",
    "stall": "the reason to stall",
    "red_line": "the rule of the red line",
    "attrition": "the law of attrition",
    "replacements": "the rate of replacements",
}
"""Config groups in which structures differ."""
VALUE_JUDGEMENT = "a price is a value judgement between model units"


class Labelled(str):
    """Label of a policy, a structure or a parameter; `key` is its name in the study."""

    key: str

    def __new__(cls, label: str, key: str) -> Labelled:
        """A label with its key."""
        found = super().__new__(cls, label)
        found.key = key
        return found


@dataclass(frozen=True, eq=False)
class DisplayNames:
    """Display names of the policies, beliefs and units of a set of runs."""

    cube: Cube
    objective: Objective

    @property
    def policies(self) -> list[Labelled]:
        """The policies, by place."""
        return [Labelled(words_label(key, self.cube.option_labels), key) for key in self.cube.policies]

    @property
    def parameters(self) -> list[Labelled]:
        """The uncertain parameters, by place."""
        return [Labelled(key_label(key), key) for key in self.cube.factors]

    @property
    def beliefs(self) -> list[str]:
        """The same within a sentence."""
        return [f"{label[0].lower()}{label[1:]}" for label in self.parameters]

    def belief_title(self, place: int) -> str:
        """A parameter with its unit, for an axis."""
        unit = unit_words(self.cube.units.get(self.cube.factors[place], ""))
        name = self.beliefs[place]
        return f"{name[0].upper()}{name[1:]}{f' ({unit})' if unit else ''}"

    def belief_value(self, place: int, value: float) -> str:
        """A value of a parameter, with its unit."""
        unit = unit_words(self.cube.units.get(self.cube.factors[place], ""))
        return f"{number(value, 2)}{f' {unit}' if unit else ''}"

    @property
    def structures(self) -> list[Labelled]:
        """The structures, by place: `stall: held line alone; escalation: acts at random`."""
        return [Labelled(structure_label(key, self.cube.option_labels), key) for key in self.cube.structures]

    def structure(self, place: int) -> str:
        """A structure; nothing for a single one."""
        return "" if self.cube.structures[place] == ALONE else self.structures[place]

    def structure_labels(self, place: int) -> list[str]:
        """Labels of the options that make a structure, without their groups; none for a single one."""
        settings = settings_in(self.cube.structures[place].replace(", ", " "))
        return [value_label(key, value, self.cube.option_labels) for key, value in settings]

    @property
    def first_structure(self) -> str:
        """The one under which a part holds, as a condition: `under one structure (stall: held line alone)`."""
        name = self.structure(0)
        return f"under one structure ({name})" if name else ""

    @property
    def over_structures(self) -> str:
        """Qualifier of results taken over all structures together; empty for a single structure."""
        return "over all structures, equally weighted" if self.structure(0) else ""

    @property
    def one_cost(self) -> str:
        """One unit of what policies cost: `a rung-day`."""
        return one_of(self.objective.spent)

    @property
    def unit(self) -> str:
        """The unit of what policies save, that of losses and values of information."""
        return unit_of(self.objective.saved.unit) or spelt_name(self.objective.saved)

    def amount(self, value: float, digits: int = 2) -> str:
        """A size in the unit of what policies save."""
        return f"{with_minus(number(value, digits))} {self.unit}"

    def price(self, value: float) -> str:
        """`0.52 thousand rounds for a rung-day`."""
        return f"{self.amount(value)} for {self.one_cost}"

    @property
    def price_title(self) -> str:
        """The axis of prices."""
        return f"Price of {self.one_cost} ({self.unit})"


@dataclass(frozen=True, eq=False)
class DecisionNames(DisplayNames):
    """A decision with its names."""

    choice: PolicyChoice

    @property
    def at_price(self) -> str:
        """`at a price of 0.52 thousand rounds for a rung-day`."""
        return f"at a price of {self.price(self.choice.price)}"

    @property
    def between(self) -> tuple[str, str]:
        """The two policies of interest; the first saves more."""
        first, second = self.choice.between
        return self.policies[first], self.policies[second]


def names_of(decision: StudyDecision) -> DecisionNames:
    """A decision with its names."""
    return DecisionNames(decision.cube, decision.objective, decision.choice)


def one_of(measure: Measure) -> str:
    """One unit of a measure."""
    return ONE.get(measure.unit, f"one unit of {spelt_name(measure)}")


def spelt_name(measure: Measure) -> str:
    """A measure within a sentence."""
    return in_sentence(title_of(measure.name))


def measure_axis(measure: Measure, is_signed: bool) -> str:
    """The name of an axis on which less is better, `is_signed` where the measure stands there with the other sign."""
    unit = unit_of(measure.unit)
    title = title_of(measure.name)
    text = f"{title} ({unit})" if unit and needs_unit(measure.name, unit) else title
    return f"\N{MINUS SIGN} {text}" if is_signed else text


def sentence(text: str, *conditions: str) -> str:
    """A sentence that begins with what it holds under; empty conditions are left out."""
    found = ", ".join([*filter(None, conditions), text])
    return f"{found[0].upper()}{found[1:]}"


def group_words(group: str) -> str:
    """A config group in which structures differ, within a sentence."""
    return GROUPS.get(group, f"the option of `{group}=`")


def interval_text(low: float, high: float, digits: int = 2) -> str:
    """The ends of a 95 % interval."""
    return f"{with_minus(number(low, digits))} to {with_minus(number(high, digits))}"


def percent(share: float) -> str:
    """A share; small ones are not rounded to nothing."""
    if 0 < share < 0.005:
        return "less than 1 %"
    return f"{100 * share:.0f} %"


def percent_range(shares: Sequence[float]) -> str:
    """The range of shares: `31 to 54 %`, a single one where they agree."""
    low, high = f"{100 * min(shares):.0f}", f"{100 * max(shares):.0f}"
    return f"{low} %" if low == high else f"{low} to {high} %"
