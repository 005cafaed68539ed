"""Every verb that reads a folder reads every kind of folder, or says in a line what to do instead."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from commands import SMALL
from undrawn import without_figures

import sim
from sim.analysis.study_table import open_table
from sim.cli.main import main
from sim.report.page.blocks import FigureBlock
from sim.report.page.study_trajectories import timelines, trajectories
from sim.report.page.study_view import StudyView
from sim.report.words.numbers import number

STUDY = """\
question: When?
base: {replications: 3, horizon: 30 days, engine: simpy, workers: 1, save.paths: 2, save.traces: 1}
levers: {design: list, points: [{restrictions: full_ban}, {restrictions: counter_fire}]}
"""
FUTURES = STUDY + "uncertainties: {design: product, factors: {fires.suppression: [0.02, 0.03]}}\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with configs, and with runs of every kind."""
    root = tmp_path_factory.mktemp("made")
    (root / "configs" / "study").mkdir(parents=True)
    for name, text in (("alone", STUDY), ("futures", FUTURES)):
        (root / "configs" / "study" / f"{name}.yaml").write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        without_figures(patch)
        patch.chdir(root)
        assert main(["run", *SMALL, "name=run"]) == 0
        assert main(["run", "-m", *SMALL, "name=multirun", "restrictions=full_ban,counter_fire", "--no-report"]) == 0
        assert main(["sweep", "study=alone", "--no-report"]) == 0
        assert main(["sweep", "study=futures", "--no-report"]) == 0
        for number in (1, 2):
            assert main(["sweep", "study=futures", f"shard={number}/2"]) == 0
        assert (
            main(["merge", "runs/futures-shard-001-of-002", "runs/futures-shard-002-of-002", "--out", "runs/merged"])
            == 0
        )
    return root


NO_FIGURE = "name a figure with --kind"
A_POINT = "is a point of a study; name the study: alone"
ONE_POINT = "is a study, not a run; name one of its points, such as "
SEVERAL_FUTURES = "has 2 futures, and only runs of the same future are compared: name some of its points"
WORKS = ""

KINDS = ("run", "multirun", "alone", "alone/1", "futures", "merged")
OF_A_STUDY = (WORKS, WORKS, WORKS, A_POINT, WORKS, WORKS)
OF_A_RUN = (WORKS, ONE_POINT, ONE_POINT, WORKS, ONE_POINT, ONE_POINT)
TABLE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "check": (("check", "{}", "--sample", "100%"), OF_A_STUDY),
    "check --files": (("check", "{}", "--files"), OF_A_STUDY),
    "query": (("query", "{}", "select count(*) from runs"), OF_A_STUDY),
    "query days": (("query", "{}", "select count(*) from days, events"), OF_A_STUDY),
    "status": (("status", "{}"), OF_A_STUDY),
    "retry": (("retry", "{}"), OF_A_STUDY),
    "rerun": (("rerun", "{}", "--point", "0", "--replication", "1"), OF_A_STUDY),
    "plot": (("plot", "{}", "--x", "restrictions"), (NO_FIGURE, WORKS, WORKS, NO_FIGURE, WORKS, WORKS)),
    "trace": (("trace", "{}", "--replication", "1"), OF_A_RUN),
    "explain": (("explain", "{}", "run", "--replication", "1"), OF_A_RUN),
    "compare": (
        ("compare", "{}", "run", "--no-report"),
        (WORKS, WORKS, WORKS, WORKS, SEVERAL_FUTURES, SEVERAL_FUTURES),
    ),
    "report": (("report", "{}"), (WORKS, WORKS, WORKS, WORKS, WORKS, WORKS)),
}
ALIKE = ({"multirun", "merged"}, {"alone", "futures"})
"""A study of one future, or of two, made in one of two ways; the fast set has either way with every second verb."""
CASES = [
    pytest.param(verb, kind, said, marks=pytest.mark.thorough if kind in ALIKE[place % len(ALIKE)] else ())
    for place, (verb, (_, told)) in enumerate(TABLE.items())
    for kind, said in zip(KINDS, told, strict=True)
]


@pytest.mark.parametrize(("verb", "kind", "told"), CASES)
def test_a_verb_reads_a_folder_or_says_what_to_do(
    made: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], verb: str, kind: str, told: str
) -> None:
    monkeypatch.chdir(made)
    without_figures(monkeypatch)
    code = main([word.format(kind) for word in TABLE[verb][0]])
    errors = capfd.readouterr().err.splitlines()
    if told:
        assert code == 2
        assert len(errors) == 1
        assert errors[0].startswith("error: ")
        assert told in errors[0]
    else:
        assert (code, [line for line in errors if line.startswith("error")]) == (0, [])


ABSENT = [
    ("runn", "no such folder: runn; did you mean 'run'?"),
    ("runs/runn", "no such folder: runs/runn; did you mean 'runs/run'?"),
    ("wholly/other", "no such folder: wholly/other; `escsim list` shows the runs"),
    ("multirun/comparisn", "multirun/comparisn: no such point or folder (multirun has points 0 to 1: restrictions="),
    ("multirun/full_bann", "did you mean 'multirun/full_ban'?"),
    ("futures/4", "futures/4: no such point or folder (futures has points 0 to 3)"),
    ("", "the name of a run, study or comparison is empty"),
]
"""What no folder and no point is called, and what is said of it."""


