"""The known answers, in the order of the mechanisms."""

from __future__ import annotations

from sim.config.problems import Problem, hint
from sim.validation.verification.case import Case
from sim.validation.verification.cases import (
    aid,
    attrition,
    batteries,
    battles,
    casualties,
    city,
    counter_battery,
    culmination,
    decisions,
    duel,
    escalation,
    flows,
    forces,
    ground,
    hazards,
    ladder,
    moving_hazards,
    packages,
    phases,
    pressures,
    rationing,
    recovery,
    red_line,
    red_line_quantile,
    rises,
    severity,
    thresholds,
    timelines,
)

MODULES = (
    attrition, battles, recovery, casualties, forces, flows, ground, rationing, counter_battery, duel, batteries,
    phases, culmination, aid, packages, pressures, decisions, hazards, moving_hazards, thresholds, timelines,
    escalation, ladder, rises, severity, red_line, red_line_quantile, city,
)  # fmt: skip
_ALL: tuple[Case, ...] = tuple(case for module in MODULES for case in module.CASES)
CASES: tuple[Case, ...] = tuple(sorted(_ALL, key=lambda case: int(case.mechanism.removeprefix("M"))))


def case_named(key: str) -> Case:
    """A case by its key; raises Problem with the nearest one where there is none."""
    for case in CASES:
        if key in (case.key, case.also) and key:
            return case
    names = [name for case in CASES for name in (case.key, case.also) if name]
    raise Problem(f"verify: no case {key!r}{hint(key, names)}")
