from __future__ import annotations

import re
import xml.etree.ElementTree as Xml

import numpy as np
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from sim.report.drawing import style
from sim.report.drawing.inline_svg import inline


def figure(picture: bool = False):  # type: ignore[no-untyped-def]
    with style.look():
        made = style.new_figure(2.0)
        style.add_heading(made, "Ground & $ost", "a second line")
        axes = made.add_subplot()
        axes.plot([0, 1], [0.123456789, 1], color=style.BLUE, label="line")
        axes.fill_between([0, 1], [0, 0], [1, 1], color=style.tint(style.BLUE, 0.5))
        axes.text(0.5, 0.5, "rimmed", path_effects=[withStroke(linewidth=2.5, foreground="white")])
        if picture:
            axes.imshow(np.eye(3))
    return made


def test_text_stays_text_of_the_width_it_was_drawn_for() -> None:
    root = Xml.fromstring(inline(figure(), "one").svg)
    texts = {text.text: text for text in root.iter("text")}
    assert {"Ground & $ost", "a second line", "rimmed"} <= set(texts)
    assert 50 < float(texts["Ground & $ost"].attrib["textLength"]) < 120
    assert all("font-family" not in text.attrib["style"] for text in texts.values())


def test_a_text_with_a_rim_is_marked_and_the_figure_is_as_before() -> None:
    made = figure()
    (rimmed,) = [text for text in made.findobj(Text) if text.get_text() == "rimmed"]
    before = rimmed.get_path_effects()
    root = Xml.fromstring(inline(made, "one").svg)
    (marked,) = [group for group in root.iter("g") if group.attrib.get("class") == "halo"]
    assert [text.text for text in marked.iter("text")] == ["rimmed"]
    assert before
    assert (rimmed.get_path_effects(), rimmed.get_gid()) == (before, None)


def test_colours_are_variables_of_the_page() -> None:
    found = inline(figure(), "one")
    assert {"0072b2", "1a1a1a", "ffffff"} <= found.colours
    used = set(re.findall(r"var\(--c-([0-9a-f]{6})\)", found.svg))
    assert used == found.colours
    assert not re.search(r"style=\"[^\"]*#[0-9a-f]{6}", found.svg)


def test_a_raster_image_keeps_the_colours_of_paper() -> None:
    found = inline(figure(picture=True), "one")
    assert found.colours == frozenset()
    assert "var(" not in found.svg


def test_names_of_two_figures_differ_and_each_is_found() -> None:
    found = [inline(figure(), name) for name in ("one", "two")]
    names = [set(re.findall(r' id="([^"]+)"', one.svg)) for one in found]
    assert names[0]
    assert not names[0] & names[1]
    for one, own in zip(found, names, strict=True):
        referred = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', one.svg))
        assert {name for pair in referred for name in pair if name} <= own


def test_nothing_points_outside_and_the_same_figure_gives_the_same_text() -> None:
    svg = inline(figure(), "one").svg
    assert "http" not in svg
    assert svg == inline(figure(), "one").svg


def test_lengths_are_short_and_the_title_is_known() -> None:
    found = inline(figure(), "one")
    assert found.title == "Ground & $ost"
    drawn = [number for path in re.findall(r' d="([^"]+)"', found.svg) for number in re.findall(r"\d+\.\d+", path)]
    assert max(len(number.partition(".")[2]) for number in drawn if float(number) >= 1) <= 2


def test_the_element_has_a_label_that_is_safe() -> None:
    element = inline(figure(), "one").element('12 "km²" <b>')
    label = Xml.fromstring(str(element)).attrib
    assert label["role"] == "img"
    assert label["aria-label"] == 'Ground & $ost. 12 "km²" <b>'
