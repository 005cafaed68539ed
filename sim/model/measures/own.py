"""Measures of the user's own: the mark of the function that takes one, and those that this process knows of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

from sim.model.measures.registry import LESS, MORE, NEUTRAL, SENTENCE, Measure

Function = TypeVar("Function", bound=Callable[..., float])
MARK = "__escsim_measure__"

OWN: dict[str, Measure] = {}
"""By name; of two folders that say otherwise of a name, what was read last."""


class Said(NamedTuple):
    """What the user says of a measure, as a folder keeps it; `better` is LESS, MORE or NEUTRAL."""

    label: str
    unit: str
    meaning: str
    better: str
    sentence: str = ""


def measure(
    label: str, unit: str, meaning: str = "", less_is_better: bool | None = None, sentence: str = ""
) -> Callable[[Function], Function]:
    """Mark a function of what a replication leaves as a measure, which the setting `measures` names.

    Args:
        label: in titles, legends and tables.
        unit: of its values; "1" for a pure number.
        meaning: in a line; by default the first line of the function's docstring.
        less_is_better: whether less of it is better for Blue; None if neither is.
        sentence: of a difference, with `#` for its size, as of a lower value: "Blue has # fewer days of thin stock"; by
            default the label, higher or lower.
    """
    for key, text in (("label", label), ("unit", unit)):
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"{key} must be a text that is not empty (got {text!r})")
    if sentence and not SENTENCE.fullmatch(sentence):
        raise ValueError(f'sentence must be like "Red fires # thousand fewer rounds" (got {sentence!r})')
    better = NEUTRAL if less_is_better is None else LESS if less_is_better else MORE

    def mark(function: Function) -> Function:
        said = meaning or (function.__doc__ or label).strip().partition("\n")[0].rstrip(".")
        setattr(function, MARK, Said(label.strip(), unit.strip(), said, better, sentence))
        return function

    return mark


def own_measure(name: str, said: Said, count: int) -> Measure:
    """A measure of a name, one of so many in its folder."""
    return Measure(
        name, said.unit, said.meaning, better=said.better, label=said.label, sentence=said.sentence, own=count
    )


def remember_own(kept: Iterable[Mapping[str, Any]]) -> None:
    """Know the measures that a folder keeps, by what its manifest says of them."""
    entries = list(kept)
    for entry in entries:
        said = Said(entry["label"], entry["unit"], entry["meaning"], entry["better"], entry.get("sentence", ""))
        OWN[entry["function"]] = own_measure(entry["function"], said, len(entries))
