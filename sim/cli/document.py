"""`escsim document`: describe the model of a run or scenario: ODD, STRESS-DES, assumptions."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.arguments import Parser, add_config_options, as_seen, library_of
from sim.config.paths import place_of
from sim.config.problems import Problem, nearest

if TYPE_CHECKING:
    from sim.config.library import Library
    from sim.report.document.subject import DocumentSubject

EXAMPLES = """\
Writes an ODD description, the STRESS-DES checklist, the register of assumptions (also as CSV) and a statement of
intended use, generated from the schema, the mechanisms and the config. For a run, writes them into its folder.

examples:
  escsim document A
  escsim document kharkiv_2024 restrictions=full_ban
  escsim document border_generic --to pages
"""


def execute(words: Sequence[str]) -> int:
    """Write the pages that the command line asks for; return the exit code."""
    parser = Parser("document", "Describe the model as configured in a run or a scenario.", EXAMPLES)
    parser.add_argument("subject", metavar="RUN|SCENARIO", help="folder or name of a run, or name of a scenario")
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="settings of the scenario")
    parser.add_argument(
        "--to",
        metavar="DIR",
        help="output folder (default: document in the run, or document_SCENARIO)",
    )
    add_config_options(parser)
    arguments = parser.read(words)
    word, overrides = arguments.subject, arguments.overrides
    from sim.study.design.variant import CLASSES
    from sim.study.run.point import is_point

    if "=" in word and not is_point(place_of(word)):
        raise Problem(f"{word!r}: name a run or a scenario first, as in: escsim document kharkiv_2024 {word}")
    if not word:
        raise Problem("document: name a run or a scenario, as in: escsim document kharkiv_2024")
    library = library_of(arguments, CLASSES)
    subject, folder = _subject(library, word, overrides)
    folder = folder if arguments.to is None else Path(arguments.to)
    from sim.report.document.folder import check_place, write_document
    from sim.report.document.pages import pages

    check_place(folder)
    made_by = shlex.join(["escsim", "document", subject.run or word, *overrides])
    write_document(pages(subject, library, made_by), folder)
    print(as_seen(folder))
    return 0


def _subject(library: Library, word: str, overrides: Sequence[str]) -> tuple[DocumentSubject, Path]:
    """Subject to document, and the folder that its pages go to unless another one is named."""
    from sim.report.document.folder import FOLDER
    from sim.report.document.subject import scenario_named, subject_of_run
    from sim.study.named import nearest_folder
    from sim.study.run.opening import open_run
    from sim.study.run.point import is_point

    place = place_of(word)
    is_run = is_point(place) or (place.exists() and (place / "manifest.json").exists())
    scenarios = library.options("scenario")
    if not place.exists() and not is_run and nearest(word, scenarios) is None and (near := nearest_folder(word)):
        raise Problem(f"no such run or scenario: {word}; did you mean {near!r}?")
    if not is_run and (not place.exists() or word in scenarios):
        return scenario_named(library, word, overrides), Path(f"{FOLDER}_{word}")
    if overrides:
        raise Problem(
            f"{overrides[0]!r}: a stored run cannot take new settings; name a scenario to document it with these"
        )
    run = open_run(place)
    return subject_of_run(run), run.outputs / FOLDER
