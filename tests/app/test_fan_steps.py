"""The rung keeps its value until it jumps: its lines have corners, those of other quantities have none."""

from __future__ import annotations

import numpy as np
import pytest

from sim.app.fans import corners, is_stepped


def test_steps_stand_until_the_next_day() -> None:
    days, values = np.array([0.0, 1.0, 2.0]), np.array([0.0, 3.0, 1.0])
    at, of = corners(3, True)
    assert days[at].tolist() == [0, 1, 1, 2, 2]
    assert values[of].tolist() == [0, 0, 3, 3, 1]
    at, of = corners(3, False)
    assert (days[at].tolist(), values[of].tolist()) == (days.tolist(), values.tolist())


@pytest.mark.parametrize(("quantity", "steps"), [("rung", True), ("ground_lost_km2", False)])
def test_the_rung_alone_is_stepped(quantity: str, steps: bool) -> None:
    assert is_stepped(quantity) is steps
