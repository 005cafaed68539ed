"""Parameters of a longer test, some of which stand for the others where only a sample of the longer tests is run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def sampled(values: Iterable[Any], *of_the_sample: Any) -> list[Any]:
    """Each value as a parameter; those named are marked, and must be among them."""
    found = list(values)
    assert set(of_the_sample) <= set(found), set(of_the_sample) - set(found)
    return [_parameter(value, *(pytest.mark.sample,) * (value in of_the_sample)) for value in found]


def _parameter(value: Any, *marks: pytest.MarkDecorator) -> Any:
    values = value if isinstance(value, tuple) else (value,)
    return pytest.param(*values, marks=marks)
