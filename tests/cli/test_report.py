"""`escsim report`: what it writes, and mistakes answered in one message."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from commands import SMALL, Escsim
from made_up_runs import DAYS, rewrite, write_run

from sim.study.files.sealed import write_sealed

RANDOM = np.random.default_rng(2)
SALVOS = RANDOM.poisson(8.0, 100).astype(float)


@pytest.fixture
def runs(folder: Path) -> Path:
    """Runs A and B, whose comparison is in `runs/both`."""
    paths = {"ground_lost_km2": np.tile(DAYS, (3, 1))}
    write_run(folder / "runs" / "A", {"launcher_salvos": SALVOS}, paths)
    ban = {"choices": {"restrictions": "full_ban"}, "config_hash": "b09876543210"}
    write_run(folder / "runs" / "B", {"launcher_salvos": SALVOS - RANDOM.poisson(3.0, 100)}, paths, **ban)
    return folder / "runs"


@pytest.fixture
def both(runs: Path, escsim: Escsim) -> Path:
    assert escsim("compare", "A", "B", "--out", "runs/both").code == 0
    return runs / "both"


def test_a_comparison_writes_the_report_that_the_command_writes(escsim: Escsim, both: Path) -> None:
    first = (both / "report.html").read_bytes()
    (both / "report.html").unlink()
    done = escsim("report", "both")
    assert (done.code, done.out, done.err) == (0, "runs/both/report.html\n", "")
    assert (both / "report.html").read_bytes() == first
    assert b"What would differ under Full ban rather than Counter-fire from day 20 (record)?" in first


def test_a_comparison_can_be_moved_with_its_runs(escsim: Escsim, both: Path) -> None:
    before = (both / "report.html").read_bytes()
    shutil.move("runs", "elsewhere")
    assert escsim("report", "elsewhere/both").code == 0
    assert Path("elsewhere/both/report.html").read_bytes() == before


def test_it_is_left_out_where_it_is_not_wanted(escsim: Escsim, runs: Path) -> None:
    done = escsim("compare", "A", "B", "--out", "bare", "--no-report")
    assert "\nbare\nnext: escsim " in done.out
    assert not Path("bare/report.html").exists()


def test_a_run_has_one_where_it_is_asked_for(escsim: Escsim, original: tuple[Path, str]) -> None:
    shutil.copytree(original[0], "runs/A")
    done = escsim("report", "A")
    assert (done.code, done.out) == (0, "runs/A/report.html\n")
    assert "What happens under Counter-fire from day 20 (record)" in Path("runs/A/report.html").read_text()


@pytest.mark.thorough
def test_a_multirun_stands_for_its_comparison(escsim: Escsim) -> None:
    words = ("run", "-m", *SMALL, "restrictions=counter_fire,full_ban", "name=two")
    done = escsim(*words)
    assert "runs/two/comparison\nruns/two/comparison/report.html\nnext: escsim " in done.out
    text = Path("runs/two/comparison/report.html").read_text()
    assert "escsim run -m &#39;horizon=25 days&#39; replications=4 restrictions=counter_fire,full_ban name=two" in text
    assert escsim("report", "two").out == "runs/two/comparison/report.html\n"
    again = escsim(*words[:-1], "name=bare", "--no-report")
    assert "\nruns/bare/comparison\nnext: escsim " in again.out
    shutil.rmtree("runs/bare/comparison")
    told = "runs/bare is a multirun without a comparison; `escsim compare runs/bare` creates one"
    assert told in escsim("report", "runs/bare").err


def test_another_place(escsim: Escsim, both: Path) -> None:
    assert escsim("report", "both", "--out", "sent.html").out == "sent.html\n"
    assert Path("sent.html").read_bytes() == (both / "report.html").read_bytes()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], "no such folder: nowhere; `escsim list` shows the runs"),
        (["file"], "file: is a file, not a folder"),
        (["runs"], "runs is not a run, comparison or study: it has no manifest.json, comparison.json or"),
        (["going"], "is unfinished: it started on "),
        (["cut"], "is unfinished: it was interrupted after 100 of 1,000 replications"),
        (["torn"], "results.parquet is damaged"),
        (["broken"], "comparison.json is damaged"),
        (["emptied"], "comparison.json is damaged: its entry 'warning' is missing"),
        (["orphan"], "that it compares no longer exists; repeat `escsim compare`"),
        (["changed"], "changed compares: seed 7, not 8; repeat `escsim compare`"),
        (["study"], "study.json is damaged"),
        (["both", "--out", "file"], "file already exists and is not a report of escsim; name another file with --out"),
        (["both", "--out", "runs"], "runs is a folder; name a file with --out"),
        (["both", "--out", "no/r.html"], "no/r.html: no such folder: no"),
        (["both", "A"], "unexpected word: 'A'"),
        (["both", "--output", "x"], "no option '--output'; did you mean '--out'?"),
    ],
)
def test_mistakes(escsim: Escsim, both: Path, words: list[str], message: str) -> None:
    _spoil(both)
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    done = escsim("report", *words)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("error:") == done.err.count("\n") == 1
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


def _spoil(both: Path) -> None:
    """Folders that have no report, and a file where a report might be."""
    Path("file").write_text("mine")
    runs = both.parent
    for name, changes in {
        "cut": {"status": "interrupted", "replications_asked": 1000}, "going": {"status": "running"}, "torn": {}
    }.items():  # fmt: skip
        copy = shutil.copytree(runs / "A", runs / name)
        rewrite(copy, **changes)
    (runs / "torn" / "results.parquet").write_bytes(b"PAR1")
    content = json.loads((both / "comparison.json").read_text())
    for name, run in {"orphan": {"folder": "gone/X"}, "changed": {"seed": 8}}.items():
        (runs / name).mkdir()
        stored = content | {"runs": [content["runs"][0] | run, *content["runs"][1:]]}
        write_sealed(runs / name / "comparison.json", json.dumps(stored))
    for name, text in {"broken": "{", "emptied": '{"format": 3}'}.items():
        (runs / name).mkdir()
        write_sealed(runs / name / "comparison.json", text)
    (runs / "study").mkdir()
    write_sealed(runs / "study" / "study.json", "{")


def test_a_folder_that_cannot_be_written(escsim: Escsim, both: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, text: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    before = (both / "report.html").read_bytes()
    monkeypatch.setattr("sim.report.page.render.write_text", refuse)
    done = escsim("report", "both")
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith("runs/both/report.html: Permission denied; name another file with --out\n")
    assert (both / "report.html").read_bytes() == before


WORDS = ("sweep", "study=permission_timing", "replications=2", "horizon=151 days", "workers=1", "engine=simpy")
POINTS = "study.levers=[{design: list, points: [{restrictions: full_ban}, {restrictions: on_request}]}]"


@pytest.mark.thorough
def test_a_study_writes_its_own(escsim: Escsim, folder: Path) -> None:
    done = escsim(*WORDS, POINTS, "name=small")
    assert done.out.startswith("4 runs of 2 points\nNo headline measure has ")
    assert "\nruns/small\nruns/small/report.html\nnext: escsim plot runs/small " in done.out
    first = Path("runs/small/report.html").read_bytes()
    assert escsim("report", "small").out == "runs/small/report.html\n"
    assert Path("runs/small/report.html").read_bytes() == first
    assert "\nruns/bare\nnext: escsim plot runs/bare " in escsim(*WORDS, POINTS, "name=bare", "--no-report").out


@pytest.mark.parametrize("file", ["recipe.json", "rows.parquet"])
def test_a_damaged_recipe_is_not_put_down_to_another_version(escsim: Escsim, folder: Path, file: str) -> None:
    assert escsim(*WORDS, POINTS, "name=flipped", "--no-report").code == 0
    path = Path("runs/flipped") / file
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    done = escsim("report", "flipped")
    assert (done.code, done.out) == (2, "")
    assert f"{file} is damaged: its SHA-256 digest is not the one recorded; repeat the sweep command" in done.err