@pytest.mark.parametrize(("named", "told"), ABSENT)
@pytest.mark.parametrize("verb", TABLE)
def test_a_verb_says_that_a_folder_is_not_there_and_which_is_most_like_it(
    made: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], verb: str, named: str, told: str
) -> None:
    monkeypatch.chdir(made)
    assert main([word.format(named) for word in TABLE[verb][0]]) == 2
    (line,) = capfd.readouterr().err.splitlines()
    assert told.removesuffix("; `escsim list` shows the runs") in line
    if verb != "document":  # which looks for a scenario too
        assert told in line


@pytest.mark.skipif(sys.platform != "linux", reason="names are any bytes there")
@pytest.mark.parametrize("verb", TABLE)
def test_a_folder_whose_name_is_not_utf_8_is_refused_by_every_verb(
    made: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], verb: str
) -> None:
    monkeypatch.chdir(made)
    odd = os.fsdecode(b"od\xff")
    shutil.copytree(made / "runs" / "run", made / "runs" / odd, dirs_exist_ok=True)
    assert main([word.format(odd) for word in TABLE[verb][0]]) == 2
    assert "the name is not UTF-8; rename the folder" in capfd.readouterr().err
    shutil.rmtree(made / "runs" / odd)


def test_several_folders_that_are_not_there_are_told_together(
    made: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(made)
    assert main(["compare", "run", "multirum", "alon"]) == 2
    assert capfd.readouterr().err.splitlines() == [
        "error: no such folder: multirum; did you mean 'multirun'?",
        "no such folder: alon; did you mean 'alone'?",
    ]


def test_python_loads_every_kind(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made)
    multirun, study, point = sim.load("multirun"), sim.load("alone"), sim.load("alone/1")
    assert isinstance(multirun, sim.Study)
    assert [run.manifest["label"] for run in multirun] == ["restrictions=full_ban", "restrictions=counter_fire"]
    assert multirun["restrictions=full_ban"].manifest == multirun["full_ban"].manifest == multirun[0].manifest
    assert multirun[-1].manifest == multirun[1].manifest
    assert isinstance(study, sim.Study)
    assert study["counter_fire"].manifest == point.manifest
    assert isinstance(point, sim.Run)
    assert len(sim.compare(multirun).runs) == len(sim.compare(study).runs) == 2
    assert "Study multirun\n2 points, 8 of 8 runs, seed " in repr(multirun)
    with pytest.raises(sim.Problem, match="has points 0 to 1: restrictions=full_ban, restrictions=counter_fire"):
        multirun["no_ban"]
    with pytest.raises(IndexError, match="points 0 to 1"):
        multirun[2]


@pytest.mark.thorough
def test_a_point_is_the_run_of_its_words(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows, days and events of a point are, to the last bit, those of a run with the same settings."""
    monkeypatch.chdir(made)
    words = ("restrictions=counter_fire", "horizon=30 days", "replications=3", "engine=simpy", "save.paths=2")
    run, point = sim.run(*words, "save.traces=1", name="same"), sim.load("alone/1")
    assert isinstance(point, sim.Run)
    for name in ("measures", "daily", "events", "estimates"):
        own, other = getattr(run, name), getattr(point, name)
        assert own.columns == other.columns
        assert all(np.array_equal(own[key], other[key], equal_nan=own[key].dtype != object) for key in own.columns)
    assert point.manifest["config_hash"] == run.manifest["config_hash"]
    assert point.manifest["config"] == run.manifest["config"]
    assert any(note.endswith("any difference comes from the program.") for note in sim.compare(run, point).notes)
    study = sim.load("alone")
    assert isinstance(study, sim.Study)
    assert len(study.days) == 2 * 2 * len(np.unique(study.days["day"]))
    assert study.events.where(point=1)["event"].tolist() == run.events["event"].tolist()


def test_points_of_two_futures_are_not_paired(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made)
    found = sim.compare("futures/0", "futures/1", "futures/2")
    assert found.analysed.paired == (True, True, False)
    assert "different future (1, not 0)" in " ".join(found.notes)
    with pytest.raises(sim.Problem, match="futures has points 0 to 3"):
        sim.load("futures/4")


@pytest.mark.thorough
def test_the_report_of_a_study_shows_its_days_and_events(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.report.page.study_trajectories.FEWEST_PATHS", 4)  # two replications in two futures
    view = StudyView(open_table(made / "runs" / "futures"))
    ground, rung = trajectories(view)
    assert isinstance(ground, FigureBlock)
    days = sim.load(made / "runs" / "futures").days
    last = days.where(day=30.0)
    ban = np.isin(last["point"], view.points(view.reference, view.structures[0]))
    assert ban.sum() == 2 * 2  # paths of all futures
    median = number(float(np.quantile(last["ground_lost_km2"][ban], 0.5)), 3)
    assert f"{view.reference.name} {median} [" in ground.numbers
    assert isinstance(rung, FigureBlock)
    picture, _, command = timelines(view)
    assert isinstance(picture, FigureBlock)
    assert picture.numbers.startswith(f"{view.reference.name}: ")
    assert "escsim trace futures/1 --replication 0" in command.lines
