"""The explorer in a real browser: Chromium of the system, a server of its own, small replications."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.cli.main import main
from sim.report.page.render import sorting_script

pytestmark = pytest.mark.browser

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or "/usr/bin/chromium"
)
SMALL = ("horizon=60 days", "replications=100", "engine=simpy", "workers=2")
MOVE = 120_000  # ms: the first one may have to wait for other work on the machine
sync_api = pytest.importorskip("playwright.sync_api")
Page = sync_api.Page


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two runs, a report, and a study."""
    root = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.report.figures.run_figures.draw_all", lambda runs: [])
        for name, option in (("record", "counter_fire"), ("ban", "full_ban")):
            assert main(["run", *SMALL, f"restrictions={option}", f"name={name}", f"runs_dir={root}"]) == 0
    table = (
        '<table class="sortable"><thead><tr><th>n</th></tr></thead>'
        "<tbody><tr><td>1</td></tr><tr><td>2</td></tr></tbody></table>"
    )
    page = f"<!doctype html><title>A report</title><h1>A report</h1>{table}<script>{sorting_script()}</script>"
    (root / "ban" / "report.html").write_text(page)
    fewer = ["study.structures.factors.stall=[mixed]", "study.structures.factors.attrition=[square, linear]"]
    few = [word.replace("=100", "=3") for word in SMALL]
    assert main(["sweep", "study=structures", *fewer, *few, f"runs_dir={root}"]) == 0
    return root


@pytest.fixture(scope="module")
def address(root: Path) -> Iterator[str]:
    yield from serving(root)


def serving(root: Path) -> Iterator[str]:
    """The address of `escsim explore` in a process of its own."""
    words = [sys.executable, "-m", "sim.cli.main", "explore", str(root), "--port", "0", "horizon=60 days"]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    found = next((match[1] for line in process.stderr if (match := re.match(r"(http://\S+)", line))), None)
    assert found is not None, "the server did not start"
    yield found
    process.terminate()
    process.communicate(timeout=30)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: object) -> Iterator[Page]:
    """A page in which whatever the console complains of, and whatever is asked of another machine, is a failure."""
    wrong: list[str] = []
    made = browser.new_page(viewport={"width": 1400, "height": 900})  # type: ignore[attr-defined]
    made.set_default_timeout(MOVE)
    made.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    made.on("pageerror", lambda error: wrong.append(str(error)))
    made.on("request", lambda request: wrong.append(request.url) if "://127.0.0.1:" not in request.url else None)
    yield made
    made.close()
    assert not wrong


def start(page: Page, address: str, query: str = "") -> None:
    """The what-if page with small replications, and its first results."""
    page.goto(f"{address}?replications=100&{query}")
    page.wait_for_selector("#results[data-move]")


def moved(page: Page, act: object) -> None:
    """Do something, and wait for the results that follow from it."""
    before = page.get_attribute("#results", "data-move")
    act()  # type: ignore[operator]
    page.wait_for_function(
        "before => document.getElementById('results').dataset.move !== before"
        " && !document.getElementById('results').hasAttribute('aria-busy')",
        arg=before,
    )


def number(page: Page, measure: str, column: str) -> float:
    """A number of the table of differences."""
    text = page.inner_text(f'[data-measure="{measure}"] .{column}')
    return float(text.replace("\N{MINUS SIGN}", "-").replace(",", ""))


def test_it_loads_with_pictures_a_table_and_the_warning(page: Page, address: str) -> None:
    start(page, address)
    assert page.locator("#fans svg").count() == 12
    assert page.locator("#timeline svg").count() == 2
    assert page.locator("#trade svg").count() == 1
    assert page.is_visible("text=not a forecast >> nth=0")


def test_lifting_the_ban_on_long_range_leaves_fewer_fires_from_sanctuary(page: Page, address: str) -> None:
    start(page, address, "b.counter_fire.day=20")
    assert number(page, "fires_from_sanctuary_kr", "difference") == 0
    moved(page, lambda: page.uncheck('[name="b.long_range.banned"]'))
    assert number(page, "fires_from_sanctuary_kr", "difference") < 0
    assert number(page, "rung_days", "difference") > 0
    assert "b.long_range.banned=false" in page.url


