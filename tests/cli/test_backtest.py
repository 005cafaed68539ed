"""`escsim backtest`: its scores, its folder, and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from commands import Escsim, redrawn_alike

import sim
from sim.study.design.posterior import posterior_csv
from sim.validation.prior import Prior

OTHERS = ("horizon=110 days", "replications=12", "engine=simpy")
FEW = (*OTHERS, "workers=1")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.sample
@pytest.mark.thorough
def test_it_leaves_scores_and_a_figure(escsim: Escsim, folder: Path) -> None:
    answer = escsim("backtest", *FEW, "observations.fit_until=10", "name=B")
    assert answer.code == 0, answer.err
    kept = folder / "runs" / "B"
    scores = rows(kept / "scores.csv")
    assert [(row["window"], row["forecast"], row["readings"]) for row in scores] == [
        (window, name, str(count))
        for window, count, first in (("fit", 8, ()), ("test", 4, ("model from the last reading",)))
        for name in (*first, "model", "persistence", "mean rate", "saturation curve")
    ]
    assert [row["read_km2"] for row in rows(kept / "milestones.csv")][:2] == ["89.0", "108.0"]
    assert len(rows(kept / "patterns.csv")) == 10
    redrawn_alike(escsim, folder, "B", "backtest")
    told = json.loads((kept / "backtest.json").read_text(encoding="utf-8"))
    assert told["scores"]["test"]["model"]["readings"] == 4
    assert f"to test: {told['skill']['test']}" in " ".join(answer.out.split())
    assert "advance.time_constant_median" in told["drawn"]
    assert "not a forecast" in answer.out
    assert "undecided" not in answer.out
    listed = escsim("list")
    assert listed.out == "backtest B\n"
    assert "unreadable" not in listed.out


@pytest.mark.thorough
def test_the_same_words_give_the_same_scores(escsim: Escsim, folder: Path) -> None:
    for name, workers in (("A", 1), ("B", 2)):
        assert escsim("backtest", *OTHERS, f"workers={workers}", f"name={name}", "--no-figures").code == 0
    texts = [(folder / "runs" / name / "milestones.csv").read_text(encoding="utf-8") for name in "AB"]
    assert texts[0] == texts[1]
    assert "Unknown: no reading is later than those of the fit" in repr(sim.load(folder / "runs" / "A"))


def test_offensives_are_scored_by_shape_and_forecast(escsim: Escsim, folder: Path) -> None:
    answer = escsim("backtest", "--offensives", *FEW, "name=B", "--all")
    assert answer.code == 0, answer.err
    assert "Kharkiv 2022" in answer.out
    assert "kharkiv_counter" not in answer.out
    kept = folder / "runs" / "B"
    found = rows(kept / "offensives.csv")
    assert len({row["offensive"] for row in found}) == 10
    assert {row["forecast"] for row in found} >= {"model from the last reading", "persistence", "mean rate"}
    redrawn_alike(escsim, folder, "B", "shares")
    told = json.loads((kept / "backtest.json").read_text(encoding="utf-8"))
    assert set(told["timing"]) == {"share_day_7", "share_day_21", "day_of_90_percent"}
    assert all(line in " ".join(answer.out.split()) for line in told["skill"])
    assert escsim("list").out == "backtest B\n"


def test_offensives_need_days_enough_and_a_front_that_moves(escsim: Escsim, folder: Path) -> None:
    short = escsim("backtest", "--offensives", *FEW[1:], "horizon=59 days")
    assert short.code == 2
    assert "horizon: must be at least 60 d, the last day of the offensives (got 59 d)" in short.err
    still = escsim("backtest", "--offensives", *FEW, "advance=none")
    assert still.code == 2
    assert "the front does not move in any draw" in still.err
    assert not list((folder / "runs").glob("*"))


@pytest.mark.thorough
def test_without_later_observations_it_says_that_there_is_no_test(escsim: Escsim) -> None:
    answer = escsim("backtest", *FEW, "--no-figures")
    assert "to test: no observation after day 51" in answer.out


@pytest.mark.thorough
def test_a_posterior_gives_the_draws(escsim: Escsim, folder: Path) -> None:
    """With one row, a factor of 2 and hardly any error, half of what the model loses is read."""
    values = np.array([[8.0, 9.0]])
    keys, units = ("scenario.front.hold_depth", "advance.time_constant_median"), ("km", "d")
    text = posterior_csv(keys, units, values, np.array([2.0]))
    (folder / "mine.csv").write_text(text, encoding="utf-8")
    words = ("parameters=posterior:mine.csv", "observations.error=0.001", "observations.fit_until=10")
    answer = escsim("backtest", *FEW, *words, "name=B", "--no-figures")
    assert answer.code == 0, answer.err
    assert "nothing records which readings this posterior was fitted to" in answer.out
    (last,) = (row for row in rows(folder / "runs" / "B" / "milestones.csv") if row["day"] == "51.0")
    assert 0.7 * 120 < float(last["q50_km2"]) <= 1.15 * 120


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("restrictions=full_ban",), "restrictions=full_ban: the observations are of what happened"),
        (("scenario=border_generic",), "observations: none are given; choose observations="),
        (("horizon=30 days",), "horizon: must be at least 51 d, the last day observed (got 30 d)"),
        (("observations.fit_until=0",), "observations.fit_until: no observation is that early (got 0)"),
        (("observation=none",), "did you mean 'observations'?"),
        (("save.traces=1",), "save.traces: has no effect on `escsim backtest`"),
        (("aid=delayed", "aid=surge"), "aid: is given twice (delayed, surge)"),
    ],
)
def test_what_cannot_be_held_against_a_record_is_refused(
    escsim: Escsim, folder: Path, words: tuple[str, ...], message: str
) -> None:
    answer = escsim("backtest", *FEW[1:], *words)
    assert answer.code == 2
    assert message in answer.err
    assert not (folder / "runs").exists()


def test_its_folder_is_claimed_before_the_long_work(
    escsim: Escsim, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "runs" / "B").mkdir(parents=True)
    (folder / "runs" / "B" / "mine").touch()

    def stopped(*_: object) -> None:
        assert (folder / "runs" / "C").is_dir()
        assert "unreadable: C" not in escsim("list").out
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.validation.backtest.backtest", stopped)
    taken = escsim("backtest", *FEW, "name=B")
    assert taken.code == 2
    assert "exists already" in taken.err
    assert escsim("backtest", *FEW, "name=C").code == 130
    assert not (folder / "runs" / "C").exists()


@pytest.mark.thorough
def test_draws_that_the_rules_refuse_are_told(escsim: Escsim, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def but_two(self: Prior, values: np.ndarray) -> np.ndarray:
        return np.arange(len(values)) >= 2

    monkeypatch.setattr(Prior, "accepted", but_two)
    answer = escsim("backtest", *FEW, "name=B", "--no-figures")
    assert "2 of 12 draws from the ranges violate the rules of the model and are left out" in answer.out
    assert "10 of 12 replications" in answer.out
    told = json.loads((folder / "runs" / "B" / "backtest.json").read_text(encoding="utf-8"))
    assert (told["replications"], told["replications_asked"]) == (10, 12)
