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
from collections import namedtuple
from enum import IntEnum

class Kind(IntEnum):
    FIRST = 1
    SECOND = 2
    LAST = 2

Pair = namedtuple("Pair", "low high")
PAIR = Pair(1.0, 2.0)
PART = slice(0, 2)

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
    total += PAIR.low + TABLE[PART][0]
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
        ("LAST = 2", "LAST = 1"),  # another name of a member
        ("low high", "high low"),
        ("slice(0, 2)", "slice(1, 2)"),
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


def test_modules_of_one_name_are_two() -> None:
    first, second = ModuleType("constants"), ModuleType("constants")
    first.RATE = second.RATE = 1.0  # type: ignore[attr-defined]
    one, other = ({"constants": module, "__name__": "written"} for module in (first, second))
    for names in (one, other):
        exec("def reads():\n    return constants.RATE", names)
    both = _calls(one["reads"], other["reads"])
    before = list(contents(both))
    second.RATE = 2.0  # type: ignore[attr-defined]
    assert list(contents(both)) != before


def _calls(one: Callable[[], Any], other: Callable[[], Any]) -> Callable[[], Any]:
    def call() -> Any:
        return one() + other()

    return call


def test_of_a_module_in_a_closure_what_may_be_read_counts() -> None:
    module = ModuleType("constants")
    module.RATE = 1.0  # type: ignore[attr-defined]

    def reads() -> Any:
        return module.RATE

    before = list(contents(reads))
    module.RATE = 2.0  # type: ignore[attr-defined]
    assert list(contents(reads)) != before


def test_modules_that_name_each_other_end() -> None:
    first, second = ModuleType("first"), ModuleType("second")
    first.second, second.first = second, first  # type: ignore[attr-defined]
    names: dict[str, Any] = {"first": first, "__name__": "written"}
    exec("def reads(x):\n    return first.second.first", names)
    assert len(list(contents(names["reads"]))) < 20


def test_of_arrays_of_records_the_names_count() -> None:
    one, other = (np.zeros(1, [(first, "f8"), (second, "f8")]) for first, second in ("ab", "ba"))
    assert list(contents(_adds(one))) != list(contents(_adds(other)))


def test_what_cannot_be_written_down_leaves_the_rest_in() -> None:
    def lines_of(number: float) -> list[str]:
        with pytest.raises(UnknownContents, match="object") as refused:
            contents(_calls(_adds(object()), _adds(number)))  # type: ignore[arg-type]
        assert refused.value.files == [__file__]
        return refused.value.lines

    assert lines_of(1.0) == lines_of(1.0)
    assert lines_of(1.0) != lines_of(2.0)


def test_a_list_in_itself_and_a_variable_without_a_value_are_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)

    def reads_too_early() -> Any:
        return later

    for function in (_adds(endless), reads_too_early):  # type: ignore[arg-type]
        with pytest.raises(UnknownContents):
            contents(function)
    later = 1.0


@pytest.mark.parametrize("value", [object(), {1: 2}, math.pi.__add__, np.array([object()])])
def test_what_cannot_be_written_down_is_refused(value: Any) -> None:
    with pytest.raises(UnknownContents):
        list(contents(_adds(value)))


def test_all_of_the_model_can_be_written_down() -> None:
    for function in {*MODEL.functions, *(role.process for role in MODEL.cast)}:
        assert list(contents(function)) == list(contents(function))
