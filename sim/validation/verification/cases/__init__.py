"""The known answers, in the order of the mechanisms."""

from __future__ import annotations

from importlib import import_module

from sim.config.problems import Problem, hint
from sim.validation.verification.case import Case

MODULES = (
    "attrition", "battles", "casualties", "forces", "advance", "fires", "counter_battery", "adaptation", "phases",
    "aid", "pressure", "decisions", "hazards", "thresholds", "timelines", "escalation", "ladder", "severity",
    "red_line", "city", "reserves",
)  # fmt: skip
_ALL = [found for name in MODULES for found in vars(import_module(f"{__name__}.{name}")).values()]
CASES: tuple[Case, ...] = tuple(
    sorted((one for one in _ALL if isinstance(one, Case)), key=lambda case: int(case.mechanism.removeprefix("M")))
)


def case_named(key: str) -> Case:
    """A case by its key; raise Problem with the nearest one where there is none."""
    for case in CASES:
        if key in (case.key, case.also) and key:
            return case
    names = [name for case in CASES for name in (case.key, case.also) if name]
    raise Problem(f"verify: no case {key!r}{hint(key, names)}")
