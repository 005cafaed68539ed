"""The config that the page starts from, and parameters of a policy derived from it without recomposing."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from sim.app.panel import BELIEFS, TEN
from sim.app.policy_overrides import GROUPS, PolicyOverrides
from sim.config.assemble import copied
from sim.config.compose import compose, read
from sim.config.fields import fields_of
from sim.config.library import Library
from sim.config.problems import Problem
from sim.config.schema import validate
from sim.model.parameters import Parameters
from sim.study.design.parameter_builder import value_of

SETTINGS_OF_THE_PAGE = ("seed", "replications", *GROUPS, *TEN, *BELIEFS)


class Base:
    """Config from which the page starts, and which stays the same while the page is moved.

    Attributes:
        overrides: the words that the page was started with.
        parameters: of the config with these words; `seed`: its seed.
        scenario: its name; `choices`: its options of the groups that the page chooses.
    """

    def __init__(self, library: Library, overrides: Sequence[str]) -> None:
        """Read the config.

        Raises:
            Problem: a word is wrong, or sets what is set in the page.
        """
        _refuse_own(overrides)
        trees, composition = read(library, overrides)
        self.overrides = tuple(overrides)
        self.parameters: Parameters = trees[0]
        self.seed = int(trees[1].seed)
        self.scenario = str(composition.choices["scenario"])
        self._library = library
        self._keys = [field.key for field in fields_of(Parameters)]
        self._container = {key: composition.container[key] for key in self._keys}
        chosen = {(group, str(composition.choices[group])): composition.container[group] for group in GROUPS}
        self._options: dict[tuple[str, str], Any] = chosen
        self.choices = {group: str(composition.choices[group]) for group in GROUPS}
        self._plain: dict[tuple[tuple[str, str], ...], Parameters] = {}
        self._lock = threading.Lock()

    def read_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Have these options of groups ready, each of which takes a moment to compose."""
        for group, option in options:
            self._option(group, option)

    def parameters_of(self, words: PolicyOverrides) -> Parameters:
        """The parameters that a policy has; the same as of the config that its words compose.

        Raises:
            Problem: the words contradict each other.
        """
        container = dict(self._container)
        for group, option in words.groups.items():
            container[group] = self._option(group, option)
        for group in {key.partition(".")[0] for key in words.settings}:
            container[group] = copied(container[group])
        for key, value in words.settings.items():
            *above, last = key.split(".")
            place = container
            for name in above:
                place = place[name]
            place[last] = value
        (parameters,) = validate(container, Parameters)
        assert isinstance(parameters, Parameters)
        return parameters

    def shortened(self, words: PolicyOverrides, changed: Parameters) -> PolicyOverrides:
        """The words without those that change nothing: options of the base, and settings as their option has them."""
        groups = {group: option for group, option in words.groups.items() if self.choices[group] != option}
        key = tuple(words.groups.items())
        if key not in self._plain:
            self._plain[key] = self.parameters_of(PolicyOverrides(words.groups, {}))
        plain = self._plain[key]
        settings = {
            key: value
            for key, value in words.settings.items()
            if value_of(plain, key.split(".")) != value_of(changed, key.split("."))
        }
        return PolicyOverrides(groups, settings)

    def _option(self, group: str, option: str) -> Any:
        with self._lock:
            if (group, option) not in self._options:
                composition = compose(self._library, [*self.overrides, f"{group}={option}"])
                self._options[group, option] = composition.container[group]
            return self._options[group, option]


def _refuse_own(overrides: Sequence[str]) -> None:
    """Refuse words that set what is set in the page."""
    lines = []
    for word in overrides:
        key = word.lstrip("+~").partition("=")[0]
        if any(key == own or key.startswith(f"{own}.") for own in SETTINGS_OF_THE_PAGE):
            lines.append(f"{key}: is set in the page, not on the command line")
    if lines:
        raise Problem(*lines)
