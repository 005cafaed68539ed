"""The local web server: the standard library's, with bounds on what it takes and on how much it does at once."""

from __future__ import annotations

import json
import select
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from sim.app import safety
from sim.app.safety import Refused
from sim.config.problems import show

CONNECTIONS = 128  # a browser keeps six open for each of its windows
IDLE_SECONDS = 30.0
MOST_DIGITS = 18  # of the length of a request
MOST_PAIRS = 400  # in an address


@dataclass(frozen=True)
class Request:
    """What is asked for.

    Attributes:
        method: GET or POST.
        path: unquoted, without the query.
        query: names and texts.
        body: of a POST, parsed; an empty dict of a GET.
        wanted: says whether whoever asked still waits for the answer.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] = field(default_factory=dict)
    wanted: Callable[[], bool] = lambda: True

    def first(self, name: str, default: str = "") -> str:
        """The first text of that name in the query."""
        return next((text for key, text in self.query if key == name), default)

    def every(self, name: str) -> list[str]:
        """All texts of that name in the query."""
        return [text for key, text in self.query if key == name]


@dataclass(frozen=True)
class Response:
    """The answer: bytes of a kind, under a policy of what they may load."""

    body: bytes
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    policy: str = safety.PAGE_POLICY
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Callable[[Request], Response]


def page(html: str, status: int = 200) -> Response:
    """A page."""
    return Response(html.encode(), status=status)


def data(values: Mapping[str, Any], status: int = 200) -> Response:
    """Data for a script."""
    return Response(json.dumps(values).encode(), "application/json", status)


class Server(ThreadingHTTPServer):
    """Serves an application, a thread a connection, and not more of them than `CONNECTIONS`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, host: str, port: int, answer: Answer | None = None) -> None:
        """Bind; raises OSError where that cannot be done. `answer` has to be there when it serves."""
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Handler)
        self.host = host
        self.answer = answer
        self._room = threading.BoundedSemaphore(CONNECTIONS)

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{shown}:{self.server_address[1]}/"

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._room.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):  # the reader has gone
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "escsim", ""
    timeout = IDLE_SECONDS
    server: Server

    def do_GET(self) -> None:
        self._respond("GET")

    def do_HEAD(self) -> None:
        self._respond("GET")

    def do_POST(self) -> None:
        self._respond("POST")

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal is for what goes wrong."""

    def _respond(self, method: str) -> None:
        assert self.server.answer is not None
        try:
            response = self.server.answer(self._request(method))
        except Refused as refused:
            response = data({"problem": refused.message}, refused.status)
            if method == "POST":  # its body may not have been read
                self.close_connection = True
        self._send(response)

    def _request(self, method: str) -> Request:
        if len(self.path) > safety.LONGEST_ADDRESS:
            raise Refused(414, "the address is too long")
        safety.check_host(self.headers.get("Host"), self.server.host)
        safety.check_origin(method, {name: self.headers.get(name) for name in _READ})
        try:
            address = urlsplit(self.path)
            pairs = parse_qsl(address.query, keep_blank_values=True, max_num_fields=MOST_PAIRS)
        except ValueError:
            raise Refused(400, "the address cannot be read") from None
        body = self._body() if method == "POST" else {}
        return Request(method, unquote(address.path), tuple(pairs), body, self._is_there)

    def _is_there(self) -> bool:
        """Whether the other end has not hung up, as a page does that is closed or moves on."""
        try:
            readable, _, _ = select.select([self.connection], [], [], 0.0)
            return not readable or bool(self.connection.recv(1, socket.MSG_PEEK))
        except (OSError, ValueError):
            return False

    def _body(self) -> Mapping[str, Any]:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or self.headers.get_all("Content-Length") != [length]:
            raise Refused(400, f"Content-Length: must be one whole number of bytes (got {show(length)})")
        if len(length) > MOST_DIGITS or int(length) > safety.LONGEST_BODY:
            raise Refused(413, f"a request has at most {safety.LONGEST_BODY:,} bytes, and says how many")
        try:
            body = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            raise Refused(400, "the request is not JSON") from None
        if not isinstance(body, dict):
            raise Refused(400, "the request is not a JSON object")
        return body

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        headers = {"Content-Type": response.kind, "Content-Length": str(len(response.body))}
        if self.close_connection:
            headers["Connection"] = "close"
        headers |= safety.HEADERS | {"Content-Security-Policy": response.policy} | dict(response.headers)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)


_READ = ("Host", "Origin", "Content-Type", "Sec-Fetch-Site", "Sec-Fetch-Mode")
