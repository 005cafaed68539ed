"""Makes a notebook of each executed page of `notebooks/`: its cells, what they print, and the pictures that they show.

    python docs/notebooks.py

The pages are executed and checked by `execute.py`; a notebook holds what its page holds, and nothing else.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from executing.pages import DOCS, MARK

PAGES = DOCS / "notebooks"
SHOWN = DOCS / "pictures" / "executed"
PARTS = re.compile(
    r"^```python\n(?P<code>.*?)^```$(?:\n\n```text\n(?P<said>.*?)^```$)?"
    r"(?:\n\n!\[(?P<words>[^\]]*)\]\((?:\.\./)*pictures/executed/(?P<picture>[^)\s]+)\))?|^% claim: [^\n]*$",
    re.MULTILINE | re.DOTALL,
)
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
Cell = dict[str, Any]


def main() -> None:
    """Write all notebooks."""
    for page in pages():
        page.with_suffix(".ipynb").write_text(notebook(page), encoding="utf-8")


def pages() -> list[Path]:
    """The pages that have a notebook."""
    return [page for page in sorted(PAGES.glob("*.md")) if MARK in page.read_text(encoding="utf-8")]


def notebook(page: Path) -> str:
    """The text of the notebook of a page; the same page and pictures give the same text."""
    found = [{"id": f"cell-{place}", **cell} for place, cell in enumerate(_cells(page.read_text(encoding="utf-8")))]
    content = {"cells": found, "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _cells(text: str) -> Iterator[Cell]:
    """The cells of a page, in order; claims are for the check of the page alone."""
    body = text.partition("---\n")[2].partition("---\n")[2]
    end, number = 0, 0
    for part in PARTS.finditer(body):
        yield from _words(body[end : part.start()])
        end = part.end()
        if part["code"] is not None:
            number += 1
            yield _code(part, number)
    yield from _words(body[end:])


def _words(text: str) -> Iterator[Cell]:
    if text.strip():
        yield {"cell_type": "markdown", "metadata": {}, "source": _lines(text.strip())}


def _code(part: re.Match[str], number: int) -> Cell:
    """A cell with its outputs: what it prints, and the picture behind it."""
    outputs: list[Cell] = []
    if part["said"] is not None:
        outputs.append({"name": "stdout", "output_type": "stream", "text": _lines(part["said"])})
    if part["picture"] is not None:
        image = base64.b64encode((SHOWN / part["picture"]).read_bytes()).decode()
        shown = {"image/png": image, "text/plain": [part["words"]]}
        outputs.append({"data": shown, "metadata": {}, "output_type": "display_data"})
    return {
        "cell_type": "code", "execution_count": number, "metadata": {}, "outputs": outputs,
        "source": _lines(part["code"].rstrip("\n")),
    }  # fmt: skip


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


if __name__ == "__main__":
    main()
