"""Files of the runs folder, read-only: reports, figures and tables of numbers."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from starlette.responses import Response

from sim.app.safety import FILE_POLICY, LONGEST_FILE, REPORT_POLICY, Refused, resolve_inside

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".csv": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".json": "application/json",
}
"""Kinds of file that are served; no other is."""


def file(root: Path, name: str) -> Response:
    """A file of the folder of runs.

    Raises:
        Refused: it is not there, lies elsewhere, is of another kind, or too large.
    """
    path = resolve_inside(root, name)
    if path.suffix not in KINDS:
        raise Refused(403, f"{path.name}: only {', '.join(KINDS)} are shown")
    try:
        if not path.is_file() or path.stat().st_size > LONGEST_FILE:
            raise Refused(403, f"{path.name}: is not a file, or is larger than {LONGEST_FILE // 10**6} MB")
        body = path.read_bytes()
    except OSError as error:
        raise Refused(404, f"{path.name}: {error.strerror}") from None
    policy = REPORT_POLICY if path.suffix == ".html" else FILE_POLICY
    return Response(body, media_type=KINDS[path.suffix], headers={"Content-Security-Policy": policy})


def address_of(root: Path, path: Path) -> str:
    """Address at which a file of the folder of runs is served."""
    return "/files/" + quote(path.relative_to(root).as_posix())
