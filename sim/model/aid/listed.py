"""M7, the packages of a dated list: a replay of the record, in which some packages may be delayed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from sim.model.aid.announced import Announced, Content, Mix
from sim.model.contract import mechanism
from sim.model.quantity import ANY, DAY, NOT_NEGATIVE, Choice, Group, Quantity
from sim.model.world import PACKAGE_SLOTS

US_RECORD = "US announcements, 2024"


class Kind(IntEnum):
    """Way of paying for a package, which sets its lag."""

    DRAWDOWN = 0
    CONTRACT = 1
    FINANCING = 2


@dataclass(frozen=True)
class Packages:
    """A dated list of packages, one entry per package."""

    day: Annotated[tuple[float, ...], Quantity(DAY, ANY, "day of the announcement; may precede day 0", US_RECORD)]
    amount_usd_million: Annotated[tuple[float, ...], Quantity("USD m", NOT_NEGATIVE, "amount announced", US_RECORD)]
    kind: Annotated[tuple[Kind, ...], Choice("drawdown, contract or financing", US_RECORD)]
    content: Annotated[tuple[Content, ...], Choice("main content", US_RECORD)]


@dataclass(frozen=True)
class ListedAid(Announced):
    """The packages of a dated list."""

    packages: Annotated[Packages, Group("dated list of packages", table=True)]
    delay_days: Annotated[float, Quantity("d", NOT_NEGATIVE, "delay of packages announced after `delay_after_day`")]
    delay_after_day: Annotated[
        float,
        Quantity(DAY, ANY, "day after which announced packages are delayed; null for none", optional=True),
    ]
    contract_lag_days: Annotated[
        float,
        Quantity(
            "d",
            NOT_NEGATIVE,
            "median lag of a contract",
            "months to years as reported, 2023 and 2024",
            (180, 1095),
        ),
    ]
    financing_lag_days: Annotated[float, Quantity("d", NOT_NEGATIVE, "median lag of financing")]
    other_mix: Annotated[Mix, Group("mix of rounds in other packages")]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.delay_days > 0.0 and self.delay_after_day == math.inf:
            yield "delay", "has no effect without delay_after_day; set that too, or choose aid=delayed"
        yield from Announced.rules(self)
        if len(self.packages.day) > PACKAGE_SLOTS:
            yield "packages", f"has {len(self.packages.day)} packages, allowed at most {PACKAGE_SLOTS}"


@mechanism
def listed_day(rule: ListedAid, package: int) -> float:
    """The day on which a package of the list is announced, with any delay."""
    day = rule.packages.day[package]
    return day + rule.delay_days if day > rule.delay_after_day else day


@mechanism
def median_lag(rule: ListedAid, kind: int) -> float:
    """Median lag of a kind of package (days)."""
    if kind == Kind.DRAWDOWN:
        return rule.drawdown_lag_days
    if kind == Kind.CONTRACT:
        return rule.contract_lag_days
    return rule.financing_lag_days


@mechanism
def next_listed(rule: ListedAid, day: float, package: int) -> int:
    """The position of the next package, by day and then by position in the list; -1 after the last."""
    best = -1
    for other in range(len(rule.packages.day)):
        other_day = listed_day(rule, other)
        later = other_day > day or (other_day == day and other > package)
        if later and (best < 0 or other_day < listed_day(rule, best)):
            best = other
    return best
