"""What compiled code is made from: whatever may change the code changes the lines, and nothing else does."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from sim.engine.contents import UnknownContents, contents
from sim.engine.model import MODEL

SOURCE = """
import math
from enum import IntEnum

class Kind(IntEnum):
    FIRST = 1
    SECOND = 2

RATE = 0.5
TABLE = (1.0, 2.0)
LIMITS = [3, 4]


def helper(x, offset=1.0):
    return x * RATE + offset


def bound_to(number):
    def inner(x):
        return x + number
    return inner

closed = bound_to(7)


def process(x, *, scale=2.0):
    if x > LIMITS[0]:
        return helper(x) + closed(x)
    total = 0.0
    for item in TABLE:
        total += math.exp(-item) * scale
    return total if Kind.FIRST == 1 else process(x - 1.0)


def unused(x):
    return x
"""


def lines(source: str = SOURCE, name: str = "process") -> list[str]:
    names: dict[str, Any] = {"__name__": "written"}
    exec(compile(source, "<written>", "exec"), names)
    return list(contents(names[name]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("RATE = 0.5", "RATE = 0.25"),  # read by a function that is called
        ("RATE = 0.5", "RATE = 1"),
        ("TABLE = (1.0, 2.0)", "TABLE = (1.0, 3.0)"),
        ("TABLE = (1.0, 2.0)", "TABLE = (1, 2)"),
        ("LIMITS = [3, 4]", "LIMITS = [3, 5]"),
        ("FIRST = 1", "FIRST = 3"),
        ("offset=1.0", "offset=1.5"),
        ("scale=2.0", "scale=-2.0"),
        ("bound_to(7)", "bound_to(8)"),
        ("x + number", "x - number"),
        ("x * RATE", "x / RATE"),
        ("math.exp(-item)", "math.exp(item)"),
        ("math.exp", "math.expm1"),
        ("x > LIMITS", "x >= LIMITS"),
        ("total = 0.0", "total = -0.0"),
        ("process(x - 1.0)", "process(x - 1)"),
    ],
)
def test_whatever_may_change_the_code_changes_the_lines(old: str, new: str) -> None:
    assert old in SOURCE
    assert lines(SOURCE.replace(old, new, 1)) != lines()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("import math\n", "import math  # of Python\n\n\n"),
        ("def unused(x):\n    return x", "def unused(x):\n    return -x"),
    ],
)
def test_nothing_else_does(old: str, new: str) -> None:
    assert old in SOURCE
    assert lines(SOURCE.replace(old, new, 1)) == lines()


def test_minus_zero_and_zero_are_two_numbers() -> None:
    assert list(contents(_adds(0.0))) != list(contents(_adds(-0.0)))


@pytest.mark.parametrize("value", [True, 1, 1.0, np.float64(1.0), np.int64(1), "1", b"1", (1,), [1], np.ones(1), None])
def test_values_of_different_kinds_differ(value: Any) -> None:
    others = [True, 1, 1.0, np.float64(1.0), np.int64(1), "1", b"1", (1,), [1], np.ones(1), None]
    alike = [other for other in others if list(contents(_adds(other))) == list(contents(_adds(value)))]
    assert len(alike) == 1
    assert type(alike[0]) is type(value)


def _adds(number: Any) -> Callable[[float], Any]:
    def add(x: float) -> Any:
        return x + number

    return add


def test_of_a_module_what_may_be_read_counts() -> None:
    module = ModuleType("constants")
    module.RATE, module.OTHER = 1.0, 1.0  # type: ignore[attr-defined]
    names: dict[str, Any] = {"constants": module, "__name__": "written"}
    exec("def reads(x):\n    return x * constants.RATE", names)
    before = list(contents(names["reads"]))
    module.OTHER = 2.0  # type: ignore[attr-defined]
    assert list(contents(names["reads"])) == before
    module.RATE = 2.0  # type: ignore[attr-defined]
    assert list(contents(names["reads"])) != before


def test_modules_that_name_each_other_end() -> None:
    first, second = ModuleType("first"), ModuleType("second")
    first.second, second.first = second, first  # type: ignore[attr-defined]
    names: dict[str, Any] = {"first": first, "__name__": "written"}
    exec("def reads(x):\n    return first.second.first", names)
    assert len(list(contents(names["reads"]))) < 20


@pytest.mark.parametrize("value", [object(), {1: 2}, math.pi.__add__, np.array([object()])])
def test_what_cannot_be_written_down_is_refused(value: Any) -> None:
    with pytest.raises(UnknownContents):
        list(contents(_adds(value)))


def test_all_of_the_model_can_be_written_down() -> None:
    for function in {*MODEL.functions, *(role.process for role in MODEL.cast)}:
        assert list(contents(function)) == list(contents(function))
