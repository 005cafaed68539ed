"""`sim.run`: what it keeps is what the command keeps, and what it returns says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from small import SMALL

import sim
from sim.cli.main import main
from sim.engine import reference
from sim.engine.batch import Batch
from sim.study.files.manifest import WARNING

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.thorough
def test_the_folder_is_that_of_the_command(place: Path) -> None:
    ours = sim.run(SMALL, restrictions="full_ban", name="ours", figures=True)
    words = ["horizon=25 days", "replications=6", "workers=1", "engine=simpy", "seed=7", "restrictions=full_ban"]
    assert main(["run", *words, "name=theirs"]) == 0
    theirs = place / "runs" / "theirs"
    assert ours.folder == place / "runs" / "ours"
    files = {path.relative_to(theirs) for path in theirs.rglob("*") if path.is_file()}
    assert {path.relative_to(ours.folder) for path in ours.folder.rglob("*") if path.is_file()} == files
    for name in ("results.parquet", "days.parquet", "events.parquet", "summary.csv"):
        assert (ours.folder / name).read_bytes() == (theirs / name).read_bytes()
    assert main(["compare", "ours", "theirs", "--no-figures"]) == 0


def test_tables(runs: tuple[sim.Run, sim.Run]) -> None:
    run = runs[0]
    assert len(run.measures) == 6
    assert run.measures.units["ground_lost_km2"] == "km2"
    assert run["ground_lost_km2"] is run.measures["ground_lost_km2"]
    assert set(run.daily["statistic"]) == {"mean", "q05", "q25", "q50", "q75", "q95", "path"}
    assert "policy_relaxed" in run.events["event"]
    estimate = run.estimates.row(measure="ground_lost_km2")
    assert estimate["low"] < estimate["mean"] < estimate["high"]
    assert estimate["mean"] == pytest.approx(run["ground_lost_km2"].mean())
    with pytest.raises(sim.Problem, match="did you mean 'ground_lost_km2'"):
        run["ground_lost_km"]


def test_the_interval_is_that_of_student(runs: tuple[sim.Run, sim.Run]) -> None:
    values = runs[0]["ground_lost_km2"]
    found = runs[0].estimates.row(measure="ground_lost_km2")
    reach = 2.570581836 * values.std(ddof=1) / np.sqrt(6)  # t, 5 degrees of freedom, 97.5 %
    assert (found["low"], found["high"]) == pytest.approx((values.mean() - reach, values.mean() + reach))


def test_repr_has_what_a_reader_needs(runs: tuple[sim.Run, sim.Run]) -> None:
    text = repr(runs[1])
    for wanted in (
        "Run B: Full ban, aid as announced",
        "seed 7, 6 replications",
        "red_batteries_lost_bty",
        WARNING,
        "runs/B",
    ):
        assert wanted in text
    assert len(text.splitlines()) < 15
    assert WARNING in runs[1]._repr_html_()


def test_a_mistake_is_a_value_error_with_the_message_of_the_command(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "restrictions=fullban", "sed=7"]) == 2
    told = capfd.readouterr().err.removeprefix("error: ").strip()
    with pytest.raises(ValueError, match="did you mean 'full_ban'") as caught:
        sim.run("restrictions=fullban", "sed=7")
    assert str(caught.value) == told
    assert not (place / "runs").exists()


def test_a_failing_replication_raises_and_keeps_those_before_it(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    simulate = reference.simulate

    def failing(parameters: object, seed: int, replications: range, *others: object) -> Batch:
        if 3 in replications:
            raise ValueError("made up")
        return simulate(parameters, seed, replications, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(reference, "simulate", failing)
    with pytest.raises(sim.Failed, match="made up") as caught:
        sim.run(SMALL, name="A")
    assert sim.load(caught.value.folder).manifest["status"] == "failed"


def test_load_finds_a_run_by_name_or_folder(
    runs: tuple[sim.Run, sim.Run], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESCSIM_RUNS", str(runs[0].folder.parent))
    for named in ("A", runs[0].folder, str(runs[0].folder)):
        found = sim.load(named)
        assert isinstance(found, sim.Run)
        assert found["rung_days"].tolist() == runs[0]["rung_days"].tolist()
    with pytest.raises(sim.Problem, match="no such folder"):
        sim.load("nothing")


@pytest.mark.thorough
def test_figures_by_name(place: Path) -> None:
    run = sim.run(SMALL, name="A")
    drawn = run.draw()
    assert set(drawn) == set(run.figures["name"]) == {"ground_lost", "timeline"}
    assert run.figure("ground_lost").axes[0].get_ylabel() == "Ground lost (km²)"
    assert drawn["ground_lost"].csv.read_text().startswith(",".join(run.numbers("ground_lost").columns))
    assert drawn["timeline"]._repr_png_().startswith(b"\x89PNG")
    assert drawn["timeline"].svg.is_file()


def test_importing_takes_nothing_along(place: Path) -> None:
    heavy = "{'numpy', 'hydra', 'pydantic', 'matplotlib', 'duckdb', 'simpy', 'numba', 'rich', 'sim.api'}"
    code = f"import sys, sim; print(sorted({heavy} & set(sys.modules)), set(sim.__all__) <= set(dir(sim)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True, cwd=ROOT
    )
    assert done.stdout == "[] True\n"


def test_every_name_is_there_and_no_other() -> None:
    assert all(getattr(sim, name) is not None for name in sim.__all__)
    with pytest.raises(AttributeError, match="no attribute 'runn'"):
        sim.runn  # noqa: B018  # type: ignore[attr-defined]


@pytest.mark.thorough
def test_a_script_needs_no_guard_around_what_it_runs(place: Path) -> None:
    """With worker processes, each of which would run the script again if it imported it."""
    script = place / "script.py"
    script.write_text(
        "import sim\nprint('begun')\n"
        "run = sim.run(horizon='25 days', replications=8, workers=2, engine='simpy')\n"
        "print(run.estimates.columns[0])\n"
    )
    path = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, str(script)], env=path, capture_output=True, text=True, timeout=100, check=False
    )
    assert (done.stdout, done.stderr) == ("begun\nmeasure\n", "")
