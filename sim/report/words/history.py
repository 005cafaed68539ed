"""The history of one replication for its timeline, read from the event log of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.counting import number_of
from sim.report.words.numbers import number
from sim.report.words.wording import listed

PHASES = ("assault", "exploitation", "consolidation", "pause", "preparation")
POLICY = {
    "briefed": "briefed",
    "requested": "requested",
    "recommended": "recommended",
    "policy_relaxed": "relaxed",
    "first_use": "first use",
    "policy_reversed": "reversed",
    "red_line_crossed": "red line crossed",
    "out_of_scope": "out of scope",
}
"""Events that are drawn as lines through all lanes, and what a reader is to call them."""

TICKS = (
    ("strike_on_city", "city.launchers", "launchers on city"),
    ("strike_on_city", "city.aircraft", "aircraft on city"),
    ("battery_lost", "counter_battery.red", "Red battery lost"),
    ("battery_lost", "counter_battery.blue", "Blue battery lost"),
    ("stock_below_reserve", "", "stock low"),
    ("stock_out", "", "stock out"),
    ("reserves_committed", "", "reserves in"),
    ("culminated", "", "culminated"),
    ("retaliated", "", "retaliation"),
)
"""Events that are drawn as ticks: event, mechanism (empty for any), and what a reader is to call them."""
ALWAYS = 3  # so many of them have their row even if they do not occur

HEADER = ("lane", "what", "day", "until_day", "value")
Drawn = tuple[str, str, float, float | None, float | None]

Points = tuple[tuple[float, float], ...]  # (day, value)


@dataclass(frozen=True)
class History:
    """One replication; every list is in the order of days.

    Attributes:
        first_day, last_day: from the scenario's start, or the first event if that is earlier, to the horizon.
        phases: name -> (first, last) day of each time that the offensive is in that phase; every phase is there.
        announced, arrived: packages of aid, (day, USD m).
        policy: name -> days; only the events that occur, those that come first at the top.
        rungs: (day, rung) of each change; the first is the rung at the start.
        ticks: name -> days.
        spans: name -> (first, last) days of what lasts.
    """

    first_day: float
    last_day: float
    phases: Mapping[str, Points]
    announced: Points
    arrived: Points
    policy: Mapping[str, tuple[float, ...]]
    rungs: Points
    ticks: Mapping[str, tuple[float, ...]]
    spans: Mapping[str, Points]

    def words(self) -> str:
        """The days of the policy's events, assaults, aid, the highest rung, and how often other things happen."""
        policy = [f"{name} on day {listed([number(day, 3) for day in days])}" for name, days in self.policy.items()]
        assaults = len(self.phases["assault"])
        parts = [
            ", ".join(policy) or "no event of policy",
            number_of(assaults, "assault"),
            f"aid of USD {number(sum(value for _, value in self.arrived))} million arrives",
            f"highest rung {number(max(value for _, value in self.rungs))}",
            ", ".join(f"{name} {len(days)}" for name, days in self.ticks.items()),
        ]
        return f"{'; '.join(filter(None, parts))}."

    def rows(self) -> list[Drawn]:
        """All that is drawn, a row each, as `HEADER` names its columns, lane by lane."""
        found: list[Drawn] = [("policy", name, day, None, None) for name, days in self.policy.items() for day in days]
        for lane, lasting in (("offensive", self.phases), ("events", self.spans)):
            found += [(lane, name, first, last, None) for name, some in lasting.items() for first, last in some]
        for name, some in (("announced", self.announced), ("arrived", self.arrived)):
            found += [("aid", name, day, None, value) for day, value in some]
        found += [("rung", "rung", day, None, value) for day, value in self.rungs]
        return found + [("events", name, day, None, None) for name, days in self.ticks.items() for day in days]


def read_history(
    trace: Mapping[str, NDArray[Any]], first_day: float, first_rung: float = 0.0, replication: int = 0
) -> History | None:
    """One replication from a run's event log; None if the log does not hold it.

    `trace`: arrays of equal length: replication, day, mechanism, event, value.
    """
    rows = np.flatnonzero(trace["replication"] == replication)
    if rows.size == 0:
        return None
    rows = rows[np.argsort(trace["day"][rows], kind="stable")]
    columns = (trace["day"][rows], trace["mechanism"][rows], trace["event"][rows], trace["value"][rows])
    log = [(float(day), str(who), str(what), float(value)) for day, who, what, value in zip(*columns, strict=True)]
    first, last = min(first_day, log[0][0]), log[-1][0]
    ticks = {name: _days(log, event, mechanism) for event, mechanism, name in TICKS}
    closed = _closed(log, first, last)
    policy = {name: _days(log, event) for event, name in POLICY.items()}
    return History(
        first_day=first,
        last_day=last,
        phases=_phases(log, last),
        announced=_values(log, "aid_announced"),
        arrived=_values(log, "aid_arrived"),
        policy=dict(sorted(((name, days) for name, days in policy.items() if days), key=lambda item: item[1][0])),
        rungs=((first, first_rung), *_values(log, "rung_changed")),
        ticks={name: days for name, days in ticks.items() if days or name in [row[2] for row in TICKS[:ALWAYS]]},
        spans={"aid gate closed": closed} if closed else {},
    )


def with_common_rows(histories: Sequence[History]) -> list[History]:
    """The same histories, each with the policy events, the ticks and the spans that occur in any of them."""
    firsts: dict[str, float] = {}
    for history in histories:
        for name, days in history.policy.items():
            firsts[name] = min(days[0], firsts.get(name, days[0]))
    policy = sorted(firsts, key=firsts.__getitem__)
    ticks = [name for _, _, name in TICKS if any(name in history.ticks for history in histories)]
    spans = list(dict.fromkeys(name for history in histories for name in history.spans))
    return [
        replace(
            history,
            policy={name: history.policy.get(name, ()) for name in policy},
            ticks={name: history.ticks.get(name, ()) for name in ticks},
            spans={name: history.spans.get(name, ()) for name in spans},
        )
        for history in histories
    ]


Log = list[tuple[float, str, str, float]]  # day, mechanism, event, value


def _days(log: Log, event: str, mechanism: str = "") -> tuple[float, ...]:
    return tuple(day for day, who, what, _ in log if what == event and mechanism in ("", who))


def _values(log: Log, event: str) -> Points:
    return tuple((day, value) for day, _, what, value in log if what == event)


def _phases(log: Log, last: float) -> dict[str, Points]:
    started = _values(log, "phase_started")
    ends = [*(day for day, _ in started), last][1:]
    spans: dict[str, list[tuple[float, float]]] = {name: [] for name in PHASES}
    for (day, code), end in zip(started, ends, strict=True):
        spans[PHASES[int(code)]].append((day, end))
    return {name: tuple(days) for name, days in spans.items()}


def _closed(log: Log, first: float, last: float) -> Points:
    """The gate is closed from each closing to the next opening, and before a first opening."""
    turns = [(day, what) for day, _, what, _ in log if what in ("gate_opened", "gate_closed")]
    if not turns:
        return ()
    spans, since = [], first if turns[0][1] == "gate_opened" else None
    for day, name in turns:
        if name == "gate_opened" and since is not None:
            spans.append((since, day))
            since = None
        elif name == "gate_closed" and since is None:
            since = day
    if since is not None:
        spans.append((since, last))
    return tuple((start, end) for start, end in spans if end > start)
