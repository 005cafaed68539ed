"""Executes the pages that say `executed: true`, and compares what is printed with what they say.

    python docs/execute.py                         all pages but those that nothing has changed for
    python docs/execute.py questions/late_aid.md   some of them
    python docs/execute.py --mend                  put numbers right that differ, in the pages
    python docs/execute.py --anew                  also write outputs anew that differ in more, if they are whole

Not Sybil: it tells what differs, and puts no page right; it would replace only the 72 lines that find the steps.

What a page shows of its pictures is copied to `pictures/executed`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from hashlib import blake2b
from pathlib import Path

from executing.matching import ANYTHING, matches, mended
from executing.pages import DOCS, MADE_WITH, Step, executed_pages, made_with, pictures, steps
from executing.session import Answer, Session, begun_in

import sim

SHOWN = DOCS / "pictures" / "executed"
STAMPS = DOCS / "_build" / "executed"
PACKAGE = Path(sim.__file__).resolve().parent
AT_ONCE = 2  # pages
SOURCES = (PACKAGE, PACKAGE.parent / "configs", DOCS / "executing")


def execute(page: Path, mend: bool = False, anew: bool = False) -> list[str]:
    """Do what a page says; returns what is wrong, a text for each step.

    Args:
        page: in `docs/`.
        mend: whether numbers that differ are put right in it.
        anew: whether outputs that differ in more are written anew, where nothing of them is left out by `...`.
    """
    text, session, wrong = page.read_text(encoding="utf-8"), Session(), list[str]()
    changes = list[tuple[Step, str]]()
    with tempfile.TemporaryDirectory() as place, begun_in(Path(place)):
        for step in steps(text):
            answer = session.take(step)
            said = _judged(page, step, answer)
            if said and mend and not answer.wrong:
                try:
                    changes.append((step, _mended(step.expected or "", answer.printed, anew)))
                    continue
                except ValueError as error:
                    said = f"{said}\ncannot be put right: {error}"
            wrong += [said] if said else []
        wrong += _keep_pictures(page, text, Path(place))
    if not mend and made_with() not in text.splitlines():
        wrong.append(f"{page.relative_to(DOCS)}: has no line {made_with()!r}")
    _mend(page, text, changes, mend)
    return wrong


def _mended(expected: str, printed: str, anew: bool) -> str:
    """The output as the page is to show it; raises ValueError where somebody must look."""
    try:
        found = mended(expected, printed)
        if not matches(found, printed):
            raise ValueError("more was printed than the page says")
    except ValueError:
        if anew and ANYTHING not in expected:
            return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
        raise
    return found


def _judged(page: Path, step: Step, answer: Answer) -> str:
    """Describe the fault of a step; empty if it has none."""
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
        (SHOWN / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(drawn, SHOWN / path)
    return wrong


def _mend(page: Path, text: str, changes: Sequence[tuple[Step, str]], mend: bool) -> None:
    old = text
    for step, said in sorted(changes, key=lambda change: -change[0].at):
        text = text[: step.at] + said + text[step.at + len(step.expected or "") :]
    if mend:
        text = MADE_WITH.sub(made_with(), text) if MADE_WITH.search(text) else f"{text}\n{made_with()}\n"
    if text != old:
        page.write_text(text, encoding="utf-8")
    if changes:
        print(f"{page.relative_to(DOCS)}: {len(changes)} outputs put right; read the prose around them")


def _hash_of(page: Path) -> str:
    """Digest of a page and of all that its outputs depend on."""
    found = blake2b(page.read_bytes(), digest_size=16)
    for root in SOURCES:
        for path in sorted(path for path in root.rglob("*") if path.suffix in (".py", ".yaml")):
            found.update(path.read_bytes())
    return found.hexdigest()


def main(words: Sequence[str]) -> int:
    """Execute pages, two at a time; returns the exit code."""
    parser = argparse.ArgumentParser(description="Execute pages and compare what is printed with what they say.")
    parser.add_argument(
        "pages", nargs="*", metavar="PAGE", help="in docs/ (default: all that something has changed for)"
    )
    parser.add_argument("--mend", action="store_true", help="put numbers right that differ, in the pages")
    parser.add_argument("--anew", action="store_true", help="also write outputs anew that differ in more")
    given = parser.parse_args(words)
    anew, mend, named = given.anew, given.anew or given.mend, [DOCS / page for page in given.pages]
    if missing := [page.relative_to(DOCS).as_posix() for page in named if page not in executed_pages()]:
        parser.error(f"not a page that is executed: {', '.join(missing)}")
    pages = named or [page for page in executed_pages() if _done(page) != _hash_of(page)]
    failed = 0
    with ProcessPoolExecutor(AT_ONCE) as workers:
        for page, (seconds, wrong) in zip(
            pages, workers.map(partial(_timed, mend=mend, anew=anew), pages), strict=True
        ):
            name = page.relative_to(DOCS)
            print(f"{name}: {'FAILED' if wrong else 'ok'}, {seconds:.0f} s of a core", flush=True)
            for text in wrong:
                print(f"\n{text}\n", file=sys.stderr)
            failed += bool(wrong)
            _stamp(page).parent.mkdir(parents=True, exist_ok=True)
            _stamp(page).write_text("" if wrong else _hash_of(page))
    return 1 if failed else 0


def _timed(page: Path, mend: bool, anew: bool) -> tuple[float, list[str]]:
    """Seconds that a page took, its child processes included, and its faults."""
    started = sum(os.times()[:4])
    wrong = execute(page, mend, anew)
    return sum(os.times()[:4]) - started, wrong


def _stamp(page: Path) -> Path:
    return (STAMPS / page.relative_to(DOCS)).with_suffix(".done")


def _done(page: Path) -> str:
    """The hash of what the page was executed for last."""
    return _stamp(page).read_text() if _stamp(page).is_file() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
