"""Command lines of the verbs, in any order and as in Hydra; answers mistakes with the nearest valid name."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill
from typing import TYPE_CHECKING, NoReturn

from sim.config.problems import Problem, hint, nearest, visible

if TYPE_CHECKING:
    from sim.config.library import Library

HYDRA_NAMES = {"-cn": "--config-name", "-cd": "--config-dir", "-c": "--cfg"}
"""Options that have another name here."""

PRINTED = "`escsim run --cfg` prints the composed config, resolved, without Hydra's own settings"
INSTEAD_OF_HYDRA = {
    "--info": f"{PRINTED}, with the option of each group; `escsim parameters` every setting with its unit and source",
    "--hydra-help": "`escsim --help` lists the verbs, `escsim run --help` the options of a run",
    "--config-path": "--config-dir DIR names the folder of your own configs",
    "-cp": "--config-dir DIR names the folder of your own configs",
    "--package": f"{PRINTED}; a part of it is under the name of its group",
    "-p": f"{PRINTED}; a part of it is under the name of its group",
    "--resolve": f"{PRINTED}: all values are resolved",
    "--run": "`escsim run` without -m makes one run",
    "-r": "`escsim run` without -m makes one run",
    "--shell-completion": "`escsim completion --help` explains shell completion",
    "-sc": "`escsim completion --help` explains shell completion",
    "--experimental-rerun": "`escsim trace RUN` reruns a replication of a run; its manifest has the overrides",
}
OTHER_CONFIGS = ("hydra", "all")


def translate_hydra_options(words: Sequence[str], known: Sequence[str]) -> list[str]:
    """The words with options as they are called here.

    Raises:
        Problem: for an option of Hydra's that has no counterpart, with what to type instead.
    """
    found: list[str] = []
    for word in words:
        name, sign, value = word.partition("=")
        if name in INSTEAD_OF_HYDRA and name not in known:
            raise Problem(f"no option {name!r} here: {INSTEAD_OF_HYDRA[name]}")
        own = HYDRA_NAMES.get(name, name) if HYDRA_NAMES.get(name) in known else name
        if own == "--cfg" and "--cfg" in known:
            found.append(own)
            _check_config(value or "job")
        elif found[-1:] == ["--cfg"] and word in ("job", *OTHER_CONFIGS):
            _check_config(word)
        else:
            found += [own, value] if sign and own != name else [own + sign + value]
    return found


def _check_config(which: str) -> None:
    if which != "job":
        raise Problem(f"--cfg {which}: Hydra's own config has no effect here; `--cfg job` prints the model's")


class Declared(Exception):
    """Carries the command line of a verb to `parser_of`, in place of reading any words."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser


QUOTE = "'"
_CHOICE = re.compile(r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)")
_WHOLE = re.compile(r"argument (.+?): invalid int value: (.+)")
WIDEST = 100  # characters of a line of help


