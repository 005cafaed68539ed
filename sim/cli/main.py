"""The command `escsim`: lists the verbs, finds the one meant, and turns mistakes and signals into one message."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import FrameType

from sim.cli.exits import (
    DONE,
    FAILED,
    INTERRUPTED,
    PIPE_CLOSED,
    PROBLEM,
    drop_output,
    is_out_of_memory,
    isolate_process,
    of_signal,
    open_streams,
    tell,
    unusable_path_message,
)
from sim.config.problems import Problem, hint
from sim.study.interrupts import STOPPING

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


@contextmanager
def as_interruption() -> Iterator[list[int]]:
    """While this lasts, SIGTERM and SIGHUP raise KeyboardInterrupt; yields a list to which their numbers are added.

    One that whoever started the process has it ignore, as `nohup` does, stays ignored.
    """
    received: list[int] = []

    def interrupt(number: int, _: FrameType | None) -> None:
        received.append(number)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():  # where no handler can be set
        yield received
        return
    caught = [number for number in STOPPING if signal.getsignal(number) == signal.SIG_DFL]
    for number in caught:
        signal.signal(number, interrupt)
    try:
        yield received
    finally:
        for number in caught:
            signal.signal(number, signal.SIG_DFL)


VERBS = {
    "run": "run a scenario, or several variants with -m",
    "compare": "compare runs with a reference, paired by replication",
    "explore": "serve a local explorer: what-if, runs, studies",
    "explain": "show why one replication differs between two runs",
    "report": "write a run, comparison or study as a single HTML page",
    "trace": "rerun one replication and print its story day by day",
    "list": "list runs, newest first",
    "parameters": "show every parameter: unit, range, default, source, meaning",
    "plan": "show what a study would run, its time and its memory",
    "sweep": "run or continue a study",
    "status": "show the progress of a study and its failed runs",
    "retry": "rerun the failed runs of a study",
    "merge": "merge shards into one study",
    "query": "query a study in SQL",
    "decide": "show which policy of a study is best, under which assumptions, and how certain that is",
    "plot": "plot a measure of a study against its factors",
    "rerun": "rerun one run of a study and compare results bit by bit",
    "check": "rerun sampled study runs and compare results bit by bit",
    "verify": "test the mechanisms against published and exact results",
    "document": "describe the model of a run or scenario: ODD, STRESS-DES, assumptions",
    "backtest": "score a scenario against observations",
    "calibrate": "fit parameters to observations",
    "init": "create a starter folder with your own scenario",
    "completion": "print a shell completion script",
}

OUT_OF_MEMORY = "out of memory; allow more (see ulimit -v), or use fewer replications or workers"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: the words after `escsim`; by default those of the command line.

    Returns:
        The exit code; see `sim.cli.exits`.
    """
    open_streams()
    isolate_process()
    try:
        with as_interruption() as received:
            code = _report_mistake(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
        return of_signal(received[0]) if received and code == INTERRUPTED else code
    except BrokenPipeError:  # the reader of our output, such as `head`, has gone
        drop_output()
        return PIPE_CLOSED


def _report_mistake(words: list[str]) -> int:
    """The exit code of a command, once a mistake or what stopped it has been told."""
    try:
        return _command(words)
    except Problem as problem:
        tell(f"error: {problem}")
        return PROBLEM
    except KeyboardInterrupt:
        tell("interrupted")
        return INTERRUPTED
    except SystemExit as end:  # argparse after --help
        return end.code if isinstance(end.code, int) else DONE if end.code is None else FAILED
    except BrokenPipeError:
        raise
    except Exception as error:
        message = (
            OUT_OF_MEMORY
            if is_out_of_memory(error)
            else unusable_path_message(error)
            if isinstance(error, OSError)
            else ""
        )
        if not message:
            raise
        tell(f"error: {message}")
        return PROBLEM


def _command(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        print(overview(VERBS), end="")
        return 0
    if words[0] == "--version":
        print(_version())
        return 0
    verb = words[0]
    if verb not in VERBS:
        raise Problem(_unknown(verb))
    code: int = import_module(f"sim.cli.{verb}").execute(words[1:])
    return code


def _unknown(word: str) -> str:
    if "=" in word:
        return f"{word!r}: put a verb before a setting, as in: escsim run {word}"
    kind = "option" if word.startswith("-") else "verb"
    return f"no {kind} {word!r}" + hint(word, ["--version", "--help"] if kind == "option" else VERBS)


def _version() -> str:
    from pathlib import Path

    import sim
    from sim.study.provenance import DISTRIBUTION, version

    place = Path(sim.__file__).resolve().parent
    return f"escsim {version(DISTRIBUTION)} (Python {sys.version.split()[0]}, {place})"


if __name__ == "__main__":
    sys.exit(main())
