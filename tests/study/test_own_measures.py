"""A user's own measures: the same bits under both schedulers, shown as others are, kept with the run, or refused."""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path

import numpy as np
import pytest
from composing import parameters

from sim.analysis.comparison import compare
from sim.cli.completing_names import measures as completed
from sim.cli.main import main
from sim.config.problems import Problem
from sim.config.settings import Engine
from sim.model.daily import TRACKED
from sim.model.measures import MEASURES
from sim.model.measures.own import OWN
from sim.report.words.effects import farthest_apart
from sim.report.words.names import title_of
from sim.study.design.spec import Stop
from sim.study.design.until import read_until
from sim.study.differences.verdict import family_size
from sim.study.execution.engines import OWN_LIMIT_SECONDS, Simulation
from sim.study.execution.own_measures import OwnMeasure, own_measures, units_with
from sim.study.run.opening import open_run
from sim.study.sweep.folder import open_study

MINE = '''
from sim import measure


@measure(label="Days of thin stock", unit="d", less_is_better=True)
def thin_stock_days(run):
    """Days on which Blue's tube stock is below 4 kr. Further lines are not shown."""
    return (run["tube_stock_kr"][:-1] < 4).sum()


@measure(label="First strike on the city", unit="day")
def first_strike_day(run):
    days = run.days_of("strike_on_city")
    return days[0] if len(days) else float("nan")


@measure(label="Share of Red's fires answered", unit="1", meaning="of what it is", less_is_better=False)
def answered_share(run):
    return run.measures["blue_fires_kr"] / run.measures["red_fires_kr"] + run.number * run.parameters.step_days * 0.0


@measure(label="Odd one out", unit="1")
def odd_one_out(run):
    if run.number == 1:
        raise ValueError("it is the second")
    return 1.0


@measure(label="Endless", unit="1")
def endless(run):
    return float("inf")


@measure(label="Misspelt", unit="1")
def misspelt(run):
    return run["tube_stok_kr"].sum()


@measure(label="Not an event", unit="1")
def not_an_event(run):
    return len(run.days_of("strike_on_citty"))


@measure(label="Taken", unit="kr")
def red_fires_kr(run):
    return 0.0


@measure(label="Two", unit="1")
def of_two(run, other):
    return 0.0


def unmarked(run):
    return 0.0
'''
SHORT = ("horizon=25 days", "seed=3", "replications=4", "workers=1", "engine=simpy")
STUDY = ("study=structures", "study.structures.factors.stall=[mixed]", "study.structures.factors.attrition=[square]",
         "study.structures.factors.escalation=[hawkes]", "study.structures.factors.advance=[ratio]",
         "study.structures.factors.scenario.forces.blue_replacements=[0.01 kpe/d]",
         "study.levers.factors.restrictions=[full_ban,counter_fire]")  # fmt: skip
SHOWN = ("thin_stock_days", "first_strike_day", "answered_share")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder, with a file of measures; no figures are drawn."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.report.figures.run_figures.draw_all", lambda runs: [])
    (tmp_path / "mine.py").write_text(MINE)
    return tmp_path


def asked(*names: str) -> str:
    return f"measures=[{','.join(f'mine.py:{name}' for name in names)}]"


def measures(*names: str) -> tuple[OwnMeasure, ...]:
    return own_measures([f"mine.py:{name}" for name in names])


@pytest.mark.usefixtures("folder")
def test_a_measure_reads_what_a_replication_leaves_and_changes_nothing_of_it() -> None:
    tree = parameters("horizon=25 days")
    plain = Simulation(Engine.SIMPY)(tree, 3, range(20), 2, 1)
    own = pickle.loads(pickle.dumps(Simulation(Engine.SIMPY, measures=measures(*SHOWN))))
    batch = own(tree, 3, range(20), 2, 1)
    whole = Simulation(Engine.SIMPY)(tree, 3, range(20), 20, 20)
    count = len(MEASURES)
    assert batch.rows[:, :count].tobytes() == plain.rows.tobytes()
    assert batch.daily.tobytes() == plain.daily.tobytes()
    assert batch.paths.tolist() == [0, 1]
    assert batch.trace.value.tobytes() == plain.trace.value.tobytes()
    stock = whole.daily[:, :, [one.name for one in TRACKED].index("tube_stock_kr")]
    assert batch.rows[:, count].tolist() == (stock[:, :-1] < 4).sum(axis=1).tolist()
    assert len({*batch.rows[:, count]}) > 1
    struck = whole.trace.event == "strike_on_city"
    firsts = [whole.trace.day[struck & (whole.trace.replication == number)][:1].tolist() for number in range(20)]
    assert np.array_equal(batch.rows[:, count + 1], [(*days, np.nan)[0] for days in firsts], equal_nan=True)


