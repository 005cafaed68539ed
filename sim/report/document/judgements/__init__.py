"""Judgements on all parameters, by key.

A new parameter needs one entry, in the file of its mechanism: what is assumed by it, the measures that a higher value
moves, whether it changes what a permission does, and a span where the schema proposes no range. A document prints
them; a slow test runs the model at both ends of each range and compares.
"""

from __future__ import annotations

from sim.report.document.judgement import Judgement
from sim.report.document.judgements.aid import AID
from sim.report.document.judgements.combat import COMBAT
from sim.report.document.judgements.escalation import ESCALATION
from sim.report.document.judgements.guns import GUNS
from sim.report.document.judgements.phases import PHASES
from sim.report.document.judgements.restrictions import RESTRICTIONS
from sim.report.document.judgements.scenario import SCENARIO
from sim.report.document.judgements.settings import SETTINGS

TABLES = {
    "settings": SETTINGS,
    "scenario": SCENARIO,
    "restrictions": RESTRICTIONS,
    "aid": AID,
    "combat": COMBAT,
    "guns": GUNS,
    "phases": PHASES,
    "escalation": ESCALATION,
}
"""By the name of the file that holds them."""

JUDGEMENTS: dict[str, Judgement] = {key: entry for table in TABLES.values() for key, entry in table.items()}
"""By the dotted key of the parameter."""
