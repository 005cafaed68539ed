"""Puts the explorer together and serves it."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from sim.app.base import Base
from sim.app.explorer import Explorer
from sim.app.live import NewestMoves, WhatIf
from sim.app.panel import panel_of
from sim.app.server import Server
from sim.app.simulate import Simulator
from sim.config.library import Library
from sim.config.problems import Problem
from sim.config.settings import Engine
from sim.study.engines import Simulation, available_cores, choose_engine

AT_FIRST = (("restrictions", "full_ban"), ("aid", "delayed"), ("restrictions", "endogenous"), ("stall", "line"))
"""Options that are likely to be wanted soon, read in the background."""

HIGHEST_PORT = 65535
OF_THE_PORT = (errno.EADDRINUSE, errno.EACCES, errno.EPERM)
"""What is wrong with the port; else it is the address that cannot be had."""


def serve(
    root: Path,
    library: Library,
    overrides: Sequence[str],
    host: str,
    port: int,
    tell: Callable[[str], None],
    ready: Callable[[Server], None],
) -> None:
    """Serve until Ctrl-C.

    Args:
        root: the folder of runs, which need not exist.
        library: of configs.
        overrides: words that the config starts from.
        host: address to bind.
        port: 0 for any that is free.
        tell: is told what takes a while.
        ready: is given the server when it can be reached.

    Raises:
        Problem: a word is wrong, or the port cannot be had.
    """
    base = Base(library, overrides)
    server = _bound(host, port)
    try:
        simulation: Simulation = choose_engine(Engine.COMPILED, (), base.parameters, 1, None, tell)
        with Simulator(simulation, available_cores()) as simulator:
            live = WhatIf(panel_of(base.parameters, base.seed), base, simulator, NewestMoves())
            threading.Thread(target=base.read_options, args=(AT_FIRST,), daemon=True).start()
            ready(server)
            server.serve_forever(Explorer(root, live).app(host))
    finally:
        server.close()


def _bound(host: str, port: int) -> Server:
    if not 0 <= port <= HIGHEST_PORT:
        raise Problem(f"--port {port}: must be from 0 to {HIGHEST_PORT}")
    try:
        return Server(host, port)
    except OSError as error:
        another = "choose another with --port" if error.errno in OF_THE_PORT else "name one of this machine with --host"
        raise Problem(f"cannot serve at {host}, port {port}: {error.strerror}; {another}") from None
