"""The page of a point reads what its study keeps, and reruns the rest, with the same numbers."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from asking import post
from made_up_runs import rewrite
from short_horizon import SHORT

from sim.app.explorer import Explorer
from sim.app.simulate import Simulator
from sim.cli.main import main

pytestmark = pytest.mark.thorough  # two studies are run

STUDY = ("study=structures", "study.structures.factors.stall=[mixed]", "study.structures.factors.attrition=[square]")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs with a study that keeps all its days, and the events of its first replication."""
    root = tmp_path_factory.mktemp("kept")
    save = ("save.paths=3", "save.traces=1", "replications=3")
    assert main(["sweep", *STUDY, *SHORT, *save, f"runs_dir={root}", "workers=1", "engine=simpy"]) == 0
    return root


@pytest.fixture
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("it was rerun")

    monkeypatch.setattr(Simulator, "outcomes", refuse)
    monkeypatch.setattr(Simulator, "story", refuse)


def page(explorer: Explorer, root: Path, point: int = 1, replication: int = 0, study: str = "structures") -> str:
    status, found = post(Explorer(root, explorer.live), "/api/point", study=study, point=point, replication=replication)
    assert status == 200, found
    html: str = found["html"]
    return html


@pytest.mark.usefixtures("nothing_runs")
def test_what_is_stored_is_read(explorer: Explorer, kept: Path) -> None:
    html = page(explorer, kept)
    assert "3 replications as stored, beside those of" in html
    assert "As stored. Fire missions are left out." in html
    assert "the replication ends" in html
    assert "this is the reference itself" in page(explorer, kept, point=0)


def test_stored_and_rerun_are_the_same_numbers(explorer: Explorer, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = page(explorer, kept)
    monkeypatch.setattr("sim.app.point.stored_results", lambda *_: None)
    monkeypatch.setattr("sim.app.point.stored_trace", lambda *_: None)
    rerun = page(explorer, kept)
    told = re.compile(r'<p class="quiet">.*?</p>', re.DOTALL)
    assert "3 replications, rerun, because the folder keeps the days of too few" in rerun
    assert "Rerun, because the folder keeps no events of this replication." in rerun
    assert told.sub("", stored) == told.sub("", rerun)


def test_the_story_of_a_replication_without_events_is_rerun(explorer: Explorer, kept: Path) -> None:
    html = page(explorer, kept, replication=2)
    assert "3 replications as stored" in html
    assert "Rerun, because the folder keeps no events of this replication." in html


def test_paths_of_too_few_replications_are_rerun(
    explorer: Explorer, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = ("name=few", "save.paths=2", "save.traces=1", "replications=3")
    assert main(["sweep", *STUDY, *SHORT, *few, f"runs_dir={tmp_path}", "workers=1", "engine=simpy"]) == 0
    assert "3 replications, rerun, because" in page(explorer, tmp_path, study="few")
    monkeypatch.setattr("sim.app.point.FEWEST", 2)
    assert "3 replications as stored, trajectories of 2 of them" in page(explorer, tmp_path, study="few")


@pytest.mark.usefixtures("nothing_runs")
def test_a_study_with_custom_mechanisms_is_shown_as_stored(explorer: Explorer, kept: Path, tmp_path: Path) -> None:
    shutil.copytree(kept / "structures", tmp_path / "own")
    (tmp_path / "own" / "mine.py").write_text("raise SystemExit('run')")
    rewrite(tmp_path / "own", "study.json", mechanisms=[{"file": "mine.py", "function": "mine"}])
    assert "as stored" in page(explorer, tmp_path, study="own")
    asked = {"study": "own", "point": 1, "replication": 1}
    status, found = post(Explorer(tmp_path, explorer.live), "/api/point", **asked)
    assert status == 422
    assert "own has custom mechanisms, which this page does not rerun" in found["problem"]
