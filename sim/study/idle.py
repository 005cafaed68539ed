"""Settings that cannot act beside the others that were chosen, and why: they are accepted, and named in a warning.

What contradicts another setting of its own group is refused by the `rules` of the group. Here stands what another
group, or another option, would have to bring for a setting to act, so that a change of it alone moves nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from sim.model.aid import Announcements
from sim.model.parameters import Parameters
from sim.model.restrictions import Decision, lifting_day
from sim.model.sides import Targets
from sim.study.problems import join

LONGEST_STEP = 3
_LONG_RANGE_KEYS = (
    r"restrictions\.long_range\.targets|scenario\.stocks\.long_range|aid\.\w+_mix\.long_range"
    r"|city\.aircraft_response_long_range|sanctuary\.deep_coverage"
)


def idle(parameters: Parameters) -> Iterator[tuple[str, str]]:
    """Patterns of dotted keys that cannot act in a parameter tree, each with the reason."""
    restrictions = parameters.restrictions
    if not allows_long_range(parameters):
        yield _LONG_RANGE_KEYS, "long-range strikes are never allowed; choose, for example, restrictions=long_range"
    if not allows_any_military(parameters):
        yield r"sanctuary\.any_military_coverage", "no permission has targets=any_military"
    if not restrictions.counter_fire.allowed:
        yield r"restrictions\.counter_fire\.targets", "counter-fire is never allowed (counter_fire.allowed=false)"
        if restrictions.kind == Decision.SCHEDULED and restrictions.long_range.banned:
            yield r"restrictions\.kind", "scheduled without a day of decision is the same as never"
    if parameters.aid.kind == Announcements.LISTED and parameters.aid.delay_days == 0.0:
        yield r"aid\.delay_after_day", "aid.delay is 0 days"
    if not depth_matters(parameters):
        yield r"scenario\.front\.(city_distance_low|tube_range_high)", "the city lies within tube range from the start"


def allows_long_range(parameters: Parameters) -> bool:
    """Whether long-range strikes can come to be allowed."""
    restrictions = parameters.restrictions
    if restrictions.kind == Decision.NEVER:
        return False
    if restrictions.kind == Decision.SCHEDULED:
        return lifting_day(restrictions) < math.inf
    return (
        restrictions.counter_fire.allowed
        and not restrictions.long_range.banned
        and restrictions.highest_step >= LONGEST_STEP
    )


def allows_any_military(parameters: Parameters) -> bool:
    """Whether any permission can come to include every military target."""
    counter_fire, long_range = parameters.restrictions.counter_fire, parameters.restrictions.long_range
    by_guns = counter_fire.allowed and counter_fire.targets == Targets.ANY_MILITARY
    return by_guns or (allows_long_range(parameters) and long_range.targets == Targets.ANY_MILITARY)


def depth_matters(parameters: Parameters) -> bool:
    """Whether the margin between the city's edge and the longest tube range is above zero at the start."""
    front = parameters.scenario.front
    return front.city_distance_low_km > front.tube_range_high_km


def idle_reason(parameters: Parameters, key: str) -> str:
    """Why a setting cannot act; empty for one that can.

    Args:
        parameters: the whole tree.
        key: dotted, with or without the numbers of rows.
    """
    plain = re.sub(r"\[\d*\]|\.\d+", "", key)
    return next((why for pattern, why in idle(parameters) if re.fullmatch(pattern, plain)), "")


def idle_settings(parameters: Parameters, overrides: Sequence[str]) -> list[str]:
    """A message for each setting of a command line that cannot act."""
    keys = [override.lstrip("+").partition("=")[0].strip() for override in overrides]
    reasons = {key: idle_reason(parameters, key) for key in keys if "." in key}
    return [f"{join([key])}: has no effect: {why}" for key, why in reasons.items() if why]
