"""What a Hydra user types does what it does there, or says in one line what to type instead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import Escsim

SMALL = ("horizon=3 days", "replications=2", "restrictions=full_ban", "engine=simpy", "workers=1")


@pytest.mark.parametrize("words", [("--cfg", "job"), ("--cfg=job",), ("-c", "job"), ("--cfg",)])
def test_cfg_prints_the_job_s_config(folder: Path, escsim: Escsim, words: tuple[str, ...]) -> None:
    code, printed, told = escsim("run", *words, "seed=7")
    assert (code, told) == (0, "")
    assert "seed: 7" in printed


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--cfg", "hydra"), "--cfg hydra: Hydra's own config has no effect here; `--cfg job` prints the model's"),
        (("--cfg", "all"), "--cfg all: Hydra's own config has no effect here"),
        (("--info",), "no option '--info' here: `escsim run --cfg` prints the composed config"),
        (("--info", "defaults"), "no option '--info' here: `escsim run --cfg` prints the composed config"),
        (("--package=aid",), "no option '--package' here: `escsim run --cfg` prints"),
        (("--resolve",), "no option '--resolve' here: `escsim run --cfg` prints"),
        (("--run",), "no option '--run' here: `escsim run` without -m makes one run"),
        (("-cp", "x"), "no option '-cp' here: --config-dir DIR names the folder"),
        (("--hydra-help",), "no option '--hydra-help' here: `escsim --help` lists the verbs"),
        (("hydra.run.dir=x",), "hydra.run.dir: Hydra's own settings have no effect here: name= and runs_dir= choose"),
        (("hydra/launcher=joblib",), "hydra/launcher: Hydra's own settings have no effect here: workers= sets"),
        (
            ("-m", "hydra.sweeper.params.seed=1,2"),
            "hydra.sweeper.params.seed: Hydra's own settings have no effect here",
        ),
        (("seed=choice(1,2)",), "seed=choice(1,2): several values; use -m to run each of them\n"),
        (("+zzzzzz=1",), "zzzzzz: no such setting; known here: horizon"),
        (("~stall",), "~stall: a setting cannot be removed; choose another option of its group"),
        (("aid@other=none",), "aid@other: config packages are not supported; write the full key of the setting"),
    ],
)
def test_what_has_no_counterpart_says_what_to_type(
    folder: Path, escsim: Escsim, words: tuple[str, ...], line: str
) -> None:
    code, _, told = escsim("run", *words)
    assert code == 2
    assert told.startswith(f"error: {line}")
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("words", [("-cd", "own", "-cn", "mine"), ("--config-dir=own", "-cn=mine")])
def test_configs_are_found_by_the_short_options_too(folder: Path, escsim: Escsim, words: tuple[str, ...]) -> None:
    own_config(folder, "seed: 11")
    assert escsim("run", *words, *SMALL, "name=A").code == 0
    assert json.loads((folder / "runs" / "A" / "manifest.json").read_text())["seed"] == 11


def own_config(folder: Path, text: str) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "mine.yaml").write_text(f"defaults: [config, _self_]\n{text}\n")


SWEEP = "hydra:\n  mode: MULTIRUN\n  sweeper:\n    params:\n      seed: 1,2\n      aid: [announced_2024]"
OWN = ("--config-dir", "own", "--config-name", "mine")


@pytest.mark.thorough
def test_a_sweep_in_yaml_is_run_with_m_and_the_command_line_goes_first(folder: Path, escsim: Escsim) -> None:
    own_config(folder, SWEEP)
    assert escsim("run", "-m", *OWN, *SMALL, "name=A", "--no-report").code == 0
    assert planned(folder / "runs" / "A") == ["seed=1", "seed=2"]
    assert escsim("run", "-m", *OWN, *SMALL, "seed=3,4", "name=B", "--no-report").code == 0
    assert planned(folder / "runs" / "B") == ["seed=3", "seed=4"]


def planned(folder: Path) -> list[str]:
    return [each["label"] for each in json.loads((folder / "study.json").read_text())["variants"]]


def test_without_m_a_sweep_in_yaml_is_noted(folder: Path, escsim: Escsim) -> None:
    own_config(folder, SWEEP)
    code, _, told = escsim("run", *OWN, *SMALL, "name=A")
    assert (code, told) == (0, "note: the config lists a sweep (seed=1,2 aid=announced_2024); -m runs it\n")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("hydra:\n  run:\n    dir: x", "mine.yaml: hydra.run: name= and runs_dir= choose the folder"),
        ("hydra:\n  launcher: joblib", "mine.yaml: hydra.launcher: workers= sets the number of processes"),
        ("hydra:\n  sweeper:\n    params: 3", "mine.yaml: hydra.sweeper.params: must be keys with values"),
    ],
)
def test_other_settings_of_hydra_in_yaml_say_what_to_write(folder: Path, escsim: Escsim, text: str, line: str) -> None:
    own_config(folder, text)
    code, _, told = escsim("run", *OWN, *SMALL)
    assert code == 2
    assert line in told
    assert len(told.splitlines()) == 1
