"""The explorer's answers without a browser: a move, the pages of runs, comparisons, studies, and what goes wrong."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from asking import ask, get, post
from made_up_runs import rewrite, write_run
from made_up_studies import DAY, NEVER, later_is_worse, make_study, policy
from short_horizon import SHORT

from sim.analysis.comparison import compare
from sim.analysis.study_table import open_table
from sim.app.explorer import STATIC, Explorer
from sim.app.fans import fan_picture
from sim.cli.main import main
from sim.report.page.limits import NO_SKILL
from sim.report.words.numbers import with_minus
from sim.report.words.verdicts import change, interval_of
from sim.study.files.manifest import WARNING
from sim.study.run.opening import open_run


def move(explorer: Explorer, number: int = 1, **state: str) -> dict[str, Any]:
    pairs = [["replications", "100"], *([name.replace("__", "."), text] for name, text in state.items())]
    status, found = post(explorer, "/api/whatif", state=pairs, tab="a", number=number)
    assert status == 200, found
    return found


def cell(html: str, measure: str, kind: str) -> str:
    row = re.search(rf'data-measure="{measure}".*?</tr>', html, re.DOTALL)
    assert row is not None
    found = re.search(rf'class="{kind}">(.*?)<', row[0])
    assert found is not None
    return found[1]


@pytest.mark.thorough
def test_a_move_gives_every_part_of_the_page(explorer: Explorer) -> None:
    found = move(explorer, b__counter_fire="false")
    assert found["query"] == "b.counter_fire=false&replications=100"
    assert found["parts"].keys() == {"notes", "fans", "table", "trade", "timeline", "footer", "words"}
    assert found["parts"]["fans"].count("<svg") == 12
    assert found["parts"]["timeline"].count("<svg") == 2
    assert WARNING in found["parts"]["footer"]
    assert "escsim run &#39;horizon=25 days&#39; restrictions=full_ban" in found["parts"]["words"]
    _, html = get(explorer, "/")
    places = set(re.findall(r'id="([a-z]+)"', html))
    assert found["parts"].keys() <= places


def test_a_ban_leaves_more_fires_from_sanctuary_and_the_table_says_by_how_much(explorer: Explorer) -> None:
    table = move(explorer, b__counter_fire="false")["parts"]["table"]
    assert cell(table, "fires_from_sanctuary_kr", "difference").startswith("+")
    assert cell(table, "fires_from_sanctuary_kr", "interval").startswith("[+")


def test_ground_stands_beside_what_the_model_cannot_forecast_where_there_is_a_record(explorer: Explorer) -> None:
    assert f"* {NO_SKILL}" in unescape(move(explorer)["parts"]["table"])


def test_the_same_policy_twice_differs_in_nothing_and_no_interval_is_given(explorer: Explorer) -> None:
    table = move(explorer, b__counter_fire__day="20")["parts"]["table"]
    assert cell(table, "ground_lost_km2", "difference") == "0"
    assert cell(table, "ground_lost_km2", "interval") == "the same in every pair (at most 3 % of pairs)"


@pytest.mark.thorough
def test_an_address_with_nonsense_is_told_and_shown_as_text(explorer: Explorer) -> None:
    found = move(explorer, b__counter_fir="<script>")
    assert "did you mean" in found["parts"]["notes"]
    status, html = get(explorer, "/", ("b.counter_fire.day", "<script>alert(1)</script>"))
    assert status == 200
    assert "alert(1)" not in html


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"state": "x", "number": 1},
        {"state": [["a"]], "number": 1},
        {"state": [[1, 2]], "number": 1},
        {"state": [], "number": True},
        {"state": []},
    ],
)
def test_a_request_of_another_shape_is_refused(explorer: Explorer, body: dict[str, Any]) -> None:
    status, found = post(explorer, "/api/whatif", **body)
    assert status == 400
    assert "must be" in found["problem"]


def test_an_older_move_of_the_same_page_is_dropped(explorer: Explorer) -> None:
    move(explorer, number=5)
    status, _ = post(explorer, "/api/whatif", state=[["seed", "123"], ["replications", "100"]], tab="a", number=4)
    assert status == 409


def test_unknown_pages_are_not_there(explorer: Explorer) -> None:
    assert get(explorer, "/nothing")[0] == 404
    assert post(explorer, "/api/nothing")[0] == 404
    assert get(explorer, "/static/../explorer.py")[0] == 404


def test_what_goes_wrong_in_the_server_is_told_there_and_not_in_the_page(
    explorer: Explorer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sim.app.explorer.studies_page", lambda *_: 1 / 0)
    answer = ask(explorer, "/studies")
    assert answer.status == 500
    assert "its terminal shows why" in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert capsys.readouterr().err.count("ZeroDivisionError") == 1


@pytest.mark.parametrize("path", ["/", "/nothing", "/static/explorer.css", "/static/nothing", "/files/nothing"])
def test_every_answer_tells_the_browser_what_it_may_load(explorer: Explorer, path: str) -> None:
    headers = ask(explorer, path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_scripts_and_styles_come_from_the_package(explorer: Explorer) -> None:
    assert get(explorer, "/static/explorer.js")[0] == 200
    for page in ("/", "/runs", "/studies"):
        _, html = get(explorer, page)
        assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)
        assert WARNING in html


# Runs and comparisons.


def with_runs(explorer: Explorer) -> Explorer:
    noise = np.random.default_rng(1).normal(size=200)
    paths = {"ground_lost_km2": np.tile(np.arange(11.0), (200, 1))}
    write_run(explorer.root / "one", {"ground_lost_km2": 100 + noise}, paths, seed=7)
    write_run(explorer.root / "two", {"ground_lost_km2": 101 + 1.1 * noise}, paths, seed=7)
    write_run(explorer.root / "<b>odd", {"ground_lost_km2": noise}, seed=8)
    return explorer


def test_runs_are_listed_and_filtered(explorer: Explorer) -> None:
    with_runs(explorer)
    _, every = get(explorer, "/runs")
    _, some = get(explorer, "/runs", ("filter", "seed=7"))
    assert 'value="one"' in every
    assert '<td class="words">Counter-fire from day 20 (record)' in every
    assert "<b>odd" not in every
    assert "&lt;b&gt;odd" in every
    assert "odd" not in some
    _, wrong = get(explorer, "/runs", ("filter", "sed=7"))
    assert "did you mean &#39;seed&#39;?" in wrong
    _, torn = get(explorer, "/runs", ("filter", "seed='7"))
    assert 'role="alert"' in torn


def test_picked_runs_are_compared_as_by_the_command(explorer: Explorer) -> None:
    with_runs(explorer)
    status, html = get(explorer, "/compare", ("run", "two"), ("run", "one"), ("reference", "one"))
    assert status == 200

    difference = compare([open_run(explorer.root / name) for name in ("two", "one")], 1).difference(
        0, "ground_lost_km2"
    )
    assert cell(html, "ground_lost_km2", "difference") == change(difference.mean)
    assert cell(html, "ground_lost_km2", "interval") == interval_of(difference)
    assert "escsim compare two one --reference one" in html


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["one"], "needs two runs"),
        (["one", "gone"], "it may have been deleted"),
        (["one", "../../etc"], "not found in the runs folder"),
        ([str(number) for number in range(20)], "compares at most 8"),
    ],
)
def test_what_cannot_be_compared_is_told_in_the_page(explorer: Explorer, names: list[str], message: str) -> None:
    with_runs(explorer)
    status, html = get(explorer, "/compare", *(("run", name) for name in names))
    assert status in (400, 404)
    assert message in html


def test_a_folder_that_was_deleted_meanwhile_is_a_message(explorer: Explorer) -> None:
    with_runs(explorer)
    assert get(explorer, "/folder", ("name", "one"))[0] == 200
    shutil.rmtree(explorer.root / "one")
    status, html = get(explorer, "/folder", ("name", "one"))
    assert status == 404
    assert "it may have been deleted" in html
    (explorer.root / "two" / "results.parquet").unlink()
    status, html = get(explorer, "/folder", ("name", "two"))
    assert status == 400
    assert "results.parquet is missing" in html


def test_files_of_a_run_are_served_and_others_are_not(explorer: Explorer) -> None:
    with_runs(explorer)
    (explorer.root / "one" / "report.html").write_text("<p>report</p>")
    _, html = get(explorer, "/folder", ("name", "one"))
    assert 'href="/files/one/report.html"' in html
    answer = ask(explorer, "/files/one/report.html")
    assert answer.body == b"<p>report</p>"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert get(explorer, "/files/one/results.parquet")[0] == 403
    assert get(explorer, "/files/one/../../x")[0] == 404


def test_without_a_folder_of_runs_the_pages_say_so(explorer: Explorer) -> None:
    gone = Explorer(explorer.root / "none", explorer.live)
    assert "No runs in" in get(gone, "/runs")[1]
    assert "No studies in" in get(gone, "/studies")[1]


def test_the_list_is_bounded(explorer: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    with_runs(explorer)
    monkeypatch.setattr("sim.app.browse.MOST_LISTED", 2)
    assert "1 more; filter them" in get(explorer, "/runs")[1]


# Studies.

FUTURES = [{"pressure.half_life": float(value)} for value in range(5, 45)]


def with_study(explorer: Explorer) -> Explorer:
    make_study(
        explorer.root / "timing", [NEVER, policy(10.0), policy(40.0)], FUTURES, values=later_is_worse, replications=20
    )
    return explorer


def test_a_study_is_shown_with_its_factors(explorer: Explorer) -> None:
    with_study(explorer)
    assert "timing" in get(explorer, "/studies")[1]
    status, html = get(explorer, "/study", ("name", "timing"), ("measure", "ground_lost_km2"))
    assert status == 200
    assert html.count('class="future c') == 160  # 80 lines, and 80 marks of the curve
    assert DAY in html


def test_few_factors_are_drawn_in_type_of_the_usual_size(explorer: Explorer) -> None:
    with_study(explorer)
    html = get(explorer, "/study", ("name", "timing"), ("measure", "ground_lost_km2"))[1]
    drawn = re.search(r'viewBox="0 0 (\d+)[^"]*"[^>]*aria-label="Parallel', html) or re.search(
        r'aria-label="Parallel[^>]*viewBox="0 0 (\d+)', html
    )
    assert drawn is not None
    assert int(drawn[1]) >= 1100


def test_a_study_of_one_policy_is_shown_by_its_level(explorer: Explorer) -> None:
    make_study(explorer.root / "level", [policy(10.0)], FUTURES, values=later_is_worse, replications=20)
    status, html = get(explorer, "/study", ("name", "level"), ("measure", "ground_lost_km2"))
    assert status == 200
    assert html.count('class="future c') == 80
    assert "Mean of the replications" in html


def test_levels_of_a_study_with_a_reference_are_shown_when_asked_for(explorer: Explorer) -> None:
    with_study(explorer)
    _, html = get(explorer, "/study", ("name", "timing"), ("measure", "ground_lost_km2"), ("of", "level"))
    assert html.count('class="future c') == 240  # the reference policy is shown, too
    assert "Mean of the replications" in html


def test_a_chart_holds_the_numbers_that_it_draws() -> None:
    days, band = np.arange(301.0), np.linspace(0, 12345.678, 5 * 301).reshape(5, 301)
    drawn = fan_picture(days, band, (0.0, 12500.0), "a", "Ground", band[0])
    chart = json.loads(unescape(drawn.partition('data-chart="')[2].partition('"')[0]))
    assert chart["days"][-1] == 300
    assert [values[-1] for values in chart["band"]] == np.round(band[:, -1], 2).tolist()
    assert chart["line"] == chart["band"][2]
    assert chart["dashed"] == [chart["band"][0]]


def test_the_chart_library_is_as_published() -> None:
    folder = STATIC / "uplot"
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in folder.iterdir()}
    assert found == {
        "LICENSE": "8f989229699b4fe2",
        "uPlot.iife.min.js": "19c8d4c6ad88929a",
        "uPlot.min.css": "df630c6a8d6f8eea",
    }


def test_rows_that_came_meanwhile_are_shown(explorer: Explorer) -> None:
    folder = explorer.root / "timing"
    pages = []
    for replications in (5, 20):
        make_study(folder, [NEVER, policy(10.0)], FUTURES, values=later_is_worse, replications=replications)
        pages.append(get(explorer, "/study", ("name", "timing"), ("measure", "ground_lost_km2"))[1])
    assert pages[0] != pages[1]


def test_two_factors_make_a_map(explorer: Explorer) -> None:
    with_study(explorer)
    asked = [("name", "timing"), ("measure", "ground_lost_km2"), ("x", DAY), ("y", "pressure.half_life")]
    status, html = get(explorer, "/study", *asked)
    assert status == 200
    assert html.count('class="cell c') == 16  # 2 days, 8 steps of the half-life


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"measure": "ground"}, "in this study; did you mean"),
        ({"x": "restrictions.counter_fire.dya"}, "did you mean"),
        ({"name": "none"}, "not found in the runs folder"),
    ],
)
def test_what_a_study_has_not_is_told(explorer: Explorer, asked: dict[str, str], message: str) -> None:
    with_study(explorer)
    status, html = get(explorer, "/study", *({"name": "timing"} | asked).items())
    assert status in (400, 404)
    assert message in html


@pytest.mark.parametrize("body", [{}, {"study": 1}, {"study": "timing", "point": "1", "replication": 0},
                                  {"study": "../x", "point": 1, "replication": 0}])  # fmt: skip
def test_a_point_is_asked_for_in_one_way(explorer: Explorer, body: dict[str, Any]) -> None:
    with_study(explorer)
    assert post(explorer, "/api/point", **body)[0] in (400, 404)


@pytest.fixture(scope="session")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs with a small study that was really run."""
    root = tmp_path_factory.mktemp("swept")
    words = [
        *SHORT,
        "replications=3",
        "study.structures.factors.stall=[mixed]",
        "study.structures.factors.attrition=[square]",
    ]
    assert main(["sweep", "study=structures", *words, f"runs_dir={root}", "workers=1", "engine=simpy"]) == 0
    return root


