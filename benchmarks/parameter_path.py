"""The way of one parameter through the code, from the command line to the report: its files, and returns to them.

Every call into `sim/` is looked at whose arguments hold the key or its value, in mappings, sequences and objects. A
return is a call into a file that the way had left. Left out is what is done for each piece of work, as often as the
machine likes: the model, its schedulers, the workers, and the line of progress.

    python benchmarks/parameter_path.py
"""

from __future__ import annotations

import dataclasses
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

import sim
from sim.cli.main import main

KEY, VALUE = "restrictions.events.permission.day", 17.25
SIM = str(Path(sim.__file__).parent) + "/"
PASSED_OVER = ("model/", "engine/", "study/execution/", "study/sweep/work.py", "cli/first_result.py")
DEPTH = 4


def holds(thing: Any, depth: int = DEPTH) -> bool:
    if isinstance(thing, str):
        return str(VALUE) in thing
    if isinstance(thing, float):
        return thing == VALUE
    if depth == 0 or thing is None or isinstance(thing, int | bytes | type):
        return False
    return any(holds(part, depth - 1) for part in parts_of(thing))


def parts_of(thing: Any) -> list[Any]:
    if isinstance(thing, dict):
        return [*thing.keys(), *thing.values()]
    if isinstance(thing, list | tuple | set | frozenset):
        return list(thing)
    if dataclasses.is_dataclass(thing):
        return [getattr(thing, field.name, None) for field in dataclasses.fields(thing)]
    return (
        list(vars(thing).values()) if type(thing).__module__.startswith("sim.") and hasattr(thing, "__dict__") else []
    )


def path_of(words: list[str]) -> list[str]:
    """The files of `sim` that the parameter enters, in order, during a command."""
    found: list[str] = []

    def look(frame: FrameType, event: str, _: Any) -> None:
        name = frame.f_code.co_filename
        if event != "call" or not name.startswith(SIM) or name.removeprefix(SIM).startswith(PASSED_OVER):
            return
        count = frame.f_code.co_argcount + frame.f_code.co_kwonlyargcount
        arguments = [frame.f_locals.get(each) for each in frame.f_code.co_varnames[:count]]
        if (not found or found[-1] != name) and any(map(holds, arguments)):
            found.append(name)

    threading.setprofile(look)
    sys.setprofile(look)
    main(words)
    sys.setprofile(None)
    threading.setprofile(None)
    return [name.removeprefix(SIM) for name in found]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as root:
        words = [f"{KEY}={VALUE}", "replications=20", "workers=1", "engine=simpy", "name=traced", f"runs_dir={root}"]
        way = path_of(["run", *words]) + path_of(["report", f"{root}/traced"])
    entries = Counter(way)
    print(f"{len(entries)} files, {len(way) - len(entries)} returns to a file that it had left")
    for name, count in entries.most_common():
        print(f"  {count:4} {name}")
