"""The command `escsim`: finds the verb, and turns every mistake into one message."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from sim.cli.exits import (
    DONE,
    FAILED,
    INTERRUPTED,
    PIPE_CLOSED,
    PROBLEM,
    QuickExit,
    as_interruption,
    drop_output,
    is_out_of_memory,
    isolate_process,
    of_signal,
    open_streams,
    spare_processors,
    tell,
    unusable_path_message,
)
from sim.cli.overview import overview
from sim.cli.verbs import VERBS
from sim.config.problems import Problem, hint

HELP = ("-h", "--help", "help")

OUT_OF_MEMORY = "out of memory; allow more (see ulimit -v), or use fewer replications or workers"


def command() -> int:
    """Run the command line of this process, which ends with it; return the exit code."""
    ending = QuickExit()
    ending.code = main()
    return ending.code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: the words after `escsim`; by default those of the command line.

    Returns:
        The exit code; see `sim.cli.exits`.
    """
    open_streams()
    isolate_process()
    spare_processors()
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
    if not words or words[0] in HELP:
        return _help(words[1:])
    if words[0] == "--version":
        print(_version())
        return 0
    verb = words[0]
    if verb not in VERBS:
        raise Problem(_unknown(verb))
    code: int = import_module(f"sim.cli.{verb}").execute(words[1:])
    return code


def _help(words: list[str]) -> int:
    """Print the help: of all verbs, or of the one that is named."""
    if words in ([], ["--all"]):
        print(overview(VERBS, everything=bool(words)), end="")
        return DONE
    if len(words) > 1:
        raise Problem(f"help: takes one verb, not {' '.join(words)!r}")
    return _command([words[0], "--help"])


def _unknown(word: str) -> str:
    if "=" in word:
        return f"{word!r}: put a verb before a setting, as in: escsim run {word}"
    kind = "option" if word.startswith("-") else "verb"
    return f"no {kind} {word!r}" + hint(word, ["--version", "--help"] if kind == "option" else [*VERBS, HELP[-1]])


def _version() -> str:
    from pathlib import Path

    import sim
    from sim.study.files.provenance import DISTRIBUTION, version

    place = Path(sim.__file__).resolve().parent
    return f"escsim {version(DISTRIBUTION)} (Python {sys.version.split()[0]}, {place})"


if __name__ == "__main__":
    sys.exit(command())
