"""Reads a report as a browser would: its headings, names, links, figures and tables; a tag left open is an error."""

from __future__ import annotations

from html.parser import HTMLParser

from sim.report.page.blocks import Page
from sim.report.page.render import render

VOID = {"meta", "wbr", "br", "link", "img", "hr", "input"}
HEADINGS = ("h1", "h2", "h3", "h4")


class Reading(HTMLParser):
    """What a page holds.

    Attributes:
        headings: level and text, in order.
        names: every id.
        places: what links, styles and sources point to.
        figures: the labels of the pictures, and `captions`: what stands below them.
        tables: caption, headings and rows of cells.
        scripts: their text.
    """

    def __init__(self, page: Page | str) -> None:
        super().__init__()
        self.text = page if isinstance(page, str) else render(page)
        self.headings: list[tuple[int, str]] = []
        self.names: list[str] = []
        self.places: list[str] = []
        self.figures: list[str] = []
        self.captions: list[str] = []
        self.tables: list[tuple[str, list[str], list[list[str]]]] = []
        self.scripts: list[str] = []
        self._open: list[str] = []
        self._words: list[str] = []
        self.feed(self.text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.names += [found["id"] or ""] if "id" in found else []
        self.places += [value or "" for key, value in attrs if key in ("src", "href", "srcset", "action", "data")]
        if tag == "svg":
            assert found.get("role") == "img"
            self.figures.append(found.get("aria-label") or "")
        if tag == "table":
            self.tables.append(("", [], []))
        if tag == "tr":
            self.tables[-1][2].append([])
        if tag in (*HEADINGS, "caption", "th", "td", "figcaption", "script"):
            self._words = []
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.names += [found["id"] or ""] if "id" in found else []
        self.places += [value or "" for key, value in attrs if key in ("src", "href")]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        words = "".join(self._words).strip()
        if tag in HEADINGS:
            self.headings.append((int(tag[1]), words))
        elif tag == "caption":
            self.tables[-1] = (words, *self.tables[-1][1:])
        elif tag in ("th", "td"):
            self.tables[-1][2][-1].append(words)
        elif tag == "thead":
            self.tables[-1][1].extend(self.tables[-1][2].pop())
        elif tag == "figcaption":
            self.captions.append(words)
        elif tag == "script":
            self.scripts.append(words)

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def table(self, beginning: str) -> tuple[list[str], list[list[str]]]:
        """Headings and rows of the table whose caption begins so."""
        (found,) = [table[1:] for table in self.tables if table[0].startswith(beginning)]
        return found


def plain(text: str) -> str:
    """A text of a page with the signs and spaces that tables on the terminal have."""
    return text.replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", " ")
