"""`escsim compare`: what it prints and writes, and mistakes answered in one message."""

from __future__ import annotations

import csv
import io
import json
import shlex
import shutil
from pathlib import Path

import numpy as np
import pytest
from commands import SMALL, Escsim
from made_up_runs import DAYS, rewrite, write_run

from sim.analysis.comparison import compare
from sim.report.drawing.inline_svg import InlineFigure
from sim.report.page.comparison_provenance import commands_again
from sim.study.files import parquet
from sim.study.run.opening import open_run

WARNING = "Model frequencies under stated assumptions, not a forecast."
RANDOM = np.random.default_rng(23)
SALVOS = RANDOM.poisson(8.0, 200).astype(float)
FEWER = RANDOM.poisson(3.0, 200)
AREA = RANDOM.normal(200.0, 10.0, 200)
PATHS = RANDOM.normal(size=(5, len(DAYS))).cumsum(axis=1)
SWEEP = ("run", "-m", *SMALL, "name=sweep")


@pytest.fixture
def runs(folder: Path) -> Path:
    """Runs A and B, paired; C, of another seed."""
    table = {"launcher_salvos": SALVOS, "ground_lost_km2": AREA}
    lower = {"launcher_salvos": SALVOS - FEWER, "ground_lost_km2": AREA + RANDOM.normal(1.0, 1.0, 200)}
    write_run(folder / "runs" / "A", table, {"ground_lost_km2": PATHS})
    ban = {"restrictions": "full_ban"}
    paths = {"ground_lost_km2": PATHS + (DAYS > 3)}
    write_run(
        folder / "runs" / "B", lower, paths, choices=ban, config_hash="b09876543210", label="restrictions=full_ban"
    )
    write_run(folder / "runs" / "C", table, choices={"restrictions": "on_request"}, seed=8)
    return folder / "runs"


def comparisons(root: Path) -> list[Path]:
    return sorted(root.glob("*-comparison"))


def test_a_comparison_is_printed_and_written_beside_the_runs(escsim: Escsim, runs: Path) -> None:
    done = escsim("compare", "runs/A", "runs/B", "--all")
    assert (done.code, done.err) == (0, "")
    (folder,) = comparisons(runs)
    assert f"\nruns/{folder.name}\nruns/{folder.name}/report.html\nnext: escsim explain " in done.out
    names = ["comparison.csv", "comparison.json", "comparison.md"]
    assert sorted(path.name for path in folder.iterdir()) == [*names, "comparison.sha256", "report.html"]
    for text in (done.out, *((folder / name).read_text() for name in names)):
        for basis in (WARNING, "border_generic", "0123456789ab", "b09876543210", "200"):
            assert basis in text
    for text in (done.out, (folder / "comparison.md").read_text()):
        assert "a property of the pairing, not a real-world probability" in text
        assert "range over all reasons to stall" in text
        assert "the same in every pair (at most 1.5 % of pairs)" in text
    assert "Full ban minus Counter-fire from day 20 (record)" in done.out


def test_a_comparison_is_no_run(escsim: Escsim, runs: Path) -> None:
    before = escsim("list").out
    escsim("compare", "A", "B")
    assert len(comparisons(runs)) == 1
    (name,) = (folder.name for folder in comparisons(runs))
    after = escsim("list").out.splitlines()
    assert [line for line in after if line and line not in before.splitlines()] == [f"comparison {name}"]


def test_the_settings_that_differ_come_before_the_numbers(escsim: Escsim, runs: Path) -> None:
    note = (
        "Permitted on request (day 5) is not paired with Counter-fire from day 20 (record): different seed (8, not 7)."
    )
    assert note in " ".join(escsim("compare", "A", "C").out.split())
    done = escsim("compare", "A", "C", "--all").out
    assert note in done
    assert done.index("\n restrictions ") < done.index("launcher_salvos")
    assert "next: escsim report " in done  # explain refuses runs of different seeds
    assert "escsim explain" not in done


@pytest.mark.parametrize("form", ["csv", "json", "md"])
def test_data_go_to_standard_output_alone(escsim: Escsim, runs: Path, form: str) -> None:
    done = escsim("compare", "A", "B", "C", "--out", "new/place", "--format", form, "--no-figures")
    assert done.code == 0
    kept = Path(f"new/place/comparison.{form}").read_text()
    if form == "json":
        assert {**json.loads(done.out), "files": json.loads(kept)["files"]} == json.loads(kept)
    else:
        assert done.out == kept
    assert done.err == f"wrote {Path('new/place')}\n"


