"""Executes the pages that say `executed: true`, and compares what is printed with what they say.

    python docs/execute.py                     all pages; those that have not changed since, nor the program, are left out
    python docs/execute.py questions/late.md   some of them
    python docs/execute.py --mend              put numbers right that differ, in the pages

What a page shows of its pictures is copied to `_build/executed`.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

from executing.matching import matches, mended
from executing.pages import DOCS, Step, executed_pages, pictures, steps
from executing.session import Answer, Session, begun_in

import sim

BUILT = DOCS / "_build" / "executed"
PACKAGE = Path(sim.__file__).resolve().parent
SOURCES = (PACKAGE, PACKAGE.parent / "configs", DOCS / "executing")


def execute(page: Path, mend: bool = False) -> list[str]:
    """Do what a page says; returns what is wrong, a text for each step."""
    text, session, wrong = page.read_text(encoding="utf-8"), Session(), list[str]()
    changes = list[tuple[Step, str]]()
    with tempfile.TemporaryDirectory() as place, begun_in(Path(place)):
        for step in steps(text):
            answer = session.take(step)
            said = _judged(page, step, answer)
            if said and mend and not answer.wrong:
                try:
                    changes.append((step, mended(step.expected or "", answer.printed)))
                    continue
                except ValueError as error:
                    said = f"{said}\nnot printed, whatever its numbers: {error}"
            wrong += [said] if said else []
        wrong += _keep_pictures(page, text, Path(place))
    _mend(page, text, changes)
    return wrong


def _judged(page: Path, step: Step, answer: Answer) -> str:
    """What is wrong with a step; empty where nothing is."""
    name = f"{page.relative_to(DOCS)}: {step.text.strip()}"
    if answer.wrong:
        return f"{name}\n{answer.wrong}"
    if step.expected is not None and not matches(step.expected, answer.printed):
        return f"{name}\n--- the page says\n{step.expected}--- printed\n{answer.printed}"
    return ""


def _keep_pictures(page: Path, text: str, place: Path) -> list[str]:
    """Copy the pictures that a page shows to where it looks for them; returns those that were not drawn."""
    own, wrong = page.relative_to(DOCS).with_suffix("").as_posix(), list[str]()
    for path in pictures(text):
        drawn = place / Path(path).relative_to(own)
        if not drawn.is_file():
            wrong.append(f"{page.relative_to(DOCS)}: no {drawn.relative_to(place)} was drawn")
            continue
        (BUILT / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(drawn, BUILT / path)
    return wrong


def _mend(page: Path, text: str, changes: Sequence[tuple[Step, str]]) -> None:
    for step, said in sorted(changes, key=lambda change: -change[0].at):
        text = text[: step.at] + said + text[step.at + len(step.expected or "") :]
    if changes:
        page.write_text(text, encoding="utf-8")
        print(f"{page.relative_to(DOCS)}: {len(changes)} outputs put right; read the prose around them")


def _hash_of(page: Path) -> str:
    """Of a page and all that its outputs depend on."""
    found = blake2b(page.read_bytes(), digest_size=16)
    for root in SOURCES:
        for path in sorted(path for path in root.rglob("*") if path.suffix in (".py", ".yaml")):
            found.update(path.read_bytes())
    return found.hexdigest()


def main(words: Sequence[str]) -> int:
    """Execute pages; returns the exit code."""
    mend, named = "--mend" in words, [DOCS / word for word in words if not word.startswith("--")]
    failed = 0
    for page in named or executed_pages():
        stamp = (BUILT / page.relative_to(DOCS)).with_suffix(".done")
        if not named and stamp.is_file() and stamp.read_text() == _hash_of(page):
            continue
        started = time.perf_counter()
        wrong = execute(page, mend)
        print(f"{page.relative_to(DOCS)}: {'FAILED' if wrong else 'ok'}, {time.perf_counter() - started:.1f} s", flush=True)
        for text in wrong:
            print(f"\n{text}\n", file=sys.stderr)
        failed += bool(wrong)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text("" if wrong else _hash_of(page))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
