"""Settings of a run, and where its folder is."""

from __future__ import annotations

import errno
import re
from pathlib import Path
from typing import Any

import pytest

from sim.config.atomic import remedy
from sim.config.canonical import to_config
from sim.config.compose import read
from sim.config.library import Library
from sim.config.observations import NOTHING
from sim.config.paths import config_root, runs_root
from sim.config.problems import Problem
from sim.config.schema import validate
from sim.config.settings import NO_CALIBRATION, Settings
from sim.study.design.variant import CLASSES

SHIPPED = Library(CLASSES, config_root())
GOOD = {
    "name": None,
    "seed": 1,
    "replications": 500,
    "workers": None,
    "engine": "auto",
    "mechanisms": [],
    "measures": [],
    "runs_dir": None,
    "label": None,
    "save": {"paths": 500, "traces": 20},
    "limits": {"replication_seconds": None},
    "parameters": None,
    "observations": to_config(NOTHING),
    "calibration": to_config(NO_CALIBRATION),
}


def settings(**changes: Any) -> Settings:
    found = validate({**GOOD, **changes}, Settings)[0]
    assert isinstance(found, Settings)
    return found


def test_good_settings() -> None:
    assert to_config(settings()) == GOOD
    assert settings(replications=1e4).replications == 10_000


@pytest.mark.parametrize("name", ["a", "run 1", "kharkiv_2024-full_ban", "später", "x" * 100, "1.5"])
def test_good_names(name: str) -> None:
    assert settings(name=name).name == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../x",
        "a/b",
        "/a",
        "a\\b",
        ".hidden",
        "-m",
        " a",
        "a ",
        "a\nb",
        "a\0",
        "x" * 101,
        "ä" * 100 + "x",
        "c:",
        "*",
        "\udcff",
    ],
)
def test_bad_names(name: str) -> None:
    with pytest.raises(Problem) as caught:
        settings(name=name)
    assert str(caught.value).startswith("name: must be the name of one folder")
    assert f"(got {name!r})" in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"replications": 0}, "replications: must be between 1 and 10000000 (got 0)"),
        ({"seed": 2**63}, f"seed: must be between 0 and {2**63 - 1}"),
        ({"workers": 0}, "workers: must be between 1 and 4096 (got 0)"),
        ({"runs_dir": " "}, "runs_dir: must be a path, or null (got ' ')"),
        ({"runs_dir": "a\0"}, "runs_dir: must be a path, or null"),
        ({"save": {"paths": -1, "traces": 20}}, "save.paths: must be between 0 and 1000000 (got -1)"),
    ],
)
def test_bad_settings(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Problem) as caught:
        settings(**changes)
    assert words in str(caught.value)


def test_config_root() -> None:
    assert config_root().name == "configs"
    assert config_root().parent in Path(__file__).resolve().parents or config_root().parent.name == "sim"


def test_runs_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert runs_root() == tmp_path / "runs"
    monkeypatch.setenv("ESCSIM_RUNS", "kept")
    assert runs_root() == tmp_path / "kept"
    assert runs_root("here") == tmp_path / "here"
    assert runs_root("/there") == Path("/there")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert runs_root("~/x") == tmp_path / "x"


def test_what_can_be_done_about_a_file_depends_on_why_it_was_not_written() -> None:
    assert remedy(OSError(errno.ENOSPC, "No space left on device")) == "free some disk space"
    assert remedy(PermissionError(errno.EACCES, "Permission denied")) == "check its permissions"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("replication=3", "replications"),
        ("seeds=3", "seed"),
        ("detection=0.3", "counter_battery.detection"),
        ("restrictions.relax_intercept=-6", "restrictions.relax.intercept"),
        ("restrictions.relaxation.intercept=-6", "restrictions.relax.intercept"),
        ("reserves.lag_days=10", "reserves.lag"),
        ("scenario.forces.blue_engaged_kpe=3", "scenario.forces.blue_engaged"),
    ],
)
def test_the_shipped_key_that_is_meant_is_named(word: str, meant: str) -> None:
    with pytest.raises(Problem, match=rf"no such setting; did you mean '{re.escape(meant)}'\?"):
        read(SHIPPED, [word])


@pytest.mark.parametrize("word", ["adaptation.rate=3", "counter_battery.capacity=3"])
def test_a_key_that_is_like_no_other_gets_those_beside_it(word: str) -> None:
    with pytest.raises(Problem, match="no such setting; known here: kind, "):
        read(SHIPPED, [word])


@pytest.mark.parametrize("name", ["Харків", "Größe 2"])
def test_letters_beyond_ascii_need_no_quotes(name: str) -> None:
    (_, settings), _ = read(SHIPPED, [f"name={name}"])
    assert settings.name == name
