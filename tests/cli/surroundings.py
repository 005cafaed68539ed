"""Commands in surroundings that a user may have: other users, other folders, other programs' settings, odd outputs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

NOBODY = 65534  # the user without rights
SIZE = ("horizon=25 days", "replications=3", "engine=simpy", "workers=1")
WORKERS = "workers=2"
PATIENCE_SECONDS = 500.0
PROGRAM = Path(__file__).with_name("surroundings_process.py")
SHADOWS = ("random.py", "numpy.py", "sim/__init__.py", "json.py", "multiprocessing.py")

VERBS: Mapping[str, tuple[str, ...]] = {
    "run": ("run", *SIZE, "name=new"),
    "compare": ("compare", "A", "B", "--out", "compared"),
    "explore": ("explore", "--port", "-1"),
    "explain": ("explain", "A", "B", "-r", "0"),
    "report": ("report", "A", "--out", "page.html"),
    "trace": ("trace", "A", "-r", "0"),
    "list": ("list",),
    "parameters": ("parameters", "aid"),
    "plan": ("plan", "study=aid_timing"),
    "sweep": ("sweep", "study=small", "name=swept", "--no-report"),
    "status": ("status", "S"),
    "retry": ("retry", "S"),
    "merge": ("merge", "S", "name=merged"),
    "query": ("query", "S", "select count(*) from results"),
    "decide": ("decide", "S", "--saves", "red_fires_kr", "--costs", "rung_days"),
    "plot": ("plot", "S", "--out", "figure.png"),
    "rerun": ("rerun", "S", "--point", "0", "--replication", "0"),
    "check": ("check", "S", "--sample", "50%"),
    "verify": ("verify", "culmination_on_losses"),
    "document": ("document", "A", "--to", "pages"),
    "backtest": ("backtest", "horizon=55 days", *SIZE[1:], "name=tested", "--no-figures"),
    "calibrate": ("calibrate", "calibration.population=5"),
    "init": ("init", "mine"),
    "completion": ("completion", "bash"),
}
"""A command of each verb; `run`, `compare`, `report` and `plot` draw for all."""

MISTAKEN = frozenset({"explore", "merge", "calibrate", "decide"})
"""Those that end with a message and code 2: a server, what needs shards or many futures, and what takes long."""

STUDY = """\
question: Does it run?
base: {replications: 2, horizon: 25 days, engine: simpy, workers: 1}
levers:
  design: product
  factors:
    restrictions: [full_ban, counter_fire]
"""


@dataclass
class Place:
    """Where a command is started.

    Attributes:
        folder: the current folder, with the runs in it.
        variables: of the environment, besides the usual ones.
        user: by number; None for who runs the tests.
        closed: whether standard output is closed.
        reader: shell words that read the output; empty for the test.
    """

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    user: int | None = None
    closed: bool = False
    reader: str = ""


AS_ANOTHER = f"""\
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from surroundings_process import become
del sys.path[0]
become(int(sys.argv[1]))
from sim.cli.main import main
sys.exit(main(sys.argv[2:]))
"""
"""A command of another user, who may not be able to read this Python."""


@cache
def _can_start(user: int) -> bool:
    """Whether a user can read this Python."""
    try:
        return subprocess.run([sys.executable, "-c", ""], user=user, check=False).returncode == 0
    except OSError:
        return False


def _command(words: tuple[str, ...], user: int | None) -> list[str]:
    if user is None or _can_start(user):
        return [sys.executable, "-P", "-m", "sim.cli.main", *words]
    return [sys.executable, "-P", "-c", AS_ANOTHER, str(user), *words]


def start(words: tuple[str, ...], place: Place) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end, in a process that is started for it."""
    command = _command(words, place.user)
    if place.closed or place.reader:
        end = ">&-" if place.closed else f"| {place.reader}; exit ${{PIPESTATUS[0]}}"
        command = ["bash", "-c", f'"$@" {end}', "bash", *command]
    drops = place.user is not None and _can_start(place.user)
    rights: dict[str, Any] = {"user": place.user, "group": place.user, "extra_groups": []} if drops else {}
    return subprocess.run(
        command, cwd=place.folder, env=_environment(place), capture_output=True, timeout=PATIENCE_SECONDS, check=False,
        stdin=subprocess.DEVNULL, **rights,
    )  # fmt: skip


def _environment(place: Place) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "ESCSIM_CACHE") if name in os.environ}
    return kept | place.variables


