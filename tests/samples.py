"""Parameters of a test, some of which stand for the others where not all are tried."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pytest


def sampled(values: Iterable[Any], *of_the_sample: Any) -> list[Any]:
    """The parameters of a longer test; those named belong to the sample of the longer tests."""
    found = list(values)
    return _marked(found, _among(found, of_the_sample), pytest.mark.sample)


def thinned(values: Iterable[Any], *kept: Any) -> list[Any]:
    """The parameters of a fast test; all but those named are longer tests."""
    found = list(values)
    return _marked(found, [value for value in found if value not in _among(found, kept)], pytest.mark.thorough)


def _among(values: Collection[Any], named: Collection[Any]) -> Collection[Any]:
    assert set(named) <= set(values), f"no parameters: {set(named) - set(values)}"
    return named


def _marked(values: Iterable[Any], chosen: Collection[Any], mark: pytest.MarkDecorator) -> list[Any]:
    return [
        pytest.param(*(value if isinstance(value, tuple) else (value,)), marks=mark if value in chosen else ())
        for value in values
    ]
