"""Names of measures, quantities and units in figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sim.model.measures import EFFECT, Measure, known_measure

UNITS = {
    "1": "",
    "d": "days",
    "km2": "km²",
    "km2 d": "km² days",
    "kpe": "thousand PE",
    "kpe d": "thousand PE days",
    "kr": "thousand rounds",
    "kr/d": "thousand rounds a day",
    "bty": "batteries",
    "bty d": "battery-days",
    "rung d": "rung-days",
    "USD m": "USD million",
}
"""Units that are written otherwise than they are stored; PE: personnel-equivalents."""

WHOLE = "rung"
"""The unit of which there are no parts."""

SUFFIXES = (
    "_bty_d", "_bty", "_kr_per_day", "_kr", "_km2_d", "_km2", "_km", "_kpe_d", "_kpe", "_usd_million", "_score_d", "_d"
)  # fmt: skip
TITLES = {
    "tube_stock_kr": "Tube rounds in stock",
    "sanctuary_bty": "Red batteries in sanctuary",
    "rung": "Rung of escalation",
    "red_batteries_bty": "Red batteries",
}
"""Names of tracked quantities that are not the stored name with its unit cut off."""


SPELT = {
    "kr": "thousand rounds",
    "bty": "batteries",
    "kpe": "thousand personnel-equivalents",
}
"""Units that a table abbreviates."""


def units_spelt(units: Iterable[str]) -> str:
    """Line that explains the abbreviations among these units; empty if there are none."""
    words = {word for unit in units for word in unit.replace("/", " ").split()}
    told = [f"{short}: {meaning}" for short, meaning in SPELT.items() if short in words]
    return f"{'; '.join(told)}." if told else ""


def title_of(name: str) -> str:
    """Title of a measure or tracked quantity: its label, else its name without its unit, as words."""
    measure = known_measure(name)
    if measure is not None and measure.label:
        return measure.label
    if name in TITLES:
        return TITLES[name]
    stem = next((name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix)), name)
    return stem.replace("_", " ").capitalize()


def offensive_name(name: str) -> str:
    """Place and year of a past offensive: `kharkiv_counter_2022` is Kharkiv 2022."""
    words = name.split("_")
    return f"{words[0].capitalize()} {words[-1]}"


def unit_of(unit: str) -> str:
    """A unit in words; empty for a pure number."""
    return UNITS.get(unit, unit)


def is_whole(unit: str) -> bool:
    """True if there are no parts of a unit, so that what is counted in it keeps its value until it jumps."""
    return unit == WHOLE


def with_unit(name: str, unit: str) -> str:
    """A name for an axis, with its unit in parentheses where it has one that the name does not say."""
    words = unit_of(unit)
    return f"{title_of(name)} ({words})" if needs_unit(name, words) else title_of(name)


def needs_unit(name: str, words: str) -> bool:
    """True if a name is to be followed by its unit, in words, to be understood."""
    return words.casefold() not in title_of(name).casefold()


def heading_of(measure: Measure, marks: str = "") -> str:
    """Title of a measure, with marks, and with its unit where the title does not say it."""
    words, marked = unit_of(measure.unit), f"{title_of(measure.name)}{marks}"
    return f"{marked}, {words}" if words and needs_unit(measure.name, words) else marked


NATURE_NOTE = (
    "(status): counts what the permission covers, whatever follows. (input): the policy scales it by a "
    "prescribed factor. All other measures are effects."
)


def nature_of(measure: Measure) -> str:
    """Nature of a measure in brackets; empty for an effect."""
    return "" if measure.nature == EFFECT else f" ({measure.nature})"


def nature_note(measures: Sequence[Measure]) -> str:
    """Note on the marks of measures that are no effects; empty if there are none."""
    return NATURE_NOTE if any(measure.nature != EFFECT for measure in measures) else ""
