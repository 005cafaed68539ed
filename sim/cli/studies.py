"""Parts shared by the verbs about studies: the study requested on the command line, and its folder."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sim.cli.arguments import Parser, add_config_options, library_of

if TYPE_CHECKING:
    from sim.study.sweep.how import StudyRequest

WORDS = """\
settings: study=NAME chooses the study file; study.KEY=value changes it; every other key=value changes the config that
all points start from. shard=K/N runs part K of N in a separate folder. executor=dask uses a cluster, and
executor.address=tcp://... one that is already running. on_failure=stop ends a sweep at the first failed run.
"""


def study_parser(verb: str, description: str, examples: str) -> Parser:
    """The command line of a verb that reads a study file."""
    parser = Parser(verb, description, f"{WORDS}\n{examples}")
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="study=NAME and changed settings")
    add_config_options(parser)
    return parser


def requested_study(arguments: argparse.Namespace) -> StudyRequest:
    """The study that the words ask for.

    Raises:
        Problem: with a line for each mistake.
    """
    from sim.study.design.variant import CLASSES
    from sim.study.sweep.how import study_request

    library_of(arguments, CLASSES)
    return study_request(arguments.overrides, arguments.config_dir, arguments.config_name)