@pytest.mark.thorough
def test_a_point_is_run_again_beside_the_reference(explorer: Explorer, swept: Path) -> None:
    shown = Explorer(swept, explorer.live)
    status, found = post(shown, "/api/point", study="structures", point=1, replication=2)
    assert status == 200, found
    assert found["html"].count("<svg") == 12
    assert "Point 1: " in found["html"]
    assert "the replication ends" in found["html"]
    table = open_table(swept / "structures")
    values = table.rows("fires_from_sanctuary_kr").value
    mean = change(float((values[3:6] - values[0:3]).mean()))
    assert cell(found["html"], "fires_from_sanctuary_kr", "difference") == with_minus(mean)


def test_points_of_a_study_are_shown_and_compared_as_runs(explorer: Explorer, swept: Path) -> None:
    shown = Explorer(swept, explorer.live)
    status, html = get(shown, "/folder", ("name", "structures/1"))
    assert status == 200
    assert "Run structures/1" in html
    assert "Red batteries lost" in html
    status, html = get(
        shown, "/compare", ("run", "structures/1"), ("run", "structures/0"), ("reference", "structures/0")
    )
    assert status == 200
    assert "minus" in html
    assert get(shown, "/folder", ("name", "structures/9999"))[0] in (400, 404)


@pytest.mark.parametrize(("point", "replication", "message"), [(999, 0, "point: must be from 0"), (0, 3, "from 0 to 2"),
                                                               (-1, 0, "point: must be from 0")])  # fmt: skip
def test_a_point_or_replication_that_is_not_there_is_told(
    explorer: Explorer, swept: Path, point: int, replication: int, message: str
) -> None:
    status, found = post(
        Explorer(swept, explorer.live), "/api/point", study="structures", point=point, replication=replication
    )
    assert status == 422
    assert message in found["problem"]


def test_a_study_with_mechanisms_of_its_own_is_not_run(explorer: Explorer, swept: Path, tmp_path: Path) -> None:
    shutil.copytree(swept / "structures", tmp_path / "own")
    path = tmp_path / "own" / "study.json"
    (tmp_path / "own" / "mine.py").write_text("raise SystemExit('run')")
    rewrite(path.parent, path.name, mechanisms=[{"file": "mine.py", "function": "mine"}])
    status, found = post(Explorer(tmp_path, explorer.live), "/api/point", study="own", point=0, replication=0)
    assert status == 422
    assert "custom mechanisms" in found["problem"]
