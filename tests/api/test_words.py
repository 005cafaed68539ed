"""Settings from Python are those of the command line."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.api.overrides import overrides_of
from sim.config.compose import read
from sim.config.library import open_library
from sim.study.design.variant import CLASSES


def test_words_stay_as_they_are_and_come_first() -> None:
    found = overrides_of(["seed=1", {"restrictions.events.permission.day": 10}], {"aid": "delayed"})
    assert found == ["seed=1", "restrictions.events.permission.day=10", "aid=delayed"]


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("name", None, "null"),
        ("escalation.lowest_absorbing", False, "false"),
        ("horizon", "120 days", "120 days"),
        ("name", "7", '"7"'),
        ("name", "a b", '"a b"'),
        ("seed", np.int64(3), "3"),
        ("attrition.exponent", np.float64(0.5), "0.5"),
        ("restrictions.events.permission.day", datetime.date(2024, 5, 20), "2024-05-20"),
        ("runs_dir", Path("there/runs"), '"there/runs"'),
        ("mechanisms", ("a.py:f",), '["a.py:f"]'),
    ],
)
def test_values_of_every_kind(key: str, value: Any, text: str) -> None:
    assert overrides_of([], {key: value}) == [f"{key}={text}"]


def test_values_are_read_back_as_they_were() -> None:
    given = {"name": "7", "runs_dir": Path("my runs"), "horizon": "60 days", "mechanisms": [], "workers": None}
    (_, settings), _ = read(open_library(CLASSES), overrides_of([given], {"seed": 2**62, "attrition.exponent": 1 / 3}))
    assert (settings.name, settings.runs_dir, settings.seed, settings.workers) == ("7", "my runs", 2**62, None)


@pytest.mark.parametrize("setting", [object(), 3, ["seed=1"]])
def test_what_is_no_setting(setting: Any) -> None:
    with pytest.raises(sim.Problem, match="is not a setting"):
        overrides_of([setting], {})


def test_a_value_that_no_config_has() -> None:
    with pytest.raises(sim.Problem, match="seed: must be a text, a number"):
        overrides_of([], {"seed": object()})


@pytest.mark.parametrize("call", [lambda: sim.load(5), lambda: sim.compare(5, 6)])  # type: ignore[arg-type]
def test_what_names_no_run_is_a_mistake_of_the_user(call: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="5: is not a run, study or comparison; give a folder or a name"):
        call()
