"""The shipped study of decisions says the same with another seed: winner by price, ties, drivers, structures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import sim

SEEDS = (20240510, 7)
CLOSE = 0.25  # relative difference of ties


def found(folder: Path) -> dict[str, Any]:
    """What a decision says, from its file."""
    told = json.loads((folder / "decision.json").read_text(encoding="utf-8"))
    choice, names = told["choice"], [one["key"] for one in told["policies"]]
    one, other = choice["between"]
    costs = next(
        each for each in told["outcomes"]
        if each["kind"] == "costs" and {each["policy"], each["against"]} == {one, other}
    )  # fmt: skip
    groups: dict[str, float] = {}
    for each in choice["flips"]["reversals"]:
        groups[each["group"]] = max(groups.get(each["group"], 0.0), each["share"])
    shares = costs["first"]["shares"]
    return {
        "tie": choice["price"],
        "between": [names[one], names[other]],
        "drivers of costs": {
            told["parameters"][place]
            for place in sorted(range(len(shares)), key=lambda place: -(shares[place] or 0.0))[:2]
        },
        "groups": sorted((group for group in groups if group), key=lambda group: -groups[group]),
    }


def alike(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert one["between"] == other["between"] == ["on_request", "pressure_gate"]
    assert other["tie"] == pytest.approx(one["tie"], rel=CLOSE)
    drivers = {"escalation.severity_memory", "red_line.threshold_quantile"}
    assert one["drivers of costs"] == other["drivers of costs"] == drivers
    assert one["groups"] == other["groups"] == ["escalation", "stall"]


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_another_seed_finds_the_same(tmp_path: Path) -> None:
    given = {"study.uncertainties.size": 96}
    each = [
        sim.sweep("decision", given, replications=6, seed=seed, name=f"s{seed}", runs_dir=str(tmp_path)).decide().folder
        for seed in SEEDS
    ]
    alike(*map(found, each))
