"""Configs with the options of groups that a study varies: composes each combination once, not each point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.config.compose import Composition, compose
from sim.config.library import Library
from sim.study.design.study_overrides import key_of, override_text

Chosen = tuple[tuple[str, str], ...]
"""Groups with the option chosen of each, in the order of the study file."""


class ComposedOptions:
    """Composed configs by the options chosen, each composed once.

    Args:
        library: of configs.
        words: overrides of all points.
        base: the config of a point that chooses nothing.
    """

    def __init__(self, library: Library, words: Sequence[str], base: Composition) -> None:
        self._library, self._words = library, words
        self._composed: dict[Chosen, Composition] = {(): base}

    def container(self, chosen: Chosen) -> dict[str, Any]:
        """The config with these options, to be changed only after copying; raise Problem."""
        return self._compose(chosen).container

    def choices(self, chosen: Chosen) -> dict[str, str | None]:
        """The option of every group."""
        return self._compose(chosen).choices

    def words(self, chosen: Chosen) -> list[str]:
        """The overrides that choose these options, after those of the base that they do not replace."""
        replaced = {group for group, _ in chosen}
        return [text for text in self._words if key_of(text) not in replaced] + [
            override_text(self._library, group, option) for group, option in chosen
        ]

    def _compose(self, chosen: Chosen) -> Composition:
        if chosen not in self._composed:
            self._composed[chosen] = compose(self._library, self.words(chosen))
        return self._composed[chosen]
