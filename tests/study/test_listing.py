"""The list of runs: newest first, filtered, and not upset by torn folders."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fake_engine
import pytest
from made_up_runs import rewrite
from test_store import PLAN, planned, stored

from sim.config.problems import Problem
from sim.study.execution.pool import Pool
from sim.study.listing import list_runs, parse_filters
from sim.study.run.recorder import record


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Three runs, of which C, the newest, still runs; and a README, as in the repository."""
    root = tmp_path_factory.mktemp("runs")
    _stored(root, "A")
    _stored(root, "B", choices={"restrictions": "counter_fire", "aid": "delayed"}, seed=7, config={"horizon": "9 d"})
    running = record(PLAN, root, "C")
    (root / "README.md").write_text("")
    for second, name in enumerate("ABC"):
        rewrite(root / name, started=f"2026-01-01T00:00:0{second}.000+00:00")
    yield root
    running.close()


@pytest.fixture
def runs(shared: Path, tmp_path: Path) -> Path:
    """A copy of them, to be changed."""
    return shutil.copytree(shared, tmp_path / "runs")


def _stored(root: Path, name: str, **changes: Any) -> None:
    recorder = record(planned(replications_asked=4, **changes), root, name)
    recorder.finish(recorder.run(fake_engine.work(), Pool(1)))


def names(root: Path, **filters: str) -> str:
    return "".join(entry.name for entry in list_runs(root, filters))


def test_newest_first(shared: Path) -> None:
    assert names(shared) == "CBA"


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"status": "running"}, "C"),
        ({"name": "A"}, "A"),
        ({"seed": "7"}, "B"),
        ({"scenario": "border_generic"}, "CBA"),
        ({"restrictions": "full_ban"}, "CA"),
        ({"restrictions": "full_ban", "status": "finished"}, "A"),
        ({"horizon": "20 d"}, "CA"),
        ({"horizon": "20 days"}, "CA"),
        ({"horizon": "216 h"}, "B"),
        ({"attrition.kind": "helmbold"}, "CA"),
        ({"attrition.kind": "square"}, ""),
    ],
)
def test_filters(shared: Path, filters: dict[str, str], found: str) -> None:
    assert names(shared, **filters) == found


def test_an_unknown_filter_names_the_nearest(shared: Path) -> None:
    with pytest.raises(Problem, match="restriction: no run has a setting of that name; did you mean 'restrictions'"):
        list_runs(shared, {"restriction": "full_ban"})


def test_a_filter_is_key_and_value() -> None:
    assert parse_filters(["status=finished", "horizon=20 d"]) == {"status": "finished", "horizon": "20 d"}
    for word in ("finished", "=finished"):
        with pytest.raises(Problem, match="is not of the form key=value"):
            parse_filters([word])


def test_a_torn_folder_is_listed_as_unreadable(runs: Path) -> None:
    (runs / "B" / "manifest.json").write_text('{"format": 1, "sta')
    (runs / "notes").mkdir()
    (runs / "notes" / "mine.txt").write_text("")
    (runs / "empty").mkdir()  # as one that a calibration is about to fill
    entries = list_runs(runs)
    assert [entry.name for entry in entries] == ["C", "A", "B", "notes"]
    assert [bool(entry.unreadable) for entry in entries] == [False, False, True, True]
    assert names(runs, status="finished") == "A"


def test_a_multirun_of_an_earlier_version_is_told_in_a_line(runs: Path) -> None:
    folder = runs / "sweep"
    folder.mkdir()
    (folder / "multirun.json").write_text("{}")
    stored(folder, "0-full_ban")
    last = list_runs(runs)[-1]
    told = f"{folder} is a multirun of an earlier version, which this version cannot read; repeat its command"
    assert (last.folder, last.unreadable) == (folder, told)


def test_no_folder_of_runs_is_no_runs(tmp_path: Path) -> None:
    assert list_runs(tmp_path / "missing") == []
