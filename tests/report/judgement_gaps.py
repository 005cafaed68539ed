"""What the schema, or the table of judgements, does not say of a parameter and has to."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence

from sim.config.fields import ParameterField, walk
from sim.model.quantity import DAY, Quantity
from sim.report.document.judgement import EITHER, SAID, Judgement
from sim.report.document.judgements import TABLES


def gaps(
    classes: Sequence[type], judgements: Mapping[str, Judgement], measures: Collection[str]
) -> list[str]:  # fmt: skip
    """One line for each thing that is missing, which says what to add and where; none where all is there.

    Args:
        classes: the parameter classes that share the top level of a config.
        judgements: by the dotted key of a parameter.
        measures: the names of the measures there are.
    """
    fields = {key: field for key, field in walk(classes) if not field.is_group}
    found = [line for key, field in fields.items() for line in _of_schema(key, field, judgements.get(key))]
    found += [_missing(key) for key in fields if key not in judgements]
    found += [f"{key}: is judged in {file_for(key)} and is no parameter" for key in judgements if key not in fields]
    return found + [line for key, entry in judgements.items() for line in _of_judgement(key, entry, measures)]


def has_range(field: ParameterField, entry: Judgement | None) -> bool:
    """Whether something bounds a value, or says where to look for it.

    A plausible range does, or the span of the judgement; an allowed range with a bound on one side at least; and for a
    point in time the replication, as a decision outside it is refused. Names and switches have the values they list.
    """
    about = field.about
    if not isinstance(about, Quantity) or about.unit == DAY or (about.plausible or (entry and entry.span)) is not None:
        return True
    return any(math.isfinite(bound) for bound in about.allowed)


def _of_schema(key: str, field: ParameterField, entry: Judgement | None) -> Iterator[str]:
    about = field.about
    if isinstance(about, Quantity):
        if not about.unit:
            yield f'{key}: has no unit; give its Quantity one, "1" for a pure number'
        if not has_range(field, entry):
            yield (
                f"{key}: has no range; give its Quantity plausible=(low, high), bound what is allowed, or give its "
                "judgement `span: [low, high]`"
            )
    if not getattr(about, "source", ""):
        yield (
            f'{key}: has no source mark; name the source in its annotation, or "assumed", "calibrated: ...", or '
            '"setting"'
        )


def _missing(key: str) -> str:
    entry = f"{key}:\n      statement: What is assumed by it.\n      moves: +ground_lost_km2 -stock_minimum_kr"
    return (
        f"{key}: has no row in the register of assumptions; add to {file_for(key)}:\n    {entry}\n"
        "    the measures are those that a higher value moves (+ up, - down, ~ either way), most affected first; "
        "`gain: +...` those in which it widens what a permission does; `under: [group=option]` where the default "
        "does not show it"
    )


def _of_judgement(key: str, entry: Judgement, measures: Collection[str]) -> Iterator[str]:
    if not entry.statement.endswith(".") or not entry.statement[0].isupper():
        yield f"{key}: its statement must be a sentence (got {entry.statement!r})"
    for text in (entry.moves, entry.gain):
        for word in text.split() if text != "label" else []:
            if word[0] not in SAID or word[1:] not in measures:
                yield f"{key}: {word!r} is no measure with a sign (+, -, ~) in front"
    if EITHER in entry.gain:
        yield f"{key}: what a permission does is widened (+) or narrowed (-), not ~"


def file_for(key: str) -> str:
    """The file in which the judgement of a key belongs: that of its nearest neighbours."""
    group = key.partition(".")[0]
    names = [name for name, table in TABLES.items() if any(other.partition(".")[0] == group for other in table)]
    return f"sim/report/document/judgements/{names[0] if names else 'settings'}.yaml"
