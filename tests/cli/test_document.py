"""`escsim document`, as a user types it."""

from __future__ import annotations

import csv
import io
import json
import shutil
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from commands import SMALL, Escsim
from made_up_runs import rewrite

from sim.cli.main import main

FILES = ["assumptions.csv", "assumptions.md", "index.md", "intended_use.md", "odd.md", "stress_des.md"]


@pytest.fixture
def run(original: tuple[Path, str], folder: Path) -> Path:
    """The folder of a small run with seed 7, in the folder of runs."""
    shutil.copytree(original[0], folder / "runs" / "A")
    return folder / "runs" / "A"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_run_is_documented_in_its_folder(escsim: Escsim, run: Path) -> None:
    written = {run / name for name in ("manifest.json", "manifest.sha256")}  # which lists the pages, too
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file() and path not in written}
    done = escsim("document", "A")
    assert (done.code, done.out, done.err) == (0, "runs/A/document\n", "")
    assert names(run / "document") == FILES
    assert {path: path.read_bytes() for path in before} == before
    manifest = json.loads((run / "manifest.json").read_text())
    text = (run / "document" / "stress_des.md").read_text()
    assert f"Run `A`: scenario `kharkiv_2024`, config `{manifest['config_hash']}`, seed 7, 4 replications" in text
    assert "4 independent replications were run, seed 7" in text
    assert "25 days from day 0" in text
    assert manifest["made_with"]["packages"]["simpy"] in text
    made = manifest["made_with"]
    cores = f"{made['processors']} processor"
    assert cores in text.partition("### 5.4")[2]
    assert "GiB of memory" in text.partition("### 5.4")[2]
    assert "$ escsim run scenario=kharkiv_2024 'horizon=25 days' replications=4 workers=1 seed=7\n" in text


def test_again_it_is_written_anew(escsim: Escsim, run: Path) -> None:
    assert escsim("document", "A").code == 0
    first = {name: (run / "document" / name).read_bytes() for name in FILES}
    (run / "document" / "odd.md").write_text("torn")
    assert escsim("document", str(run)).code == 0
    assert {name: (run / "document" / name).read_bytes() for name in FILES} == first


def test_a_scenario_with_settings(escsim: Escsim, folder: Path) -> None:
    done = escsim("document", "kharkiv_2024", "restrictions=full_ban", "city.launcher_salvos=0.2 / day")
    assert (done.code, done.out, done.err) == (0, "document_kharkiv_2024\n", "")
    with (folder / "document_kharkiv_2024" / "assumptions.csv").open(encoding="utf-8") as file:
        rows = {row["key"]: row for row in csv.DictReader(file)}
    assert rows["restrictions.kind"]["value"] == "timeline"
    assert rows["city.launcher_salvos"]["value"] == "0.2/d"
    index = (folder / "document_kharkiv_2024" / "index.md").read_text()
    assert "$ escsim document kharkiv_2024 restrictions=full_ban 'city.launcher_salvos=0.2 / day'\n" in index


def test_elsewhere(escsim: Escsim, folder: Path) -> None:
    done = escsim("document", "border_generic", "--to", "pages/of/it")
    assert (done.code, done.out) == (0, "pages/of/it\n")
    assert names(folder / "pages" / "of" / "it") == FILES


def test_a_scenario_of_ones_own(escsim: Escsim, folder: Path) -> None:
    assert escsim("init", "study").code == 0
    done = escsim("document", "my_scenario", "--config-dir", "study/configs", "--to", "mine")
    assert done.code == 0, done.err
    assert "`my_scenario`" in (folder / "mine" / "index.md").read_text()


@pytest.mark.thorough
def test_an_own_mechanism_is_named(escsim: Escsim, folder: Path) -> None:
    (folder / "mine.py").write_text(
        "def call_up(env, world, parameters, stream):\n    yield env.timeout(1.0)\n", encoding="utf-8"
    )
    printed = io.StringIO()
    with redirect_stdout(printed):
        assert main(["run", *SMALL, "name=own", "mechanisms=[mine.py:call_up]"]) == 0
    assert escsim("document", "own").code == 0
    document = folder / "runs" / "own" / "document"
    assert "| `call_up` | `mechanism-0-mine.py` |" in (document / "odd.md").read_text()
    assert "know only their files: `call_up`" in (document / "intended_use.md").read_text()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["kharkv_2024"], "no run or scenario 'kharkv_2024'; did you mean 'kharkiv_2024'?"),
        (["restrictions=full_ban"], "name a run or a scenario first, as in: escsim document kharkiv_2024"),
        (["kharkiv_2024", "restriction=full_ban"], "did you mean 'restrictions"),
        (["kharkiv_2024", "restrictions=ful_ban"], "did you mean 'full_ban'?"),
        (["kharkiv_2024", "sanctuary.sector_coverage=2"], "sanctuary.sector_coverage: must be between 0 and 1"),
        (["kharkiv_2024", "scenario=border_generic"], "scenario: is named twice"),
        (["A", "restrictions=full_ban"], "a stored run cannot take new settings; name a scenario"),
        ([], "missing: RUN|SCENARIO"),
        (["kharkiv_2024", "--too", "x"], "no option '--too'; did you mean '--to'?"),
    ],
)
def test_mistakes(escsim: Escsim, run: Path, folder: Path, words: list[str], message: str) -> None:
    before = sorted(folder.rglob("*"))
    done = escsim("document", *words)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert sorted(folder.rglob("*")) == before


def test_nothing_is_lost_that_is_in_the_way(escsim: Escsim, folder: Path) -> None:
    (folder / "notes").mkdir()
    (folder / "notes" / "odd.md").write_text("mine")
    done = escsim("document", "kharkiv_2024", "--to", "notes")
    assert (done.code, (folder / "notes" / "odd.md").read_text()) == (2, "mine")
    assert "notes contains files that are not part of a document; name a new folder with --to" in done.err
    (folder / "file").write_text("mine")
    done = escsim("document", "kharkiv_2024", "--to", "file")
    assert (done.code, (folder / "file").read_text()) == (2, "mine")
    assert "file is a file; name another folder with --to" in done.err


def test_a_run_that_cannot_be_read(escsim: Escsim, run: Path) -> None:
    (run / "manifest.json").write_text("{")
    done = escsim("document", "A")
    assert done.code == 2
    assert "manifest.json is damaged" in done.err
    (run / "manifest.json").unlink()
    done = escsim("document", "A")
    assert done.code == 2
    assert "manifest.json is missing, and its digest" in done.err


def test_an_interrupted_run_says_so(escsim: Escsim, run: Path) -> None:
    rewrite(run, status="interrupted", replications=2)
    assert escsim("document", "A").code == 0
    assert "The run is interrupted: it has 2 replications" in (run / "document" / "intended_use.md").read_text()
    assert "**The run is interrupted**" in (run / "document" / "stress_des.md").read_text()
