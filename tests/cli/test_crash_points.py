"""A process that is killed at any step on the disk loses nothing: the same command again makes the same files."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from crash_process import KILLED, STEPS
from samples import sampled

from sim.cli import exits

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.skipif(sys.platform == "win32", reason="copies a process"),
]
SIZE = ("horizon=25 days", "replications=2", "engine=simpy", "workers=1")
POINTS = 2  # of each verb, where not all are tried
KINDS = ("manifest", "study", "comparison", "multirun", "backtest", "calibration")
TIMES = {f"{kind}.{end}" for kind in KINDS for end in ("json", "sha256")}
"""Files that say when and in how many sittings something was made; `escsim check --files` looks at them here."""
FOR_INFORMATION = {"lock", "holder.json", "progress.json"}
MADE_ALREADY = ("exists already", "is not empty", "has a study already")
FIT = (
    "calibration.population=20", "calibration.simulations=100", "calibration.fitted=[scenario.front.hold_depth]",
    "observations.error=0.7", "observations.delay_maximum=0 days",
)  # fmt: skip
SHARDS = ("one-shard-001-of-002", "two-shard-002-of-002")
STUDY = """\
question: Does it go on?
base: {replications: 2, horizon: 25 days, engine: simpy, workers: 1}
levers: {design: product, factors: {restrictions: [full_ban, counter_fire]}}
"""


class Verb(NamedTuple):
    """A command that is killed, and the folder that it makes."""

    words: tuple[str, ...]
    folder: str


VERBS: Mapping[str, Verb] = {
    "sweep": Verb(("sweep", "study=small", "name=new", "--no-report"), "runs/new"),
    "run": Verb(("run", *SIZE, "name=new"), "runs/new"),
    "merge": Verb(("merge", *SHARDS, "--out", "runs/new", "--no-report"), "runs/new"),
    "compare": Verb(("compare", "A", "B", "--out", "runs/new", "--no-figures"), "runs/new"),
    "report": Verb(("report", "A"), "runs/A"),
    "multirun": Verb(("run", "-m", *SIZE, "restrictions=full_ban,counter_fire", "name=new", "--no-report"), "runs/new"),
    "backtest": Verb(("backtest", "horizon=55 days", *SIZE[1:], "name=new", "--no-figures"), "runs/new"),
    "calibrate": Verb(
        ("calibrate", *SIZE[2:], "horizon=60 days", *FIT, "observations.fit_until=3", "name=new", "--no-figures"),
        "runs/new",
    ),
    "document": Verb(("document", "A", "--to", "pages"), "pages"),
    "init": Verb(("init", "mine"), "mine"),
}


@dataclass
class Commands:
    """A process that runs commands in a folder, and what it found there before.

    Attributes:
        process: it; `prepared`: a folder with what the commands need, not to be changed.
    """

    process: subprocess.Popen[str]
    prepared: Path

    def run(self, folder: Path, words: Sequence[str], **crash: Any) -> dict[str, Any]:
        """What became of a command; with `warm`, one that the process ran itself."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"folder": str(folder), "words": words, **crash}) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    folder = tmp_path_factory.mktemp("prepared")
    (folder / "configs" / "study").mkdir(parents=True)
    (folder / "configs" / "study" / "small.yaml").write_text(STUDY)
    program = [sys.executable, "-P", str(Path(__file__).with_name("crash_process.py")), str(folder)]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        made = Commands(process, folder)
        for words in (
            ("run", *SIZE, "name=A"),
            ("run", *SIZE, "name=B", "restrictions=full_ban"),
            ("sweep", "study=small", "name=one", "shard=1/2", "--no-report"),
            ("sweep", "study=small", "name=two", "shard=2/2", "--no-report"),
        ):
            done = made.run(folder, words)
            assert done["code"] == exits.DONE, done["text"]
        yield made
        process.kill()


@pytest.fixture
def undisturbed(commands: Commands, tmp_path: Path, request: pytest.FixtureRequest) -> tuple[list[str], dict[str, str]]:
    """The steps of a verb that nobody kills, and the files that it leaves."""
    verb = VERBS[request.node.callspec.params["verb"]]
    warmed = Path(shutil.copytree(commands.prepared, tmp_path / "warmed"))
    assert commands.run(warmed, verb.words, warm=True)["code"] == exits.DONE
    here = Path(shutil.copytree(commands.prepared, tmp_path / "here"))
    done = commands.run(here, verb.words)
    assert done["code"] == exits.DONE, done["text"]
    assert {"replace", "fsync"} <= set(done["steps"]) <= set(STEPS)
    return done["steps"], files(here / verb.folder)


def files(folder: Path) -> dict[str, str]:
    """The digest of each file of a folder; of those with times, only that they are there."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in FOR_INFORMATION:
            digest = "" if path.name in TIMES else hashlib.sha256(path.read_bytes()).hexdigest()
            found[str(path.relative_to(folder))] = digest
    return found


def check(commands: Commands, verb: Verb, here: Path, crash: int, after: bool, expected: dict[str, str]) -> bool:
    """Kill a command at a step, give it again, and look at what there is; whether it came to that step.

    How many steps it takes depends on time, as how far it is, and its parts, are written now and then.
    """
    shutil.rmtree(here, ignore_errors=True)
    shutil.copytree(commands.prepared, here)
    at = f"{verb.words[0]}, killed {'after' if after else 'before'} step {crash}"
    first = commands.run(here, verb.words, crash=crash, after=after)
    assert first["code"] == KILLED or (first["code"] == exits.DONE and len(first["steps"]) <= crash), at
    again = commands.run(here, verb.words)
    made_already = again["code"] == exits.PROBLEM and any(words in again["text"] for words in MADE_ALREADY)
    assert again["code"] == exits.DONE or made_already, f"{at}: {again['text']}"
    assert files(here / verb.folder) == expected, at
    assert not list(here.rglob("*.part")), at
    if verb.folder.startswith("runs"):
        checked = commands.run(here, ("check", verb.folder, "--files"))
        assert checked["code"] == exits.DONE, f"{at}: {checked['text']}"
    return bool(first["code"] == KILLED)


@pytest.mark.thorough
@pytest.mark.parametrize("verb", sampled(VERBS, "run", "sweep", "merge"))
def test_a_command_killed_at_a_step_and_given_again_makes_the_same_files(
    commands: Commands, verb: str, undisturbed: tuple[list[str], dict[str, str]], tmp_path: Path
) -> None:
    steps, expected = undisturbed
    points = [(step, after) for step in range(len(steps)) for after in (False, True)]
    chosen = random.Random(verb).sample(points, POINTS)
    killed = [check(commands, VERBS[verb], tmp_path / "here", crash, after, expected) for crash, after in chosen]
    assert any(killed)


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("verb", VERBS)
def test_a_command_killed_at_any_step_and_given_again_makes_the_same_files(
    commands: Commands, verb: str, undisturbed: tuple[list[str], dict[str, str]], tmp_path: Path
) -> None:
    steps, expected = undisturbed
    wrong, killed = [], 0
    for crash in range(len(steps)):
        for after in (False, True):
            try:
                killed += check(commands, VERBS[verb], tmp_path / "here", crash, after, expected)
            except AssertionError as error:
                wrong.append(str(error))
    assert not wrong, "\n".join(wrong)
    assert killed > len(steps)  # of twice as many
