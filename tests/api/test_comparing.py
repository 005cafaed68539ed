"""`sim.compare`: the numbers of the command, as tables."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import sim
from sim.cli.main import main
from sim.study.files.manifest import WARNING

Two = tuple[sim.Run, sim.Run]


def test_differences_are_those_of_the_file(runs: Two, place: Path) -> None:
    found = sim.compare(*runs)
    assert found.labels == ("counter_fire", "full_ban")
    folder = found.save(place / "kept", figures=False, report=False)
    with (folder / "comparison.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["measure"] for row in rows] == found.differences["measure"].tolist()
    assert list(rows[0]) == list(found.differences.columns)
    written = [float(row["difference_mean"]) for row in rows if row["difference_mean"]]
    known = found.differences["difference_mean"]
    assert written == known[known == known].tolist()
    assert found.folder == folder


def test_one_difference(runs: Two) -> None:
    found = sim.compare(*runs)
    row = found.difference("fires_from_sanctuary_kr")
    means = [run["fires_from_sanctuary_kr"].mean() for run in runs]
    assert row["difference_mean"] == pytest.approx(means[1] - means[0])
    assert str(row) == str(found.difference("fires_from_sanctuary_kr", "full_ban"))  # NaN is not equal to itself
    with pytest.raises(sim.Problem, match="no measure 'fires'"):
        found.difference("fires")
    with pytest.raises(sim.Problem, match="no variant 'fullban'; did you mean 'full_ban'"):
        found.difference("rung_days", "fullban")
    with pytest.raises(sim.Problem, match="variant: name one of full_ban"):
        sim.compare(*runs, runs[0]).difference("rung_days")


def test_the_reference(runs: Two) -> None:
    assert sim.compare(*runs, reference=runs[1]).reference == "full_ban"
    other = sim.compare(runs[0], reference=runs[1])
    assert (other.reference, other.labels) == ("full_ban", ("full_ban", "counter_fire"))
    by_name = sim.compare(runs[0].folder, str(runs[1].folder), measures=["rung_days"])
    assert by_name.differences["measure"].tolist() == ["rung_days"]


@pytest.mark.thorough
def test_a_multirun_stands_for_its_runs(runs: Two, place: Path) -> None:
    words = ["horizon=25 days", "replications=2", "workers=1", "save.paths=0", "save.traces=0"]
    assert main(["run", "-m", *words, "restrictions=counter_fire,full_ban", "name=many"]) == 0
    assert sim.compare(place / "runs" / "many").labels == ("counter_fire", "full_ban")
    with pytest.raises(sim.Problem, match=r"reference: .* contains 2 runs"):
        sim.compare(runs[0], reference=place / "runs" / "many")


def test_all_that_cannot_be_read_is_told_at_once(place: Path) -> None:
    with pytest.raises(sim.Problem) as caught:
        sim.compare("one", "two")
    assert len(caught.value.lines) == 2


def test_what_is_kept_is_that_of_the_command_and_is_opened_again(runs: Two, place: Path) -> None:
    folder = sim.compare(*runs).save(place / "kept", figures=False)
    assert main(["compare", *(str(run.folder) for run in runs), "--no-figures", "--out", "theirs"]) == 0
    files = sorted(path.name for path in Path("theirs").iterdir())
    assert sorted(path.name for path in folder.iterdir()) == files
    assert "report.html" in files
    for name in files:
        assert (folder / name).read_bytes() == (place / "theirs" / name).read_bytes()
    again = sim.load("kept")
    assert isinstance(again, sim.Comparison)
    assert again.folder == Path("kept")
    assert str(again.difference("rung_days")) == str(sim.compare(*runs).difference("rung_days"))
    assert "folder: kept" in repr(again)


def test_repr_and_tables(runs: Two) -> None:
    found = sim.compare(*runs)
    text = repr(found)
    for wanted in ("Comparison with counter_fire", "full_ban (6)", "red_fires_kr", WARNING, "stall="):
        assert wanted in text
    assert WARNING in found._repr_html_()
    assert found.settings["setting"][0] == "restrictions"
    assert len(found.levels) == 2 * len(found.differences)
    assert "folder:" not in text


def test_saving_overwrites_nothing(runs: Two, place: Path) -> None:
    (place / "full").mkdir()
    (place / "full" / "mine").write_text("x")
    with pytest.raises(sim.Problem, match="is not empty"):
        sim.compare(*runs).save(place / "full")
    assert [path.name for path in (place / "full").iterdir()] == ["mine"]
