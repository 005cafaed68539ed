"""Data for the figures of a backtest or a calibration: the manifest of its folder, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Found = TypeVar("Found")


@dataclass(frozen=True)
class RecordSubject(Generic[Found]):
    """A backtest or a calibration; `manifest`: of its folder, or what will be it."""

    manifest: Mapping[str, Any]
    found: Found


def found_is(kind: type) -> Callable[[RecordSubject[Any]], bool]:
    """Test of what a subject holds: a figure fits one kind of backtest or calibration."""
    return lambda subject: isinstance(subject.found, kind)
