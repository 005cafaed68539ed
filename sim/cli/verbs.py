"""The verbs of `escsim`: each is a module here whose docstring begins with the command and its purpose."""

from __future__ import annotations

import re
from pathlib import Path

BEGINNING = re.compile(r'"""`escsim (?P<verb>\w+)`: (?P<about>.+?)\.?(?:""")?$')


def found_in(folder: Path) -> dict[str, str]:
    """The verbs among the modules of a folder, not imported, as help and completion are to answer at once."""
    verbs = {}
    for path in sorted(folder.glob("*.py")):
        with path.open(encoding="utf-8") as file:
            match = BEGINNING.match(file.readline().rstrip("\n"))
        if match is not None and match["verb"] == path.stem:
            verbs[path.stem] = match["about"]
    return verbs


VERBS: dict[str, str] = found_in(Path(__file__).parent)
"""What each verb does, by its name."""
