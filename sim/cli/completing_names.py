"""Names that complete a command line: those of runs, studies, measures and factors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sim.config.paths import place_of, runs_root
from sim.config.problems import Problem
from sim.study.files import manifest as manifests
from sim.study.files.lock import read_if_readable

MARKS = {
    "RUN": (manifests.NAME, manifests.STUDY_NAME),
    "STUDY": (manifests.STUDY_NAME,),
    "SHARD": (manifests.STUDY_NAME,),
    "COMPARISON": (manifests.COMPARISON_NAME,),
}
"""What a word is called in a command line, and the files by which such a folder is known."""

STATUSES = ("finished", "running", "interrupted", "failed")
"""Of runs, as their manifests have them."""


class Candidate(NamedTuple):
    """A word that may stand there, and what it is, in a few words."""

    word: str
    about: str = ""

    def after(self, head: str) -> Candidate:
        """The same behind something that stands in front of it already."""
        return Candidate(head + self.word, self.about)


def folders(called: Iterable[str]) -> Iterator[Candidate]:
    """The folders of the kinds that a word can name, in the folder of runs; none of other kinds."""
    marks = {mark for name in called for mark in MARKS.get(name.removesuffix("S"), ())}
    root = runs_root()
    if not marks or not root.is_dir():
        return
    for folder in sorted(root.iterdir()):
        if not folder.name.startswith(".") and any((folder / mark).is_file() for mark in marks):
            yield Candidate(folder.name)


def filters(typed: str) -> list[Candidate]:
    """Filters of a list of runs beside their settings, or the statuses that a run can have."""
    from sim.study.listing import OWN_KEYS

    if typed.startswith("status="):
        return [Candidate(f"status={status}") for status in STATUSES]
    return [Candidate(f"{key}=") for key in OWN_KEYS]


def cases(given: Sequence[str]) -> list[Candidate]:
    """The cases of `escsim verify`, and the inputs of the one that was given, where it was one."""
    from sim.validation.verification.cases import CASES

    named = [word for word in given if "=" not in word]
    found = [Candidate(case.key, case.title) for case in CASES if case.key not in named]
    inputs = [Candidate(f"{name}=") for case in CASES if [case.key] == named for name in case.inputs]
    return [*inputs, *found]


def measures(folders: Sequence[str] = ()) -> list[Candidate]:
    """The measures of the model, and the custom ones of folders that are named."""
    from sim.model.measures import MEASURES

    own = dict[str, str]()
    for folder in folders:
        for name in (manifests.NAME, manifests.STUDY_NAME):
            own |= {each["function"]: each["meaning"] for each in _own_measures(place_of(folder) / name)}
    return [*(Candidate(each.name, each.meaning) for each in MEASURES), *(Candidate(*one) for one in own.items())]


def _own_measures(manifest: Path) -> list[dict[str, str]]:
    """Custom measures in a manifest, which is read without being checked, as that takes longer."""
    found = read_if_readable(manifest).get("own_measures", [])
    return found if isinstance(found, list) else []


def widths() -> list[Candidate]:
    """The widths of figures that have a name."""
    from sim.report.drawing.width import WIDTHS

    return [Candidate(name, f"{millimetres:g} mm") for name, millimetres in WIDTHS.items()]


def figures() -> list[Candidate]:
    """The registered figures, with their questions."""
    from sim.report.figures.registry import KINDS, registered

    found = {each.name: each for kind in KINDS for each in registered(kind)}
    return [Candidate(each.name, each.question) for each in found.values()]


def objectives() -> list[Candidate]:
    """The measures by which a study can be decided."""
    from sim.config.objectives import objective_measures

    return [Candidate(each.name, each.meaning) for each in objective_measures()]


def factors(study: str) -> list[str]:
    """The keys of the factors of a study; none if it cannot be read."""
    try:
        return list(manifests.read(place_of(study), manifests.STUDY_NAME)["kinds"])
    except Problem:
        return []
