"""What the model and the data cannot say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.report.page.blocks import Block, Points, Section, Text

OF_THE_MODEL = (
    "The model is aggregate: areas, rates, stocks and rungs of one sector. It knows no map, no unit, no site and no "
    "tactic, and simulated events have day numbers, never dates.",
    "An interval says how sure these replications are of a mean, under these assumptions. It says nothing of "
    "parameters and structures that were not varied.",
    "Shares of pairs come from the pairing, which gives both runs the same chances. They are no probabilities of "
    "the world.",
    "Of escalation, excitation, answers and the rates of the ladder have data, from rival states and one war; "
    "baselines, severities and the red line are beliefs. Do not ask how likely a rung is; ask "
    "under which belief the order of two policies turns round.",
    "Rung 8 is out of scope, and what lies beyond is not described.",
    "Ground is not retaken, and the giver's other motives, other fronts and politics outside of the decision are "
    "left out.",
)
OF_THE_RECORD = (
    "The advance had stalled ten days before the permission of the record. The permission did not stop the "
    "offensive, and no number here may be read as saying so.",
    "Why it stalled cannot be told from the record: a held line, reserves and culmination all fit. A difference in "
    "ground is a result only with its range over these structures.",
    "The effect of the permission on ground, effects for each shot, and Blue's losses on this axis cannot be "
    "identified from the record. They are ranges of assumption.",
    "The ratio of fires improved for reasons of its own, as aid had resumed weeks before the permission.",
)


def limits(config: Mapping[str, Any]) -> Section:
    """The section; what the record cannot say is there where the scenario has one."""
    blocks: list[Block] = [Points(OF_THE_MODEL)]
    if config.get("scenario", {}).get("record_restrictions"):
        blocks += [Text("Of the record of this scenario:"), Points(OF_THE_RECORD)]
    return Section("limits", "What model and data cannot say", blocks)
