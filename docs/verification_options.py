"""Lists the alternatives of each mechanism that have a known answer, and those that have only tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from enum import IntEnum
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

from sim.config.library import Library
from sim.config.paths import config_root
from sim.model.parameters import Parameters
from sim.study.design.variant import CLASSES
from sim.validation.verification.cases import CASES
from sim.validation.verification.runner import reduced

TESTS = Path(__file__).resolve().parents[1] / "tests" / "model"
BESIDES = {"stall": "M2"}  # groups that are no mechanism of their own, and the one in which they show
ANSWER, TEST, NOTHING = "known answer", "test only", "none"


class Option(NamedTuple):
    """An alternative of a mechanism.

    Attributes:
        mechanism: such as "M1".
        group: its group of configs.
        name: the alternative.
        cases: keys of the cases of this mechanism that run it.
        tests: files of tests of the model that name it.
    """

    mechanism: str
    group: str
    name: str
    cases: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """Evidence for an alternative."""
        return ANSWER if self.cases else TEST if self.tests else NOTHING


def options() -> list[Option]:
    """Every alternative of every mechanism, in the order of the mechanisms."""
    composed = _composed()
    shipped = _shipped()
    default = reduced(())
    texts = {file.name: file.read_text(encoding="utf-8") for file in sorted(TESTS.glob("test_*.py"))}
    found = []
    for mechanism, group, kinds in _groups():
        for kind in kinds:
            cases = tuple(
                dict.fromkeys(key for of, key, one in composed if of == mechanism and getattr(one, group).kind == kind)
            )
            configs = [config for config, of in shipped[group].items() if of == kind]
            tests = [name for name, text in texts.items() if any(_names(text, group, config) for config in configs)]
            if not tests and getattr(default, group).kind == kind:
                tests = ["the default scenario"]
            found.append(Option(mechanism, group, kind.name.lower(), cases, tuple(tests)))
    return sorted(found, key=lambda one: int(one.mechanism.removeprefix("M")))


def _groups() -> Iterator[tuple[str, str, type[IntEnum]]]:
    """Mechanism, name and alternatives of the groups of parameters that have some."""
    hints = get_type_hints(Parameters, include_extras=True)
    for field in fields(Parameters):
        annotated = hints[field.name]
        kinds: Any = get_type_hints(getattr(annotated, "__origin__", annotated)).get("kind")
        if kinds is not None:
            mechanism, colon, _ = annotated.__metadata__[0].meaning.partition(":")
            yield mechanism if colon else BESIDES[field.name], field.name, kinds


def _composed() -> list[tuple[str, str, Parameters]]:
    """Mechanism and key of the case, and the parameters, of every example of every case."""
    found = []
    for case in CASES:
        for example in case.examples:
            inputs = {**{name: one.value for name, one in case.inputs.items()}, **example}
            found.append((case.mechanism, case.key, reduced(case.experiment(**inputs).overrides)))
    return found


def _shipped() -> dict[str, dict[str, IntEnum]]:
    """The alternative that each shipped config chooses, by group and name of the config."""
    library = Library(CLASSES, config_root())
    return {
        group: {config: getattr(reduced((f"{group}={config}",)), group).kind for config in library.options(group)}
        for _, group, _ in _groups()
    }


def _names(text: str, group: str, config: str) -> bool:
    """True if a test chooses a config of a group, by itself or as one of a list of such names."""
    if re.search(rf"\b{group}={config}\b", text):
        return True
    return f"{group}={{" in text and re.search(rf"\"{config}\"", text) is not None
