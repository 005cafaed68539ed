"""Tables and words in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NONE = 999  # more columns than a table has


def markdown_table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], right_from: int = NONE, empty: str = ""
) -> str:
    """A table, whose columns from `right_from` on are flush right, with `empty` where a cell has no text."""
    rule = ["--:" if place >= right_from else "---" for place in range(len(headings))]
    lines = [headings, rule, *([_cell(text) or empty for text in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    """A text that stays in one cell of one line."""
    return " ".join(text.replace("|", r"\|").split())


def code(text: str) -> str:
    """A name or a value as it is typed; nothing for an empty text."""
    return f"`{text}`" if text else ""


def plain(text: str) -> str:
    """A text without the marks of names and values, for figures."""
    return text.replace("`", "")


def sentence(text: str) -> str:
    """A text with a capital in front and a full stop."""
    return f"{text[0].upper()}{text[1:].rstrip('.')}." if text else ""
