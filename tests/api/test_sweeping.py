"""`sim.sweep`: a study as an object."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_up_studies import DAY, GROUND, NEVER, make_study, policy

import sim
from sim.cli.main import main
from sim.study.files.manifest import WARNING

STUDY = """
question: What does suppression do?
base: {restrictions: full_ban, horizon: 15 days, engine: simpy, workers: 1, replications: 3}
levers: {design: product, factors: {fires.suppression: [0.03, 0.06]}}
"""


@pytest.mark.thorough
def test_a_study_is_that_of_the_command_and_continues(place: Path) -> None:
    (place / "configs" / "study").mkdir(parents=True)
    (place / "configs" / "study" / "small.yaml").write_text(STUDY)
    ours = sim.sweep("small", name="ours", replications=2)
    assert len(ours.rows) == 4
    ours = sim.sweep("small", {"name": "ours"}, "replications=3")
    assert main(["sweep", "study=small", "name=theirs"]) == 0
    assert (ours.folder / "results.parquet").read_bytes() == (place / "runs/theirs/results.parquet").read_bytes()
    assert ours.question == "What does suppression do?"
    assert ours.rows["fires.suppression"].tolist() == [0.03] * 3 + [0.06] * 3
    again = sim.load("ours")
    assert isinstance(again, sim.Study)
    assert "6 of 6 runs" in repr(again)


def test_mistakes_are_those_of_the_command(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "study=polcy_ranking"]) == 2
    told = capfd.readouterr().err.removeprefix("error: ").strip()
    with pytest.raises(sim.Problem) as caught:
        sim.sweep("polcy_ranking")
    assert str(caught.value) == told
    assert not (place / "runs").exists()


@pytest.fixture
def timing(tmp_path: Path) -> sim.Study:
    """A made-up study: a day later loses 0.1 km2 more; 30 replications."""
    folder = make_study(tmp_path / "timing", [NEVER, policy(0.0), policy(30.0)], replications=100)
    found = sim.load(folder)
    assert isinstance(found, sim.Study)
    return found


def test_effects(timing: sim.Study) -> None:
    found = timing.effects(GROUND)
    assert found[DAY].tolist() == [np.inf, 0.0, 30.0]
    assert found["difference"].tolist() == pytest.approx([0.0, -6.0, -3.0], abs=0.3)
    assert found["low"][1] < found["difference"][1] < found["high"][1] < 0
    assert found["n"].tolist() == [100] * 3
    assert found.units["difference"] == "km2"
    with pytest.raises(sim.Problem, match="did you mean 'ground_lost_km2'"):
        timing.effects("ground_lost")


def test_rows_and_queries(timing: sim.Study) -> None:
    assert len(timing.points) == 3
    assert len(timing.rows) == 300
    found = timing.query(f'select lever, count(*) as n from runs where "{DAY}" < 100 group by lever order by lever')
    assert (found["lever"].tolist(), found["n"].tolist()) == ([1, 2], [100, 100])
    with pytest.raises(sim.Problem, match="must be a single select"):
        timing.query("drop table runs")


def test_repr(timing: sim.Study) -> None:
    text = repr(timing)
    for wanted in ("Study timing: When?", "3 points, 300 of 300 runs", "reference", WARNING):
        assert wanted in text
    assert WARNING in timing._repr_html_()


def test_the_report_is_written_where_it_is_asked_for(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[tuple[Path, Path | None]] = []

    def write_report(folder: Path, path: Path | None = None) -> Path:
        written.append((folder, path))
        return path or folder / "report.html"

    monkeypatch.setattr("sim.report.folders.reports.write_report", write_report)
    study = sim.load(make_study(place / "timing", [NEVER, policy(0.0)], replications=2))
    assert isinstance(study, sim.Study)
    assert study.report() == study.folder / "report.html"
    assert study.report("here.html") == Path("here.html")
    assert written == [(study.folder, None), (study.folder, Path("here.html"))]


def test_plot(timing: sim.Study) -> None:
    picture = timing.plot(measure=GROUND)
    assert picture.png == timing.folder / "figures" / f"curve-{GROUND}-{DAY}.png"
    assert picture._repr_png_().startswith(b"\x89PNG")
    numbers = timing.numbers(measure=GROUND)
    assert picture.csv.read_text().splitlines()[0] == ",".join(numbers.columns)
    assert len(numbers) == len(picture.csv.read_text().splitlines()) - 1
    assert len(timing.figure("curve", measure=GROUND).axes) == 2
    assert "curve" in timing.figures["name"]
    for wrong, said in (({"name": "heat"}, "needs a second factor"), ({"name": "curve", "y": DAY}, "takes one factor")):
        with pytest.raises(sim.Problem, match=said):
            timing.plot(measure=GROUND, **wrong)  # type: ignore[arg-type]
    with pytest.raises(sim.Problem, match="no factor of this study"):
        timing.plot(measure=GROUND, x="dy")
