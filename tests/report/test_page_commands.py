from __future__ import annotations

from pathlib import Path

import pytest
from made_up_runs import manifest_of

from sim.report.page.commands import command, place_in_runs, run_commands
from sim.study.run.store import StoredRun


def run(name: str, *overrides: str, **choices: str) -> StoredRun:
    return StoredRun(Path("runs") / name, manifest_of(overrides=list(overrides), choices=choices))


def test_one_run_is_its_own_words_without_those_on_which_nothing_depends() -> None:
    found = run_commands([run("A", "restrictions=full_ban", "name=A", "workers=2", "horizon=20 days")])
    assert found == ["escsim run restrictions=full_ban 'horizon=20 days' name=A"]


def test_runs_that_are_every_combination_are_one_command() -> None:
    runs = [
        run(str(place), f"restrictions={policy}", f"stall={stall}", "seed=7")
        for place, (policy, stall) in enumerate([("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")])
    ]
    assert run_commands(runs, name="both") == ["escsim run -m restrictions=a,b stall=x,y seed=7 name=both"]
    assert run_commands(runs[:3]) == [
        "escsim run restrictions=a stall=x seed=7 name=0",
        "escsim run restrictions=a stall=y seed=7 name=1",
        "escsim run restrictions=b stall=x seed=7 name=2",
    ]


def test_an_option_that_was_left_to_the_default_is_named_beside_others() -> None:
    runs = [run("record", restrictions="counter_fire"), run("ban", "restrictions=full_ban", restrictions="full_ban")]
    assert run_commands(runs) == ["escsim run -m restrictions=counter_fire,full_ban"]


def test_further_settings_take_the_place_of_those_there_are() -> None:
    runs = [run("A", "restrictions=a", "stall=line"), run("B", "restrictions=b", "stall=line")]
    assert run_commands(runs, {"stall": "mixed,line"}, many=True) == ["escsim run -m restrictions=a,b stall=mixed,line"]
    alone = [run("A", "seed=1", restrictions="a"), run("B", "seed=2", "restrictions=b", restrictions="b")]
    assert run_commands(alone, {"stall": "mixed,line"}, many=True) == [
        "escsim run -m seed=1 restrictions=a stall=mixed,line",
        "escsim run -m seed=2 restrictions=b stall=mixed,line",
    ]


def test_lists_are_not_taken_for_several_values() -> None:
    runs = [run("A", "bands=[a,b]"), run("B", "bands=[c]")]
    assert run_commands(runs) == ["escsim run 'bands=[a,b]' name=A", "escsim run 'bands=[c]' name=B"]


def test_where_runs_are(tmp_path: Path) -> None:
    for name in ("many/0", "many/1", "alone"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "many" / "study.json").touch()
    runs = [StoredRun(tmp_path / name, manifest_of()) for name in ("many/0", "many/1", "alone")]
    assert [place_in_runs(one.folder) for one in runs] == ["many/0", "many/1", "alone"]


@pytest.mark.parametrize(("word", "shown"), [("a=b", "a=b"), ("a=[b,c]", "'a=[b,c]'"), ("a=2 d", "'a=2 d'")])
def test_words_are_quoted_for_a_shell(word: str, shown: str) -> None:
    assert command("run", word) == f"escsim run {shown}"
