"""The one script of a report, for sorting and printing, and the hash by which a browser knows it from any other."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files


@cache
def sorting_script() -> str:
    """The text of the script."""
    return (files("sim.report.page") / "templates" / "sort.js").read_text(encoding="utf-8")


def sorting_hash() -> str:
    """Its hash, as a Content-Security-Policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(sorting_script().encode()).digest()).decode()
