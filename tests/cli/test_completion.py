"""Completion: what could come next, and that shells really complete by it."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from commands import Escsim
from made_up_studies import DAY, NEVER, make_study, policy

from sim.cli.completing import candidates
from sim.cli.verbs import VERBS
from sim.model.measures import MEASURES

ROOT = Path(__file__).resolve().parents[2]


def words(line: str) -> list[str]:
    return [one.word for one in candidates(line)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("escsim expla", ["explain"]),
        ("escsim --v", ["--version"]),
        ("escsim run restr", ["restrictions=", "restrictions."]),
        ("escsim run restrictions=full", ["restrictions=full_ban"]),
        ("escsim run -m restrictions=full_ban,on_", ["restrictions=full_ban,on_request"]),
        ("escsim run restrictions.events.perm", ["restrictions.events.permission."]),
        ("escsim run restrictions.events.permission.da", ["restrictions.events.permission.day="]),
        (
            "escsim run restrictions.long_range.targets=",
            [f"restrictions.long_range.targets={x}" for x in ("firing", "any_military")],
        ),
        ("escsim run engine=c", ["engine=compiled"]),
        ("escsim run replic", ["replications="]),
        ("escsim run --multi", ["--multirun"]),
        ("escsim run study", []),
        ("escsim sweep study=pol", ["study=policy_ranking"]),
        ("escsim parameters attr", ["attrition", "attrition=", "attrition."]),
        ("escsim compare A --format j", ["json"]),
        ("escsim compare A --format=j", ["--format=json"]),
        ("escsim compare A --measures rung_days,launcher", ["rung_days,launcher_salvos"]),
        ("escsim list stat", ["status="]),
        ("escsim list status=f", ["status=finished", "status=failed"]),
        ("escsim verify deterministic_sq", ["deterministic_square_law"]),
        ("escsim verify deterministic_square_law x0", ["x0="]),
        ("escsim explore restrict", []),
        ("escsim explore horiz", ["horizon="]),
        ("escsim completion f", ["fish"]),
        ("escsim document khar", ["kharkiv_2024"]),
        ("escsim document kharkiv_2024 restrictions=full", ["restrictions=full_ban"]),
        ("cd there && /opt/bin/escsim expl", ["explain", "explore"]),
        ("escsim nothing ", []),
        ("escsim run 'restr", []),
        ("ls ", []),
        ("", []),
    ],
)
def test_what_could_come_next(folder: Path, line: str, expected: list[str]) -> None:
    assert words(line) == expected


def test_every_verb_and_measure_is_offered(folder: Path) -> None:
    assert words("escsim ") == list(VERBS)
    assert words("escsim plot A --measure ") == [measure.name for measure in MEASURES]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_completes_its_options(folder: Path, verb: str) -> None:
    assert "--help" in words(f"escsim {verb} -")


def test_runs_studies_and_their_factors(folder: Path) -> None:
    for name, mark in (("A", "manifest.json"), ("compared", "comparison.json")):
        (folder / "runs" / name).mkdir(parents=True)
        (folder / "runs" / name / mark).touch()
    make_study(folder / "runs" / "timing", [NEVER, policy(0.0)], replications=2)
    assert words("escsim compare ") == ["A", "timing"]
    assert words("escsim compare A --reference ") == ["A", "timing"]
    assert words("escsim explain A ") == ["A", "timing"]
    assert words("escsim explain A timing ") == []
    assert words("escsim trace A --replication ") == []
    assert words("escsim status ") == ["timing"]
    assert not {"A", "timing"} & set(words("escsim explore "))
    assert words("escsim plot timing --x ") == ["restrictions", DAY]
    assert words("escsim plot timing --where restrictions.") == [f"{DAY}="]
    assert words("escsim plot nothing --x ") == []


def test_options_of_ones_own(folder: Path) -> None:
    (folder / "mine" / "restrictions").mkdir(parents=True)
    (folder / "mine" / "restrictions" / "day_10.yaml").write_text(
        "# Allowed early.\ndefaults: [counter_fire, _self_]\n"
    )
    assert words("escsim run restrictions=day") == []
    (found,) = candidates("escsim run --config-dir mine restrictions=day")
    assert found == ("restrictions=day_10", "Allowed early.")
    (folder / "mine").rename("configs")
    assert words("escsim run restrictions=day") == ["restrictions=day_10"]


def test_the_command(escsim: Escsim) -> None:
    assert escsim("completion", "--line", "escsim run restrictions=full").out.startswith(
        "restrictions=full_ban\tRequested"
    )
    assert "complete --command escsim" in escsim("completion", "fish").out
    assert escsim("completion", "tcsh").code == 2
    assert "name the shell: bash, zsh, fish" in escsim("completion").err


def test_it_is_light(folder: Path) -> None:
    heavy = "{'numpy', 'hydra', 'omegaconf', 'pydantic', 'matplotlib', 'duckdb', 'simpy', 'numba', 'rich', 'yaml'}"
    lines = ("escsim run restrictions=", "escsim plot A --measure ", "escsim list s", "escsim document kh")
    code = (
        f"import sys\nfrom sim.cli.completing import candidates\nfor line in {lines}: assert candidates(line), line\n"
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True, cwd=ROOT
    )
    assert done.stdout == "[]\n"


SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], 'eval "$(escsim completion bash)"'),
    "zsh": (["zsh", "-f", "-i"], 'PS1="> "; unsetopt zle_bracketed_paste; eval "$(escsim completion zsh)"'),
    "fish": (["fish", "--no-config", "-i"], "escsim completion fish | source"),
}
waiting = partial(pytest.param, marks=pytest.mark.thorough)  # each waits a second for the shell
INSTALLED = [shell for shell in SHELLS if shutil.which(shell)]


@pytest.mark.parametrize("shell", INSTALLED)
@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("escsim run -m restrictions=full_ban,on_", "escsim run -m restrictions=full_ban,on_request "),
        ("escsim run --config-dir con", "escsim run --config-dir configs/"),
        waiting("escsim expla", "escsim explain "),
        waiting("escsim run restrictions=full", "escsim run restrictions=full_ban "),
        waiting("escsim run seed=1 replic", "escsim run seed=1 replications="),
        waiting("escsim run restrictions.events.permission.da", "escsim run restrictions.events.permission.day="),
    ],
)
def test_a_real_shell_completes(folder: Path, shell: str, typed: str, completed: str) -> None:
    (folder / "bin").mkdir()
    (folder / "bin" / "escsim").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sim.cli.main "$@"\n')
    (folder / "bin" / "escsim").chmod(0o755)
    (folder / "configs").mkdir()
    environment = {
        **os.environ,
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "TERM": "dumb" if shell == "bash" else "xterm",
        "HOME": str(folder),
    }
    found = typed_into(shell, environment, typed)
    if shell == "zsh":  # takes back the space, or the slash of a folder, when the cursor is moved
        found, completed = found.rstrip(" /"), completed.rstrip(" /")
    assert found == completed


def typed_into(shell: str, environment: dict[str, str], typed: str) -> str:
    """What a shell makes of some letters and the tab key: it echoes the line, with a word put in front of it."""
    command, setup = SHELLS[shell]
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(command[0], command, environment)
    try:
        os.write(terminal, f"{setup}; echo RE''ADY\n".encode())
        read_until(terminal, "(READY)")
        os.write(terminal, f"{typed}\t".encode())
        time.sleep(1.0)  # while the shell asks
        os.write(terminal, b"\x05END\x01echo GOT:\n")
        return read_until(terminal, r"[\r\n]GOT:([^\r\n]*?)END")
    finally:
        os.kill(child, 9)
        os.close(terminal)
        os.waitpid(child, 0)


def read_until(terminal: int, pattern: str) -> str:
    found, ends = "", time.monotonic() + 30
    while not (match := re.search(pattern, found)):
        ready, _, _ = select.select([terminal], [], [], max(ends - time.monotonic(), 0))
        assert ready, f"{pattern} did not come; there was: {found!r}"
        found += os.read(terminal, 4096).decode(errors="replace")
    return match[1]