def test_a_slider_moves_the_numbers_the_address_and_the_command(page: Page, address: str) -> None:
    start(page, address)
    early = number(page, "fires_from_sanctuary_kr", "b")
    slider = page.locator('[name="b.counter_fire.day"]')
    slider.focus()
    moved(page, lambda: page.keyboard.press("End"))
    assert number(page, "fires_from_sanctuary_kr", "b") > early
    assert "b.counter_fire.day=59" in page.url
    assert slider.get_attribute("aria-valuetext") == "day 59"
    assert "restrictions.events.permission.day=59" in page.inner_text("#words")


def test_an_address_is_a_state(page: Page, address: str) -> None:
    start(page, address, "stall=line&a.counter_fire=false&fire=1")
    assert page.input_value('[name="stall"]') == "line"
    assert not page.is_checked('[name="a.counter_fire"]')
    assert page.is_disabled('[name="a.counter_fire.day"]')
    assert "'fire': no such control" in page.inner_text("#notes")
    assert "stall=line" in page.inner_text("#words")


def test_a_choice_sets_a_policy_and_the_button_takes_all_back(page: Page, address: str) -> None:
    start(page, address)
    moved(page, lambda: page.select_option('[data-preset="b"]', "full ban"))
    assert not page.is_checked('[name="b.counter_fire"]')
    assert number(page, "fires_from_sanctuary_kr", "difference") > 0
    moved(page, lambda: page.click("#reset"))
    assert page.is_checked('[name="b.counter_fire"]')
    assert page.evaluate("location.search") == ""


def test_many_moves_at_once_end_at_the_last(page: Page, address: str) -> None:
    start(page, address)
    page.locator('[name="b.counter_fire.day"]').focus()
    for _ in range(15):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => location.search.includes('b.counter_fire.day=20')")
    page.wait_for_selector("#results:not([aria-busy])")
    assert number(page, "fires_from_sanctuary_kr", "difference") == 0  # day 20 is that of the record
    assert int(page.get_attribute("#results", "data-move") or 0) < 15


