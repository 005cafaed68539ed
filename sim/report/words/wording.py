"""Wording of differences in sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from sim.config.labels import capitalized, within_sentence
from sim.model.measures import Measure
from sim.report.words.names import needs_unit, title_of, unit_of
from sim.report.words.numbers import number, with_minus


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words with commas, and a word before the last."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def listed_names(names: Sequence[str], last: str = "and") -> str:
    """Names like `listed`; with semicolons if a name holds a comma, as in `Full ban, late aid; and No aid`."""
    if len(names) < 2 or not any(", " in name for name in names):
        return listed(names, last)
    return f"{'; '.join(names[:-1])}; {last} {names[-1]}"


def amount(value: float, measure: Measure, digits: int = 3) -> str:
    """A size with its unit, where the name of the measure does not say it."""
    unit = unit_of(measure.unit)
    text = with_minus(number(value, digits))
    return f"{text} {unit}" if unit and needs_unit(measure.name, unit) else text


def range_words(measure: Measure, low: float, high: float) -> str:
    """`-0.02 to +5.73 km²`: two differences to the digits that the larger one bears."""
    largest = max(abs(low), abs(high))
    digits = min(max(2 - math.floor(math.log10(largest)), 0), 6) if largest else 0
    ends = [with_minus(f"{round(value, digits) + 0.0:+,.{digits}f}") for value in (low, high)]
    ends = ["0" if not round(value, digits) else end for value, end in zip((low, high), ends, strict=True)]
    unit = unit_of(measure.unit)
    return f"{ends[0]} to {ends[1]}{f' {unit}' if unit else ''}"


def spelt(measure: Measure) -> str:
    """Name of a measure within a sentence."""
    return in_sentence(title_of(measure.name))


def in_sentence(name: str) -> str:
    """A title as it stands within a sentence."""
    return within_sentence(name)


def begun(text: str, names: Sequence[str] = ()) -> str:
    """A text as the beginning of a sentence; a name in front keeps its spelling, as a user may have typed it."""
    return text if text.startswith(tuple(names)) else capitalized(text)


def undecided(count: int, total: int, where: str = "", under: str = "") -> str:
    """Phrase on the number of differences without a clear sign, and where, for screens and reports.

    `where`: measures and policies; `under`: the structure, with `under` before it. Both may be empty.
    """
    within = f" {under}" if under else ""
    if total == 1:
        return f"the sign of the difference{f' in {where}' if where else ''}{within}" if count else f"nothing{within}"
    if not count:
        return f"nothing{within}; all {total} differences have a clear sign or are zero in every pair"
    return f"the sign of {count} of {total} differences{within}{f', in {where}' if where else ''}"


def undecided_lines(unclear: Mapping[Measure, int], total: int) -> tuple[str, ...]:
    """The same as a line of a screen, by how many differences of each measure have none: with measures, and shorter."""
    names = listed([spelt(measure) for measure, some in unclear.items() if some])
    told = (undecided(sum(unclear.values()), total, where) for where in dict.fromkeys((names, "")))
    return tuple(f"Undecided: {text}." for text in told)
