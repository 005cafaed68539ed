"""Crossings: policies that change two levers, together and each alone, so that one effect can depend on the other."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

from sim.config.labels import OptionLabels

Values = Sequence[str]


class Crossing(NamedTuple):
    """Two levers, changed together and each alone; the fields of places are indices of policies.

    Attributes:
        both: changes both; `first`, `second`: changes one of them; `neither`: the reference.
        under: the first lever: its key, its value in `both`, and its value in `neither`.
        effect: the same of the second lever, whose effect is compared under the two values of the first.
        labels: of the user's options of either lever: its key, the option, the label.
    """

    both: int
    first: int
    second: int
    neither: int
    under: tuple[str, str, str]
    effect: tuple[str, str, str]
    labels: tuple[tuple[str, str, str], ...] = ()

    @property
    def option_labels(self) -> OptionLabels:
        """The labels of the user's options, by group and option."""
        found = dict[str, dict[str, str]]()
        for group, option, label in self.labels:
            found.setdefault(group, {})[option] = label
        return found

    @property
    def places(self) -> tuple[int, int, int, int]:
        """The four policies, as `sim.study.differences.table.difference_of` takes their values."""
        return self.both, self.first, self.second, self.neither


def crossings(
    settings: Mapping[str, Values], references: Sequence[int], own: OptionLabels | None = None
) -> list[Crossing]:
    """All pairs of levers that are changed together in one policy and each alone in another.

    Args:
        settings: the value of each policy, by the key of the setting, in the order in which levers are named; a setting
            that follows from those before it is part of their lever.
        references: index of each policy's reference, its own for a reference.
        own: labels of the user's options.
    """
    levers = independent(settings)
    rows = [tuple(settings[key][place] for key in levers) for place in range(len(references))]
    known = {(reference, row): place for place, (reference, row) in enumerate(zip(references, rows, strict=True))}
    found = []
    for place, (reference, row) in enumerate(zip(references, rows, strict=True)):
        base = rows[reference]
        changed = [column for column in range(len(levers)) if row[column] != base[column]]
        if len(changed) != 2:
            continue
        alone = [known.get((reference, _with(base, column, row[column]))) for column in changed]
        if alone[0] is not None and alone[1] is not None:
            named = [(levers[column], row[column], base[column]) for column in changed]
            labels = tuple(
                (key, option, label) for key, *_ in named for option, label in (own or {}).get(key, {}).items()
            )
            found.append(Crossing(place, alone[0], alone[1], reference, named[0], named[1], labels))
    return found


def independent(settings: Mapping[str, Values]) -> list[str]:
    """The keys whose values do not follow from those of the keys before them."""
    found: list[str] = []
    for key, values in settings.items():
        rows = [*zip(*(settings[one] for one in found), strict=True)] if found else [()] * len(values)
        if not _follows(rows, values):
            found.append(key)
    return found


def _follows(rows: Sequence[Hashable], values: Values) -> bool:
    """True if equal rows have equal values."""
    first: dict[Hashable, str] = {}
    return all(first.setdefault(row, value) == value for row, value in zip(rows, values, strict=True))


def _with(row: tuple[str, ...], column: int, value: str) -> tuple[str, ...]:
    return (*row[:column], value, *row[column + 1 :])
