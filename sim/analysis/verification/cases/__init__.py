"""The known answers, in the order of the mechanisms."""

from __future__ import annotations

from sim.analysis.verification.case import Case
from sim.analysis.verification.cases import (
    aid,
    attrition,
    battles,
    casualties,
    city,
    counter_battery,
    decisions,
    escalation,
    flows,
    ladder,
    phases,
    red_line,
)
from sim.study.problems import Problem, hint

ATTRITION = (*attrition.CASES, *battles.CASES, *casualties.CASES)
CASES: tuple[Case, ...] = (
    *ATTRITION, *flows.CASES, *counter_battery.CASES, *phases.CASES, *aid.CASES, *decisions.CASES, *escalation.CASES,
    *ladder.CASES, *red_line.CASES, *city.CASES,
)  # fmt: skip


def case_named(key: str) -> Case:
    """A case by its key; raises Problem with the nearest one where there is none."""
    for case in CASES:
        if key in (case.key, case.also) and key:
            return case
    names = [name for case in CASES for name in (case.key, case.also) if name]
    raise Problem(f"verify: no case {key!r}{hint(key, names)}")
