from __future__ import annotations

import re
from pathlib import Path

import pytest
from made_up_studies import DAY, HALF_LIFE, NEVER, make_study, policy
from PIL import Image

from sim.cli import plot
from sim.config.problems import Problem

LEVERS = [NEVER, policy(0.0), policy(30.0)]


@pytest.fixture
def study(folder: Path) -> Path:
    """A small study in the folder of runs, named s."""
    return make_study(folder / "runs" / "s", LEVERS, [{HALF_LIFE: value} for value in (5.0, 10.0)], replications=60)


def test_a_picture_goes_into_the_study_as_png_and_svg(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert plot.execute(["s"]) == 0
    name = f"curve-red_batteries_lost_bty-{DAY}"
    printed = capsys.readouterr().out.splitlines()
    assert [Path(line).name for line in printed] == [f"{name}.svg", f"{name}.png", f"{name}.csv"]
    assert {path.name for path in (study / "figures").iterdir()} == {f"{name}.svg", f"{name}.png", f"{name}.csv"}
    assert printed[0].replace("\\", "/").startswith("runs/s/figures/")
    assert (study / "figures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("--y", HALF_LIFE, "--measure", "ground_lost_km2"), f"heat-ground_lost_km2-{DAY}-{HALF_LIFE}"),
        (("--kind", "parallel", "--measure", "ground_lost_km2"), "parallel-ground_lost_km2"),
        (("--by", HALF_LIFE, "--measure", "ground_lost_km2"), f"curve-ground_lost_km2-{DAY}-by_{HALF_LIFE}"),
        (("--x", HALF_LIFE, "--where", f"{DAY}=0"), f"curve-red_batteries_lost_bty-{HALF_LIFE}-where_{DAY}_0"),
    ],
)
def test_options_choose_the_picture(study: Path, words: tuple[str, ...], name: str) -> None:
    assert plot.execute([str(study), *words]) == 0
    assert (study / "figures" / f"{name}.png").exists()


def test_a_picture_of_another_width_leaves_the_normal_one(study: Path) -> None:
    name = f"curve-red_batteries_lost_bty-{DAY}"
    assert (
        plot.execute(["s"])
        == plot.execute(["s", "--width", "narrow"])
        == plot.execute(["s", "--width", "12.5 cm"])
        == 0
    )
    dots = {name: 160, f"{name}_90mm": 90, f"{name}_125mm": 125}
    assert {path.stem for path in (study / "figures").glob("*.png")} == {*dots}
    for stem, millimetres in dots.items():
        assert dots_across(study / "figures" / f"{stem}.png") == pytest.approx(millimetres / 25.4 * 150, abs=1)
    assert plot.execute(["s", "--width", "wide", "--out", "mine/own"]) == 0
    assert dots_across(Path("mine/own.png")) == pytest.approx(185 / 25.4 * 150, abs=1)


def dots_across(picture: Path) -> int:
    with Image.open(picture) as opened:
        return opened.width


def test_a_picture_says_what_it_is_of(study: Path) -> None:
    assert plot.execute([str(study), "--x", HALF_LIFE, "--where", f"{DAY}=0"]) == 0
    (drawn,) = (study / "figures").glob("*.svg")
    assert f"only {DAY}=0" in " ".join(re.findall(r"<!-- (.*?) -->", drawn.read_text()))


@pytest.mark.parametrize("out", ["a/b.png", "a/b.svg", "a/b"])
def test_out_names_both_files(study: Path, folder: Path, out: str) -> None:
    assert plot.execute(["s", "--out", out]) == 0
    assert {path.name for path in (folder / "a").iterdir()} == {"b.png", "b.svg", "b.csv"}
    assert not (study / "figures").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], "no such folder: nowhere; `escsim list` shows the runs"),
        (["s", "--x", "restrictions.counter_fire.dey"], f"did you mean '{DAY}'"),
        (["s", "--measure", "ground_lost"], "did you mean 'ground_lost_km2'"),
        (["s", "--measure", "ground"], r"did you mean 'ground_lost_km2'\?$"),
        (["s", "--kind", "heat"], "needs a second factor: --y KEY"),
        (["s", "--kind", "curve", "--y", HALF_LIFE], "takes one factor"),
        (["s", "--kind", "parallel", "--x", DAY], "leave out --x and --y"),
        (["s", "--where", f"{DAY}=7"], "no point has this value"),
        (["s", "--out", "runs/s/study.json/picture.png"], "choose another place with --out"),
        (
            ["s", "--width", "narow"],
            "--width narow: must be narrow, normal, wide, or a length .* did you mean 'narrow'",
        ),
        (["s", "--width", "20mm"], "--width 20mm: must be .* from 90 mm to 300 mm"),
        (["s", "--out", "x.pdf"], r"--out x.pdf: figures are written as PNG and SVG, not as .pdf"),
    ],
)
def test_a_mistake_has_one_message(study: Path, words: list[str], message: str) -> None:
    with pytest.raises(Problem, match=message):
        plot.execute(words)
    assert not (study / "figures").exists()
