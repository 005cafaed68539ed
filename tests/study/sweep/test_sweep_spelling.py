"""What differs between two studies, told in the words of a config."""

from __future__ import annotations

import math

from composing import parameters

from sim.config.fields import walk
from sim.model.parameters import Parameters
from sim.study.sweep.compatibility import BASE, as_written
from sim.study.sweep.fingerprint import flat


def test_the_base_is_written_as_in_a_config() -> None:
    identity = {
        "base horizon_days": 25.0,
        "base aid.delay_days": 0.0,
        "base restrictions.events.day": [math.inf, 20.0],
        "base attrition.kind": "SQUARE",
        "base aid.packages.amount_usd_million": [400.0, 275.0],
        "base nothing.like_it": 3,
        "seed": 7,
    }
    assert as_written(identity) == {
        "base horizon": "25 d",
        "base aid.delay": "0 d",
        "base restrictions.events.day": [None, 20.0],
        "base attrition.kind": "square",
        "base aid.packages.amount": ["400 USD m", "275 USD m"],
        "base nothing.like_it": 3,
        "seed": 7,
    }


def test_every_parameter_has_its_key() -> None:
    written = as_written({f"{BASE}{path}": value for path, value in flat(parameters())})
    known = {key.replace("[]", "") for key, _ in walk((Parameters,))} | {"restrictions.events.name"}
    assert len(written) > 150
    assert {name.removeprefix(BASE) for name in written} <= known
    assert "inf" not in str(list(written.values()))
