"""The text of `escsim --help`: the usual verbs with a line each, the others by name; with `--all` every verb."""

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

USUAL = ("run", "compare", "explain", "report", "explore", "sweep", "decide", "parameters", "init")
"""Verbs that the short help describes."""

BEGINNING = """\
usage: escsim VERB ...

Simulates how restrictions on supplied weapons change a ground war.
"""
SHORT_END = """
for a first look:   escsim run restrictions=full_ban seed=7
escsim help VERB    explain a verb: options and examples
escsim help --all   describe every verb, and list the exit codes
escsim --version    show the version, and where it is installed
"""
END = """
`escsim help VERB` explains a verb. For a first look: escsim run restrictions=full_ban seed=7

exit codes: 0 done; 1 done, but replications failed or a check found a difference; 2 bad input
or unusable files; 129, 130, 143 stopped by SIGHUP, Ctrl-C, SIGTERM; 141 the output pipe was closed.
"""


def overview(verbs: Mapping[str, str], everything: bool = False) -> str:
    """The text of the help.

    Args:
        verbs: a line about each verb.
        everything: whether to describe every verb, where a screen describes the usual ones.
    """
    body, end = (_groups(verbs), END) if everything else (_usual(verbs), SHORT_END)
    return "\n".join([BEGINNING.rstrip(), *body]) + "\n" + end


def _usual(verbs: Mapping[str, str]) -> Iterator[str]:
    width = max(map(len, verbs))
    yield ""
    yield from (f"  {name:<{width}}  {verbs[name]}" for name in USUAL if name in verbs)
    left = {name: text for name, text in verbs.items() if name not in USUAL}
    rest = grouped(left)
    wide = max(map(len, rest))
    yield from ("", "also:")
    yield from (f"  {heading:<{wide}}  {', '.join(names)}" for heading, names in rest.items())


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
