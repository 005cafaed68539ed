"""The command itself: help, mistakes, the other verbs, and how it behaves in a pipe."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commands import SMALL, Escsim

from sim.cli.overview import USUAL, grouped
from sim.cli.verbs import VERBS
from sim.report.terminal.screen import LINES

MISTAKES = {
    ("rn",): "no verb 'rn'; did you mean 'run'?",
    ("--verison",): "no option '--verison'; did you mean '--version'?",
    ("seed=7",): "'seed=7': put a verb before a setting, as in: escsim run seed=7",
    ("run", "sed=7"): "sed: no such setting; did you mean 'seed'?",
    ("run", "--seed=7"): "no option '--seed'; a setting has no dashes: seed=...",
    ("run", "--multi"): "no option '--multi'; did you mean '--multirun'?",
    ("run", "restrictions=fullban"): "restrictions: no option 'fullban'; did you mean 'full_ban'?",
    ("run", "restrictions.events.permission.dy=3"): "did you mean 'restrictions.events.permission.day'?",
    ("run", "replications=1.5"): "replications: must be a whole number",
    ("run", "replications=0"): "replications: must be between 1 and",
    ("run", "seed=-1"): "seed: must be between 0 and",
    ("run", "horizon=0 days"): "horizon: must be between",
    ("run", "horizon=180"): "horizon: needs a unit",
    ("run", "horizon=180 km"): "horizon: must be in d",
    ("run", "aid.packages.0.amount=-5 USD m"): "aid.packages[0].amount: must be at least 0 USD m",
    (
        "run",
        "restrictions.events.permission.day=200",
    ): "restrictions.events.permission.day: day 200 is outside the replication",
    (
        "run",
        "restrictions.events.permission.day=-5000",
    ): "restrictions.events.permission.day: must be at least day -3660",
    ("run", "name=../x"): "name: must be the name of one folder",
    ("run", "aid=null"): "aid: no option null",
    ("run", "seed=1,2"): "seed=1,2: several values; use -m",
    ("run", "--config-dir=nowhere"): "--config-dir: no such folder",
    ("run", "--config-name=confg"): "no config called 'confg'; did you mean 'config'?",
    ("list", "finished"): "'finished' is not of the form key=value",
    ("list", "restriction=full_ban"): "restriction: no run has a setting of that name; did you mean 'restrictions'?",
    ("parameters", "atrition"): "no group or parameter called 'atrition'; did you mean 'attrition'?",
    ("parameters", "aid", "city"): "name one group, or none to show all; got aid, city",
    ("init",): "escsim init: missing: DIR",
    ("init", "a", "b"): "unexpected word: 'b'",
}


@pytest.mark.parametrize("words", MISTAKES, ids=" ".join)
def test_a_mistake_is_one_message_and_leaves_nothing(escsim: Escsim, folder: Path, words: tuple[str, ...]) -> None:
    done = escsim(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")
    assert MISTAKES[words] in done.err
    assert list(folder.iterdir()) == []


def test_several_mistakes_are_told_at_once(escsim: Escsim) -> None:
    done = escsim("run", "replications=0", "horizon=5", "aid.delay=7 km")
    keys = [line.removeprefix("error: ").partition(":")[0] for line in done.err.splitlines()]
    assert sorted(keys) == ["aid.delay", "horizon", "replications"]


def test_broken_yaml_is_told_with_its_place(escsim: Escsim, folder: Path) -> None:
    mine = folder / "configs" / "restrictions"
    mine.mkdir(parents=True)
    (mine / "mine.yaml").write_text("kind: timeline\nevents: {day: 3\n")
    done = escsim("run", "restrictions=mine")
    assert done.code == 2
    assert "mine.yaml, line " in done.err


def test_a_config_that_hides_a_shipped_one_is_refused(escsim: Escsim, folder: Path) -> None:
    mine = folder / "configs" / "restrictions"
    mine.mkdir(parents=True)
    (mine / "full_ban.yaml").write_text("kind: timeline\n")
    done = escsim("run")
    assert done.code == 2
    assert "full_ban.yaml: has the name of the shipped" in done.err


def test_a_file_in_the_place_of_the_runs_is_told(escsim: Escsim, folder: Path) -> None:
    (folder / "runs").write_text("")
    done = escsim("run", *SMALL)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: the runs folder {folder / 'runs'} is a file or a broken link; ")


def test_a_taken_name_is_told_and_the_run_kept(escsim: Escsim, original: tuple[Path, str]) -> None:
    shutil.copytree(original[0], "runs/A")
    before = Path("runs/A/manifest.json").read_bytes()
    done = escsim("run", *SMALL, "name=A", "seed=9")
    assert done.code == 2
    assert "exists already; choose another name" in done.err
    assert Path("runs/A/manifest.json").read_bytes() == before


def test_help_and_version(escsim: Escsim) -> None:
    for words in ((), ("-h",), ("--help",), ("help",), ("help", "--all")):
        done = escsim(*words)
        assert done.code == 0
        assert all(verb in done.out for verb in VERBS)
    assert escsim("--version").out.startswith("escsim ")


def test_the_help_fits_on_the_narrowest_usual_screen(escsim: Escsim) -> None:
    lines = escsim("--help").out.splitlines()
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= 80
    assert set(USUAL) <= set(VERBS)


def test_the_whole_help_has_every_verb_once_and_in_a_group(escsim: Escsim) -> None:
    groups = grouped(VERBS)
    assert "more" not in groups
    assert sorted(verb for verbs in groups.values() for verb in verbs) == sorted(VERBS)
    lines = [line for line in escsim("help", "--all").out.splitlines() if line.startswith("  ")]
    for verb, about in VERBS.items():
        assert [line.split() for line in lines if line.split()[:1] == [verb]] == [[verb, *about.split()]]
    assert "141" in escsim("help", "--all").out
    assert grouped({"run": "", "new": ""}) == {"run": ["run"], "more": ["new"]}


def test_help_explains_the_verb_that_it_is_asked_for(escsim: Escsim) -> None:
    assert escsim("help", "plot") == escsim("plot", "--help")
    assert "no verb 'plto'; did you mean 'plot'?" in escsim("help", "plto").err
    assert escsim("help", "plot", "run").code == 2


@pytest.mark.parametrize("width", [80, 200])
@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_a_verb_keeps_to_the_terminal(
    escsim: Escsim, verb: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for line in escsim(verb, "--help").out.splitlines():
        assert len(line) <= (100 if line.startswith("  escsim ") else min(width, 100)), line


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_a_help_with_examples(escsim: Escsim, verb: str) -> None:
    done = escsim(verb, "--help")
    assert done.code == 0
    assert f"usage: escsim {verb} " in done.out
    assert f"\n  escsim {verb}" in done.out


def test_list_without_runs(escsim: Escsim) -> None:
    assert escsim("list") == (0, "no runs in runs\n", "")
    assert escsim("list", "status=finished") == (0, "no matching runs in runs\n", "")


def test_list_elsewhere(escsim: Escsim, original: tuple[Path, str]) -> None:
    shutil.copytree(original[0], "there/A")
    assert "A" in escsim("list", "runs_dir=there").out
    assert escsim("list").out == "no runs in runs\n"


def test_parameters_have_unit_range_default_and_source(escsim: Escsim) -> None:
    done = escsim("parameters", "scenario", "--all")
    assert done.code == 0
    (line,) = [line for line in done.out.splitlines() if line.split()[:1] == ["scenario.front.city_distance"]]
    assert all(text in line for text in (" km ", "48 km", "30 km to 48 km", "30 miles as reported in May 2024"))
    assert "advance.kind" not in done.out
    assert "advance.kind" in escsim("parameters", "--all").out
    assert " helmbold " in escsim("parameters", "attrition", "--all").out
    assert "square" in escsim("parameters", "attrition", "attrition=square", "--all").out


def test_init_makes_a_folder_that_runs(escsim: Escsim, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = escsim("init", "my study")
    assert done.code == 0
    assert done.out.splitlines()[-1] == "next: cd 'my study' && escsim run scenario=my_scenario"
    monkeypatch.chdir(folder / "my study")
    text = Path("configs/scenario/my_scenario.yaml").read_text()
    schema = text.splitlines()[0].partition("$schema=")[2]
    assert Path("configs/scenario", schema).is_file()
    Path("configs/scenario/my_scenario.yaml").write_text(text.replace("sector_width: ", "sector_width: 1"))
    assert escsim("run", *SMALL, "scenario=my_scenario", "name=A").code == 0
    assert "my_scenario" in escsim("list", "name=A", "--all").out


def test_init_makes_a_study_of_the_scenario(escsim: Escsim, monkeypatch: pytest.MonkeyPatch) -> None:
    assert escsim("init", "mine").code == 0
    monkeypatch.chdir("mine")
    answer = escsim("plan", "study=my_study")
    assert answer.code == 0
    assert "into runs/my_study" in answer.out
    assert "  scenario: my_scenario" in Path("configs/study/my_study.yaml").read_text()


def test_init_overwrites_nothing(escsim: Escsim) -> None:
    Path("study").mkdir()
    Path("study/README.md").write_text("mine")
    done = escsim("init", "study")
    assert done.code == 2
    assert "README.md exists already; nothing was written" in done.err
    assert [path.name for path in Path("study").iterdir()] == ["README.md"]


def test_init_twice_is_one_line(escsim: Escsim) -> None:
    assert escsim("init", "study").code == 0
    done = escsim("init", "study")
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert "more of its files; nothing was written; name another folder" in done.err


def test_one_parameter_and_a_group_within_a_group(escsim: Escsim) -> None:
    listed = escsim("parameters", "aid.delay").out
    assert "aid.delay" in listed
    assert "aid.packages" not in listed
    within = escsim("parameters", "restrictions.events").out
    assert "restrictions.events[].day" in within
    assert "restrictions.long_range" not in within
    assert "did you mean 'aid.delay'?" in escsim("parameters", "aid.dely").err


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("calibration.fitted=[advance.speed]", "did you mean 'advance.speed_median'?"),
        ("restrictions_events_permission_day=5", "did you mean 'restrictions.events.permission.day'?"),
        ("restrictions_long_range_target=5", "did you mean 'restrictions.long_range.targets'?"),
        ("aid_delay=5", "did you mean 'aid.delay'?"),
    ],
)
def test_the_key_that_is_meant_is_named(escsim: Escsim, word: str, message: str) -> None:
    assert message in escsim("calibrate", word).err


def test_units_that_a_setting_can_have_are_named(escsim: Escsim) -> None:
    assert "unknown unit 'moon'; known: s, min, h, d, week (got '1 moon')" in escsim("run", "horizon=1 moon").err
    answer = escsim("run", "advance=ratio", "advance.speed_maximum=5 knots")
    assert "known: s, min, h, d, week, km, m, mile (" in answer.err


def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    command = [sys.executable, "-m", "sim.cli.main", "parameters"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.close()  # before anything is printed
    _, err = process.communicate(timeout=60)
    assert err == ""
    assert process.returncode != 0


def test_starting_is_light(folder: Path) -> None:
    heavy = "{'numpy', 'hydra', 'pydantic', 'matplotlib', 'duckdb', 'simpy', 'numba', 'rich'}"
    code = f"import sys, sim.cli.main; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[]\n"


def test_only_the_explorer_starts_a_web_server() -> None:
    servers = "{'sim.app', 'starlette', 'uvicorn'}"
    code = f"import sys, sim.cli.run, sim.cli.explore; print(sorted({servers} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(("own", "kept"), [({}, "4"), ({"OPENBLAS_THREAD_TIMEOUT": "20"}, "20")])
def test_garbage_is_searched_for_rarely_and_idle_threads_sleep(folder: Path, own: dict[str, str], kept: str) -> None:
    code = """
import gc, os, sys
from sim.cli.main import main
before = gc.get_threshold()[0]
main(["--version"])
print(gc.isenabled() and gc.get_threshold()[0] > 10 * before)
print(os.environ["OPENBLAS_THREAD_TIMEOUT"], "numpy" in sys.modules)
"""
    surroundings = {name: value for name, value in os.environ.items() if name != "OPENBLAS_THREAD_TIMEOUT"} | own
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True, env=surroundings
    )
    assert done.stdout.splitlines()[1:] == ["True", f"{kept} False"]
