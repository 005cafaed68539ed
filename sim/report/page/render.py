"""A report as one HTML file that needs no network, no font and no file, with one script for sorting and printing."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from sim.config.atomic import write_text
from sim.config.problems import Problem
from sim.report.page import colours
from sim.report.page.blocks import Page
from sim.report.page.sorting import sorting_hash, sorting_script
from sim.study.integrity import open_plain
from sim.study.manifest import WARNING, list_written
from sim.study.provenance import DISTRIBUTION, version

GENERATOR = "escalation-sim"
MARK = f'<meta name="generator" content="{GENERATOR}'
BEGINNING = 2000  # characters of a file in which the mark of a report stands
MINUS = re.compile(r"(?<![\w.])-(?=[\d.])")
TOGETHER = re.compile(r"\[[^\]]*\]|\S+ / \S+ / \S+|\d %")
LINK = re.compile(r"\[([^\]]+)\]\(#([\w-]+)\)")
LONG = 18  # letters of a name that may be broken
BREAK = re.compile(r"(?<=\w)([._])(?=[a-z])")
PAGE_COLOURS = ("ffffff", "1a1a1a", "4d4d4d", "d9d9d9", "0072b2", "d55e00")


def render(page: Page) -> str:
    """The HTML of a report; the same report gives the same text."""
    environment = Environment(
        loader=PackageLoader("sim.report.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"prose": prose, "cell": cell}
    used = {colour for figure in page.figures for colour in figure.colours}.union(PAGE_COLOURS)
    return environment.get_template("page.html.j2").render(
        page=page,
        warning=WARNING,
        generator=f"{GENERATOR} {version(DISTRIBUTION)}",
        style=Markup(_source(environment, "style.css")),
        light=Markup(colours.variables(used, dark=False)),
        dark=Markup(colours.variables(used, dark=True)),
        script=Markup(sorting_script()),
        script_hash=sorting_hash(),
    )


def write(page: Page, path: Path) -> None:
    """Write a report, as a whole or not at all; one that stands there is replaced.

    Raises:
        Problem: something else stands there, which is not to be lost, or the file cannot be written.
    """
    check_place(path)
    try:
        write_text(path, render(page))
        list_written([path])
    except OSError as error:
        raise Problem(f"cannot write {path}: {error.strerror}; name another file with --out") from error


def check_place(path: Path) -> None:
    """Raises Problem where a report would take the place of something that is none, or cannot be written."""
    if path.is_dir():
        raise Problem(f"{path} is a folder; name a file with --out")
    try:
        with open(open_plain(path), encoding="utf-8", errors="replace") as file:
            if MARK not in file.read(BEGINNING):
                raise Problem(f"{path} already exists and is not a report of escsim; name another file with --out")
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise Problem(f"{path}: no such folder: {path.parent}") from None
    except OSError as error:
        raise Problem(f"cannot write {path}: {error.strerror}; name another file with --out") from error


def prose(words: str) -> Markup:
    """A text, in which what stands between backticks is code, and [words](#anchor) a link within the page."""
    parts = words.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part)
        if place % 2
        else Markup(LINK.sub(r'<a href="#\2">\1</a>', str(escape(part))))
        for place, part in enumerate(parts)
    )


def cell(words: str, is_number: bool = False) -> Markup:
    """The text of a cell: numbers with real minus signs, names that can be broken after a dot or an underscore."""
    text = MINUS.sub("\N{MINUS SIGN}", words) if is_number else words
    text = TOGETHER.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), text) if is_number else text
    marked = str(escape(text)).replace("\n", "<br>")
    return Markup(BREAK.sub(r"\1<wbr>", marked) if len(words) > LONG and not is_number else marked)


def _source(environment: Environment, name: str) -> str:
    """A file beside the templates, as it is."""
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]
