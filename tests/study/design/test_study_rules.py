"""The language of rules: what it means, what it refuses, and that it runs nothing."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from own_studies import SHIPPED

from sim.config.fields import find, unknown_key
from sim.config.problems import Problem
from sim.model.parameters import Parameters
from sim.study.design.rules import Term, evaluate_constraint
from sim.study.design.sections import find_factor

NAN, INF = np.nan, np.inf
VALUES: dict[str, Any] = {
    "restrictions.events.permission.day": [0.0, 20.0, INF, NAN],
    "restrictions.events.long_range.day": [5.0, 10.0, 30.0, NAN],
    "aid.delay": [0.0, 14.0, 60.0, NAN],
    "fires.suppression": [0.0, 0.1, 0.2, 0.3],
    "counter_battery.response": [60.0, 60.0, 30.0, 6.0],
    "attrition.kind": ["square", "helmbold", "square", ""],
    "attrition": ["square", "helmbold", "square", "linear"],
    "escalation.lowest_absorbing": ["true", "false", "true", ""],
    "aid.packages[3].amount": [1.0, 2.0, 3.0, 4.0],
}
DAY_ZERO = datetime.date(2024, 5, 10)


def lookup(path: tuple[str | int, ...]) -> Term:
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
    if key not in VALUES:
        if find((Parameters,), path) is None:
            raise Problem(unknown_key((Parameters,), path))
        raise AssertionError(key)
    factor = find_factor(SHIPPED, "here", key, DAY_ZERO)
    values = np.array(VALUES[key], dtype=float if factor.quantity else object)
    return Term(values, factor.unit, factor)


def where(text: str) -> list[int]:
    return np.flatnonzero(evaluate_constraint("rule", text, lookup, 4)).tolist()


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("restrictions.events.long_range.day < restrictions.events.permission.day", [1, 2]),
        ("not restrictions.events.long_range.day < restrictions.events.permission.day", [0, 3]),
        ("restrictions.events.permission.day == 20", [1]),
        ("restrictions.events.permission.day == '2024-05-30'", [1]),
        ("restrictions.events.permission.day == null", [2]),
        ("restrictions.events.permission.day != null", [0, 1]),
        ("restrictions.events.permission.day < never", [0, 1]),
        ("restrictions.events.long_range.day - restrictions.events.permission.day > '4 days'", [0]),
        ("restrictions.events.long_range.day < restrictions.events.permission.day + '1 week'", [0, 1, 2]),
        ("aid.delay >= '2 weeks'", [1, 2]),
        ("aid.delay / 2 == 7", [1]),
        ("counter_battery.response == '1 h'", [0, 1]),
        ("0 < fires.suppression <= 0.2", [1, 2]),
        ("fires.suppression > 0.1 and attrition.kind == 'square'", [2]),
        ("fires.suppression > 0.2 or attrition == 'helmbold'", [1, 3]),
        ("attrition.kind != 'square'", [1]),
        ("-(fires.suppression - 0.5) * 10 + 1 < 4.5", [2, 3]),
        ("escalation.lowest_absorbing", [0, 2]),
        ("not escalation.lowest_absorbing and escalation.lowest_absorbing == false", [1]),
        ("aid.packages[3].amount > 'USD 2.5 m'", [2, 3]),
        ("1 < 2", [0, 1, 2, 3]),
    ],
)
def test_meaning(text: str, points: list[int]) -> None:
    assert where(text) == points


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fires.supression > 1", "fires.supression: no such setting; did you mean 'fires.suppression'?"),
        ("attrition == square", "square: no such setting; known here: horizon"),
        ("attrition == 'sqare'", "attrition is never 'sqare'; did you mean 'square'?"),
        ("attrition.kind == 'sqare'", "attrition.kind is never 'sqare'; did you mean 'square'?"),
        ("attrition > 'square'", "texts can only be equal or not: == or !="),
        ("attrition == 3", "compares a text with a number"),
        ("aid.delay < restrictions.events.permission.day", "compares d with a day"),
        ("aid.delay + fires.suppression > 1", "'aid.delay + fires.suppression' mixes d and a pure number"),
        ("restrictions.events.permission.day + restrictions.events.long_range.day > 1", "mixes a day and a day"),
        ("aid.delay > '3 km'", "'3 km' must be in d or a compatible unit"),
        ("aid.delay > 'soon'", "'soon' is not a number with its unit"),
        ("restrictions.events.permission.day > '20 days'", "'20 days' must be a point in time"),
        ("attrition + 1 > 2", "attrition is not a number and cannot be used in arithmetic"),
        ("'a' == 'b'", "compares two texts with each other"),
        ("fires.suppression", "fires.suppression alone is not a condition"),
        ("fires.suppression + 1", "'fires.suppression + 1' is not a condition"),
        ("fires.suppression >", "cannot be read: invalid syntax"),
        ("", "cannot be read: "),
        ("1 / aid.delay > 1", "'1 / aid.delay' divides by zero at a point"),
        ("fires.suppression in [1]", "is not allowed in a rule"),
        ("fires.suppression is 1", "compares with < <= > >= == !=, not with is"),
        ("fires.suppression ** 2 > 1", "is not allowed in a rule"),
        ("__import__('os').system('true') == 0", "is not allowed in a rule"),
        ("(lambda: 1)() == 1", "is not allowed in a rule"),
        ("[x for x in (1,)] == 1", "is not allowed in a rule"),
        ("(fires.suppression := 1) > 0", "cannot be read"),
        ("(fires := 1) > 0", "is not allowed in a rule"),
        ("f'{1}' == '1'", "is not allowed in a rule"),
        ("().__class__ == 1", "is not a config path"),
        ("fires.__class__ == 1", "fires.__class__: no such setting"),
        ("abs(fires.suppression) > 1", "is not allowed in a rule"),
        ("fires.suppression > 1e999 > b'1'", "is not allowed in a rule"),
    ],
)
def test_mistakes(text: str, message: str) -> None:
    with pytest.raises(Problem) as caught:
        where(text)
    (line,) = caught.value.lines
    assert line.startswith("rule: ")
    assert message in line


def test_a_text_without_quotes_gets_advice() -> None:
    with pytest.raises(Problem, match="a text needs quotes: 'square'"):
        where("attrition == square")


@given(st.text(max_size=30) | st.text("aid.dely<>=()+-*/'0 1andort[]\"", max_size=40))
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    try:
        found = evaluate_constraint("rule", text, lambda path: Term(np.zeros(3), "1"), 3)
    except Problem as problem:
        lines = len(problem.lines)
    else:
        lines = 1
        assert (found.shape, found.dtype) == ((3,), bool)
    assert lines == 1
