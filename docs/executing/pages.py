"""Steps that a page tells the reader to take, and the output that it shows.

- A ```` ```console ```` block: commands behind `$`, each followed by what it prints.
- A ```` ```python ```` block: a cell; a ```` ```text ```` block right behind it is what it prints, with the value of
  its last line.
- A `{code-block}` with a `:caption:`: a file of that name.
- A comment line `% claim: ...`: an expression that must be true, for what the prose says; the reader does not see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Literal, NamedTuple

DOCS = Path(__file__).resolve().parents[1]
CONFIG = DOCS.parent / "configs" / "config.yaml"
PARTS = re.compile(
    r"^```(?P<info>[^\n`]+)\n(?P<body>.*?)^```$(?:\n\n```text\n(?P<said>.*?)^```$)?|^% claim: (?P<claim>[^\n]*)$",
    re.MULTILINE | re.DOTALL,
)
CAPTION = re.compile(r":caption: (?P<path>\S+)\n\n(?P<text>.*)", re.DOTALL)
PICTURE = re.compile(r"\]\((?:\.\./)*pictures/executed/(?P<path>[^)\s]+)\)")
MARK = "executed: true"
MADE_WITH = re.compile(r"^Executed with escalation-sim [^\n]*$", re.MULTILINE)


class Step(NamedTuple):
    """Something a page tells the reader to do.

    Attributes:
        kind: what it is.
        text: the command, the code, the expression, or what the file holds.
        expected: what it prints; None where the page does not say.
        path: of the file.
        at: where `expected` stands in the page.
    """

    kind: Literal["command", "python", "file", "claim"]
    text: str
    expected: str | None = None
    path: str = ""
    at: int = 0


def executed_pages() -> list[Path]:
    """The pages that are executed when the site is built: those that say so in front."""
    found = sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts)
    return [path for path in found if MARK in path.read_text(encoding="utf-8").partition("\n#")[0]]


def made_with() -> str:
    """What each page says of the program and the step that its numbers come from."""
    step = re.search(r"^step: (?P<step>[^#\n]*?) *(?:#|$)", CONFIG.read_text(encoding="utf-8"), re.MULTILINE)
    assert step, f"{CONFIG} has no step"
    made = f"escalation-sim {version('escalation-sim')} in steps of {step['step']}"
    return f"Executed with {made}; other versions may print other digits."


def steps(text: str) -> Iterator[Step]:
    """Yield the steps of a page in order, without those of `make` and the shell."""
    for part in PARTS.finditer(text):
        if part["claim"]:
            yield Step("claim", part["claim"])
        elif part["info"] == "console":
            yield from _commands(part["body"], part.start("body"))
        elif part["info"] == "python":
            yield Step("python", part["body"], part["said"], at=part.start("said"))
        elif captioned := CAPTION.match(part["body"]):
            yield Step("file", captioned["text"], path=captioned["path"])


def _commands(body: str, start: int) -> Iterator[Step]:
    for part in re.finditer(r"^\$ (?P<command>[^\n]*)\n(?P<said>(?:(?!\$ )[^\n]*\n)*)", body, re.MULTILINE):
        if part["command"].startswith(("escsim ", "cd ", "COLUMNS=")):
            yield Step("command", part["command"], part["said"] or None, at=start + part.start("said"))


def pictures(text: str) -> list[str]:
    """The pictures that a page shows of what it ran, each by its path below `pictures/executed`."""
    return [match["path"] for match in PICTURE.finditer(text)]
