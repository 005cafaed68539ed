"""A reader who does what a page says, in an empty folder, with one Python session for the whole page."""

from __future__ import annotations

import ast
import io
import os
import shlex
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from executing.pages import Step
from sim.cli.main import main

REFUSED = "error:"


class Answer(NamedTuple):
    """Output of a step, and its fault."""

    printed: str
    wrong: str = ""


class Session:
    """Takes the steps of one page."""

    def __init__(self) -> None:
        self._names: dict[str, Any] = {"__name__": "__page__"}

    def take(self, step: Step) -> Answer:
        """Do what a step says."""
        match step.kind:
            case "command":
                return self._command(step)
            case "python":
                return self._python(step.text)
            case "file":
                Path(step.path).parent.mkdir(parents=True, exist_ok=True)
                Path(step.path).write_text(step.text, encoding="utf-8")
                return Answer("")
            case "claim":
                return self._claim(step.text)

    def _command(self, step: Step) -> Answer:
        words = shlex.split(step.text)
        if words[0] == "cd":
            os.chdir(words[1])
            return Answer("")
        out, err = io.StringIO(), io.StringIO()
        columns = words.pop(0) if words[0].startswith("COLUMNS=") else ""
        with redirect_stdout(out), redirect_stderr(err), _terminal(columns.partition("=")[2]):
            code = main(words[1:])
        refused = (step.expected or "").startswith(REFUSED)
        wrong = "" if code == (2 if refused else 0) else f"exit code {code}\n{err.getvalue()}"
        return Answer(err.getvalue() if refused else out.getvalue(), wrong)

    def _python(self, code: str) -> Answer:
        out = io.StringIO()
        try:
            with redirect_stdout(out):
                self._run(code)
        except Exception:
            return Answer(out.getvalue(), traceback.format_exc())
        return Answer(out.getvalue())

    def _run(self, code: str) -> None:
        """Run code as a notebook does: the value of an expression in the last line is shown, but for a picture."""
        tree = ast.parse(code)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "<page>", "exec"), self._names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "<page>", "eval"), self._names)
            if value is not None and not hasattr(value, "_repr_png_"):
                print(repr(value))

    def _claim(self, text: str) -> Answer:
        try:
            holds = eval(text, self._names)
        except Exception as error:
            return Answer("", f"{type(error).__name__}: {error}")
        return Answer("", "" if holds else "the page claims it, and it does not hold")


@contextmanager
def _terminal(columns: str) -> Iterator[None]:
    """Set the variable COLUMNS, where a command begins with it."""
    before = os.environ.pop("COLUMNS", None)
    if columns:
        os.environ["COLUMNS"] = columns
    try:
        yield
    finally:
        os.environ.pop("COLUMNS", None)
        if before is not None:
            os.environ["COLUMNS"] = before


@contextmanager
def begun_in(folder: Path) -> Iterator[None]:
    """Work in a folder, without what the user's own surroundings say."""
    before, kept = Path.cwd(), {key: os.environ.pop(key, None) for key in ("ESCSIM_RUNS", "ESCSIM_CONFIGS")}
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.update({key: value for key, value in kept.items() if value is not None})
        sys.stdout.flush()