class Started:
    """A process in a place, started there, in copies of which commands run; one start for many of them."""

    def __init__(self, place: Place, notes: Path) -> None:
        """Start it; what the commands print goes into the folder `notes`, which no command sees."""
        self.place, self._notes = place, notes
        orders, self._orders = os.pipe()
        self._answers, answers = os.pipe()
        user = [] if place.user is None else [str(place.user)]
        command = [sys.executable, "-P", str(PROGRAM), str(orders), str(answers), *user]
        if place.closed:
            command = ["bash", "-c", '"$@" >&-', "bash", *command]
        self._errors = (notes / "start.txt").open("wb")
        self._process = subprocess.Popen(
            command, cwd=place.folder, env=_environment(place), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if place.reader else subprocess.DEVNULL,  # Python asks once whether it can seek
            stderr=self._errors, pass_fds=(orders, answers),
        )  # fmt: skip
        os.close(orders), os.close(answers)

    def run(self, words: tuple[str, ...]) -> subprocess.CompletedProcess[bytes]:
        """Run a command to its end."""
        output, errors = self._notes / "output.txt", self._notes / "errors.txt"
        for path in (output, errors):
            path.write_bytes(b"")
            path.chmod(0o666)
        order = {
            "words": words, "patience_seconds": PATIENCE_SECONDS, "errors": str(errors),
            "output": None if self.place.closed else str(output), "reader_gone": bool(self.place.reader),
        }  # fmt: skip
        os.write(self._orders, f"{json.dumps(order)}\n".encode())
        answer = os.read(self._answers, 100)
        assert answer, (self._notes / "start.txt").read_text(errors="replace")
        return subprocess.CompletedProcess(words, int(answer), output.read_bytes(), errors.read_bytes())

    def end(self) -> None:
        """End it; what its start printed is `start.txt`."""
        os.close(self._orders), os.close(self._answers)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process.wait(PATIENCE_SECONDS)
        self._errors.close()


def other_backend(place: Place) -> None:
    """The figures' backend of a notebook that is not installed here."""
    place.variables["MPLBACKEND"] = "module://some_notebook.backend"


def shadowing_files(place: Place) -> None:
    """Modules in the current folder with the names of others, which end whoever imports them."""
    for name in SHADOWS:
        path = place.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"raise SystemExit('imported {name}')\n")


def unreadable_cache(place: Place) -> None:
    """A cache of compiled programs that may not be searched."""
    locked = place.folder.parent / f"locked-{place.folder.name}"
    locked.mkdir(mode=0o700)
    place.variables["ESCSIM_CACHE"] = str(locked / "cache")
    as_nobody(place)


def unsearchable_home(place: Place) -> None:
    """A home that may not be searched, as after `su` without `-`."""
    home = place.folder.parent / f"home-{place.folder.name}"
    home.mkdir(mode=0o700)
    place.variables["HOME"] = str(home)
    place.variables["ESCSIM_CACHE"] = ""
    as_nobody(place)


def unreadable_folder(place: Place) -> None:
    """A current folder that may be neither read nor searched."""
    place.variables["ESCSIM_RUNS"] = str(place.folder.parent / f"moved-{place.folder.name}" / "runs")
    shutil.copytree(place.folder, place.folder.parent / f"moved-{place.folder.name}")
    as_nobody(place)
    for path in (place.folder.parent / f"moved-{place.folder.name}").rglob("*"):
        os.chown(path, NOBODY, NOBODY)
    os.chown(place.folder, 0, 0)
    place.folder.chmod(0o711)  # a shell can be in it; nothing in it can be listed


def unreadable_tables(place: Place) -> None:
    """Tables of runs and studies that may not be read."""
    as_nobody(place)
    for path in place.folder.rglob("*.parquet"):
        path.chmod(0)


def narrow(columns: int) -> Callable[[Place], None]:
    """A terminal of so many columns."""

    def make(place: Place) -> None:
        place.variables["COLUMNS"] = str(columns)

    return make


def encoding(name: str) -> Callable[[Place], None]:
    """An output that lacks most characters, and a run whose name has them."""

    def make(place: Place) -> None:
        place.variables["PYTHONIOENCODING"] = name
        shutil.copytree(place.folder / "runs" / "A", place.folder / "runs" / "Харків")

    return make


def closed_output(place: Place) -> None:
    """Standard output closed, as by `>&-`."""
    place.closed = True


def into_head(place: Place) -> None:
    """A reader that has gone before the output comes."""
    place.reader = "true"


def as_nobody(place: Place) -> None:
    """The user without rights, who owns the current folder."""
    place.user = NOBODY
    for path in (place.folder, *place.folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)


SURROUNDINGS: Mapping[str, Callable[[Place], None]] = {
    "other_backend": other_backend,
    "shadowing_files": shadowing_files,
    "unreadable_cache": unreadable_cache,
    "unsearchable_home": unsearchable_home,
    "unreadable_folder": unreadable_folder,
    "unreadable_tables": unreadable_tables,
    "narrow_50": narrow(50),
    "narrow_20": narrow(20),
    "cp1252": encoding("cp1252"),
    "ascii": encoding("ascii"),
    "closed_output": closed_output,
    "into_head": into_head,
}
NEEDS_ROOT = frozenset({"unreadable_cache", "unsearchable_home", "unreadable_folder", "unreadable_tables"})
"""Those that another user has to be for."""
MAY_REFUSE = frozenset({"unreadable_folder", "unreadable_tables"})
"""Those in which a command may end with a message about what it cannot read or write."""
