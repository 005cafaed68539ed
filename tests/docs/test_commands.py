"""Every command of the page "Getting started" works, and prints what the page says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from sim.cli.main import main

PAGE = Path(__file__).resolve().parents[2] / "docs" / "getting_started.md"
FENCE = re.compile(r"^```(?P<info>[^\n]+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
CAPTION = re.compile(r":caption: (?P<path>\S+)\n\n(?P<text>.*)", re.DOTALL)
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]\d+)?")
SMALL = {"replications": "2", "horizon": "60 days", "workers": "1"}


class Step(NamedTuple):
    """Something the page tells the reader to do: a command, a piece of Python, or a file to write."""

    kind: str
    text: str
    expected: str = ""


def steps() -> Iterator[Step]:
    """What the page tells the reader to do, in its order; what `make` and the shell do is tested elsewhere."""
    for fence in FENCE.finditer(PAGE.read_text(encoding="utf-8")):
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
    """The words of a command, of which a run is made small."""
    if words[0] != "run":
        return words
    kept = [word for word in words if not word.startswith("replications=")]
    given = {word.partition("=")[0] for word in kept}
    return [*kept, *(f"{key}={value}" for key, value in SMALL.items() if key not in given)]


def pattern(expected: str) -> str:
    """What printed text must match: `...` stands for anything, and a number for any number."""
    return r" ?.* ?".join(re.escape(part.strip()) for part in plain(expected).split("..."))


def plain(text: str) -> str:
    return " ".join(NUMBER.sub("#", text).split())


def follow(step: Step, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
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
        Path(step.kind).parent.mkdir(parents=True)
        Path(step.kind).write_text(step.text, encoding="utf-8")


def test_all_of_it_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ESCSIM_RUNS", raising=False)
    monkeypatch.delenv("ESCSIM_CONFIGS", raising=False)
    monkeypatch.setattr("sim.report.run_figures.draw", lambda run, folder: None)
    monkeypatch.setattr("sim.report.compare_figures.draw", lambda comparison, folder: [])
    found = list(steps())
    assert {"python", "command", "configs/restrictions/day_10.yaml"} == {step.kind for step in found}
    for step in found:
        follow(step, monkeypatch, capfd)


def test_what_counts_as_expected() -> None:
    printed = plain(" ground_lost_km2   km2   209  195.4\n\n red  1\nruns/first\n")
    assert re.fullmatch(pattern(" ground_lost_km2 km2 1,204.5 3\n...\nruns/first\n"), printed)
    assert not re.fullmatch(pattern(" ground_lost_km2 km2 - 3\n...\nruns/first\n"), printed)
    assert not re.fullmatch(pattern("runs/first\n"), printed)
