"""`escsim calibrate`: its folder, that a run takes what it leaves, and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from commands import Escsim, redrawn_alike

FEW = (
    "horizon=60 days",
    "workers=1",
    "engine=simpy",
    "calibration.population=20",
    "observations.error=0.7",
    "observations.delay_maximum=0 days",
    "observations.fit_until=3",
)


@pytest.mark.sample
@pytest.mark.thorough
def test_a_run_and_a_backtest_take_what_it_leaves(escsim: Escsim, folder: Path) -> None:
    answer = escsim("calibrate", *FEW, "name=C")
    assert "Front hold depth (scenario.front.hold_depth)" in answer.out
    assert answer.code == 0, answer.err
    kept = folder / "runs" / "C"
    told = json.loads((kept / "calibration.json").read_text(encoding="utf-8"))
    assert told["fitted_days"] == [1, 2, 3]
    assert told["ending"] == "tolerance reached"
    assert set(told["posterior_medians"]) == {
        "scenario.front.hold_depth",
        "advance.time_constant_median",
        "observation_factor",
    }
    with (kept / "parameters.csv").open(encoding="utf-8", newline="") as file:
        roles = {row["parameter"]: row["role"] for row in csv.DictReader(file)}
    assert roles["advance.time_constant_median"] == "fitted"
    assert roles["fires.suppression"] == "drawn"
    for name in ("posterior", "informed"):
        redrawn_alike(escsim, folder, "C", name)
    assert "not a forecast" in answer.out
    assert answer.err.splitlines()[0].startswith("at any distance: ")
    assert "calibration C" in escsim("list").out

    ran = escsim("run", "horizon=22 days", "replications=3", "workers=1", "parameters=posterior:runs/C", "name=R")
    assert ran.code == 0, ran.err
    assert "bit for bit" in escsim("trace", "R", "-r", "2").out

    words = ("replications=4", "parameters=posterior:runs/C", "name=B", "--no-figures")
    read = [word for word in FEW[:-1] if not word.startswith("calibration.")]
    tested = escsim("backtest", *read, *words, "observations.fit_until=2")
    assert tested.code == 0, tested.err
    assert "fitted to day 3, so the fit has already seen some of the test readings" in " ".join(tested.out.split())
    assert "is a calibration, not a run" in escsim("trace", "C", "-r", "0").err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("calibration.fitted=[]",), "calibration.fitted: is empty; name the parameters to fit"),
        (("calibration.fitted=[advance.kind]",), "calibration.fitted: advance.kind is not a single number"),
        (
            ("calibration.fitted=[stall.speed_factor]",),
            "calibration.fitted: stall.speed_factor declares no plausible range to fit it within",
        ),
        (("calibration.population=5",), "calibration.population: must be between 20 and 100000"),
        (("scenario=border_generic",), "observations: none are given"),
        (("--log-normal",), "--log-normal: needs --ranks N"),
        (("--ranks", "3"), "--ranks 3: must be from 20 to 4,000"),
        (("replications=100",), "replications: has no effect on `escsim calibrate`; calibration.population="),
        (("save.paths=1",), "save.paths: has no effect"),
        (("seed=1", "seed=2"), "seed: is given twice (1, 2)"),
    ],
)
def test_what_cannot_be_fitted_is_refused(escsim: Escsim, folder: Path, words: tuple[str, ...], message: str) -> None:
    answer = escsim("calibrate", *words)
    assert answer.code == 2
    assert message in answer.err
    assert not (folder / "runs").exists()


@pytest.mark.parametrize("ranks", [(), ("--ranks", "20")])
def test_its_folder_is_claimed_before_the_long_work(
    escsim: Escsim, folder: Path, monkeypatch: pytest.MonkeyPatch, ranks: tuple[str, ...]
) -> None:
    (folder / "runs" / "C").mkdir(parents=True)
    (folder / "runs" / "C" / "mine").touch()

    def stopped(*_: object) -> None:
        assert (folder / "runs" / "D").is_dir()
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.validation.calibration.calibrate.target_of", stopped)
    taken = escsim("calibrate", *FEW, *ranks, "name=C")
    assert taken.code == 2
    assert "name=C" in taken.err
    assert "exists already" in taken.err
    assert escsim("calibrate", *FEW, *ranks, "name=D").code == 130
    assert not (folder / "runs" / "D").exists()
