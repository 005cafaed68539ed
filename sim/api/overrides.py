"""Settings from Python, written as on the command line."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

import numpy as np

from sim.config.problems import Problem, show
from sim.study.design.study_overrides import text_of

Setting = str | Mapping[str, Any]
"""Words such as "restrictions=full_ban", or values by key."""


def overrides_of(settings: Sequence[Setting], more: Mapping[str, Any]) -> list[str]:
    """The words of a command line that say the same, in order.

    Args:
        settings: words as they are, or values by key; a key may be dotted.
        more: values by key.

    Raises:
        Problem: a value of a kind that no setting has.
    """
    found: list[str] = []
    for setting in (*settings, more):
        if isinstance(setting, str):
            found.append(setting)
        elif isinstance(setting, Mapping):
            found += [f"{key}={text_of(plain_value(key, value))}" for key, value in setting.items()]
        else:
            raise Problem(f"{show(setting)}: is not a setting; write 'key=value', or a mapping of values by key")
    return found


def plain_value(key: str, value: Any) -> Any:
    """A value of the kinds that configs have; raise Problem for another one."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, PurePath | datetime.date):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {str(name): plain_value(f"{key}.{name}", item) for name, item in value.items()}
    if isinstance(value, Sequence):
        return [plain_value(key, item) for item in value]
    raise Problem(f"{key}: must be a text, a number, true, false, null or a list of these (got {show(value)})")
