"""`escsim decide`: what it prints and writes, and mistakes with one message."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from decided_studies import COSTS, SAVES, make_decided
from made_up_runs import rewrite

from sim.cli.decide import print_decision, repeat_decision
from sim.cli.main import main

MEASURES = ("--saves", SAVES, "--costs", COSTS)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deciding")
    make_decided(folder / "runs" / "mine", count=40)
    return folder


@pytest.fixture(autouse=True)
def _here(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)


@pytest.mark.parametrize(("map_", "kind"), [(None, "price"), (object(), "map")])
def test_the_next_command_draws_a_figure_that_there_is(
    map_: object, kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sim.report.decision.folder.sentences", lambda _: {})
    decision = SimpleNamespace(warnings=(), choice=SimpleNamespace(flips=SimpleNamespace(map=map_)))
    print_decision(decision, "mine", [], everything=False)  # type: ignore[arg-type]
    assert capsys.readouterr().out.splitlines()[-1] == f"next: escsim plot mine --kind {kind}"


@pytest.mark.thorough
def test_a_study_is_decided(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["decide", "mine", *MEASURES, "--price", "0.4", "--no-report", "--no-figures"])
    out = capsys.readouterr().out
    assert code == 0
    assert out.splitlines()[0].startswith("price: On average, ")
    assert "At a price of 0.4 thousand rounds for a rung-day" in out
    assert len(out.splitlines()) <= 24
    assert out.splitlines()[-2:] == ["runs/mine/decision", "next: escsim plot mine --kind map"]
    assert (place / "runs" / "mine" / "decision" / "budget.csv").exists()
    assert not (place / "runs" / "mine" / "report.html").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "decide: name a measure that the policies of "),
        (
            ("--saves", "fires_from_sanctuary_kr"),
            "saves: fires_from_sanctuary_kr counts what the permission covers by law",
        ),
        (
            ("--saves", "launcher_salvos"),
            "saves: launcher_salvos responds to the policy through a prescribed factor",
        ),
        (("--saves", "blue_fires_kr"), "saves: blue_fires_kr has no better direction; a decision needs an effect"),
        (("--saves", SAVES, "--costs", SAVES), "costs: is the same measure as saves (red_fires_kr); name another"),
        ((*MEASURES, "--price", "0"), "price: must be greater than 0, in kr for one unit of costs (got '0')"),
        (
            (*MEASURES, "--between", "full_ban"),
            "between: name two policies, as in full_ban,counter_fire (got 'full_ban')",
        ),
        ((*MEASURES, "--between", "full_ban,none"), "between: no policy 'none'; known: restrictions=full_ban"),
        ((*MEASURES, "--prices", "1"), "escsim decide: no option '--prices'; did you mean '--price'?"),
    ],
)
def test_a_mistake_is_one_message_and_leaves_the_decision(
    place: Path, words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path.name for path in (place / "runs" / "mine").rglob("*"))
    assert main(["decide", "mine", *words, "--no-report"]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"error: {message}")
    assert len(err.splitlines()) == 1
    assert sorted(path.name for path in (place / "runs" / "mine").rglob("*")) == before


def test_an_unfinished_study_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_decided(tmp_path / "half", count=30, replications=2, status="running")
    assert main(["decide", str(tmp_path / "half"), *MEASURES]) == 2
    assert "is unfinished: stopped, 0 of at most 360 runs; repeat the sweep command" in capsys.readouterr().err


def test_all_parts_are_printed_where_all_is_asked_for(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", "mine", *MEASURES, "--no-report", "--no-figures", "--all"]) == 0
    *parts, folder, warning = [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()]
    assert folder == "runs/mine/decision"
    assert warning
    assert parts == ["price", "belief", "structure", "budget", "drivers", "where", "robust", "worth", "front", "enough"]


@pytest.mark.thorough
def test_a_finished_study_is_decided_again_as_its_file_says(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_decided(place / "runs" / "said", count=30, replications=2)
    told = list[str]()
    repeat_decision(folder, told.append)
    assert told == []  # neither its file nor an earlier decision says by what
    rewrite(folder, "study.json", spec={"decision": {"saves": SAVES, "costs": COSTS}})
    repeat_decision(folder, told.append)
    assert told == ["decided: runs/said/decision; `escsim decide runs/said` prints the decision"]
    figures = folder / "decision" / "figures"
    assert (figures / "price.png").exists()
    table = (figures / "price.csv").read_text(encoding="utf-8")
    (figures / "price.csv").unlink()
    assert main(["plot", str(folder), "--kind", "price"]) == 0
    assert (figures / "price.csv").read_text(encoding="utf-8") == table


def test_a_study_that_cannot_be_decided_is_told_why_and_no_more(place: Path) -> None:
    folder = make_decided(place / "runs" / "few", count=10)
    rewrite(folder, "study.json", spec={"decision": {"saves": SAVES, "costs": COSTS}})
    told = list[str]()
    repeat_decision(folder, told.append)
    assert told[0].startswith(
        "not decided: decide: the study has 10 complete futures, and needs at least 30; add futures"
    )
    assert not (folder / "decision").exists()
