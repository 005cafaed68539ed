"""The map of the code: what each room is for, what it may import, and what each of its files does."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "sim"
INTRODUCTION = """\
Each folder of `sim/` is a room. A room imports the rooms below it and never those above or beside it, which `make lint`
checks. The sentences are the first lines of the docstrings.

```{code-block} text
%s
```
"""


def code_map() -> str:
    """The page."""
    layers = _layers()
    rooms = [room for layer in reversed(layers) for room in layer]
    drawing = "\n".join("   ".join(layer).center(40).rstrip() for layer in layers)
    return "\n".join(["# Map of the code\n", INTRODUCTION % drawing, *(_room(PACKAGE / name) for name in rooms)])


def _layers() -> list[list[str]]:
    """The rooms from the top down, as the rule for imports names them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(each for each in settings["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    return [layer.split(" | ") for layer in contract["layers"]]


def _room(folder: Path) -> str:
    first, _, rest = _docstring(folder / "__init__.py").partition("\n\n")
    lines = [f"## sim/{folder.name}\n", _joined(first)]
    if rest:
        lines.append("\n" + _joined(rest))
    return "\n".join([*lines, "\n| file | what it does |\n| --- | --- |", *_rows(folder), ""])


def _rows(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder)
        if name == Path("__init__.py"):
            continue
        if says := _joined(_docstring(path).partition("\n\n")[0]):
            what = name.parent if name.name == "__init__.py" else name
            yield f"| `{what}` | {says.replace('|', '/')} |"


def _docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


def _joined(text: str) -> str:
    return " ".join(text.split())
