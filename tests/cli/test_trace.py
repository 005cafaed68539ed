"""`escsim trace`: one replication again, bit for bit, told day by day."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from commands import Escsim
from made_up_runs import rewrite

from sim.study.files import parquet
from sim.study.files.manifest import read


@pytest.fixture
def run(original: tuple[Path, str], folder: Path) -> Path:
    """A stored run, to be torn."""
    return shutil.copytree(original[0], Path("runs/A"))


def test_the_story_is_told_day_by_day_and_equals_the_row(escsim: Escsim, run: Path) -> None:
    done = escsim("trace", str(run), "--replication", "3", "--all")
    assert (done.code, done.err) == (0, "")
    name = "Counter-fire from day 20 (record), aid as announced"
    assert done.out.startswith(f"Replication 3 of {name}: scenario kharkiv_2024, config ")
    days = [int(day) for day in re.findall(r"^ *day (-?\d+) *$", done.out, re.MULTILINE)]
    assert days == sorted(set(days))
    assert days[0] == 0
    assert re.search(r"^ *0\.00 +phases +phase_started +assault ", done.out, re.MULTILINE)
    assert re.search(
        r"^ *20\.00 .*policy_relaxed +\d+ steps? +the sponsor relaxes the restriction", done.out, re.MULTILINE
    )
    assert re.search(r" fires +mission +red [\d.]+ kr, blue [\d.]+ kr ", done.out)
    assert "\nThe measures equal row 3 of results.parquet, bit for bit.\nnext: escsim explain " in done.out


def test_every_traced_event_is_in_the_story(escsim: Escsim, run: Path) -> None:
    from sim.study.run.opening import open_run

    stored = open_run(run).trace()
    events = stored["event"][stored["replication"] == 2]
    out = escsim("trace", str(run), "-r", "2", "--all").out
    for event in set(events) - {"mission"}:
        assert len(re.findall(rf"^ *-?\d+\.\d\d +\S+ +{event} ", out, re.MULTILINE)) == sum(events == event)


def test_a_run_is_found_by_its_name(escsim: Escsim, run: Path) -> None:
    assert escsim("trace", run.name, "-r", "0").out == escsim("trace", str(run), "-r", "0").out


def test_a_row_that_is_not_the_same_to_the_bit_is_told(escsim: Escsim, run: Path) -> None:
    path = run / "results.parquet"
    columns = parquet.read(path)
    columns["ground_lost_km2"][1] *= 1 + 2**-52
    parquet.write(path, columns, {})
    rewrite(run, made_with=read(run)["made_with"] | {"version": "0.0.1"})
    done = escsim("trace", str(run), "-r", "1")
    assert done.code == 1
    assert "These measures differ from row 1 of results.parquet: ground_lost_km2.\n" in done.out
    assert "The run was made with version 0.0.1, now " in done.out
    assert escsim("trace", str(run), "-r", "0").code == 0


def test_a_config_that_this_version_refuses_is_told(escsim: Escsim, run: Path) -> None:
    config = read(run)["config"]
    rewrite(run, config=config | {"attrition": config["attrition"] | {"former": 1}})
    done = escsim("trace", str(run), "-r", "1")
    assert done.code == 2
    assert "this version cannot run the config of its manifest" in done.err
    assert "attrition.former: no such setting" in done.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["runs/missing", "-r", "0"], "no such folder: runs/missing"),
        (["runs", "-r", "0"], "runs is not a run folder: it has no manifest.json"),
        (["runs/A", "-r", "4"], "--replication 4: runs/A has replications 0 to 3"),
        (["runs/A", "-r", "-1"], "--replication -1: runs/A has replications 0 to 3"),
        (["runs/A", "-r", "x"], "-r/--replication: must be a whole number (got 'x')"),
        (["runs/A"], "missing: -r/--replication"),
        (["runs/A", "--replicaton", "1"], "no option '--replicaton'; did you mean '--replication'?"),
        (["runs/A", "runs/B", "-r", "1"], "unexpected word: 'runs/B'"),
    ],
)
def test_mistakes(escsim: Escsim, run: Path, words: list[str], message: str) -> None:
    done = escsim("trace", *words)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


@pytest.mark.parametrize(
    ("tear", "message"),
    [
        (lambda run: (run / "results.parquet").write_bytes(b"PAR1"), "results.parquet is damaged"),
        (lambda run: (run / "results.parquet").unlink(), "results.parquet is missing"),
        (lambda run: (run / "manifest.json").write_text("{"), "manifest.json is damaged"),
        (lambda run: _set_status(run, "running"), "is unfinished"),
    ],
)
def test_torn_and_unfinished_runs(escsim: Escsim, run: Path, tear: object, message: str) -> None:
    assert callable(tear)
    tear(run)
    done = escsim("trace", str(run), "-r", "0")
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    listed = escsim("list")
    assert listed.code == 0
    assert "A" in listed.out


def _set_status(run: Path, status: str) -> None:
    rewrite(run, status=status)
