"""The command of the explorer: what it refuses, what it warns of, and how it ends."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from commands import Escsim

from sim.app.server import Server
from sim.config.settings import Engine
from sim.study.execution.engines import Simulation


@pytest.fixture(autouse=True)
def without_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not compile, and is stopped as soon as it serves."""

    def stopped(self: Server, app: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.app.server.choose_engine", lambda *_: Simulation(Engine.SIMPY))
    monkeypatch.setattr(Server, "serve_forever", stopped)


def test_it_says_where_it_is_and_ends_with_ctrl_c(escsim: Escsim, folder: Path) -> None:
    (folder / "mine").mkdir()
    answer = escsim("explore", "mine", "--port", "0")
    assert answer.code == 0
    assert answer.err.startswith("http://127.0.0.1:")
    assert "(runs: mine; press Ctrl-C to stop)" in answer.err
    assert answer.err.endswith("stopped\n")
    assert not (folder / "runs").exists()  # it makes nothing


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], "no such folder: nowhere"),
        (["one", "two"], "takes one runs folder, not 2"),
        (["--port", "70000"], "--port 70000: must be from 0 to 65535"),
        (["--port", "x"], "--port: must be a whole number (got 'x')"),
        (["--prot", "1"], "did you mean '--port'?"),
        (["restrictions=full_ban"], "restrictions: is set in the page"),
        (["stal=line"], "did you mean 'stall'?"),
        (["--host", "256.1.1.1", "--port", "0"], "cannot serve at 256.1.1.1"),
        (["--host", "192.0.2.1", "--port", "0"], "name one of this machine with --host"),
    ],
)
def test_what_is_wrong_is_told(escsim: Escsim, words: list[str], message: str) -> None:
    answer = escsim("explore", *words)
    assert answer.code == 2
    assert message in answer.err
    assert "Traceback" not in answer.err


def test_a_port_that_is_taken_is_told(escsim: Escsim) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = escsim("explore", "--port", str(taken.getsockname()[1]))
    assert answer.code == 2
    assert "choose another with --port" in answer.err


def test_another_host_is_warned_of(escsim: Escsim) -> None:
    answer = escsim("explore", "--host", "0.0.0.0", "--port", "0")
    assert answer.code == 0
    assert "warning: --host 0.0.0.0 lets every machine" in answer.err
    assert "warning" not in escsim("explore", "--port", "0").err
