"""Follows a page: does what it tells the reader to do, and sees whether it prints what the page says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from sim.cli.main import main

DOCS = Path(__file__).resolve().parents[2] / "docs"
FENCE = re.compile(r"^```(?P<info>[^\n]+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
CAPTION = re.compile(r":caption: (?P<path>\S+)\n\n(?P<text>.*)", re.DOTALL)
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]\d+)?")
SMALL = {"replications": "2", "horizon": "60 days", "workers": "1"}


class Step(NamedTuple):
    """Something the page tells the reader to do: a command, a piece of Python, or a file to write."""

    kind: str
    text: str
    expected: str = ""


def steps(page: str) -> list[Step]:
    """What a page of `docs/` tells the reader to do, in its order; what `make` and the shell do is tested elsewhere."""
    return list(_steps((DOCS / page).read_text(encoding="utf-8")))


def _steps(text: str) -> Iterator[Step]:
    for fence in FENCE.finditer(text):
        info, body = fence["info"], fence["body"]
        if info == "console":
            for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
                command, _, expected = part.partition("\n")
                if command.startswith(("escsim ", "cd ")):
                    yield Step("command", command, expected)
        elif info == "python":
            yield Step("python", body)
        elif captioned := CAPTION.match(body):
            yield Step(captioned["path"], captioned["text"])


def smaller(words: list[str]) -> list[str]:
    """The words of a command, of which a run, or each run of a study, is made small."""
    if words[0] not in ("run", "plan", "sweep"):
        return words
    kept = [word for word in words if not word.startswith("replications=")]
    given = {word.partition("=")[0] for word in kept}
    left = given if words[0] == "run" else {*given, "horizon"}  # a study may have dates up to its own
    return [*kept, *(f"{key}={value}" for key, value in SMALL.items() if key not in left)]


def pattern(expected: str) -> str:
    """What printed text must match: `...` stands for anything, and a number for any number."""
    return r" ?.* ?".join(re.escape(part.strip()) for part in plain(expected).split("..."))


def plain(text: str) -> str:
    return " ".join(NUMBER.sub("#", text).split())


def follow(step: Step, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """Do what a step says, with runs that are small, and check what the page says that it prints."""
    words = shlex.split(step.text) if step.kind == "command" else []
    if words[:1] == ["cd"]:
        monkeypatch.chdir(words[1])
    elif words:
        refused = step.expected.startswith("error:")
        code = main(words[1:] if refused else smaller(words[1:]))
        out, err = capfd.readouterr()
        assert code == (2 if refused else 0), f"{step.text}\n{err}"
        if step.expected:
            printed = err if refused else out
            assert re.fullmatch(pattern(step.expected), plain(printed)), f"{step.text}\n{printed}"
    elif step.kind == "python":
        exec(step.text, {})
        assert capfd.readouterr().out
    else:
        Path(step.kind).parent.mkdir(parents=True, exist_ok=True)
        Path(step.kind).write_text(step.text, encoding="utf-8")


def begin_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder, without what the user's own surroundings say, and draw nothing."""
    monkeypatch.chdir(folder)
    monkeypatch.delenv("ESCSIM_RUNS", raising=False)
    monkeypatch.delenv("ESCSIM_CONFIGS", raising=False)
    monkeypatch.setattr("sim.report.run_figures.draw", lambda run, folder: None)
    monkeypatch.setattr("sim.report.compare_figures.pictures", lambda comparison, folder=None: [])
    monkeypatch.setattr("sim.report.page.study.pictures", lambda view: [])
