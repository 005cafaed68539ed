"""A report in a real browser: it loads nothing, sorts by the keyboard, is readable in the dark and prints."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.analysis.comparison import RunComparison
from sim.report.figures.drawing import pictures
from sim.report.page.comparison import comparison_report
from sim.report.page.render import contrast, write

pytestmark = pytest.mark.browser

CHROMIUM = os.environ.get("ESCSIM_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ACCESSIBILITY = (Path(__file__).parents[1] / "accessibility.js").read_text()
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def report(three: RunComparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reports") / "report.html"
    write(comparison_report(three, pictures(three)), path)
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium; ESCSIM_CHROMIUM names one")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


class Opened:
    """A report in a window; `troubles`: errors, warnings, and whatever it asked for besides itself."""

    def __init__(self, browser: Any, report: Path, **options: Any) -> None:
        self.context = browser.new_context(**({"viewport": DESK} | options))
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        own = report.as_uri()
        self.page.on("console", lambda message: self.troubles.append(message.text))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        asked = lambda request: request.url.partition("#")[0] == own or self.troubles.append(request.url)  # noqa: E731
        self.page.on("request", asked)
        self.page.goto(own)

    def style(self, selector: str, name: str) -> str:
        script = "([selector, name]) => getComputedStyle(document.querySelector(selector))[name]"
        return str(self.page.evaluate(script, [selector, name]))

    def column(self, table: int, place: int) -> list[str]:
        script = "([table, place]) => [...document.querySelectorAll('table')[table].tBodies[0].rows]"
        return list(self.page.evaluate(f"{script}.map(row => row.cells[place].textContent)", [table, place]))


@pytest.fixture
def opened(browser: Any, report: Path, request: pytest.FixtureRequest) -> Iterator[Opened]:
    made = Opened(browser, report, **getattr(request, "param", {}))
    yield made
    assert made.troubles == []
    made.context.close()


def hexadecimal(colour: str) -> str:
    return "".join(f"{int(part):02x}" for part in re.findall(r"\d+", colour)[:3])


def test_it_loads_nothing_and_says_nothing(opened: Opened) -> None:
    assert opened.page.title().startswith("Comparison in the scenario")
    assert opened.page.locator("svg[role=img]").count() == 10


@pytest.mark.parametrize(
    "opened", [{"color_scheme": "light"}, {"color_scheme": "dark", "viewport": PHONE}], indirect=True
)
def test_it_is_accessible(opened: Opened) -> None:
    opened.page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert opened.page.evaluate(ACCESSIBILITY) == []


def number(text: str) -> float:
    return float(re.sub(r"[^\d.+-]", "", text.replace("\N{MINUS SIGN}", "-").replace(",", "").partition("[")[0]))


def test_tables_are_sorted_by_the_keyboard_and_say_so(opened: Opened) -> None:
    page = opened.page
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    tables = page.locator("table")
    place = next(k for k in range(tables.count()) if "minus Full ban" in tables.nth(k).locator("caption").inner_text())
    heading = tables.nth(place).locator("thead th", has_text="difference")
    column = heading.evaluate("heading => heading.cellIndex")
    before = opened.column(place, 0)
    heading.locator("button").focus()
    for order, rising in (("ascending", True), ("descending", False)):
        page.keyboard.press("Enter")
        assert heading.get_attribute("aria-sort") == order
        values = [number(text) for text in opened.column(place, column) if text != "-"]
        assert values == sorted(values, reverse=not rising)
        assert values[0] != values[-1]
    page.keyboard.press("Space")
    assert heading.get_attribute("aria-sort") == "none"
    assert opened.column(place, 0) == before


def test_the_keyboard_reaches_the_answer_first_and_sees_where_it_is(opened: Opened) -> None:
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.textContent") == "Skip to the answer"
    assert opened.page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    assert opened.style(":focus", "outlineStyle") == "solid"
    opened.page.keyboard.press("Enter")
    assert opened.page.url.endswith("#answer")


@pytest.mark.parametrize("opened", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_there_is_no_button_that_does_nothing(opened: Opened) -> None:
    assert opened.page.locator("table").count() > 5
    assert opened.page.locator("button").count() == 0


@pytest.mark.parametrize("opened", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True)
def test_text_and_figures_can_be_read_in_light_and_dark(opened: Opened, request: pytest.FixtureRequest) -> None:
    dark = opened.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    ground = hexadecimal(opened.style("body", "backgroundColor"))
    assert (int(ground[:2], 16) < 60) == dark
    for selector, name, least in (
        ("body", "color", 7),
        (".quiet", "color", 4.5),
        ("nav a", "color", 4.5),
        ("svg text", "fill", 7),
    ):
        assert contrast(hexadecimal(opened.style(selector, name)), ground) > least, selector
    rectangle = "[...document.querySelectorAll('svg path')].map(path => getComputedStyle(path).fill)"
    fills = {hexadecimal(fill) for fill in opened.page.evaluate(rectangle) if fill.startswith("rgb")}
    assert ground in fills
    assert len(fills) > 4


@pytest.mark.parametrize("opened", [{"viewport": PHONE}, {}], indirect=True)
def test_a_phone_scrolls_tables_and_figures_but_not_the_page(opened: Opened) -> None:
    across = opened.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert across[0] <= across[1]


def test_texts_in_figures_have_the_width_they_were_drawn_for(opened: Opened) -> None:
    script = """[...document.querySelectorAll('svg text[textLength]')].map(
        text => text.getComputedTextLength() / parseFloat(text.getAttribute('textLength')))"""
    shares = opened.page.evaluate(script)
    assert len(shares) > 100
    assert all(0.98 < share < 1.02 for share in shares)


@pytest.mark.parametrize("opened", [{"color_scheme": "dark"}], indirect=True)
def test_it_prints_light_on_several_pages(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    opened.page.pdf(path=str(path), format="A4")
    assert path.read_bytes().startswith(b"%PDF")
    opened.page.emulate_media(media="print")
    assert hexadecimal(opened.style("body", "color")) == "1a1a1a"
    assert opened.style("nav", "display") == "none"
