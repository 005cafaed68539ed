"""`escsim run`: the record that it leaves, what it prints, and many variants at once."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from commands import SMALL, Escsim

from sim.engine import reference
from sim.engine.batch import ReplicationFailed
from sim.model.measures import MEASURES
from sim.report.figures.run_figures import figures
from sim.study.files.parquet import Columns
from sim.study.run.opening import open_run
from sim.study.run.recorder import Recorder
from sim.study.sweep.progress import SweepProgress

WARNING = "Model frequencies under stated assumptions, not a forecast."


def rows(folder: Path) -> Columns:
    return open_run(folder).replications()


def same(left: Columns, right: Columns) -> bool:
    return left.keys() == right.keys() and all(left[name].tobytes() == right[name].tobytes() for name in left)


@pytest.mark.thorough
def test_a_run_leaves_a_complete_record(escsim: Escsim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.report.figures.run_figures.figures", figures)
    done = escsim("run", *SMALL, "name=A", "seed=7", "restrictions=full_ban")
    assert (done.code, done.err) == (0, "")
    folder = Path("runs/A")
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json", "manifest.sha256", "points.parquet", "recipe.json", "rows.parquet", "results.parquet",
        "results.sha256", "days.parquet", "days.sha256", "events.parquet", "events.sha256", "summary.csv", "figures",
    }  # fmt: skip
    assert {path.suffix for path in (folder / "figures").iterdir()} == {".svg", ".png", ".csv"}
    manifest = open_run(folder).manifest
    assert (manifest["status"], manifest["seed"], manifest["replications"]) == ("finished", 7, 4)
    assert manifest["choices"]["restrictions"] == "full_ban"
    assert manifest["overrides"] == [*SMALL, "name=A", "seed=7", "restrictions=full_ban"]
    assert manifest["config"]["horizon"] == "25 d"


def test_the_table_has_units_and_what_it_rests_on(original: tuple[Path, str]) -> None:
    folder, printed = original
    lines = printed.splitlines()
    for measure in MEASURES:
        (line,) = [line for line in lines if line.split()[:1] == [measure.name]]
        assert f" {measure.unit} " in line
    words = [line.split()[0] for line in lines if line.split()[:1]]
    places = [words.index(measure.name) for measure in sorted(MEASURES, key=lambda measure: not measure.headline)]
    assert places == sorted(places)
    basis = f"scenario kharkiv_2024, config {open_run(folder).manifest['config_hash']}, seed 7, 4 replications"
    assert lines[-3:] == [WARNING, basis, str(Path("runs/A"))]


def test_the_summary_agrees_with_the_rows(original: tuple[Path, str]) -> None:
    folder, _ = original
    table = list(csv.DictReader((folder / "summary.csv").read_text().splitlines()))
    found = rows(folder)
    assert [row["measure"] for row in table] == [measure.name for measure in MEASURES]
    for row in table:
        values = found[row["measure"]]
        assert int(row["defined"]) == np.count_nonzero(~np.isnan(values))
        if row["mean"]:
            assert float(row["mean"]) == pytest.approx(np.nanmean(values))


def test_workers_do_not_change_a_byte(escsim: Escsim, original: tuple[Path, str]) -> None:
    escsim("run", *SMALL[:2], "seed=7", "name=B", "workers=2")
    for name in ("results.parquet", "days.parquet", "events.parquet", "summary.csv"):
        assert Path("runs/B", name).read_bytes() == (original[0] / name).read_bytes()


def test_more_replications_do_not_change_a_row(escsim: Escsim, original: tuple[Path, str]) -> None:
    escsim("run", SMALL[0], SMALL[2], "seed=7", "name=C", "replications=2")
    assert same(rows(Path("runs/C")), {name: column[:2] for name, column in rows(original[0]).items()})


def test_another_seed_gives_other_rows(escsim: Escsim, original: tuple[Path, str]) -> None:
    escsim("run", *SMALL, "seed=8", "name=B")
    assert not same(rows(Path("runs/B")), rows(original[0]))


def test_a_run_without_a_name_is_named_by_time_and_variant(escsim: Escsim) -> None:
    escsim("run", *SMALL)
    (folder,) = Path("runs").iterdir()
    assert folder.name.endswith("-kharkiv_2024-counter_fire")


def test_runs_go_where_they_are_told(escsim: Escsim, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCSIM_RUNS", str(folder / "there"))
    escsim("run", *SMALL, "name=A")
    escsim("run", *SMALL, "name=B", f"runs_dir={folder / 'elsewhere'}")
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("manifest.json")) == [
        "elsewhere/B/manifest.json",
        "there/A/manifest.json",
    ]


def test_a_multirun_compares_its_variants(escsim: Escsim) -> None:
    done = escsim("run", "-m", *SMALL, "name=sweep", "restrictions=counter_fire,full_ban", "--all")
    assert (done.code, done.err) == (0, "")
    head = next(line for line in done.out.splitlines() if line.split()[:1] == ["measure"])
    assert head.split() == ["measure", "unit", "counter_fire", "full_ban"]
    assert WARNING in done.out
    folder = Path("runs/sweep")
    record = json.loads((folder / "study.json").read_text())
    labels = ["restrictions=counter_fire", "restrictions=full_ban"]
    assert (record["status"], [run["label"] for run in record["variants"]]) == ("finished", labels)
    assert (record["done"], record["failed"]) == (8, 0)
    table = list(csv.DictReader((folder / "summary.csv").read_text().splitlines()))
    assert {row["variant"] for row in table} == {"restrictions=counter_fire", "restrictions=full_ban"}
    listed = escsim("list", "restrictions=full_ban").out
    assert "sweep/1" in listed
    assert "sweep/0" not in listed


def test_a_variant_of_a_multirun_is_the_run_alone(escsim: Escsim, original: tuple[Path, str]) -> None:
    escsim("run", "-m", *SMALL, "seed=7", "name=sweep", "restrictions=full_ban,counter_fire")
    assert same(rows(Path("runs/sweep/restrictions=counter_fire")), rows(original[0]))


def test_one_bad_point_in_a_multirun_runs_nothing(escsim: Escsim) -> None:
    done = escsim("run", "-m", *SMALL, "restrictions.events.permission.day=5,400")
    assert done.code == 2
    assert "1 of 2 runs of this sweep is invalid; nothing was run" in done.err
    assert not Path("runs").exists()


@pytest.mark.parametrize("setting", ["name=a,b", "workers=1,2", "runs_dir=a,b", "save.paths=1,2"])
def test_what_belongs_to_the_whole_cannot_be_swept(escsim: Escsim, setting: str) -> None:
    done = escsim("run", "-m", "replications=1", setting)
    assert (done.code, done.out) == (2, "")
    assert (
        done.err
        == f"error: {setting.partition('=')[0].partition('.')[0]}: must be the same for all runs of a multirun\n"
    )
    assert not Path("runs").exists()


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("restrictions.events.long_range.day=4",), "long_range"),
        (("restrictions.highest_step=3",), "endogenous"),
        (("restrictions=unrestricted", "restrictions.events.request.day=10"), "counter_fire"),
    ],
)
def test_an_option_that_does_it_is_named(escsim: Escsim, words: tuple[str, ...], option: str) -> None:
    done = escsim("run", *SMALL, *words)
    assert done.code == 2
    assert f"{words[-1].partition('=')[0]}: goes with another option of the group:\n" in done.err
    assert f"\n  restrictions={option}: " in done.err
    named = done.err.split("  restrictions=")[1:]
    assert all(escsim("run", "--cfg", f"restrictions={name.partition(':')[0]}", words[-1]).code == 0 for name in named)


@pytest.mark.thorough
def test_no_option_is_named_for_a_value_that_goes_with_none(escsim: Escsim) -> None:
    done = escsim("run", *SMALL, "restrictions.events.permission.day=-5000", "aid.delay=x")
    assert done.code == 2
    assert "another option" not in done.err


def test_a_file_of_observations_that_is_missing_is_told(escsim: Escsim) -> None:
    done = escsim("run", *SMALL, "observations.file=nix.csv")
    assert "observations.file: no such file (got 'nix.csv')\n" in done.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("-m", "name=x1,x1"), "name: x1 is listed twice; list each value once"),
        (("-m", "restrictions.events.permission.day=5,5"), "restrictions.events.permission.day: 5 is listed twice"),
        (("-m", "seed=1,2,2"), "seed: 2 is listed twice"),
        (("replications=5", "replications=6"), "replications: is given twice (5, 6); leave all but one out"),
        (("restrictions=full_ban", "restrictions=counter_fire"), "restrictions: is given twice (full_ban, counter_"),
    ],
)
def test_the_same_twice_is_refused(escsim: Escsim, words: tuple[str, ...], message: str) -> None:
    done = escsim("run", *words)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: {message}")
    assert not Path("runs").exists()


def test_cfg_prints_the_config_and_runs_nothing(escsim: Escsim) -> None:
    done = escsim("run", "--cfg", "attrition=square", "seed=7")
    assert done.code == 0
    assert "# attrition=square" in done.out
    assert "\nseed: 7\n" in done.out
    assert not Path("runs").exists()


def press_ctrl_c(step: SweepProgress) -> None:
    if step.done:
        raise KeyboardInterrupt


def test_ctrl_c_leaves_an_interrupted_run_that_can_be_read(escsim: Escsim, monkeypatch: pytest.MonkeyPatch) -> None:
    original = Recorder.run
    monkeypatch.setattr(Recorder, "run", lambda *words: original(*words[:3], press_ctrl_c, *words[4:]))
    done = escsim("run", *SMALL, "name=A")
    place = Path("runs/A")
    again = "repeat the command with name=A to continue"
    told = f"interrupted; {place} contains 1 of 4 replications, marked interrupted; {again}\n"
    assert (done.code, done.err) == (130, told)
    assert "1 of 4 replications" in done.out
    assert escsim("list", "status=interrupted").out.count("interrupted") == 1
    again = escsim("trace", "runs/A", "-r", "0")
    assert (again.code, again.out.splitlines()[-2][:18]) == (0, "The measures equal")
    assert "there is nothing to compare" in escsim("trace", "runs/A", "-r", "3").out


INTERRUPTING = """
import os, signal, sys
from sim.cli.main import main
from sim.study.sweep import drive

