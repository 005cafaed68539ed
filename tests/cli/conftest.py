"""Commands run inside the test's process, in a folder of their own, without figures unless a test asks for them."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from commands import SMALL, Answer, Escsim
from undrawn import without_figures

from sim.cli.main import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which the commands are started."""
    monkeypatch.chdir(tmp_path)
    without_figures(monkeypatch)
    return tmp_path


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a small run with seed 7, not to be changed, and all that the command printed."""
    root = tmp_path_factory.mktemp("original")
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed):
        patch.setattr("sim.report.figures.run_figures.figures", lambda run: {})
        patch.chdir(root)
        assert main(["run", *SMALL, "seed=7", "name=A", "--all"]) == 0
    return root / "runs" / "A", printed.getvalue()


@pytest.fixture
def escsim(folder: Path, capfd: pytest.CaptureFixture[str]) -> Escsim:
    def command(*words: str) -> Answer:
        code = main(words)
        return Answer(code, *capfd.readouterr())

    return command
