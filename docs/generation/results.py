"""The references of what a run leaves behind: measures with the tracked quantities, and events."""

from __future__ import annotations

from collections.abc import Iterable

from sim.model.daily import TRACKED
from sim.model.events import EVENTS
from sim.model.measures import MEASURES
from sim.report.words.markdown import code, markdown_table

MEASURES_PAGE = """\
# Measures and tracked quantities

This page is made from the code. [A run folder](run_folder.md) has them in its tables.

"""
EVENTS_PAGE = """\
# Events

This page is made from the code.

"""


def things(lines: Iterable[tuple[str, str, str]]) -> str:
    return (
        markdown_table(("name", "unit", "meaning"), ((code(name), unit, meaning) for name, unit, meaning in lines))
        + "\n\n"
    )


def measures() -> str:
    """The page of measures and tracked quantities."""
    headline = "*Headline: a policy shows there first.* "
    better = {"": "", "less": "; less is better for Blue", "more": "; more is better for Blue"}
    rows = (
        (
            each.name,
            each.unit,
            f"{headline if each.headline else ''}{each.meaning} ({each.nature}{better[each.better]})",
        )
        for each in MEASURES
    )
    return "".join(
        [
            MEASURES_PAGE,
            "## Measures\n\nThe columns of `results.parquet`, counted from day 0 to the horizon. A measure that a "
            "replication does not define is null there.\n\n",
            things(rows),
            "## Tracked quantities\n\nThe columns of `days.parquet`: the value at the beginning of a day, before that "
            "day's events. Rates of fire are those of the step before.\n\n",
            things(TRACKED),
        ]
    )


def events() -> str:
    """The page of events."""
    text = "The column `event` of `events.parquet`, and the unit of `value` beside it.\n\n"
    return EVENTS_PAGE + text + things(EVENTS)
