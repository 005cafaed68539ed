"""Tries mutants in a copy of the project, each in a process forked with all libraries loaded and nothing of the model.

    python -m mutants.trial FOLDER

Reads a line of JSON for each mutant, `{"file", "text", "cases", "tests", "late", "seconds"}`, and answers with who
noticed it.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

LIBRARIES = ("numpy", "scipy.stats", "scipy.integrate", "hydra", "omegaconf", "hypothesis", "numba", "pytest", "simpy")
ENDLESS = "does not end"
SLOWER, MORE_SECONDS = 3.0, 20.0  # how much longer than on the model as it is checks may take
MEMORY_BYTES = 4 << 30


def main(folder: Path) -> None:
    for library in LIBRARIES:
        importlib.import_module(library)
    os.chdir(folder)
    sys.path[:0] = [str(folder), str(folder / "tests")]
    sys.dont_write_bytecode = True
    answers = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what checks say is theirs
    for line in sys.stdin:
        os.write(answers, f"{json.dumps(tried(json.loads(line)))}\n".encode())


def tried(mutant: dict[str, Any]) -> str:
    """Who notices a mutant; the file is as before afterwards."""
    path = Path("sim") / "model" / f"{mutant['file']}.py"
    whole = path.read_text(encoding="utf-8")
    path.write_text(mutant["text"], encoding="utf-8")
    try:
        return in_child([mutant[kind] for kind in ("cases", "tests", "late")], mutant["seconds"])
    finally:
        path.write_text(whole, encoding="utf-8")


def in_child(checks: list[list[str]], seconds: float) -> str:
    """What a forked process finds; one that takes too long, or dies, has noticed as well."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reads)
        _answer(writes, checks, seconds)
    os.close(writes)
    with os.fdopen(reads) as answer:
        said = answer.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return ENDLESS if os.WTERMSIG(status) == signal.SIGXCPU else f"test: signal {os.WTERMSIG(status)}"
    return said if os.WEXITSTATUS(status) == 0 else "test: cannot start"


def _answer(to: int, checks: list[list[str]], seconds: float) -> None:
    """Run the checks, write who notices, and end this process."""
    code = 1
    try:
        limit = int(seconds * SLOWER + MORE_SECONDS + sum(os.times()[:2]))
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        from mutants.checks import noticed_by

        os.write(to, noticed_by(*checks).encode())
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
