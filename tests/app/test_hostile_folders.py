"""Whatever a folder among the runs holds, the list, the explorer, reports and comparisons answer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from asking import ask
from made_up_runs import write_run
from made_up_studies import NEVER, make_study, policy

from sim.analysis.comparison import compare
from sim.app.explorer import Explorer
from sim.cli.main import main
from sim.report.folders.comparison import write_comparison
from sim.study.files import sealed
from sim.study.files.sealed import write_sealed

ODD: tuple[Any, ...] = (
    None, True, 0, -1, 2**70, 1e308, "", "x" * 5000, "\x1b[2Jgone", "<script>", "../../etc/passwd",
    [], [1], [[["x"]]], {}, {"x": {"y": [1]}},
)  # fmt: skip
PAGES = ("/runs", "/studies", "/compare")


@pytest.fixture
def sound(explorer: Explorer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of runs with one that is sound."""
    root = explorer.root
    write_run(root / "sound", {"ground_lost_km2": np.arange(20.0)})
    monkeypatch.setenv("ESCSIM_RUNS", str(root))
    monkeypatch.chdir(tmp_path)
    return root


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of everything in a manifest, at most a few of each list or mapping."""
    items: list[tuple[Any, Any]] = []
    if isinstance(tree, dict):
        items = list(tree.items())
    elif isinstance(tree, list):
        items = list(enumerate(tree))[:2]
    for key, value in items if not path else items[:6]:
        yield (*path, key)
        yield from places(value, (*path, key))


def with_odd(manifest: Any, place: tuple[Any, ...], value: Any) -> Any:
    """The manifest with another value in a place, or without it for `...`."""
    changed = json.loads(json.dumps(manifest))
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    if value is ...:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    return changed


def ask_all(explorer: Explorer, name: str, capfd: pytest.CaptureFixture[str], *more: tuple[str, ...]) -> None:
    """Ask everything that reads folders: it answers or refuses, and other folders are listed."""
    assert main(["list"]) == 0
    told = capfd.readouterr()
    assert "sound" in told.out
    assert "Traceback" not in told.err
    for page in (*PAGES[:2], f"/runs/{name}"):
        answer = ask(explorer, page)
        assert answer.status < 500, (page, answer.body)
    for words in more:
        assert main(list(words)) in (0, 1, 2), words
        assert "Traceback" not in capfd.readouterr().err


def run_folder(root: Path) -> tuple[Path, str]:
    write_run(root / "odd", {"ground_lost_km2": np.arange(20.0)})
    return root / "odd", "manifest.json"


def study_folder(root: Path) -> tuple[Path, str]:
    return make_study(root / "odd", [NEVER, policy(3.0)], replications=3), "study.json"


def comparison_folder(root: Path) -> tuple[Path, str]:
    runs = [write_run(root / name, {"ground_lost_km2": np.arange(20.0) + place}) for place, name in enumerate("AB")]
    write_comparison(compare(runs), root / "odd", figures=False, report=False)
    return root / "odd", "comparison.json"


FOLDERS: dict[str, Callable[[Path], tuple[Path, str]]] = {
    "run": run_folder,
    "study": study_folder,
    "comparison": comparison_folder,
}
MORE = {
    "run": (("compare", "sound", "odd", "--no-figures", "--no-report", "--out", "made"), ("trace", "odd", "-r", "0")),
    "study": (("status", "odd"), ("query", "odd", "select count(*) from runs")),
    "comparison": (),
}


def try_manifests(
    kind: str, cases: int, sound: Path, explorer: Explorer, capfd: pytest.CaptureFixture[str], report: bool
) -> None:
    folder, name = FOLDERS[kind](sound)
    manifest = json.loads((folder / name).read_text())
    found = list(places(manifest))
    random = np.random.default_rng(cases)
    more = (*MORE[kind], *((("report", "odd", "--out", "page.html"),) if report else ()))
    for _ in range(cases):
        place = found[int(random.integers(len(found)))]
        value = (*ODD, ...)[int(random.integers(len(ODD) + 1))]
        odd = with_odd(manifest, place, value)
        write_sealed(folder / name, json.dumps(odd))  # as by someone who means harm: the digest fits
        ask_all(explorer, "odd", capfd, *more)
        for made in sound.parent.glob("made*"):
            subprocess.run(["rm", "-rf", str(made)], check=True)


@pytest.mark.parametrize("kind", FOLDERS)
def test_odd_entries_of_manifests(
    kind: str, sound: Path, explorer: Explorer, capfd: pytest.CaptureFixture[str]
) -> None:
    try_manifests(kind, 8, sound, explorer, capfd, report=False)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", FOLDERS)
def test_many_odd_entries_of_manifests(
    kind: str, sound: Path, explorer: Explorer, capfd: pytest.CaptureFixture[str]
) -> None:
    try_manifests(kind, 200, sound, explorer, capfd, report=True)


def write_raw(path: Path, data: bytes) -> None:
    """A file with a digest that fits, whatever it holds."""
    import hashlib

    path.write_bytes(data)
    path.with_suffix(".sha256").write_text(f"{hashlib.sha256(data).hexdigest()}  {path.name}\n")


def pipe(path: Path) -> None:
    os.mkfifo(path)


STRANGE: dict[str, Callable[[Path], None]] = {
    "deep": lambda path: write_raw(path, b"[" * 100_000 + b"]" * 100_000),
    "less deep": lambda path: write_raw(path, b'{"a":' * 500 + b"1" + b"}" * 500),
    "a list": lambda path: write_raw(path, b"[1, 2]"),
    "no text": lambda path: write_raw(path, bytes(range(256))),
    "half a letter": lambda path: write_raw(path, b'{"status": "\\ud800"}'),
    "empty": lambda path: write_raw(path, b""),
    "long": lambda path: write_raw(path, b" " * 5000),
    "pipe": pipe,
    "folder": lambda path: path.mkdir(),
    "loop": lambda path: path.symlink_to(path.name),
    "dangling": lambda path: path.symlink_to("nowhere"),
}


@pytest.mark.parametrize("name", ["manifest.json", "study.json", "comparison.json"])
@pytest.mark.parametrize("strange", STRANGE)
def test_strange_manifests(
    strange: str,
    name: str,
    sound: Path,
    explorer: Explorer,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sealed, "LONGEST_MANIFEST", 4000 if strange == "long" else 10**6)
    (sound / "odd").mkdir()
    STRANGE[strange](sound / "odd" / name)
    monkeypatch.setattr(sealed, "PAUSE_SECONDS", 0.0)
    ask_all(explorer, "odd", capfd, ("report", "odd"), ("compare", "sound", "odd"))


BESIDE = ("holder.json", "progress.json", "lock", "report.html", "figures", "parts")
KINDS = ("pipe", "file", "folder")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        pytest.param(kind, name, marks=() if place % len(KINDS) == number else pytest.mark.thorough)
        for number, kind in enumerate(KINDS)
        for place, name in enumerate(BESIDE)
    ],
)
def test_strange_files_beside_a_study(
    kind: str, name: str, sound: Path, explorer: Explorer, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = make_study(sound / "odd", [NEVER, policy(3.0)], replications=3, status="running")
    path = folder / name
    {"pipe": pipe, "folder": Path.mkdir, "file": lambda path: path.write_text('{"done": {}, "pid": []}')}[kind](path)
    ask_all(explorer, "odd", capfd, ("status", "odd"), ("report", "odd"))


AS_ANOTHER_USER = """
import os, sys
import sim.cli.list, sim.report.terminal.tables, sim.study.listing
import sim.study.files.manifest_schema, sim.study.sweep.status
os.setgid(65534)
os.setuid(65534)
from sim.cli.main import main
sys.exit(main(["list"]))
"""


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can become another user")
def test_a_folder_of_another_user_is_listed_as_unreadable(sound: Path, open_folder: Path) -> None:
    here = Path(shutil.copytree(sound, open_folder / "here"))
    here.chmod(0o755)
    (here / "private").mkdir(mode=0o700)
    (here / "private" / "manifest.json").write_text("{}")
    environment = os.environ | {"HOME": "/", "PYTHONDONTWRITEBYTECODE": "1", "ESCSIM_RUNS": str(here)}
    words = [sys.executable, "-c", AS_ANOTHER_USER]
    done = subprocess.run(words, capture_output=True, text=True, env=environment, cwd="/")
    assert (done.returncode, done.stderr) == (0, "")
    assert "sound" in done.stdout
    assert "private" in done.stdout