class HelpLayout(argparse.RawDescriptionHelpFormatter):
    """Wraps the text around the options to the terminal, at most `WIDEST`; indented lines stay as they are."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=min(get_terminal_size().columns, WIDEST))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines: list[str] = []
        for line in text.splitlines():
            flows = line and not line.startswith(" ")
            if flows and lines and lines[-1] and not lines[-1].startswith(" "):
                lines[-1] += f" {line}"
            else:
                lines.append(line)
        filled = (line if line.startswith(" ") else fill(line, self._width, break_long_words=False) for line in lines)
        return "\n".join(f"{indent}{line}" for line in filled)


class Parser(argparse.ArgumentParser):
    """The options and words of one verb; raise Problem if argparse would print its usage and leave."""

    declaring = False
    """Whether a verb is only asked what its command line is like."""

    def __init__(self, verb: str, description: str, epilog: str = "") -> None:
        super().__init__(f"escsim {verb}", None, description, epilog, formatter_class=HelpLayout, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        raise Problem(f"{self.prog}: {_plainly(message)}; `{self.prog} --help` explains")

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """The parsed command line; raise Problem for one that does not fit."""
        if Parser.declaring:
            raise Declared(self)
        known = {name for action in self._actions for name in action.option_strings}
        if self._takes_settings():
            words = translate_hydra_options(words, sorted(known))
        for word in words:
            if word.startswith("-") and word.partition("=")[0] not in known and not word[1:].isdigit():
                self._refuse(word.partition("=")[0], known)
        found, left = self.parse_known_intermixed_args(words)
        if left:
            raise Problem(f"{self.prog}: unexpected word: {left[0]!r}")
        return found

    def actions(self) -> list[argparse.Action]:
        """Its options and words, in their order."""
        return [action for action in self._actions if action.help != argparse.SUPPRESS]

    def _refuse(self, option: str, known: Iterable[str]) -> NoReturn:
        if self._takes_settings() and nearest(option, known) is None:
            raise Problem(f"{self.prog}: no option {option!r}; a setting has no dashes: {option.strip('-')}=...")
        raise Problem(f"{self.prog}: no option {option!r}{hint(option, sorted(known))}")

    def _takes_settings(self) -> bool:
        return any(action.dest == "overrides" for action in self._actions)


def _plainly(message: str) -> str:
    """A message of argparse, with the name first, as all others of this program have it."""
    if found := _CHOICE.fullmatch(message):
        name, value, known = found.groups()
        options = [one.strip("' ") for one in known.split(",")]
        near = nearest(value.strip(QUOTE), options)
        return f"{name}: must be one of {', '.join(options)} (got {value})" + (
            f"; did you mean {near!r}?" if near else ""
        )
    if found := _WHOLE.fullmatch(message):
        return f"{found[1]}: must be a whole number (got {found[2]})"
    return message.replace("the following arguments are required:", "missing:")


def parser_of(verb: str) -> Parser:
    """The command line of a verb, which reads it before it does anything."""
    Parser.declaring = True
    try:
        import_module(f"sim.cli.{verb}").execute([])
    except Declared as declared:
        return declared.parser
    finally:
        Parser.declaring = False
    raise AssertionError(f"{verb} reads no command line")


def add_config_options(parser: Parser) -> None:
    """The options by which a user's own configs are found."""
    parser.add_argument(
        "--config-dir", metavar="DIR", help="folder of your own configs (default: ESCSIM_CONFIGS, else ./configs)"
    )
    parser.add_argument(
        "--config-name", metavar="NAME", default="config", help="config to start from, in place of the shipped one"
    )


def add_all_option(parser: Parser) -> None:
    """The option by which nothing is left out of what a command prints."""
    parser.add_argument("--all", action="store_true", help="print everything, however long (default: one screen)")


def add_trust_option(parser: Parser) -> None:
    """The option by which code of a folder is run that was not run on this machine before."""
    parser.add_argument(
        "--trust",
        action="store_true",
        help="run the custom mechanisms and measures stored in the folder, whoever wrote them, after showing them",
    )


def trusting_of(arguments: argparse.Namespace) -> AbstractContextManager[None]:
    """Within it, code of folders is trusted as the option of `add_trust_option` says."""
    from sim.config.trust import trusting

    return trusting((lambda text: print(visible(text), file=sys.stderr)) if arguments.trust else None)


def library_of(arguments: argparse.Namespace, classes: tuple[type, ...]) -> Library:
    """The configs that the options of `add_config_options` name; reports a likely slip in their folders.

    Raises:
        Problem: they cannot be read.
    """
    from sim.config.library import likely_misspellings, open_library

    library = open_library(classes, arguments.config_dir, arguments.config_name)
    for line in likely_misspellings(library):
        print(f"warning: {line}", file=sys.stderr)
    return library


def as_seen(path: Path) -> str:
    """A path as the user is to read it: from this folder where it lies below it."""
    try:
        return visible(str(path.absolute().relative_to(Path.cwd())))
    except (ValueError, OSError):
        return visible(str(path))
