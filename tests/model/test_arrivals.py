"""M7: what a package brings arrives in each class of rounds by its mix."""

from __future__ import annotations

import pytest
from composing import parameters
from stage import Play

from sim.model.processes.announcing import announce_package
from sim.model.processes.arrivals import receive
from sim.model.sides import AIR_DEFENCE, LONG_RANGE, ROCKET, TUBE

CONTENTS = ("rocket_artillery", "air_defence", "other")
MIX = (0.4, 0.2, 0.1, 0.05)
CLASSES = (TUBE, ROCKET, LONG_RANGE, AIR_DEFENCE)
NAMES = ("tube", "rocket", "long_range", "air_defence")


@pytest.mark.parametrize("content", range(len(CONTENTS)), ids=CONTENTS)
def test_rounds_of_each_class_are_amount_times_share_times_rounds_times_mix(content: int) -> None:
    mixes = [f"aid.{CONTENTS[content]}_mix.{name}={share}" for name, share in zip(NAMES, MIX, strict=True)]
    play = Play(parameters("aid.sector_share=0.25", "aid.rounds=0.06 kr/(USD m)", *mixes))
    before = [play.world.stock.rounds_kr[kind] for kind in CLASSES]
    announce_package(play.clock, play.world, play.parameters, -1.0, 400.0, content, 5.0)
    receive(play.clock, play.world, play.parameters, 0)
    arrived = [play.world.stock.rounds_kr[kind] - held for kind, held in zip(CLASSES, before, strict=True)]
    assert arrived == pytest.approx([400.0 * 0.25 * 0.06 * share for share in MIX])
    assert play.world.stock.arrived_kr[TUBE] == pytest.approx(400.0 * 0.25 * 0.06 * MIX[0])
