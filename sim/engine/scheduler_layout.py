"""Memory layouts of what the compiled scheduler itself works with: its environment and its random streams."""

from __future__ import annotations

from functools import cache

from sim.engine.layout import FLOAT, INT, WORD, Layout, lay_out

LOG = (("log_day", FLOAT), ("log_process", INT), ("log_event", INT), ("log_value", FLOAT))

STREAM = lay_out(
    "stream",
    (
        ("position", INT, 0, None),  # in the words of the block; 4 when it is used up
        *((word, WORD, 0, None) for word in ("key", "c0", "c1", "c2", "c3")),
        ("words", WORD, 4, None),
    ),
)


ROWS = 8


def rows_of(count: int) -> int:
    """Rows of the environment of a cast; some to spare, so that one more process changes nothing for the others."""
    return -(-count // ROWS) * ROWS


@cache
def clock_layout(count: int) -> Layout:
    """The environment of a given number of processes."""
    rows = rows_of(count)
    single = (
        ("now", FLOAT),
        ("ticks", INT),  # the next number of an event
        ("running", INT),  # the row of the process that runs
        ("tracing", INT),
        ("lines", INT),  # written to the event log
        ("capacity", INT),  # of the event log
        ("names", INT),  # of signals: 0, 1, ... below this
    )
    by_process = (("due", FLOAT), ("order", INT), ("since", INT), ("signals", INT), ("joined", INT))
    return lay_out(
        f"clock of {rows}",
        (
            *((field, kind, 0, None) for field, kind in single),
            *((field, kind, rows, None) for field, kind in by_process),
            ("first", INT, 2 * rows, None),  # by node of the tournament; its root is node 1
            *((field, kind, -1, None) for field, kind in LOG),
        ),
    )
