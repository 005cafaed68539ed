"""What the server refuses, asked over plain HTTP."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sim.app import safety, web
from sim.app import server as ours
from sim.app.safety import Refused, check_host, is_loopback, resolve_inside
from sim.app.server import Server
from sim.app.web import Guard, body_of, told, while_wanted
from sim.report.page.render import sorting_hash


async def _echo(request: Request) -> Response:
    body = await body_of(request) if request.method == "POST" else {}
    query = request.query_params.multi_items()
    return JSONResponse({"path": request.url.path, "query": query, "body": dict(body)})


async def _refusal(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, HTTPException)
    return told(refused)


@contextmanager
def serving(answer: Callable[[Request], Awaitable[Response]] = _echo) -> Iterator[Server]:
    routes = [Route("/{path:path}", answer, methods=["GET", "POST"])]
    app = Guard(Starlette(routes=routes, exception_handlers={HTTPException: _refusal}), "127.0.0.1")
    made = Server("127.0.0.1", 0)
    thread = threading.Thread(target=made.serve_forever, args=(app,))
    thread.start()
    yield made
    made.stop()
    thread.join()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


def asked(
    server: Server, method: str, path: str, body: str | None = None, **headers: str
) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request(method, path, body, {name.replace("_", "-"): text for name, text in headers.items()})
    answer = connection.getresponse()
    found = json.loads(answer.read() or "{}")
    connection.close()
    return answer.status, found | {"headers": answer.headers}


def test_a_page_is_served_under_a_strict_policy(server: Server) -> None:
    status, found = asked(server, "GET", "/runs?filter=a%3D1")
    assert status == 200
    assert found["query"] == [["filter", "a=1"]]
    assert "script-src 'self'" in found["headers"]["Content-Security-Policy"]
    assert found["headers"]["X-Content-Type-Options"] == "nosniff"
    assert found["headers"]["Cross-Origin-Resource-Policy"] == "same-origin"


def test_it_is_bound_to_this_machine(server: Server) -> None:
    assert server.socket.getsockname()[0] == "127.0.0.1"
    assert server.url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", ""])
def test_a_foreign_name_is_refused(server: Server, host: str) -> None:
    assert asked(server, "GET", "/", Host=host)[0] == 403


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:99", "[::1]:8000"])
def test_names_of_this_machine_are_taken(server: Server, host: str) -> None:
    assert asked(server, "GET", "/", Host=host)[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_posts_of_other_sites_are_refused(server: Server, headers: dict[str, str]) -> None:
    assert asked(server, "POST", "/api/whatif", "{}", Content_Type="application/json", **headers)[0] == 403


def test_a_post_of_the_page_itself_is_taken(server: Server) -> None:
    host = f"127.0.0.1:{server.port}"
    headers = {"Origin": f"http://{host}", "Sec_Fetch_Site": "same-origin", "Content_Type": "application/json"}
    status, found = asked(server, "POST", "/api/whatif", '{"number": 1}', **headers)
    assert status == 200
    assert found["body"] == {"number": 1}


def test_a_form_of_another_site_cannot_post(server: Server) -> None:
    assert asked(server, "POST", "/", "a=1", Content_Type="application/x-www-form-urlencoded")[0] == 415


def test_a_link_of_another_site_may_lead_here_but_its_images_may_not(server: Server) -> None:
    assert asked(server, "GET", "/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")[0] == 200
    assert asked(server, "GET", "/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors")[0] == 403


@pytest.mark.parametrize(
    ("body", "status"), [("{", 400), ("[1]", 400), ("[" * 60_000, 400), ('{"a": "' + "x" * 70_000 + '"}', 413)]
)
def test_bodies_that_are_wrong_or_too_large_are_refused(server: Server, body: str, status: int) -> None:
    assert asked(server, "POST", "/", body, Content_Type="application/json")[0] == status


def test_long_addresses_are_refused(server: Server) -> None:
    assert asked(server, "GET", "/?" + "a" * 9_000)[0] == 414
    assert asked(server, "GET", "/?" + "&".join(["a=1"] * 1_000))[0] == 400


def test_other_methods_are_refused(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("DELETE", "/runs")
    assert connection.getresponse().status == 405
    connection.close()


def test_more_connections_than_there_is_room_for_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "CONNECTIONS", 1)
    with serving() as made:
        first, second = (http.client.HTTPConnection("127.0.0.1", made.port, timeout=10) for _ in range(2))
        first.request("GET", "/")
        assert first.getresponse().read()  # and it stays open
        second.request("GET", "/")
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            second.getresponse()
        first.close()
        second.close()


POSTED = "POST / HTTP/1.1\nHost: 127.0.0.1\nContent-Type: application/json\n"


@pytest.mark.parametrize(
    "text", ["", "GET / HT", "GET / HTTP/1.1\nHost: 127.0.0.1\n\n", POSTED + "Content-Length: 9\n\n{"]
)
def test_a_silent_connection_is_closed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "IDLE_SECONDS", 0.2)
    monkeypatch.setattr(web, "IDLE_SECONDS", 0.2)
    with serving() as made:
        assert not _raw(made, text).endswith(b"STILL OPEN")


def test_an_answer_that_nobody_reads_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "IDLE_SECONDS", 0.2)

    async def much(request: Request) -> Response:
        return Response(b"x" * 30_000_000)

    with serving(much) as made, socket.create_connection(("127.0.0.1", made.port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        end = time.monotonic() + 10
        while made.running is None or made.running.server_state.total_requests < 1:
            time.sleep(0.01)
        while made.running.server_state.connections and time.monotonic() < end:
            time.sleep(0.01)
        assert not made.running.server_state.connections


OUTSIDE = (
    "", ".", "..", "../secret", "/etc/passwd", "run/../../secret", ".hidden", "run/.hidden", "a\\b", "nul\0", "link",
    "link/secret.csv", "missing",
)  # fmt: skip


@pytest.mark.parametrize("name", OUTSIDE)
def test_nothing_outside_the_runs_is_found(tmp_path: Path, name: str) -> None:
    root = tmp_path / "runs"
    (root / "run").mkdir(parents=True)
    for hidden in (root / ".hidden", root / "run" / ".hidden"):
        hidden.write_text("x")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text("x")
    (tmp_path / "secret").write_text("x")
    (root / "link").symlink_to(outside)
    with pytest.raises(Refused):
        resolve_inside(root, name)
    assert resolve_inside(root, "run") == (root / "run").resolve()


def test_a_link_within_the_runs_may_be_followed(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "newest").symlink_to(tmp_path / "run")
    assert resolve_inside(tmp_path, "newest") == (tmp_path / "run").resolve()


def test_loopback() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "127.8.0.1"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "::", "192.168.0.3", "example.org", ""))


def test_beyond_loopback_addresses_are_taken_and_foreign_names_are_not() -> None:
    check_host("192.168.0.3:8000", "0.0.0.0")
    with pytest.raises(Refused):
        check_host("192.168.0.3:8000", "127.0.0.1")
    with pytest.raises(Refused):
        check_host("evil.example", "0.0.0.0")


def test_files_of_runs_run_no_script_and_reports_are_alone() -> None:
    assert "script" not in safety.FILE_POLICY
    assert "sandbox allow-scripts" in safety.REPORT_POLICY
    assert "allow-same-origin" not in safety.REPORT_POLICY
    assert "connect-src" not in safety.REPORT_POLICY  # default-src 'none' holds


def _raw(server: Server, text: str) -> bytes:
    """What the server answers to bytes, until it closes the connection or stays silent for half a second."""
    found = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=0.5) as connection:
        connection.sendall(text.replace("\n", "\r\n").encode())
        try:
            while part := connection.recv(65536):
                found += part
        except TimeoutError:
            return found + b"STILL OPEN"
    return found


@pytest.mark.parametrize(
    "text",
    [
        "GET / HTTP/1.1\nHost: [::1\n\n",
        "GET / HTTP/1.1\nHost: [not-an-address]\n\n",
        "POST /whatif HTTP/1.1\nHost: 127.0.0.1\nContent-Type: application/json\nContent-Length: ten\n\n",
        "POST /whatif HTTP/1.1\nHost: 127.0.0.1\nContent-Type: application/json\nContent-Length: -1\n\n",
        "POST /whatif HTTP/1.1\nHost: 127.0.0.1\nContent-Type: application/json\nContent-Length: \u00b2\n\n",
        "POST /whatif HTTP/1.1\nHost: 127.0.0.1\nContent-Type: application/json\nContent-Length: 2\n"
        "Content-Length: 3\n\n{}",
        "GET http://[/ HTTP/1.1\nHost: 127.0.0.1\n\n",
    ],
)
def test_a_malformed_request_is_answered(server: Server, text: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert _raw(server, text).startswith(b"HTTP/1.1 400 ")
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize(("digits", "status"), [(5, 413), (19, 413), (5000, 400)])
def test_a_length_beyond_the_limit_is_refused_at_once(server: Server, digits: int, status: int) -> None:
    assert _raw(server, f"{POSTED}Content-Length: {'9' * digits}\n\n").startswith(f"HTTP/1.1 {status} ".encode())


def test_a_body_of_unknown_length_is_read_to_the_limit(server: Server) -> None:
    chunked = POSTED + "Transfer-Encoding: chunked\n\n"
    assert _raw(server, chunked + "2\n{}\n0\n\n").startswith(b"HTTP/1.1 200 ")
    assert _raw(server, chunked + "11170\n" + "x" * 0x11170 + "\n").startswith(b"HTTP/1.1 413 ")


def test_a_connection_is_closed_when_that_is_asked_for(server: Server) -> None:
    answer = _raw(server, "GET / HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n\n")
    assert b"Connection: close" in answer
    assert not answer.endswith(b"STILL OPEN")
    assert _raw(server, "GET / HTTP/1.1\nHost: 127.0.0.1\n\n").endswith(b"STILL OPEN")


def test_a_request_whose_page_is_gone_is_not_wanted() -> None:
    asked_for, gone = threading.Event(), threading.Event()
    found: list[bool] = []

    def work(wanted: Callable[[], bool]) -> None:
        found.append(wanted())
        asked_for.set()
        gone.wait(10)
        end = time.monotonic() + 10
        while wanted() and time.monotonic() < end:
            time.sleep(0.01)
        found.append(wanted())

    async def answer(request: Request) -> Response:
        await body_of(request)
        await while_wanted(request, work)
        return JSONResponse({})

    with serving(answer) as made:
        connection = socket.create_connection(("127.0.0.1", made.port))
        head = "POST / HTTP/1.1\nHost: 127.0.0.1\nContent-Type: application/json\nContent-Length: 2\n\n{}"
        connection.sendall(head.replace("\n", "\r\n").encode())
        asked_for.wait(10)
        connection.close()
        gone.set()
        end = time.monotonic() + 10
        while len(found) < 2 and time.monotonic() < end:
            time.sleep(0.01)
    assert found == [True, False]


def test_a_report_runs_its_own_script_and_no_other() -> None:
    assert "unsafe-inline" not in safety.REPORT_POLICY.partition("script-src")[2].partition(";")[0]
    assert sorting_hash() in safety.REPORT_POLICY


ENDLESS_WORK = """
import time
from starlette.responses import Response
from sim.app.server import Server
from sim.app.web import in_thread

async def answer(scope, receive, send):
    print("asked", flush=True)
    await in_thread(time.sleep, 60)

server = Server("127.0.0.1", 0)
print(server.port, flush=True)
try:
    server.serve_forever(answer)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def test_ctrl_c_ends_at_once_whatever_is_under_way() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS_WORK], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        with socket.create_connection(("127.0.0.1", int(process.stdout.readline()))) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert process.stdout.readline() == "asked\n"
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
    assert (out, err) == ("interrupted\n", "")
    assert process.returncode == 0
