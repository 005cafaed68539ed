"""Configs with the options of groups that a study varies: each option composed once, not each point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.config.compose import Composition, compose
from sim.config.library import Library
from sim.study.design.study_overrides import key_of, override_text

Chosen = tuple[tuple[str, str], ...]
"""Groups with the option chosen of each, in the order of the study file."""


class ComposedOptions:
    """Composed configs by the options chosen.

    An option may change more than its own group. Groups that change the same part of the config are composed together,
    once a combination; all others once an option, and their parts put together.
    """

    def __init__(self, library: Library, words: Sequence[str], base: Composition, used: Mapping[str, Sequence[str]]):
        self._library, self._words, self._base = library, words, base
        self._composed: dict[Chosen, Composition] = {}
        self._parts = {group: self._touched(group, options) for group, options in used.items()}
        self._together = _together(self._parts)

    def container(self, chosen: Chosen) -> dict[str, Any]:
        """The config with these options, to be changed only after copying; raises Problem."""
        found = dict(self._base.container)
        for subset in self._split(chosen):
            container = self._compose(subset).container
            for part in set().union(*(self._parts[group] for group, _ in subset)):
                if part in container:
                    found[part] = container[part]
                else:
                    found.pop(part, None)
        return found

    def choices(self, chosen: Chosen) -> dict[str, str | None]:
        """The option of every group."""
        found = dict(self._base.choices)
        for subset in self._split(chosen):
            composed = self._compose(subset).choices
            found |= {group: option for group, option in composed.items() if option != self._base.choices.get(group)}
            found |= dict(subset)
        return found

    def words(self, chosen: Chosen) -> list[str]:
        """The overrides that choose these options, after those of the base that they do not replace."""
        replaced = {group for group, _ in chosen}
        return [text for text in self._words if key_of(text) not in replaced] + [
            override_text(self._library, group, option) for group, option in chosen
        ]

    def _touched(self, group: str, options: Sequence[str]) -> set[str]:
        """The parts of the config that differ from the base in one of the options, and its own."""
        found, base = {group}, self._base.container
        for option in options:
            container = self._compose(((group, option),)).container
            found |= {part for part in {*base, *container} if base.get(part) != container.get(part)}
        return found

    def _split(self, chosen: Chosen) -> list[Chosen]:
        subsets = [tuple((group, option) for group, option in chosen if group in some) for some in self._together]
        return [subset for subset in subsets if subset]

    def _compose(self, chosen: Chosen) -> Composition:
        if len(chosen) == 1 and self._base.choices.get(chosen[0][0]) == chosen[0][1]:
            return self._base
        if chosen not in self._composed:
            self._composed[chosen] = compose(self._library, self.words(chosen))
        return self._composed[chosen]


def _together(parts: Mapping[str, set[str]]) -> list[set[str]]:
    """The groups, in sets that share no part."""
    sets: list[tuple[set[str], set[str]]] = []
    for group, touched in parts.items():
        met = [one for one in sets if one[1] & touched]
        sets = [one for one in sets if one not in met]
        sets.append(({group}.union(*(one[0] for one in met)), touched.union(*(one[1] for one in met))))
    return [groups for groups, _ in sets]
