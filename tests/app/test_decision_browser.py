"""The page of a decision in a real browser: its sliders by keyboard, its map by a click, its futures, a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from decided_studies import make_decided
from test_explorer_browser import ACCESSIBILITY, MOVE, Page, serving
from test_explorer_browser import browser as browser  # fixtures
from test_explorer_browser import page as page

from sim.analysis.decision.decide import decide
from sim.analysis.decision.request import decision_request
from sim.analysis.study_table import open_table
from sim.report.decision.folder import write_decision

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = tmp_path_factory.mktemp("runs")
    table = open_table(make_decided(root / "mine"))
    write_decision(table, decide(table, decision_request(table, saves="red_fires_kr", costs="rung_days")))
    yield from serving(root)


def opened(page: Page, address: str) -> None:
    page.goto(f"{address}decision?name=mine")
    page.wait_for_selector("#sliders[data-move]")


def moved(page: Page, act: object) -> None:
    """Do something, and wait for what follows from it."""
    before = page.get_attribute("#sliders", "data-move")
    act()  # type: ignore[operator]
    page.wait_for_function("before => document.getElementById('sliders').dataset.move !== before", arg=before)


def test_the_slider_of_prices_turns_the_answer(page: Page, address: str) -> None:
    opened(page, address)
    page.locator("#price").focus()
    moved(page, lambda: page.keyboard.press("Home"))
    assert page.inner_text("#answer strong").startswith("Long-range strikes")
    moved(page, lambda: page.keyboard.press("End"))
    assert page.inner_text("#answer strong") == "Full ban"
    assert page.get_attribute("#price", "aria-valuetext") == page.inner_text("#price-words")


def test_a_click_on_the_map_sets_both_sliders_and_the_futures(page: Page, address: str) -> None:
    opened(page, address)
    before = page.inner_text("#futures")
    box = page.locator("#map svg").bounding_box()
    assert box is not None
    corner = box["x"] + 0.9 * box["width"], box["y"] + 0.2 * box["height"]
    page.mouse.move(*corner)
    assert re.search(r"rung-day.* [\d.]+: .* is best", page.inner_text("#reading"))
    moved(page, lambda: page.mouse.click(*corner))
    assert int(page.input_value("#rank")) > 80
    assert int(page.input_value("#price")) > 100
    assert page.inner_text("#futures") != before
    assert page.locator("#futures button").count() >= 20


def test_a_belief_and_a_structure_are_chosen(page: Page, address: str) -> None:
    opened(page, address)
    page.select_option('[name="structure"]', "1")
    page.select_option('[name="belief"]', "counter_battery.detection")
    page.click("text=Show >> nth=0")
    page.wait_for_selector("#sliders[data-move]")
    assert page.get_attribute("#sliders", "data-belief") == "counter_battery.detection"
    assert re.search(r"where the counter battery detection is [\d.]+", page.inner_text("#answer"))


def test_the_page_fits_a_phone_and_is_accessible(browser: object, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})  # type: ignore[attr-defined]
    page.set_default_timeout(MOVE)
    opened(page, address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not page.evaluate(ACCESSIBILITY)
    page.close()
