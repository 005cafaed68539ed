"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; an empty cell is a dash."""
    lines = [headings, ["---"] * len(headings), *([cell(text) for text in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(text: str) -> str:
    """A text that stays in one cell."""
    return " ".join(text.replace("|", r"\|").split()) or "-"


def code(text: str) -> str:
    """A name or a value as it is typed; nothing for an empty text."""
    return f"`{text}`" if text else ""


def sentence(text: str) -> str:
    """A text with a capital in front and a full stop."""
    return f"{text[0].upper()}{text[1:].rstrip('.')}." if text else ""
