"""Names of a difference of differences in tables and sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.analysis.comparison import Interaction, RunComparison
from sim.analysis.crossings import Crossing
from sim.config.labels import value_label
from sim.model.measures import Measure
from sim.report.words.numbers import with_minus
from sim.report.words.verdicts import change, shown_interval
from sim.report.words.wording import amount, listed, spelt
from sim.study.differences.verdict import has_clear_sign

NONE_CLEAR = "No clear sign that one lever changes the effect of another."
TITLE = "Does one lever change the effect of the other?"
NOTE = (
    "Difference of differences: the effect of one lever with the other changed, minus its effect without, "
    "replication by replication. Intervals of the headline measures are simultaneous over all such differences."
)
MOST_NAMED = 3  # measures that a sentence names


def crossed(comparison: RunComparison) -> list[tuple[Interaction, ...]]:
    """The differences of differences of each crossing of two levers."""
    found: dict[Crossing, list[Interaction]] = {}
    for one in comparison.interactions:
        found.setdefault(one.crossing, []).append(one)
    return [tuple(some) for some in found.values()]


def effect_of(crossing: Crossing) -> str:
    """The lever whose effect is compared: `Late aid minus Aid as announced`."""
    key, value, reference = crossing.effect
    own = crossing.option_labels
    return f"{value_label(key, value, own)} minus {value_label(key, reference, own)}"


def changed_under(crossing: Crossing) -> str:
    """Condition under which the effect is compared: `under Full ban`."""
    return f"under {value_label(*crossing.under[:2], crossing.option_labels)}"


def unchanged_under(crossing: Crossing) -> str:
    """Condition with which it is compared: `under Counter-fire from day 20 (record)`."""
    return f"under {value_label(crossing.under[0], crossing.under[2], crossing.option_labels)}"


def heading_of(one: Interaction) -> str:
    """A crossing in a line."""
    within = f", {one.structure}" if one.structure else ""
    crossing = one.crossing
    return f"{effect_of(crossing)}: {changed_under(crossing)} minus {unchanged_under(crossing)}{within}"


def forms_of(found: Sequence[Interaction], measures: Sequence[Measure]) -> list[str]:
    """The sentence on a crossing, a shorter one if nothing is clear, and none, for screens with little room."""
    told = any(one.measure in measures and has_clear_sign(one.difference.verdict) for one in found)
    return [sentence_of(found, measures), *([] if told else [NONE_CLEAR]), ""]


def sentence_of(found: Sequence[Interaction], measures: Sequence[Measure]) -> str:
    """A sentence on the effect of one lever under another, with the differences that have a clear sign."""
    crossing = found[0].crossing
    shown = [one for one in found if one.measure in measures]
    clear = [one for one in shown if has_clear_sign(one.difference.verdict)]
    effect = f"the effect of {effect_of(crossing)}"
    sides = f"{changed_under(crossing)} than {unchanged_under(crossing)}"
    if not clear:
        names = listed([spelt(one.measure) for one in shown[:MOST_NAMED]])
        return (
            f"No clear sign that {effect} differs {changed_under(crossing)} from {unchanged_under(crossing)} ({names})."
        )
    parts = [_clause(one) for one in clear[:MOST_NAMED]]
    return f"{effect[0].upper()}{effect[1:]} is {'; '.join(parts)} {sides}."


def _clause(one: Interaction) -> str:
    """`higher by 1.2 batteries [+1.0 to +1.4] in Red batteries lost`."""
    difference = one.difference
    low, high = shown_interval(difference)
    interval = "" if math.isnan(low) else f" [{change(low)} to {change(high)}]"
    size = amount(abs(difference.mean), one.measure)
    effects = f" ({with_minus(change(one.changed.mean))} against {with_minus(change(one.unchanged.mean))})"
    return f"{difference.verdict} by {size}{with_minus(interval)} in {spelt(one.measure)}{effects}"
