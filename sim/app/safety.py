"""Requests that the server refuses: other hosts, other sites' pages, and paths outside the runs folder."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException

from sim.config.problems import show
from sim.report.page.render import sorting_hash
from sim.study.run.point import is_point

READING = ("GET", "HEAD")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
LONGEST_BODY, LONGEST_ADDRESS, LONGEST_FILE = 64_000, 8_000, 50_000_000  # bytes

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FILE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""Of files from the folder of runs: they are looked at, run no script, and load nothing."""
REPORT_POLICY = f"sandbox allow-scripts; script-src '{sorting_hash()}'; {FILE_POLICY}"
"""Of reports, whose script sorts their tables, and no other script runs: in an origin of its own, which reaches neither
pages nor network."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Refused(HTTPException):
    """A request that is not answered."""

    def __init__(self, status: int, message: str, closes: bool = False) -> None:
        """Say why, with the status of the answer; `closes` ends the connection, of which not all was read."""
        super().__init__(status, message, {"Connection": "close"} if closes else None)


def is_loopback(host: str) -> bool:
    """True if a server that is bound there is reached from this machine alone."""
    if host in LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_host(header: str | None, bound: str) -> None:
    """Refuse a request whose Host is a name that a foreign site may have pointed here (DNS rebinding)."""
    try:
        name = urlsplit(f"//{header or ''}").hostname or ""
    except ValueError:  # such as a bracket that is not closed
        raise Refused(400, f"the header Host cannot be read (got {show(header)})") from None
    if is_loopback(name) or name == bound:
        return
    if not is_loopback(bound) and (_is_address(name) or name == socket.gethostname().lower()):
        return
    raise Refused(403, f"this server does not answer to the name {show(header)}; open it by its address")


def check_origin(method: str, headers: Mapping[str, str]) -> None:
    """Refuse what another site's page asks for; following a link to a page is allowed."""
    site, mode = headers.get("Sec-Fetch-Site"), headers.get("Sec-Fetch-Mode")
    navigates = method in READING and mode == "navigate"
    if site not in (None, "same-origin", "none") and not navigates:
        raise Refused(403, "request from a page of another site")
    if method in READING:
        return
    origin = headers.get("Origin")
    if origin is not None and origin != f"http://{headers.get('Host')}":
        raise Refused(403, f"request from a page of another site, {show(origin)}")
    if (headers.get("Content-Type") or "").partition(";")[0].strip() != "application/json":
        raise Refused(415, "only application/json is accepted")


def resolve_inside(root: Path, name: str) -> Path:
    """The file or folder of that name in the folder of runs, wherever links lead.

    Raises:
        Refused: it lies elsewhere, or is hidden, or is not there.
    """
    missing = Refused(404, f"{show(name)}: not found in the runs folder; it may have been deleted")
    parts = PurePosixPath(name).parts
    if not name or "\\" in name or not name.isprintable() or any(part.startswith((".", "/")) for part in parts):
        raise missing
    try:
        found = (root / name).resolve(strict=True)
        home = root.resolve(strict=True)
    except (OSError, RuntimeError):
        raise missing from None
    if found == home or not found.is_relative_to(home):
        raise missing
    return found


def resolve_run(root: Path, name: str) -> Path:
    """Like `resolve_inside`, and also a point of a study or multirun by its number, as in `permission_timing/3`."""
    study, _, point = name.rpartition("/")
    if study and point.isdecimal() and is_point(found := resolve_inside(root, study) / point):
        return found
    return resolve_inside(root, name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