def test_the_csv_has_a_row_a_variant_and_measure(escsim: Escsim, runs: Path) -> None:
    out = escsim("compare", "A", "B", "C", "--measures", "ground_lost_km2,launcher_salvos", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(out)))
    told = [(row["variant"], row["measure"], row["paired"]) for row in rows]
    assert told == [
        ("full_ban", "launcher_salvos", "True"),
        ("full_ban", "ground_lost_km2", "True"),
        ("on_request", "launcher_salvos", "False"),
        ("on_request", "ground_lost_km2", "False"),
    ]
    first, apart = rows[0], rows[2]
    assert float(first["difference_mean"]) == pytest.approx(-FEWER.mean())
    assert float(first["simultaneous_low"]) < float(first["low"]) < float(first["high"]) < -2
    assert (first["seed"], first["config_hash"], first["reference_config_hash"]) == (
        "7",
        "b09876543210",
        "0123456789ab",
    )
    assert (first["verdict"], first["unit"], first["warning"]) == ("lower", "salvos", WARNING)
    assert (apart["share_equal"], apart["correlation"], apart["reference_seed"]) == ("", "", "7")


def test_the_json_holds_everything(escsim: Escsim, runs: Path) -> None:
    content = json.loads(escsim("compare", "A", "B", "--format", "json").out)
    assert content["reference"] == "counter_fire"
    assert [run["label"] for run in content["runs"]] == ["counter_fire", "full_ban"]
    assert content["config_differences"] == [
        {"key": "restrictions", "values": {"counter_fire": "counter_fire", "full_ban": "full_ban"}}
    ]
    assert len(content["differences"]) == len(content["measures"])
    parting = next(one for one in content["partings"] if one["quantity"] == "ground_lost_km2")
    assert (parting["day"], parting["share"], parting["paths"]) == (4, 1, 5)
    same = next(one for one in content["differences"] if one["measure"] == "rung_days")
    assert same["low"] is None


def test_another_reference(escsim: Escsim, runs: Path) -> None:
    named = escsim("compare", "A", "B", "--reference", "runs/B", "--format", "csv").out
    put_first = escsim("compare", "A", "--reference", "B", "--format", "csv").out
    assert named == put_first
    assert named.splitlines()[1].startswith("counter_fire,full_ban,")


def test_a_run_against_itself(escsim: Escsim, runs: Path) -> None:
    done = escsim("compare", "A", "A")
    assert done.code == 0
    assert "A (2) is the same run as A: every difference is 0." in done.out
    assert "[" not in done.out.partition("A (2) minus A")[2].partition("difference:")[0]


def test_the_terminal_shows_the_headline_measures_or_those_asked_for(escsim: Escsim, runs: Path) -> None:
    assert "Rung-days" not in escsim("compare", "A", "B", "C").out
    assert "Rung-days" in escsim("compare", "A", "B", "C", "--measures", "rung_days").out
    assert "rung_days" in escsim("compare", "A", "B", "C", "--all").out


def test_figures_are_drawn_into_the_folder_and_shown_on_the_page(
    escsim: Escsim, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = InlineFigure("ground_lost", "Ground lost", "<svg ></svg>", frozenset())
    monkeypatch.setattr("sim.report.figures.drawing.pictures", lambda comparison, folder: [figure])
    escsim("compare", "A", "B", "--out", "drawn")
    page = Path("drawn/comparison.md").read_text()
    assert page.endswith("## Figures\n\n![figures/ground_lost.png](figures/ground_lost.png)\n")
    escsim("compare", "A", "B", "--out", "bare", "--no-figures")
    assert "## Figures" not in Path("bare/comparison.md").read_text()


def test_a_multirun_compares_by_itself_and_stands_for_its_runs(escsim: Escsim) -> None:
    done = escsim(*SWEEP, "restrictions=counter_fire,endogenous")
    assert done.code == 0
    assert "Sponsor decides" in done.out
    assert "\nruns/sweep/comparison\nruns/sweep/comparison/report.html\nnext: escsim " in done.out
    assert (Path("runs/sweep/comparison/comparison.csv")).is_file()
    assert escsim("list").out.count("\n sweep/") == 2
    again = escsim("compare", "runs/sweep", "--out", "again")
    assert again.code == 0
    assert Path("again/comparison.csv").read_bytes() == Path("runs/sweep/comparison/comparison.csv").read_bytes()


def test_a_multirun_of_several_scenarios_is_not_compared(escsim: Escsim) -> None:
    done = escsim(*SWEEP, "scenario=kharkiv_2024,border_generic")
    assert (done.code, done.err) == (0, "")
    assert "Not compared: the runs belong to more than one scenario." in done.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "a comparison needs two runs or more; got none"),
        (["A"], "a comparison needs two runs or more; got only"),
        (["A", "nowhere"], "no such folder: nowhere; `escsim list` shows the runs"),
        (["A", "B", "--measures", "rung_day"], "no measure 'rung_day' in all of these runs; did you mean 'rung_days'?"),
        (["A", "B", "--measures", ","], "--measures: give measure names, such as rung_days,launcher_salvos, or all"),
        (["A", "B", "--out", "runs/A/new"], "--out runs/A/new: lies inside the run runs/A, which must not change"),
        (["A", "B", "--out", "runs"], "--out runs: is not empty; name a new folder"),
        (["A", "B", "--out", "runs/A/manifest.json"], "lies inside the run"),
        (["A", "B", "--out", "file"], "--out file: Not a directory; name a new folder"),
        (["A", "B", "--reference", "nowhere"], "no such folder: nowhere"),
        (["A", "B", "--format", "xml"], "--format: must be one of table, json, csv, md (got 'xml')"),
        (["A", "B", "--measure", "x"], "no option '--measure'; did you mean '--measures'?"),
        (["A", "cut"], "cut is unfinished: it was interrupted after 200 of 1,000 replications"),
        (["A", "going"], "going is unfinished"),
        (["A", "strange"], "strange belongs to the scenario kharkiv_2024, "),
        (["A", "torn"], "results.parquet is damaged"),
        (["A", "halved"], "results.parquet has 200 rows, manifest.json says 400"),
    ],
)
def test_mistakes(escsim: Escsim, runs: Path, words: list[str], message: str) -> None:
    _spoil(runs)
    before = {path: path.stat().st_mtime_ns for path in runs.rglob("*")}
    done = escsim("compare", *words)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("error:") == 1
    assert {path: path.stat().st_mtime_ns for path in runs.rglob("*")} == before


