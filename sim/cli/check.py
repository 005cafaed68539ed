"""`escsim check`: rerun sampled study runs and compare results bit by bit."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from sim.cli.arguments import Parser, add_trust_option, as_seen, trusting_of
from sim.cli.exits import FAILED, PROBLEM
from sim.config.counting import number_of
from sim.config.problems import say

EXAMPLES = """\
With --files, runs nothing and compares the SHA-256 digest of every stored file with the manifest.

examples:
  escsim check policy_ranking --sample 5%
  escsim check policy_ranking --files
  escsim check runs/A --files
"""
SHOWN = 10  # values that are shown


def execute(words: Sequence[str]) -> int:
    """Run a share of the runs again; return the exit code, 1 where a bit differs."""
    parser = Parser(
        "check", "Rerun sampled study runs and compare results bit by bit, or check stored files.", EXAMPLES
    )
    parser.add_argument("study", metavar="STUDY", help="folder or name of a study or run; with --files, of any result")
    parser.add_argument("--files", action="store_true", help="compare file digests only; rerun nothing")
    parser.add_argument(
        "--sample", default="1%", metavar="SHARE", help="share of runs to rerun, such as 5%% (default: 1%%)"
    )
    add_trust_option(parser)
    arguments = parser.read(words)
    from sim.study.named import named_folder

    if arguments.files:
        return _check_files(named_folder(arguments.study))
    from sim.study.execution.engines import available_cores
    from sim.study.sweep.folder import open_study
    from sim.study.sweep.recheck import check
    from sim.study.sweep.stored import StoredStudy, simulation_for

    share = _share(arguments.sample)
    folder = named_folder(arguments.study)
    study = StoredStudy(open_study(folder))
    runs = int(share * study.folder.manifest["points"] * study.folder.manifest["replications"]) + 1
    with trusting_of(arguments):
        simulation = simulation_for(study, runs, say)
    with simulation.crew(available_cores()) as crew:
        found = check(study.sweep(simulation), folder, share, crew)
    if not found.differing:
        print(f"{number_of(found.runs, 'run')} of {as_seen(folder)} rerun: all bits are equal")
        return 0
    for one in found.differing[:SHOWN]:
        place = f"point {one.point}, replication {one.replication}"
        print(f"{place}: {one.measure} was {one.stored}, now {one.again}", file=sys.stderr)
    print(f"error: {len(found.differing):,} values differ in {found.runs:,} rerun runs", file=sys.stderr)
    return FAILED


def _check_files(folder: Path) -> int:
    """Compare digests; return the exit code, 2 where a file is not what was written."""
    from sim.study.file_check import check_files

    found = check_files(folder)
    if found.unlisted:
        names = ", ".join(as_seen(path) for path in found.unlisted[:SHOWN])
        more = f", and {len(found.unlisted) - SHOWN:,} more" if len(found.unlisted) > SHOWN else ""
        print(f"not checked, because no manifest lists them: {names}{more}", file=sys.stderr)
    if not found.faults:
        print(f"{found.count:,} files of {as_seen(folder)} match their digests; nothing was run")
        return 0
    for fault in found.faults[:SHOWN]:
        print(fault, file=sys.stderr)
    print(
        f"error: of {found.count:,} files, {len(found.faults):,} have changed or cannot be read",
        file=sys.stderr,
    )
    return PROBLEM


def _share(text: str) -> float:
    from sim.config.problems import Problem

    number, percent, rest = text.partition("%")
    try:
        share = float(number) / (100 if percent else 1)
    except ValueError:
        share = float("nan")
    if rest.strip() or not 0 < share <= 1:
        raise Problem(f"--sample: must be above 0 and at most 100 %, such as 5% or 0.05 (got {text!r})")
    return share
