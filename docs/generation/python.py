"""The reference of the Python interface, from its docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import sim

BEGINNING = """\
# Python

This page is made from the docstrings. `import sim` is all that is needed; it takes no time, as everything is loaded
when it is first used. [Earlier, later or never?](../questions/timing.md) and the pages after it are examples.
"""
FUNCTIONS = ("run", "compare", "sweep", "load", "list", "parameters", "trace", "explain", "measure")
CLASSES = ("Run", "Comparison", "Study", "Decision", "StoredRecord", "Table")
ERRORS = ("Problem", "Failed")
SECTIONS = {"Args": "given", "Attributes": "has", "Raises": "raises", "Returns": "returns"}
QUOTED = re.compile(r"(: |-> )'([^']+)'")  # an annotation
HIDDEN = ("view", "of_rows")
CAPITAL = re.compile(r"(?<=.)(?=[A-Z])")  # within the name of a class
ENTRY = re.compile(r"^(?P<names>[\w, ]+): (?P<text>.*)$")


def reference() -> str:
    """The page."""
    parts = [BEGINNING]
    parts += ["## What to call\n", *(_function(name, getattr(sim, name), "sim.") for name in FUNCTIONS)]
    parts += ["## What comes back\n", *(part for name in CLASSES for part in _class(name))]
    parts += ["## What is raised\n", *(part for name in ERRORS for part in _class(name, bare=True))]
    return "\n".join(parts) + "\n"


def _function(name: str, function: Any, before: str) -> str:
    signature = re.sub(r"^\(self(, )?", "(", str(inspect.signature(function)))
    level = "###" if before == "sim." else "####"
    plain = QUOTED.sub(r"\1\2", signature)
    whole = _folded(f"{before}{name}{plain}")
    return f"{level} {name}\n\n```{{code-block}} python\n{whole}\n```\n\n{text(inspect.getdoc(function) or '')}\n"


def _class(name: str, bare: bool = False) -> Iterator[str]:
    cls = getattr(sim, name)
    yield f"### {name}\n\n{text(inspect.getdoc(cls) or '')}\n"
    if bare:
        return
    members = dict[str, Any]()
    for base in cls.__mro__:
        if base.__module__.startswith("sim."):
            found = {key: value for key, value in vars(base).items() if key[0] != "_" and key not in HIDDEN}
            members = members | {key: value for key, value in found.items() if key not in members}
    values = {key: value for key, value in members.items() if isinstance(value, property | cached_property)}
    rows = [f"- `{key}`: {_one_line(value)}" for key, value in values.items()]
    if rows:
        yield "\n".join(rows) + "\n"
    for key, value in members.items():
        if inspect.isfunction(value):
            yield _function(key, value, f"{CAPITAL.sub('_', name).lower()}.")


def _one_line(value: property | cached_property[Any]) -> str:
    function = value.fget if isinstance(value, property) else value.func
    return " ".join((inspect.getdoc(function) or "").split())


def _folded(signature: str) -> str:
    """A signature on one line where it fits, else a line for each parameter."""
    if len(signature) <= 90:
        return signature
    head, _, rest = signature.partition("(")
    inner, _, tail = rest.rpartition(")")
    found, depth, word = list[str](), 0, ""
    for letter in inner:
        depth += letter in "([{"
        depth -= letter in ")]}"
        if letter == "," and not depth:
            found.append(word.strip())
            word = ""
        else:
            word += letter
    return f"{head}(\n" + "".join(f"    {one},\n" for one in [*found, word.strip()] if one) + f"){tail}"


def text(docstring: str) -> str:
    """A docstring in Google's style as Markdown."""
    blocks, lines = list[str](), docstring.splitlines()
    while lines:
        line = lines.pop(0)
        if line.rstrip(":") in SECTIONS and line.endswith(":"):
            blocks.append(f"*{SECTIONS[line[:-1]]}*\n")
            blocks += _entries(lines)
        elif line.startswith("    "):
            code = [line]
            while lines and (lines[0].startswith("    ") or not lines[0].strip()):
                code.append(lines.pop(0))
            blocks.append("```{code-block} python\n" + "\n".join(one[4:] for one in code).strip() + "\n```\n")
        else:
            blocks.append(line)
    return "\n".join(blocks)


def _entries(lines: list[str]) -> list[str]:
    """The indented entries of a section, taken off the lines; a line that goes on belongs to the one before."""
    found = list[str]()
    while lines and (lines[0].startswith("    ") or not lines[0].strip()):
        line = lines.pop(0)[4:]
        if not line.strip():
            continue
        if (entry := ENTRY.match(line)) and not line.startswith(" "):
            names = ", ".join(f"`{name.strip()}`" for name in entry["names"].split(","))
            found.append(f"- {names}: {entry['text']}")
        elif found:
            found[-1] += f" {line.strip()}"
        else:
            found.append(line.strip())
    return [*found, ""]
