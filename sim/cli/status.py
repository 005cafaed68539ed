"""`escsim status`: show the progress of a study and its failed runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.cli.arguments import Parser, as_seen
from sim.cli.exits import DONE
from sim.config.problems import Problem

if TYPE_CHECKING:
    from sim.study.sweep.status import Failure, Status

EXAMPLES = """\
Works from another shell while the study runs.

example:
  escsim status permission_timing
"""
MOST = 5  # errors that are shown


def execute(words: Sequence[str]) -> int:
    """Print how far a study is, and what failed; return the exit code."""
    parser = Parser("status", "Show the progress of a study and its failed runs.", EXAMPLES)
    parser.add_argument("study", metavar="STUDY", help="folder of a study or a run, or its name in the runs folder")
    arguments = parser.read(words)
    from sim.study.named import named_folder
    from sim.study.sweep.status import failures, status

    folder = named_folder(arguments.study)
    found = status(folder)
    print("\n".join(_lines(found, as_seen(folder))))
    if found.faults:
        raise Problem(*found.faults)
    if found.failed:
        print("\n".join(_failures(failures(folder, MOST), found.failed, as_seen(folder))))
    return DONE


def _lines(found: Status, place: str) -> list[str]:
    from sim.cli.progress import time_text

    failed = f", {found.failed:,} of them failed" if found.failed else ""
    lines = [f"{place}: {found.state}, {found.done:,} of {found.total:,} runs{failed}"]
    who = f"process {found.pid} on {found.host}" if found.pid is not None else "no process"
    if found.state == "running":
        speed = f", {found.rate:,.0f} runs/s" if found.rate else ""
        left = f", {time_text(found.seconds_left)} left" if found.rate and found.seconds_left is not None else ""
        lines.append(f"{who} has been running it since {found.since}{speed}{left}")
    elif found.state == "stopped":
        lines.append(f"{who} started it on {found.since} and has ended; {found.command} continues it")
    elif found.state == "damaged":
        lines.append("missing or damaged files:")
    elif found.state != "finished":
        lines.append(f"{found.message + '; ' if found.message else ''}{found.command} continues it")
    return lines


def _failures(found: Sequence[Failure], failed: int, place: str) -> list[str]:
    lines = []
    for failure in found:
        again = f"escsim rerun {place} --point {failure.point} --replication {failure.replication}"
        lines += [f"{failure.count:,} x {failure.error}", f"  {again}"]
    if (rest := failed - sum(failure.count for failure in found)) > 0:
        lines.append(f"and {rest:,} more")
    return [*lines, f"`escsim retry {place}` discards the failed runs, so that the next sweep reruns them"]
