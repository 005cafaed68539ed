"""The style sheet and the scripts, which lie beside this file: nothing is loaded from elsewhere."""

from __future__ import annotations

from pathlib import Path

from sim.app.http import Response
from sim.app.safety import Refused

FOLDER = Path(__file__).parent / "static"
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


def static(name: str) -> Response:
    """One of the files; raises Refused for any other name."""
    known = {path.name: path for path in FOLDER.iterdir() if path.suffix in KINDS}
    if name not in known:
        raise Refused(404, "there is no such file")
    return Response(known[name].read_bytes(), KINDS[known[name].suffix])
