"""Parts of hand-written pages that are taken from the code: each stands between two marks, and is put in anew.

    <!-- from sim/model/fires/mechanism.py -->        the docstring of a module, or the whole of a Markdown file
    <!-- values of fires -->                the table of a config group
    <!-- lines of both schedulers -->       how long they are
    ...
    <!-- end -->

So a page reads in the repository as on the site.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PART = re.compile(
    r"(?P<mark><!-- (?P<kind>from|values of|lines of) (?P<what>[\w /.]+) -->)\n.*?(?P<end><!-- end -->)", re.DOTALL
)
VALUES = re.compile(r"<!-- values of (?P<group>\w+) -->\n.*?<!-- end -->\n?", re.DOTALL)
FROM = re.compile(r"<!-- from [\w/.]+ -->\n(?P<text>.*?)<!-- end -->\n", re.DOTALL)


def filled(page: str, values: Callable[[str], str], lines: Callable[[], str]) -> str:
    """A page with its parts as the code is now.

    Args:
        page: its text.
        values: the table of a config group.
        lines: the table of the lengths of both schedulers.

    Raises:
        OSError: a file that it takes a part from is not there.
    """

    def part(match: re.Match[str]) -> str:
        match match["kind"]:
            case "from":
                text = text_of(ROOT / match["what"])
            case "values of":
                text = values(match["what"])
            case _:
                text = lines()
        return f"{match['mark']}\n{text.strip()}\n{match['end']}"

    return PART.sub(part, page)


def text_of(path: Path) -> str:
    """The docstring of a module, or the whole of another file."""
    text = path.read_text(encoding="utf-8")
    return text.split('"""')[1] if path.suffix == ".py" else text


def without_marks(text: str) -> str:
    """The text as it stands on a page that is made as a whole."""
    return FROM.sub(r"\g<text>", text)