original = drive.run_study

def ctrl_c(step):  # as a terminal does it: every process of the group gets the signal
    if step.done >= 2:
        os.killpg(0, signal.SIGINT)

drive.run_study = lambda *words, **more: original(*words[:3], ctrl_c, *words[4:], **more)

if __name__ == "__main__":
    sys.exit(main())
"""


@pytest.mark.thorough
def test_ctrl_c_ends_a_multirun_and_its_workers(folder: Path) -> None:
    script = folder / "script.py"
    script.write_text(INTERRUPTING)
    words = ("run", "-m", "replications=1000", "workers=2", "name=A", "seed=1,2")
    done = subprocess.run(
        [sys.executable, script, *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        start_new_session=True,
    )
    count = json.loads(Path("runs/A/study.json").read_text())["done"]
    assert 2 <= count < 2000
    assert len(open_run(Path("runs/A/0")).replications()["replication"]) == min(count, 1000)
    kept = f"runs/A contains {count:,} of 2,000 replications, marked interrupted"
    told = f"interrupted; {kept}; repeat the command with name=A to continue\n"
    last = done.stderr.splitlines(keepends=True)[-1:]  # below what is said now and then of work that lasts
    assert (done.returncode, last) == (130, [told])
    assert "Traceback" not in done.stderr
    assert json.loads(Path("runs/A/study.json").read_text())["status"] == "interrupted"


def test_a_failing_replication_fails_the_run_and_names_itself(escsim: Escsim, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(parameters: object, seed: int, replications: Sequence[int], *_: object) -> None:
        raise ReplicationFailed(replications[0], "conservation is violated: tube rounds do not balance")

    monkeypatch.setattr(reference, "simulate", fail)
    done = escsim("run", *SMALL, "engine=simpy", "name=A")
    assert done.code == 1
    assert done.err == (
        "error: replication 0: conservation is violated: tube rounds do not balance\n"
        f"{Path('runs/A')} contains 0 of 4 replications, marked failed\n"
    )
    assert (
        open_run(Path("runs/A")).manifest["failure"]
        == "replication 0: conservation is violated: tube rounds do not balance"
    )


@pytest.mark.thorough
def test_a_multirun_is_told_from_a_run(escsim: Escsim) -> None:
    assert escsim("run", "-m", *SMALL, "name=M", "seed=1,2", "--no-report").code == 0
    (Path("runs") / "empty").mkdir()
    says = "M is a study, not a run; name one of its points, such as M/0"
    for words in (("trace", "M", "-r", "0"), ("explain", "M", "M", "-r", "0"), ("document", "M")):
        answer = escsim(*words)
        assert answer.code == 2
        assert says in answer.err
    assert escsim("trace", "M/seed=1", "-r", "0").code == 0
    assert "unreadable" not in escsim("list").out


def test_a_folder_that_is_nearly_a_group_is_told(escsim: Escsim) -> None:
    for group in ("aidd", "experiment"):
        Path("configs", group).mkdir(parents=True)
        Path("configs", group, "mine.yaml").write_text("kind: none\n")
    done = escsim("run", "--cfg")
    assert done.code == 0
    assert done.err.endswith("configs/aidd: no shipped group has this name; did you mean 'aid'?\n")
    assert done.err.startswith("warning: ")
    assert len(done.err.splitlines()) == 1
