"""Breaks the model in one place after another, and shows which breakages the known answers and the tests notice.

    make mutants                              one breakage of each kind in every function of every mechanism
    make mutants ARGS="--only attrition"      those of one file
    make mutants ARGS="--every 5 --all"       every fifth of all breakages that there are

Mutants run under SimPy, so that nothing is compiled. It first looks which test of the model calls which function, so
that a mutant is tried by those alone, the quick ones first. The last line is the share that was caught; the exit code
is 1 where one was not.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

from mutants.nearest import Nearest
from mutants.operators import Mutant, chosen, mutants_of

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("sim", "configs", "tests", "pyproject.toml", "README.md")
SKIPPED = ("contract.py", "quantity.py", "parameters.py")
ENDLESS = "does not end"
SECONDS = 400  # in which a run of the checks is to end; a broken model may never
PYTEST = (
    "-m",
    "pytest",
    "-x",
    "-q",
    "-n0",
    "-p",
    "no:cacheprovider",
    "--hypothesis-profile=mutants",
    "-m",
    "not slow and not cluster and not browser",
)


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant: who noticed it, or nobody."""

    file: str
    mutant: Mutant
    noticed_by: str
    seconds: float


def main() -> int:
    arguments = _arguments()
    work = list(_work(arguments.only, arguments.all))[:: arguments.every]
    print(f"{len(work)} mutants", flush=True)
    folders: Queue[Path] = Queue()
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(arguments.workers) as pool:
        for number in range(arguments.workers):
            folders.put(_copy(Path(scratch) / str(number)))
        nearest = Nearest(arguments.calls or _watched(Path(scratch) / "calls.json", Path(scratch) / "0"))
        verdicts = []
        for verdict in pool.map(lambda one: _try(*one, folders, nearest), work):
            verdicts.append(verdict)
            print(_line(verdict), flush=True)
            if arguments.out:  # after each, as a run takes long
                _write(verdicts, arguments)
    return _report(verdicts)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("mutants", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", nargs="*", default=[], metavar="FILE", help="files of sim/model, without .py")
    parser.add_argument("--all", action="store_true", help="all breakages, not one of each kind a function")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every Nth of them")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the verdicts as JSON, for the docs")
    parser.add_argument("--calls", type=Path, metavar="FILE", help="what tests call, from an earlier run of calls.py")
    parser.add_argument("--workers", type=int, default=2, help="at a time (default: 2)")
    return parser.parse_args()


def _work(only: list[str], every_one: bool) -> Iterator[tuple[str, Mutant]]:
    for file in sorted((ROOT / "sim" / "model").glob("*.py")):
        if file.name in SKIPPED or (only and file.stem not in only):
            continue
        found = mutants_of(file.read_text())
        yield from ((file.stem, mutant) for mutant in (found if every_one else chosen(found)))


def _copy(folder: Path) -> Path:
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


def _watched(file: Path, folder: Path) -> Path:
    """Write to a file which tests call what; raises SystemExit where a test fails on the model as it is."""
    print("looking which tests call what: about five minutes", flush=True)
    if said := _fails(folder, [*PYTEST, "-p", "mutants.calls", "--calls", str(file), "tests/model"], seconds=3600):
        raise SystemExit(f"the model as it is does not pass {said}")
    return file


def _try(file: str, mutant: Mutant, folders: Queue[Path], nearest: Nearest) -> Verdict:
    folder = folders.get()
    path = folder / "sim" / "model" / f"{file}.py"
    whole = path.read_text()
    started = time.perf_counter()
    try:
        path.write_text(mutant.text)
        noticed = _noticed(folder, mechanism_of(whole), *nearest.tests(file, mutant.function))
        path.write_text(whole)
        _refuse_false_alarm(folder, noticed)
    finally:
        path.write_text(whole)
        folders.put(folder)
    return Verdict(file, mutant, noticed, time.perf_counter() - started)


_silent: set[str] = set()  # what was found to pass on the model as it is


def _refuse_false_alarm(folder: Path, noticed: str) -> None:
    """Run what noticed a mutant on the model as it is; raises SystemExit where it fails there too."""
    who, _, name = noticed.partition(": ")
    if name in ("", ENDLESS) or noticed in _silent:
        return
    case = [str(ROOT / "tests" / "mutants" / "notice.py"), "case", name.partition(":")[0]]
    test = [*PYTEST, name] if "::" in name else [*PYTEST, "--collect-only", str(folder / "tests" / "model")]
    if said := _fails(folder, test if who == "test" else case):
        raise SystemExit(f"the model as it is does not pass {name}: {said}")
    _silent.add(noticed)


def mechanism_of(text: str) -> str:
    """The mechanism that a file names at its top, such as "M4"; empty for none."""
    found = re.search(r'"""(M\d+)\b', text)
    return found[1] if found else ""


def _noticed(folder: Path, mechanism: str, named: list[str], others: list[str]) -> str:
    """Who notices: the nearest first, as most mutants are noticed there."""
    answers = str(ROOT / "tests" / "mutants" / "notice.py")
    checks = [("test", [*PYTEST, *named])] if named else []
    checks += [("verify", [answers, "own", mechanism])]
    checks += [("test", [*PYTEST, *others])] if others else []
    checks += [("verify", [answers, "others", mechanism])]
    for who, command in checks:
        if said := _fails(folder, command):
            return f"{who}: {said}"
    return ""


def _fails(folder: Path, command: list[str], seconds: float = SECONDS) -> str:
    """What a command said when it failed; empty where it did not."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{folder}{os.pathsep}{folder / 'tests'}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    try:
        done = subprocess.run(
            [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return ENDLESS
    if done.returncode == 0:
        return ""
    said = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))] or done.stdout.split(
        "\n"
    )
    return said[0].removeprefix("FAILED ").partition(" - ")[0].strip() or "cannot start"


def _line(verdict: Verdict) -> str:
    mutant = verdict.mutant
    where = f"{verdict.file}.py:{mutant.line} {mutant.function}"
    told = verdict.noticed_by or "NOT NOTICED"
    return f"{told} | {where} | {mutant.kind}: {_change(mutant)} | {verdict.seconds:.0f} s"


def _change(mutant: Mutant) -> str:
    return f"{' '.join(mutant.before.split())} -> {' '.join(mutant.after.split())}"


def _write(verdicts: list[Verdict], arguments: argparse.Namespace) -> None:
    """Write the verdicts; reasons that were given for those that nobody noticed are kept."""
    kept = json.loads(arguments.out.read_text())["reasons"] if arguments.out.exists() else {}
    which = "all" if arguments.all else "one of each kind in every function"
    every = f", every {arguments.every}th of them" if arguments.every > 1 else ""
    every += f", in {', '.join(arguments.only)}" if arguments.only else ""
    found = {
        "date": datetime.date.today().isoformat(),
        "which": which + every,
        "reasons": kept,
        "mutants": [
            {
                "where": f"{one.file}.py {one.mutant.function}",
                "kind": one.mutant.kind,
                "change": _change(one.mutant),
                "noticed_by": one.noticed_by,
            }
            for one in verdicts
        ],
    }
    arguments.out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _report(verdicts: list[Verdict]) -> int:
    lived = [verdict for verdict in verdicts if not verdict.noticed_by]
    by_verify = sum(verdict.noticed_by.startswith("verify") for verdict in verdicts)
    print(f"\ncaught {len(verdicts) - len(lived)} of {len(verdicts)}, {by_verify} by known answers")
    for verdict in lived:
        print(_line(verdict))
    return 1 if lived else 0


if __name__ == "__main__":
    sys.exit(main())