def _spoil(runs: Path) -> None:
    """Copies of a run that cannot be compared with it, and a file where a folder might be."""
    spoiled = {
        "cut": {"status": "interrupted", "replications_asked": 1000},
        "going": {"status": "running"},
        "strange": {"scenario": "kharkiv_2024"},
        "torn": {},
        "halved": {"replications": 400},
    }
    for name, changes in spoiled.items():
        copy = shutil.copytree(runs / "A", runs / name)
        rewrite(copy, **changes)
    (runs / "torn" / "results.parquet").write_bytes(b"PAR1")
    (runs.parent / "file").touch()


def test_a_folder_that_cannot_be_written_is_told(escsim: Escsim, runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, text: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("sim.report.folders.comparison.write_text", refuse)
    done = escsim("compare", "A", "B", "--out", "locked")
    assert (done.code, done.out) == (2, "")
    told = f"cannot write {Path('locked/comparison.csv')}: Permission denied; choose another folder with --out"
    assert done.err == f"error: {told}\n"


def test_a_comparison_that_fails_leaves_nothing(escsim: Escsim, runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(comparison: object, folder: Path) -> list[InlineFigure]:
        (folder / "half.svg").write_text("half")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("sim.report.figures.drawing.pictures", lambda comparison, folder: stop(comparison, folder.parent))
        for out in ([], ["--out", "kept"]):
            assert escsim("compare", "A", "B", *out).code == 130
    assert comparisons(runs) == []
    assert sorted(path.name for path in runs.parent.iterdir()) == ["runs"]
    assert escsim("compare", "A", "B", "--out", "kept").code == 0


@pytest.mark.parametrize("name", ["results", "days", "events"])
@pytest.mark.parametrize(
    ("spoil", "told"), [("missing", "is missing"), ("cut", "is damaged"), ("other", "belongs to another run")]
)
def test_files_are_looked_at_before_any_work(
    escsim: Escsim, runs: Path, monkeypatch: pytest.MonkeyPatch, name: str, spoil: str, told: str
) -> None:
    path = runs / "B" / f"{name}.parquet"
    if spoil == "missing":
        path.unlink()
    elif spoil == "cut":
        path.write_bytes(path.read_bytes()[:-20])
    else:
        parquet.write(path, parquet.read(path), {"key": "of another"})
        rewrite(path.parent)
    monkeypatch.setattr("sim.analysis.comparison.compare", lambda *_: pytest.fail("work was done"))
    done = escsim("compare", "A", "B")
    assert (done.code, done.out) == (2, "")
    assert f"{name}.parquet {told}" in done.err
    assert comparisons(runs) == []


def test_without_figures_no_event_log_is_needed(escsim: Escsim, runs: Path) -> None:
    (runs / "B" / "events.parquet").unlink()
    assert escsim("compare", "A", "B", "--no-figures").code == 0


@pytest.mark.thorough
def test_the_commands_that_make_it_again_do(escsim: Escsim, folder: Path) -> None:
    escsim("run", *SMALL, "name=first")
    escsim("run", *SMALL, "name=ban", "restrictions=full_ban")
    escsim(*SWEEP, "restrictions=counter_fire,full_ban")
    sweep = ["runs/sweep/0", "runs/sweep/1"]
    for words in (["runs/first", "runs/ban"], sweep, sweep[::-1], ["runs/first", sweep[1]]):
        made = compare([open_run(folder / word) for word in words])
        lines, _ = commands_again(made)
        shutil.move(folder / "runs", folder / "before")
        for line in lines:
            assert escsim(*shlex.split(line)[1:]).code == 0
        (file,) = (folder / "runs").rglob("comparison.json")
        again = json.loads(file.read_text())
        assert [run["config_hash"] for run in again["runs"]] == [run.manifest["config_hash"] for run in made.runs]
        shutil.rmtree(folder / "runs")
        shutil.move(folder / "before", folder / "runs")
