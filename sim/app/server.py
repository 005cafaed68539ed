"""The local web server: uvicorn on a socket bound here, with limits on connections and on silent ones."""

from __future__ import annotations

import asyncio
import errno
import socket
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from sim.app.base import Base
from sim.app.explorer import Explorer
from sim.app.live import NewestMoves, WhatIf
from sim.app.panel import panel_of
from sim.app.simulate import Simulator
from sim.config.library import Library
from sim.config.problems import Problem
from sim.config.settings import Engine
from sim.study.execution.engines import Simulation, available_cores, choose_engine

CONNECTIONS = 128  # a browser keeps six open for each of its windows
IDLE_SECONDS = 30


class Server:
    """An address that is bound already, and what is served there."""

    def __init__(self, host: str, port: int) -> None:
        """Bind and listen; raise OSError if that cannot be done."""
        self.host = host
        six = ":" in host
        family = socket.AF_INET6 if six else socket.AF_INET
        both = six and socket.has_dualstack_ipv6()
        self.socket = socket.create_server((host, port), family=family, dualstack_ipv6=both)
        self.running: uvicorn.Server | None = None

    @property
    def port(self) -> int:
        """The port, which the system chose where 0 was asked for."""
        return int(self.socket.getsockname()[1])

    @property
    def url(self) -> str:
        """Address for a browser."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}/"

    def serve_forever(self, app: ASGIApp) -> None:
        """Serve until a signal comes, which is raised again once the server has ended, or until `stop`."""
        config = uvicorn.Config(
            app,
            http=Connection,
            loop="asyncio",
            ws="none",
            lifespan="off",
            interface="asgi3",
            workers=1,
            log_config=None,
            log_level="critical",  # the application prints what goes wrong; the rest is malformed requests
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=0,
        )
        self.running = uvicorn.Server(config)
        self.running.run([self.socket])

    def stop(self) -> None:
        """End serving, from another thread."""
        if self.running is not None:
            self.running.should_exit = True

    def close(self) -> None:
        """Give the address back."""
        self.socket.close()


class Connection(H11Protocol):
    """A connection of a browser.

    uvicorn waits forever for a request that never comes and for an answer that is never read; this one does not.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection if there is room."""
        super().connection_made(transport)
        if len(self.connections) > CONNECTIONS:
            transport.close()
        else:
            self._expect_request()

    def data_received(self, data: bytes) -> None:
        """Read on; a request whose headers are not complete yet is waited for no longer than a new one."""
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete:
            self._expect_request()

    def on_response_complete(self) -> None:
        """Wait for the next request, or for the reader to take what is left."""
        super().on_response_complete()
        if self.transport.is_closing():
            self.loop.call_later(self.timeout_keep_alive, self.transport.abort)

    def timeout_keep_alive_handler(self) -> None:
        """Close the connection, even where the reader has not taken the last answer."""
        super().timeout_keep_alive_handler()
        if self.transport.get_write_buffer_size():
            self.transport.abort()

    def _expect_request(self) -> None:
        self._unset_keepalive_if_required()
        if not self.transport.is_closing():
            wait = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)
            self.timeout_keep_alive_task = wait


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

    `port`: 0 for any that is free; `tell` is called with what takes a while, `ready` when the server can be reached.

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
