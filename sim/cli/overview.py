"""What `escsim --help` prints: the verbs, by what one wants to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

GROUPS = {
    "run": ("run", "trace", "list"),
    "compare and explain": ("compare", "explain", "report", "explore"),
    "studies": ("plan", "sweep", "status", "decide", "plot", "query", "rerun", "check", "retry", "merge"),
    "the model": ("parameters", "verify", "backtest", "calibrate", "document"),
    "begin": ("init", "completion"),
}
"""Verbs in the order in which they are shown; one that there is not is left out."""

BEGINNING = """\
usage: escsim VERB ...

Simulates how restrictions on supplied weapons change a ground war, in many paired replications, and records every run.
"""
END = """
`escsim VERB --help` explains a verb. For a first look:
  escsim run restrictions=full_ban seed=7

  -h, --help  show this text
  --version   show the version, and where it is installed

exit codes: 0 done; 1 done, but replications failed or a check found a difference; 2 bad input or unusable files;
129, 130, 143 stopped by SIGHUP, Ctrl-C, SIGTERM; 141 the output pipe was closed.
"""


def overview(verbs: Mapping[str, str]) -> str:
    """The text of the help; `verbs` has a line about each verb."""
    return "\n".join([BEGINNING.rstrip(), *_groups(verbs)]) + "\n" + END


def _groups(verbs: Mapping[str, str]) -> Iterator[str]:
    width = max(map(len, verbs))
    for heading, names in grouped(verbs).items():
        yield from ("", f"{heading}:")
        yield from (f"  {name:<{width}}  {verbs[name]}" for name in names)


def grouped(verbs: Mapping[str, str]) -> dict[str, list[str]]:
    """The verbs that there are, by group; those that no group names come last."""
    found = {heading: [name for name in names if name in verbs] for heading, names in GROUPS.items()}
    named = {name for names in GROUPS.values() for name in names}
    found["more"] = [name for name in verbs if name not in named]
    return {heading: names for heading, names in found.items() if names}
