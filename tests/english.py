"""Find phrases that read as translated, and say what to write instead: `python tests/english.py`, part of `make lint`.

It reads what users read: messages, public docstrings and other texts in the source, templates, README, configs, and the
prose of the pages in docs/, without what commands print and without pages that are made from the source. An editor who
has replaced a phrase adds it here, so that it stays away.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
CHECKED = (
    "README.md",
    "configs/**/*.yaml",
    "docs/**/*.md",
    "sim/**/*.html",
    "sim/**/*.md",
    "sim/**/*.py",
    "sim/**/*.yaml",
)
MADE = (
    "_build", "generated", "code_map.md", "commands.md", "config.md", "events.md", "measures.md",
    "python.md", "verification.md",
)  # fmt: skip
"""Pages, or folders of pages, that say what the source says, which is checked there, or that a program writes."""
FENCE = "```"
OPEN = "sim"
"""The package whose public docstrings are read too: the references and the map of the code show them."""
PHRASES = {
    r"(?:is|are|was|were|be|been) (?:not )?told": "say who reports it; of a sign: clear, distinguishable from zero",
    r"cannot be told": "undecided, cannot be separated",
    r"(?:is|are) due(?! to)": "arrives, takes effect, is drawn",
    r"reckoned|reckoning|reckons": "calculate, estimate",
    r"of (?:its|their|his|one's) own": "own, separate, or nothing",
    r"what is to be": "name the thing",
    r"what one (?:does|can|could|may|would|must|wants)": "use `you`, or name the thing",
    r"(?:is|are) said": "name who says it",
    r"held against|hold (?:a|the) \w+ against": "compared with, tested against",
    r"tak(?:e|es|en) back": "discarded, withdrawn",
    r"anew": "again, separately, rerun, rewritten",
    r"give the \w+ command again": "repeat the command",
    r"there is no such": "no such",
    r"in the mean(?! of)": "on average",
    r"put off": "delayed",
    r"br(?:ings?|ought) about": "cause",
    r"by way of": "through, with",
    r"at first hand": "directly",
    r"(?<!your )own mechanisms?": "custom mechanisms",
    r"what people call": "label, name",
    r"(?:one|row|column|panel|line|mark|map|entry) an? (?:row|run|point|policy|variant|factor|measure|day|draw)": "per",
    r"held possible": "plausible",
    r"made good": "replaced",
    r"sittings?": "session",
    r"made otherwise|goes another way": "differently",
    r"somebody": "name who; a process, a user",
    r"looked at": "evaluated, considered, checked",
    r"told apart|tells? \w+ apart": "distinguish, separate",
    r"not tell": "does not show, report",
    r"as (?:it|they) (?:is|are|was|were) (?:now|before)": "current, unchanged",
    r"goes with": "proportional to, associated with",
    r"want of": "lack of, shortage of",
    r"raises \w+ where": "raise X if",
    r"(?:None|empty|NaN|infinite) where": "if",
}
OPENINGS = re.compile(r"(?:Whether|As|Of|What|How|Which|Who|Whom|Whose|On|Where|When|In)\b")
"""A docstring begins with a verb or a noun of the field: `True if ...`, `Count ...`, `The interval of ...`."""
DOCUMENTED = ("sim", "docs")
UNREAD = ("model", "engine")  # packages whose docstrings are part of the digests of compiled programs


def internal_docstrings(tree: ast.Module, path: Path) -> set[int]:
    """The identities of the strings that stand alone as statements, except public docstrings of the open package."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    if OPEN not in path.parts:
        return alone
    public = (ast.FunctionDef, ast.ClassDef)
    nodes = [tree, *(node for node in ast.walk(tree) if isinstance(node, public) and not node.name.startswith("_"))]
    first = [node.body[0] for node in nodes if node.body]
    return alone - {id(one.value) for one in first if isinstance(one, ast.Expr)}


def prose_of(page: str) -> Iterator[tuple[int, str]]:
    """The lines of a page, without its code and what commands print."""
    is_code = False
    for number, line in enumerate(page.splitlines(), 1):
        if line.startswith(FENCE):
            is_code = not is_code
        elif not is_code and not line.startswith("%"):
            yield number, line


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """Each text of a file that users read, with the number of its line."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from prose_of(source) if path.suffix == ".md" else enumerate(source.splitlines(), 1)
        return
    tree = ast.parse(source)
    left_out = internal_docstrings(tree, path)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.lineno, node.value


def checked_files() -> Iterator[Path]:
    """The files that users read, but for pages that are made from others."""
    for path in (path for pattern in CHECKED for path in ROOT.glob(pattern)):
        if path.suffix != ".md" or not set(MADE) & set(path.relative_to(ROOT).parts):
            yield path


def findings(path: Path) -> Iterator[str]:
    """A line for each phrase in a file, with what to write instead."""
    for number, text in texts_of(path):
        for phrase, better in PHRASES.items():
            for hit in re.finditer(rf"\b(?:{phrase})\b", " ".join(text.split()), re.IGNORECASE):
                yield f"{path}:{number}: {hit[0]!r}: {better}"


def openings(path: Path) -> Iterator[str]:
    """A line for each docstring of a file, public or not, that begins with neither a verb nor a noun."""
    if path.suffix != ".py" or not set(DOCUMENTED) & set(path.parts) or set(UNREAD) & set(path.parts):
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            text = ast.get_docstring(node) or ""
            if hit := OPENINGS.match(text):
                line = getattr(node, "lineno", 1)
                yield f"{path}:{line}: docstring begins with {hit[0]!r}: begin with a verb or a noun, as `True if`"


def main(names: Sequence[str]) -> int:
    """Print the findings in these files, or in all; return 1 where there are any."""
    paths = [Path(name) for name in names] or sorted(checked_files())
    lines = [line for path in paths for line in (*findings(path), *openings(path))]
    print("\n".join(lines) or f"{len(paths)} files: no phrase of the list.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