def test_by_keyboard_alone(page: Page, address: str) -> None:
    start(page, address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "b.long_range.banned":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"  # the focus is seen
    moved(page, lambda: page.keyboard.press("Space"))
    assert not page.is_checked('[name="b.long_range.banned"]')


ACCESSIBILITY = (Path(__file__).parents[1] / "accessibility.js").read_text()
PATHS = (
    "?replications=100",
    "runs",
    "folder?name=record",
    "compare?run=record&run=ban",
    "studies",
    "study?name=structures",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible(page: Page, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for path in PATHS:
        page.goto(address + path)
        if path.startswith("?"):
            page.wait_for_selector("#results[data-move]:not([aria-busy])")
        assert not page.evaluate(ACCESSIBILITY), path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_window_of_a_phone(browser: object, address: str, scheme: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme=scheme)  # type: ignore[attr-defined]
    page.set_default_timeout(MOVE)
    for path in ("?replications=100", "runs", "compare?run=record&run=ban", "studies", "study?name=structures"):
        page.goto(address + path)
        if path.startswith("?"):
            page.wait_for_selector("#results[data-move]")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        paper, ink = (page.evaluate(f"getComputedStyle(document.body).{name}") for name in ("backgroundColor", "color"))
        light = [sum(int(part) for part in re.findall(r"\d+", colour)[:3]) for colour in (paper, ink)]
        assert (light[0] > light[1]) == (scheme == "light")
    page.close()


def test_two_runs_are_picked_and_compared_and_a_report_opens(page: Page, address: str) -> None:
    page.goto(f"{address}runs")
    for name in ("record", "ban"):
        page.check(f'input[name="run"][value="{name}"]')
    page.check('input[name="reference"][value="record"]')
    page.click("text=Compare those picked")
    page.wait_for_selector("h2:has-text('Full ban minus Counter-fire')")
    assert number(page, "fires_from_sanctuary_kr", "difference") > 0
    page.click("a:has-text('ban') >> nth=0")
    page.click("text=Open the report")
    page.wait_for_selector("h1:has-text('A report')")
    assert page.locator("th button").count() == 1  # its own script ran, alone in its sandbox
    assert page.evaluate("origin") == "null"


def test_a_filter_is_corrected(page: Page, address: str) -> None:
    page.goto(f"{address}runs")
    page.fill("#filter", "restrictions=full_ban")
    page.click("text=Filter")
    assert page.locator('input[name="run"]').count() == 1


def test_a_study_is_brushed_and_a_point_is_told(page: Page, address: str) -> None:
    page.goto(f"{address}study?name=structures")
    page.locator("summary").click()
    high = page.locator('#bounds [data-axis="0"][data-end="high"]')
    high.focus()
    for _ in range(3):
        page.keyboard.press("PageDown")
    assert re.fullmatch(r"\d+ of \d+ lines kept", page.inner_text("#kept"))
    kept = page.locator("svg.parallel .future:not(.out)").count()
    assert 0 < kept < page.locator("svg.parallel .future").count()
    page.locator('svg.parallel .handle[data-axis="0"]').click()
    assert page.locator("svg.parallel .future.out").count() == 0
    page.locator("svg.surface [data-point]").last.dispatch_event("click")
    page.wait_for_selector("#point[data-point] h3")
    assert page.locator("#point svg").count() == 12
    assert "the replication ends" in page.inner_text("#point")


def live(page: Page, place: str) -> tuple[float, float, float, float]:
    """The box of the first chart of a place, once a pointer has come to it."""
    page.dispatch_event(f"{place} svg[data-chart] >> nth=0", "pointerover")
    plot = page.locator(f"{place} .u-over").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def test_a_chart_says_the_values_of_a_day_and_shows_some_days(page: Page, address: str) -> None:
    start(page, address)
    said = page.locator("#fans figcaption").all_inner_texts()
    left, top, width, height = live(page, "#fans")
    page.mouse.move(left + width - 1, top + height / 2)
    last = [re.sub(r", day \d+:", ":", text) for text in page.locator("#fans figcaption").all_inner_texts()]
    assert all("day 60" in text for text in page.locator("#fans figcaption").all_inner_texts())
    assert [text for text in last if "minus" not in text] == [text for text in said if "minus" not in text]
    page.mouse.move(left + width / 4, top + 9)
    page.mouse.down()
    page.mouse.move(left + width / 2, top + 9, steps=4)
    page.mouse.up()
    page.mouse.move(left + width - 1, top + 9)
    shown = {re.findall(r"day (\d+)", text)[0] for text in page.locator("#fans figcaption").all_inner_texts()}
    assert shown <= {"29", "30"}
    page.mouse.dblclick(left + width - 1, top + 9)
    page.mouse.move(left + width - 2, top + 9)
    assert re.search(r"day (59|60)", page.locator("#fans figcaption").first.inner_text())
    page.mouse.click(left + width / 2, top + 9)
    assert page.evaluate("document.activeElement.name").startswith("a.")


def test_a_chart_is_read_by_keyboard(page: Page, address: str) -> None:
    start(page, address)
    page.locator("#fans figure").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert ", day 1:" in page.locator("#fans figcaption").first.inner_text()


def test_a_mark_of_a_curve_is_read_and_clicked(page: Page, address: str) -> None:
    page.goto(f"{address}study?name=structures&of=level")
    left, top, width, height = live(page, "#surface")
    mark = page.locator("#surface circle").first
    ends = json.loads(page.get_attribute("#surface svg", "data-chart") or "")
    across, down = (float(mark.get_attribute(name) or "") for name in ("cx", "cy"))
    from_left, from_right, above, below = ends["box"]
    spot = (
        left + width * (across - from_left) / (560 - from_left - from_right),
        top + height * (down - above) / (330 - above - below),
    )
    page.mouse.move(*spot)
    point = mark.get_attribute("data-point")
    assert re.match(rf"point {point}: ", page.inner_text(".reading"))
    page.mouse.click(*spot)
    page.wait_for_selector(f'#point[data-point="{point}"] h3')


def test_a_run_that_is_deleted_meanwhile_is_a_message(browser: object, root: Path, address: str) -> None:
    page = browser.new_page()  # type: ignore[attr-defined]
    shutil.copytree(root / "ban", root / "passing")
    page.goto(f"{address}runs")
    for name in ("record", "passing"):
        page.check(f'input[name="run"][value="{name}"]')
    shutil.rmtree(root / "passing")
    page.click("text=Compare those picked")
    assert "it may have been deleted" in page.inner_text(".problem")
    page.close()


def test_ten_tabs_at_once_are_all_served(browser: object, address: str) -> None:
    pages = [browser.new_page() for _ in range(10)]  # type: ignore[attr-defined]
    for seed, page in enumerate(pages):
        page.set_default_timeout(MOVE)
        page.goto(f"{address}?replications=100&seed={seed}", wait_until="commit")
    for seed, page in enumerate(pages):
        page.wait_for_selector("#results[data-move]")
        assert f"seed {seed} " in page.inner_text("#footer")
        assert json.loads(page.get_attribute("#results", "data-times"))["total"] > 0
        page.close()
