"""What the verbs about studies share: which study the words ask for, and where its folder is."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.arguments import Parser, add_config_options

if TYPE_CHECKING:
    from sim.study.design.study import Study
    from sim.study.sweep.shard import Shard

WORDS = """\
words: study=NAME chooses the study file; study.KEY=value changes it; every other key=value changes the config that all
its points start from. shard=K/N does one part of N, in a folder of its own; executor=dask hands the work to a cluster,
with executor.address=tcp://... to one that runs already.
"""
HOW = ("executor", "executor.address", "shard")
EXECUTORS = ("local", "dask")


@dataclass(frozen=True)
class Asked:
    """A study that the command line asks for.

    Attributes:
        study: its points.
        folder: where its rows are, or will be.
        shard: the part that is to be done, or None for all.
        executor: "local" or "dask"; `address`: of a scheduler that runs already, or empty.
    """

    study: Study
    folder: Path
    shard: Shard | None
    executor: str
    address: str


def study_parser(verb: str, description: str, examples: str) -> Parser:
    """The command line of a verb that reads a study file."""
    parser = Parser(verb, description, f"{WORDS}\n{examples}")
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="study=NAME, and what is to be otherwise")
    add_config_options(parser)
    return parser


def asked(arguments: argparse.Namespace) -> Asked:
    """The study that the words ask for.

    Raises:
        Problem: with a line for each mistake.
    """
    from sim.study.design.study import read_study
    from sim.study.library import open_library
    from sim.study.own_mechanisms import own_mechanisms
    from sim.study.paths import runs_root
    from sim.study.sweep.shard import read_shard
    from sim.study.variant import CLASSES

    how, words = _parted(arguments.overrides)
    library = open_library(CLASSES, arguments.config_dir, arguments.config_name)
    _refuse_bare(words, library.options("study"))
    shard = read_shard(how["shard"]) if "shard" in how else None
    executor, address = _executor(how)
    study = read_study(library, words)
    settings = study.base.settings
    own_mechanisms(settings.mechanisms)  # a mistake in them is told before anything is run
    name = settings.name or study.name
    folder = runs_root(settings.runs_dir) / (name if shard is None else shard.folder(name))
    return Asked(study, folder, shard, executor, address)


def _parted(words: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The words that say how the work is done, and those that say what it is."""
    how = {key: value for key, sign, value in (word.partition("=") for word in words) if sign and key in HOW}
    return how, [word for word in words if word.partition("=")[0] not in HOW or "=" not in word]


def _refuse_bare(words: Sequence[str], known: Sequence[str]) -> None:
    """Raises Problem for the first word that is no key=value."""
    from sim.study.problems import Problem, nearest

    for word in words:
        if "=" not in word:
            near = nearest(word, known)
            raise Problem(f"{word}: no key=value" + (f"; did you mean study={near}?" if near else ""))


def _executor(how: dict[str, str]) -> tuple[str, str]:
    from sim.study.problems import Problem, hint

    executor, address = how.get("executor", "local"), how.get("executor.address", "")
    if executor not in EXECUTORS:
        raise Problem(f"executor: must be one of {', '.join(EXECUTORS)}{hint(executor, EXECUTORS)} (got {executor!r})")
    if address and executor == "local":
        raise Problem(f"executor.address: is not used by executor=local (got {address!r})")
    return executor, address
