"""What the server refuses, asked over plain HTTP."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.app import http as ours
from sim.app import safety
from sim.app.http import Request, Response, Server, data
from sim.app.safety import Refused, check_host, inside, is_loopback
from sim.report.page.sorting import sorting_hash


@pytest.fixture
def server() -> Iterator[Server]:
    def answer(request: Request) -> Response:
        return data({"path": request.path, "query": request.query, "body": dict(request.body)})

    made = Server("127.0.0.1", 0, answer)
    thread = threading.Thread(target=made.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def asked(
    server: Server, method: str, path: str, body: str | None = None, **headers: str
) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    connection.request(method, path, body, {name.replace("_", "-"): text for name, text in headers.items()})
    answer = connection.getresponse()
    found = json.loads(answer.read() or "{}")
    connection.close()
    return answer.status, found | {"headers": dict(answer.getheaders())}


def test_a_page_is_served_under_a_strict_policy(server: Server) -> None:
    status, found = asked(server, "GET", "/runs?filter=a%3D1")
    assert status == 200
    assert found["query"] == [["filter", "a=1"]]
    assert "script-src 'self'" in found["headers"]["Content-Security-Policy"]
    assert found["headers"]["X-Content-Type-Options"] == "nosniff"
    assert found["headers"]["Cross-Origin-Resource-Policy"] == "same-origin"


def test_it_is_bound_to_this_machine(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"
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
    host = f"127.0.0.1:{server.server_address[1]}"
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
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    connection.request("DELETE", "/runs")
    assert connection.getresponse().status == 501
    connection.close()


def test_more_connections_than_there_is_room_for_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "CONNECTIONS", 1)
    made = Server("127.0.0.1", 0, lambda request: data({}))
    thread = threading.Thread(target=made.serve_forever, args=(0.01,))
    thread.start()
    first, second = (http.client.HTTPConnection("127.0.0.1", made.server_address[1], timeout=10) for _ in range(2))
    first.request("GET", "/")
    assert first.getresponse().read() == b"{}"  # and it stays open
    second.request("GET", "/")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        second.getresponse()
    first.close()
    second.close()
    made.shutdown()
    made.server_close()
    thread.join()


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
        inside(root, name)
    assert inside(root, "run") == (root / "run").resolve()


def test_a_link_within_the_runs_may_be_followed(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "newest").symlink_to(tmp_path / "run")
    assert inside(tmp_path, "newest") == (tmp_path / "run").resolve()


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
    """What the server answers to bytes, until it closes the connection or stays silent for two seconds."""
    found = b""
    with socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=2) as connection:
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


def test_a_number_of_endless_digits_is_refused(server: Server) -> None:
    length = "9" * 5000
    text = f"POST / HTTP/1.1\nHost: 127.0.0.1\nContent-Type: application/json\nContent-Length: {length}\n\n"
    assert _raw(server, text).startswith(b"HTTP/1.1 413 ")


def test_a_connection_is_closed_when_that_is_asked_for(server: Server) -> None:
    answer = _raw(server, "GET / HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n\n")
    assert b"Connection: close" in answer
    assert not answer.endswith(b"STILL OPEN")
    assert _raw(server, "GET / HTTP/1.1\nHost: 127.0.0.1\n\n").endswith(b"STILL OPEN")


def test_a_request_whose_page_is_gone_is_not_wanted() -> None:
    asked_for, gone = threading.Event(), threading.Event()
    found: list[bool] = []

    def answer(request: Request) -> Response:
        found.append(request.wanted())
        asked_for.set()
        gone.wait(10)
        found.append(request.wanted())
        return data({})

    made = Server("127.0.0.1", 0, answer)
    thread = threading.Thread(target=made.serve_forever, args=(0.01,))
    thread.start()
    connection = socket.create_connection(("127.0.0.1", made.server_address[1]))
    connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    asked_for.wait(10)
    connection.close()
    gone.set()
    made.shutdown()
    made.server_close()
    thread.join()
    end = time.monotonic() + 10
    while len(found) < 2 and time.monotonic() < end:
        time.sleep(0.01)
    assert found == [True, False]


def test_a_report_runs_its_own_script_and_no_other() -> None:
    assert "unsafe-inline" not in safety.REPORT_POLICY.partition("script-src")[2].partition(";")[0]
    assert sorting_hash() in safety.REPORT_POLICY
