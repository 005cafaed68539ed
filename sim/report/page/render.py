"""A report as one self-contained HTML file, with one script for sorting and printing."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from numpy.typing import NDArray

from sim.config.atomic import write_text
from sim.config.problems import Problem
from sim.report.page.blocks import Page
from sim.study.files.integrity import open_plain
from sim.study.files.manifest import WARNING, list_written
from sim.study.files.provenance import DISTRIBUTION, version

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
    environment.globals["region"] = region_names()
    used = {colour for figure in page.figures for colour in figure.colours}.union(PAGE_COLOURS)
    return environment.get_template("page.html.j2").render(
        page=page,
        warning=WARNING,
        generator=f"{GENERATOR} {version(DISTRIBUTION)}",
        style=Markup(_source(environment, "style.css")),
        light=Markup(variables(used, dark=False)),
        dark=Markup(variables(used, dark=True)),
        script=Markup(sorting_script()),
        script_hash=sorting_hash(),
    )


def region_names() -> Callable[[str], str]:
    """Unique names for the regions of a page, which a screen reader lists: numbered from the second of a name on."""
    seen = Counter[str]()

    def unique(name: str) -> str:
        seen[name] += 1
        return name if seen[name] == 1 else f"{name} ({seen[name]})"

    return unique


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
    """Raise Problem if a report would take the place of something that is none, or cannot be written."""
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


GROUND, RANGE = 0.2, 0.92  # lightness (OKLab) that white takes, and what black is above it
TINTED, COLOURED = 0.06, 0.11  # chroma below which a colour is a tint of the ground, above which it is a mark on it
MARKS = (0.66, 0.82)  # lightness of marks, which have to stand out from the ground

Numbers = NDArray[np.float64]

# OKLab, by Björn Ottosson (2020), https://bottosson.github.io/posts/oklab/
TO_CONES = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
                     [0.0883024619, 0.2817188376, 0.6299787005]])  # fmt: skip
TO_LAB = np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
                   [0.0259040371, 0.7827717662, -0.8086757660]])  # fmt: skip


def variables(colours: Iterable[str], dark: bool) -> str:
    """Declarations of `--c-rrggbb` for each colour rrggbb, as it is or as it is on a dark ground."""
    return "".join(f"--c-{one}:#{on_dark(one) if dark else one};" for one in sorted(set(colours)))


def on_dark(colour: str) -> str:
    """The counterpart of a colour rrggbb where white is nearly black."""
    lab = np.asarray(TO_LAB @ np.cbrt(TO_CONES @ _linear(colour)), dtype=np.float64)
    chroma = float(np.hypot(*lab[1:]))
    turned = GROUND + RANGE * (1.0 - float(lab[0]))
    mark = min(max(turned, MARKS[0]), MARKS[1])
    share = min(max((chroma - TINTED) / (COLOURED - TINTED), 0.0), 1.0)
    lightness = min(turned + share * (mark - turned), 1.0)
    for kept in np.linspace(1.0, 0.0, 21):  # of the chroma, as much as a screen can show
        found = _rgb(np.array([lightness, *(kept * lab[1:])]))
        if np.all((found >= -1e-3) & (found <= 1 + 1e-3)):
            break
    return "".join(f"{round(255 * float(part)):02x}" for part in np.clip(found, 0, 1))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours rrggbb, 1 to 21, as WCAG 2 defines it."""
    light = sorted((float(np.array([0.2126, 0.7152, 0.0722]) @ _linear(each)) for each in (one, other)), reverse=True)
    return (light[0] + 0.05) / (light[1] + 0.05)


def _linear(colour: str) -> Numbers:
    """Linear light of an sRGB colour, 0 to 1, shape (3,)."""
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def _rgb(lab: Numbers) -> Numbers:
    """Screen colour (sRGB) of an OKLab colour, beyond 0 to 1 where no screen can show it."""
    light = np.linalg.solve(TO_CONES, np.linalg.solve(TO_LAB, lab) ** 3)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 0) ** (1 / 2.4) - 0.055)


@cache
def sorting_script() -> str:
    """The text of the script."""
    return (files("sim.report.page") / "templates" / "sort.js").read_text(encoding="utf-8")


def sorting_hash() -> str:
    """Its hash, as a Content-Security-Policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(sorting_script().encode()).digest()).decode()
