"""Breaks the model in one place after another, and shows which breakages the known answers and the tests notice.

    make mutants                                  one breakage of each kind in every function of every mechanism
    make mutants ARGS="--only fires/rationing"    those of one file
    make mutants ARGS="--sample 60 --seed 1"      60 of them, drawn at random
    make mutants ARGS="--every 5 --all"           every fifth of all breakages that there are

Mutants run under SimPy, so that nothing is compiled. It first looks which known answer and which test of the model
calls which function, so that a mutant is tried by those alone: the known answers of its mechanism, the tests but
for the slow ones, then the other known answers, the quick ones first. The last line is the share that was caught;
the exit code is 1 where one was not.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import random
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

from mutants.bench import Bench
from mutants.nearest import Nearest
from mutants.operators import Mutant, chosen, mutants_of

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("sim", "configs", "tests", "pyproject.toml", "README.md")
SKIPPED = ("contract.py", "quantity.py", "parameters.py")


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
    if arguments.sample < len(work):
        work = random.Random(arguments.seed).sample(work, arguments.sample)
    print(f"{len(work)} mutants", flush=True)
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(arguments.workers) as pool:
        folders = [_copy(Path(scratch) / str(number)) for number in range(arguments.workers)]
        nearest = Nearest(_watched(arguments.calls or Path(scratch) / "calls.json", folders[0]))
        benches: Queue[Bench] = Queue()
        for folder in folders:
            benches.put(Bench(folder))
        verdicts = []
        for verdict in pool.map(lambda one: _try(*one, benches, nearest), work):
            verdicts.append(verdict)
            print(_line(verdict), flush=True)
            if arguments.out:  # after each, as a run takes long
                _write(verdicts, arguments)
    return _report(verdicts)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("mutants", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", nargs="*", default=[], metavar="FILE", help="of sim/model, such as fires/rationing")
    parser.add_argument("--all", action="store_true", help="all breakages, not one of each kind a function")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every Nth of them")
    parser.add_argument("--sample", type=int, default=sys.maxsize, metavar="N", help="N of them, drawn at random")
    parser.add_argument("--seed", type=int, default=1, help="of the draw (default: 1)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the verdicts as JSON, for the docs")
    parser.add_argument("--calls", type=Path, metavar="FILE", help="keep there what checks call")
    parser.add_argument("--workers", type=int, default=2, help="at a time (default: 2)")
    return parser.parse_args()


def _work(only: list[str], every_one: bool) -> Iterator[tuple[str, Mutant]]:
    root = ROOT / "sim" / "model"
    for file in sorted(root.rglob("*.py")):
        name = file.relative_to(root).with_suffix("").as_posix()
        if file.name in SKIPPED or (only and name not in only):
            continue
        found = mutants_of(file.read_text())
        yield from ((name, mutant) for mutant in (found if every_one else chosen(found)))


def _copy(folder: Path) -> Path:
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)  # with what Python keeps compiled, which is valid there as well
        else:
            shutil.copy2(source, folder / name)
    return folder


def _watched(file: Path, folder: Path) -> Path:
    """A file that says which checks call what, kept or written; raises SystemExit where one fails as it is."""
    if file.exists():
        return file
    print("looking which checks call what: about two minutes", flush=True)
    paths = os.pathsep.join([str(folder), str(folder / "tests")])
    script = [sys.executable, str(folder / "tests" / "mutants" / "calls.py"), str(file.resolve())]
    if subprocess.run(script, cwd=folder, env={**os.environ, "PYTHONPATH": paths}).returncode:
        raise SystemExit("the model as it is does not pass")
    return file


def _try(file: str, mutant: Mutant, benches: Queue[Bench], nearest: Nearest) -> Verdict:
    bench = benches.get()
    started = time.perf_counter()
    try:
        order = nearest.order(file, mutant.function, mechanism_of(mutant.text))
        noticed = bench.noticed_by(file, mutant.text, order)
    finally:
        benches.put(bench)
    return Verdict(file, mutant, noticed, time.perf_counter() - started)


def mechanism_of(text: str) -> str:
    """The mechanism that a file names at its top, such as "M4"; empty for none."""
    found = re.search(r'"""(M\d+)\b', text)
    return found[1] if found else ""


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
    every += f", {arguments.sample} of them drawn at random" if arguments.sample < sys.maxsize else ""
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