@pytest.mark.thorough
@pytest.mark.usefixtures("folder")
def test_the_bits_are_the_same_under_both_schedulers() -> None:
    tree, own = parameters("horizon=25 days"), measures(*SHOWN)
    simpy, compiled = (
        Simulation(one, measures=own)(tree, 3, range(20), 2, 1) for one in (Engine.SIMPY, Engine.COMPILED)
    )
    assert simpy.rows.tobytes() == compiled.rows.tobytes()


@pytest.mark.usefixtures("folder")
def test_user_code_runs_where_it_can_be_stopped() -> None:
    assert Simulation(Engine.COMPILED, measures=measures("thin_stock_days")).limit == OWN_LIMIT_SECONDS
    assert Simulation(Engine.COMPILED).limit is None


@pytest.mark.thorough
def test_a_run_stores_shows_and_reruns_them(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", *SHORT, asked(*SHOWN), "name=A"]) == 0
    assert "Days of thin stock" in capsys.readouterr().out
    (folder / "mine.py").unlink()
    run = open_run(folder / "runs" / "A")
    kept = run.manifest["own_measures"][0]
    assert kept["label"] == "Days of thin stock"
    assert kept["meaning"] == "Days on which Blue's tube stock is below 4 kr. Further lines are not shown"
    assert run.manifest["files"]["measure-0-mine.py"]["sha256"] == kept["digest"]
    assert run.manifest["measures"]["thin_stock_days"] == "d"
    assert len(run.replications()["thin_stock_days"]) == 4
    assert [one.word for one in completed(["A"])][-3:] == [*SHOWN]
    assert main(["trace", "A", "-r", "2", "--all"]) == 0
    told = capsys.readouterr().out
    assert "thin_stock_days" in told
    assert "bit for bit" in told
    assert main(["check", "A"]) == 0


@pytest.mark.thorough
def test_a_comparison_shows_them_first_with_verdicts_of_their_own(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, policy in (("A", "counter_fire"), ("B", "full_ban")):
        assert main(["run", *SHORT, asked("thin_stock_days"), f"name={name}", f"restrictions={policy}"]) == 0
    capsys.readouterr()
    assert main(["compare", "A", "B", "--all"]) == 0
    told = capsys.readouterr().out
    assert "thin_stock_days" in told
    assert told.index("thin_stock_days") < told.index("ground_lost_km2")
    found = compare([open_run(folder / "runs" / name) for name in "AB"])
    own = found.measures[-1]
    assert (own.name, own.unit, own.better) == ("thin_stock_days", "d", "less")
    assert title_of(own.name) == "Days of thin stock"
    assert family_size(own, 1) == 1
    assert not [note for note in found.notes if "thin_stock_days" in note]


@pytest.mark.thorough
def test_measures_of_one_name_by_other_files_are_told(folder: Path) -> None:
    assert main(["run", *SHORT, asked("thin_stock_days"), "name=A"]) == 0
    (folder / "mine.py").write_text(MINE.replace("< 4", "< 5"))
    assert main(["run", *SHORT, asked("thin_stock_days"), "name=B"]) == 0
    found = compare([open_run(folder / "runs" / name) for name in "AB"])
    assert any(note.startswith("The files that define thin_stock_days differ") for note in found.notes)


@pytest.mark.thorough
def test_a_failing_measure_fails_its_replication_by_name(folder: Path) -> None:
    assert main(["sweep", *STUDY, *SHORT, asked("odd_one_out"), "name=odd"]) == 1
    study = open_study(folder / "runs" / "odd")
    assert study.manifest["failed"] == study.manifest["points"]
    from sim.study.sweep import tables

    errors = tables.query(study.tables(), "error, replication", "where error <> ''")
    assert set(errors["error"]) == {"the measure odd_one_out: ValueError: it is the second"}
    assert set(errors["replication"]) == {1}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("endless", "the measure endless is inf"),
        ("misspelt", "misspelt: KeyError: no tracked quantity 'tube_stok_kr'; did you mean 'tube_stock_kr'"),
        ("not_an_event", "no event 'strike_on_citty'; did you mean 'strike_on_city'"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_is_no_value_is_told(name: str, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", *SHORT, asked(name), "name=A"]) == 1
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (["mine.py"], "measures: must be like mine.py:days_below_reserve"),
        (["other.py:x"], "measures: cannot read .*other.py"),
        (["mine.py:thin_stock_day"], "has no function 'thin_stock_day'; did you mean 'thin_stock_days'"),
        (["mine.py:unmarked"], "'unmarked' in .*mine.py is not marked with @measure from sim"),
        (["mine.py:of_two"], "must take one argument, the replication"),
        (["mine.py:red_fires_kr"], "the name 'red_fires_kr' in .*mine.py is one of the model's; give the function"),
        (["mine.py:thin_stock_days"] * 2, "is that of another requested measure"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_is_no_measure_is_refused(texts: list[str], says: str) -> None:
    with pytest.raises(Problem, match=says):
        own_measures(texts)


@pytest.mark.parametrize("verb", ["calibrate", "backtest", "explore"])
@pytest.mark.usefixtures("folder")
def test_commands_that_take_no_measures_refuse_them(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, asked("thin_stock_days")]) == 2
    assert "leave it out" in capsys.readouterr().err


def test_a_measure_without_a_label_is_refused(folder: Path) -> None:
    (folder / "mine.py").write_text("from sim import measure\n@measure(label=' ', unit='d')\ndef x(run): return 1\n")
    with pytest.raises(Problem, match="cannot be loaded: ValueError: label must be a text that is not empty"):
        own_measures(["mine.py:x"])


def test_a_sentence_that_no_difference_fits_is_refused(folder: Path) -> None:
    (folder / "mine.py").write_text(MINE.replace('unit="d",', 'unit="d", sentence="Blue runs short",'))
    with pytest.raises(Problem, match="sentence must be like"):
        measures("thin_stock_days")


def test_a_folder_keeps_the_sentence_of_a_difference(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "Blue has # fewer days of thin stock"
    (folder / "mine.py").write_text(MINE.replace('unit="d",', f'unit="d", sentence="{said}",'))
    assert main(["run", *SHORT, asked("thin_stock_days"), "name=A"]) == 0
    monkeypatch.delitem(OWN, "thin_stock_days")
    open_run(folder / "runs" / "A")
    told = farthest_apart(OWN["thin_stock_days"], [("Full ban", -2.5, -3.0, -2.0)], alone=True)
    assert told.startswith("Blue has 2.5 fewer days of thin stock")


@pytest.mark.thorough
def test_measures_from_elsewhere_are_not_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mark = folder / "was-run"
    (folder / "mine.py").write_text(f"open({str(mark)!r}, 'w').close()\n{MINE}")
    assert main(["run", *SHORT, asked("thin_stock_days"), "name=A"]) == 0
    mark.unlink()
    for name in [name for name in sys.modules if name.startswith("escsim_own_")]:
        del sys.modules[name]
    monkeypatch.setenv("ESCSIM_TRUST", str(folder / "ours"))
    assert main(["compare", "A", "A"]) in (0, 2)  # what is stored is read without running it
    assert main(["trace", "A", "-r", "0"]) == 2
    assert "contains code that has never run on this machine" in capsys.readouterr().err
    assert not mark.exists()
    assert main(["trace", "A", "-r", "0", "--trust"]) == 0
    assert mark.exists()


@pytest.mark.thorough
def test_a_study_shows_what_it_is_decided_by_first(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    decision = "study.decision={saves: answered_share, costs: thin_stock_days}"
    assert main(["sweep", *STUDY, decision, *SHORT, asked(*SHOWN), "name=own"]) == 0
    told = capsys.readouterr().out
    table = told.partition("─")[2]
    places = [table.index(name) for name in ("Share of Red's fires answered", "Days of thin stock", "Red batteries")]
    assert places == sorted(places)
    assert json.loads((folder / "runs" / "own" / "study.json").read_text())["measures"]["thin_stock_days"] == "d"
    assert main(["check", "own"]) == 0


@pytest.mark.usefixtures("folder")
def test_a_study_stops_by_them() -> None:
    stop = Stop(measures={"thin_stock_days": "0.5 d"}, cap=300)
    with pytest.raises(Problem, match="no measure 'thin_stock_days'"):
        read_until(stop, 30)
    found = read_until(stop, 30, units_with(measures("thin_stock_days")))
    assert found is not None
    assert [target.measure for target in found.targets] == ["thin_stock_days"]
