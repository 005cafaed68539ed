"""The examples in the help of each verb: all of them can be read, and those that take a moment in small are run."""

from __future__ import annotations

import glob
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from samples import sampled
from undrawn import without_figures

from sim.cli.arguments import Parser, parser_of
from sim.cli.main import main
from sim.cli.verbs import VERBS

SMALL = {"replications": "18", "horizon": "25 days", "workers": "1", "engine": "simpy"}
SMALL_SWEEP = {"replications": "2", "horizon": "152 days", "workers": "1", "engine": "simpy"}
SIZE = "study.uncertainties.size=4"


def examples(verb: str) -> list[list[str]]:
    """The command lines below "example:" in a verb's help, without what the shell does."""
    lines = [line.strip() for line in (parser_of(verb).epilog or "").splitlines()]
    found = [re.sub(r" (> \S+\.csv|\| \w+)$", "", line) for line in lines if line.startswith("escsim ")]
    return [[word for text in shlex.split(line) for word in glob.glob(text) or [text]][1:] for line in found]


class Read(Exception):
    """A command line was read."""


@pytest.mark.parametrize("verb", VERBS)
def test_every_example_can_be_read(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = examples(verb)
    assert any(words[0] == verb for words in found)
    read = Parser.read

    def only_read(parser: Parser, words: list[str]) -> None:
        read(parser, words)
        raise Read

    monkeypatch.setattr(Parser, "read", only_read)
    for words in found:
        with pytest.raises(Read):
            main(words)


def smaller(words: list[str]) -> list[str]:
    """The same words, for runs that take a moment."""
    small = {"run": SMALL, "sweep": SMALL_SWEEP, "plan": SMALL_SWEEP}.get(words[0], {})
    size = [SIZE] if "study=policy_ranking" in words and not any("size" in word for word in words) else []
    given = {word.partition("=")[0] for word in words} if words[0] == "run" else set()
    replaced = {"replications"} if words[0] == "run" else set(small)
    kept = [word for word in words if word.partition("=")[0] not in replaced]
    return [*kept, *size, *(f"{key}={value}" for key, value in small.items() if key not in given - {"replications"})]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with what the examples speak of: runs A, B and C, and the shards of a study."""
    with pytest.MonkeyPatch.context() as patch:
        place = tmp_path_factory.mktemp("examples")
        patch.chdir(place)
        without_figures(patch)
        for name, option in (("A", "counter_fire"), ("B", "full_ban"), ("C", "on_request")):
            assert main(smaller(["run", f"restrictions={option}", f"name={name}", "seed=7"])) == 0
        for number in (1, 2):
            assert main(smaller(["sweep", "study=policy_ranking", f"shard={number}/2"])) == 0
        yield place


IN_ORDER = (
    *("run", "list", "compare", "explain", "trace", "parameters", "merge", "plan", "sweep", "status", "retry", "check"),
    *("rerun", "query", "plot", "report", "document", "init", "completion"),
)
"""Each verb after those that leave what it needs."""
TIMING, RANKING = ["sweep", "study=permission_timing"], ["sweep", "study=policy_ranking"]
NEEDING = {
    "permission_timing": (TIMING, ("status", "retry", "query", "plot")),
    "policy_ranking": (RANKING, ("check", "rerun", "query", "report", "plot")),
    "aid_timing": (["sweep", "study=aid_timing"], ("plot",)),
    "my_comparison": (["compare", "A", "B", "--out", "my_comparison"], ("plot",)),
}
"""What some verbs need, wherever the tests of others were run: a folder, the words that make it, and these verbs."""
ELSEWHERE = (
    "tcp://",
    "shard=3/40",
    "screening",
    "search",
    "decision",
)  # what no test has at hand, has already, or takes long


@pytest.mark.thorough
@pytest.mark.parametrize("verb", sampled(IN_ORDER, "run", "compare", "sweep"))
def test_examples_work(verb: str, place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name, (words, verbs) in NEEDING.items():
        if verb in verbs and not any((root / name).exists() for root in (place, place / "runs")):
            assert main(smaller(words)) == 0
    for words in examples(verb):
        if any(word.startswith(ELSEWHERE) or "tcp://" in word for word in words):
            continue
        code = main(smaller(words))
        out, err = capfd.readouterr()
        assert code == 0, f"{words}\n{err}"
        assert out
    if verb == "init":
        assert (place / "study" / "configs" / "scenario" / "my_scenario.yaml").is_file()
