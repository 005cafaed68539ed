"""Limits of the model and the data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.report.page.blocks import Block, BulletList, Section, Text

OF_THE_MODEL = (
    "The model is aggregate: areas, rates, stocks and rungs of one sector. It has no maps, units, sites "
    "or tactics, and simulated events have day numbers, never dates.",
    "An interval states the precision of a mean under these assumptions. It says nothing about parameters "
    "and structures that were not varied.",
    "Shares of pairs come from the pairing, which gives both runs the same random numbers. They are not "
    "real-world probabilities.",
    "For escalation, data from rival states and one war support the excitation, the responses and the "
    "rates of the ladder; baselines, severities and the red line are beliefs. Do not ask how likely a "
    "rung is; ask which belief reverses the ranking of two policies.",
    "Rung 8 is out of scope, and the model describes nothing beyond it.",
    "The model leaves out counter-offensives, the sponsor's other motives, other fronts, and politics "
    "beyond this decision.",
)
BELIEFS_RANK = (
    "Severities, baselines and red lines behind escalation are beliefs without data. They support a "
    "ranking of policies under these beliefs, not the probability of a rung."
)
NO_SKILL = (
    "From day 10 on the model forecasts the area of the record no better than its last reading does: it has no "
    "skill beyond the last reading. Do not read its ground as a forecast."
)
OF_THE_RECORD = (
    NO_SKILL,
    "The advance had stalled ten days before the recorded permission. The permission did not stop the "
    "offensive, and no number here says it did.",
    "The record does not show why it stalled: a held line, reserves and culmination all fit. Quote a "
    "difference in ground only with its range over these structures.",
    "The effect of the permission on ground, effects for each shot, and Blue's losses on this axis cannot "
    "be identified from the record. They are assumed ranges.",
    "The ratio of fires improved for a separate reason: aid had resumed weeks before the permission.",
)


def limits(config: Mapping[str, Any]) -> Section:
    """The section; what the record cannot say is there where the scenario has one."""
    blocks: list[Block] = [BulletList(OF_THE_MODEL)]
    if config.get("scenario", {}).get("record_restrictions"):
        blocks += [Text("About the record of this scenario:"), BulletList(OF_THE_RECORD)]
    return Section("limits", "What the model and the data cannot show", blocks)
