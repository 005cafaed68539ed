"""Figures as SVG inside a page: with real text, the colours of the page, and unique names."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as Xml
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib
from markupsafe import Markup, escape
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.report.drawing import style, text_width

HALO = "halo"  # begins the name of a text with a rim in the colour of the ground
DROPPED = ("metadata", "style")
COLOUR = re.compile(r"#([0-9a-f]{6})\b")
NUMBER = re.compile(r"-?\d+\.\d+(?:e[-+]?\d+)?")
REFERENCE = re.compile(r"url\(#([^)]+)\)")
SIZE, BOLD = re.compile(r"([\d.]+)px"), re.compile(r"font[^;]*\b(?:bold|700)\b")
SPACE = re.compile(r"\s+")
POINT_DIGITS, SMALL_DIGITS = 2, 5  # of lengths in points; of numbers below 1, among which are scales and opacities


@dataclass(frozen=True)
class InlineFigure:
    """A figure for a page.

    Attributes:
        name: of the figure, unique in the page.
        title: its heading, which it shows itself.
        svg: the element, with neither a label nor a fixed size.
        colours: the variables `--c-rrggbb` that it uses, without `--c-`; none if it holds a raster image, whose
            colours cannot follow the page's.
        data: where the file of its data lies, from the page; empty if there is none.
    """

    name: str
    title: str
    svg: str
    colours: frozenset[str]
    data: str = ""

    def element(self, label: str) -> Markup:
        """The element for a page, with its title and the words that stand for it where it cannot be seen."""
        words = escape(f"{self.title}. {label}".replace("\n", " "))
        return Markup(self.svg.replace("<svg ", f'<svg role="img" aria-label="{words}" ', 1))


def inline(figure: Figure, name: str, data: str = "") -> InlineFigure:
    """A figure that has no footer yet as SVG for a page; the same figure gives the same text.

    `figure` is as before afterwards. `data`: where the file of its data lies, from the page.
    """
    root = _drawn(figure)
    _strip(root)
    follows = root.find(".//image") is None
    colours: set[str] = set()
    for element in root.iter():
        _round(element)
        if element.tag == "text":
            _fit(element)
        if follows and "style" in element.attrib:
            colours |= set(COLOUR.findall(element.attrib["style"]))
            element.attrib["style"] = COLOUR.sub(r"var(--c-\1)", element.attrib["style"])
    _rename(root, name)
    root.attrib = {"viewBox": root.attrib["viewBox"]}
    text = Xml.tostring(root, encoding="unicode", short_empty_elements=True)
    return InlineFigure(name, str(figure.get_label()), text, frozenset(colours), data)


def _drawn(figure: Figure) -> Xml.Element:
    """The figure as Matplotlib draws it; of one with many lines the text takes much memory, and is not kept."""
    written = io.BytesIO()
    with style.look(), _plain_rims(figure), matplotlib.rc_context({"svg.fonttype": "none"}):
        if figure.get_layout_engine() is None:
            style.write_svg(figure, written)
        else:  # which makes the layout as it draws the first time
            figure.savefig(written, format="svg", metadata={"Date": None})
    written.seek(0)
    return Xml.parse(written).getroot()


@contextmanager
def _plain_rims(figure: Figure) -> Iterator[None]:
    """Take the rims off texts, which would turn them into shapes, and mark those that are to have one."""
    rimmed = [text for text in figure.findobj(Text) if text.get_path_effects()]
    before = [(text, text.get_path_effects(), text.get_gid()) for text in rimmed]
    try:
        for number, text in enumerate(rimmed):
            text.set_path_effects([])
            text.set_gid(f"{HALO}{number}")
        yield
    finally:
        for text, effects, mark in before:
            text.set_path_effects(effects)
            text.set_gid(mark)


def _strip(root: Xml.Element) -> None:
    """Take away name spaces, what describes the file, and empty lines."""
    for parent in root.iter():
        parent.tag = parent.tag.rpartition("}")[2]
        parent.attrib = {key.rpartition("}")[2]: value for key, value in parent.attrib.items()}
        parent.text, parent.tail = (part if part and part.strip() else None for part in (parent.text, parent.tail))
        for child in [one for one in parent if one.tag.rpartition("}")[2] in DROPPED]:
            parent.remove(child)


def _round(element: Xml.Element) -> None:
    for key in {"d", "x", "y", "width", "height", "transform", "points"} & element.attrib.keys():
        element.attrib[key] = SPACE.sub(" ", NUMBER.sub(_shorter, element.attrib[key])).strip()
    if "style" in element.attrib:
        element.attrib["style"] = SPACE.sub(" ", element.attrib["style"]).replace("; ", ";").replace(": ", ":")


def _shorter(found: re.Match[str]) -> str:
    value = float(found[0])
    text = f"{value:.{POINT_DIGITS if abs(value) >= 1 else SMALL_DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0", "-") else text


def _fit(text: Xml.Element) -> None:
    """Leave the letters to the page, and give the line the width that it was drawn for."""
    look = text.attrib["style"]
    size = float(SIZE.findall(look)[0])
    weight = "bold" if BOLD.search(look) else "normal"
    kept = [part for part in look.split(";") if not part.startswith("font")]
    kept += [f"font-size:{size:g}px", *(["font-weight:bold"] if weight == "bold" else [])]
    text.attrib["style"] = ";".join(kept)
    if text.attrib.get("transform", "").startswith("rotate(0 "):
        del text.attrib["transform"]
    words = text.text or ""
    if len(words) > 1:
        text.attrib["textLength"] = f"{text_width.width_of(words, weight, size):.1f}"
        text.attrib["lengthAdjust"] = "spacingAndGlyphs"


def _rename(root: Xml.Element, name: str) -> None:
    """Keep the names that something refers to, and make them unique; mark the texts with rims."""
    used: dict[str, str] = {}
    for element in root.iter():
        for value in element.attrib.values():
            for mark in REFERENCE.findall(value):
                used.setdefault(mark, f"{name}-{len(used)}")
        if element.attrib.get("href", "").startswith("#"):
            used.setdefault(element.attrib["href"][1:], f"{name}-{len(used)}")
    for element in root.iter():
        mark = element.attrib.pop("id", "")
        if mark.startswith(HALO):
            element.attrib["class"] = HALO
        if mark in used:
            element.attrib["id"] = used[mark]
        for key, value in element.attrib.items():
            element.attrib[key] = REFERENCE.sub(lambda found: f"url(#{used[found[1]]})", value)
        if element.attrib.get("href", "").startswith("#"):
            element.attrib["href"] = f"#{used[element.attrib['href'][1:]]}"
