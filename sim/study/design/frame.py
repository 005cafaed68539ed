"""The frame of a study: its file and overrides, with the rows of its sections, before they are crossed."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.config.compose import Composition, compose, read
from sim.config.library import Library
from sim.config.overrides import STUDY, check_given_once, read_changes, wrong_changes
from sim.config.problems import Problem, hint, join
from sim.config.schema import DAY_ZERO
from sim.config.unused import UNREAD_IN_STUDIES, instead_of
from sim.config.values import read_day_zero
from sim.study.design.decision import DecisionSpec, read_decision
from sim.study.design.designs.nsga2 import Nsga2
from sim.study.design.form import Design
from sim.study.design.grid import Grid, crossed
from sim.study.design.rows import DesignRows, Source, joined
from sim.study.design.sections import FUTURES, SEARCHED, SECTIONS, find_factor, section_rows
from sim.study.design.space import Genes, Space, read_space
from sim.study.design.spec import KEYS, Spec, read_designs, read_spec
from sim.study.design.study_overrides import (
    apply_overrides,
    key_of,
    last_given,
    override_text,
    refuse_unprefixed,
    sort_overrides,
)
from sim.study.design.until import read_until
from sim.study.design.variant import Variant, variant_of
from sim.study.differences.stopping import StoppingRule
from sim.study.execution.own_measures import own_measures, units_with


class PolicyBatch(NamedTuple):
    """Policies that a search looks at together: in which stage, of which space, and which they are."""

    stage: int
    space: int
    genes: Genes


class Sections(NamedTuple):
    """The rows of a study file: `fresh` are the futures in which a front is evaluated again; None without a search."""

    structures: DesignRows
    uncertainties: DesignRows
    levers: DesignRows
    spaces: tuple[Space, ...]
    fresh: DesignRows | None


@dataclass(frozen=True)
class StudyFrame:
    """Inputs from which a study is built.

    Attributes:
        library: of the configs.
        name: of the study file; spec: it; data: it as plain data, after `study.…` words.
        base: what every point starts from; base_words: by which; composition: its config.
        others: the words that change it.
        until: when replications stop; decision: the section on the decision.
        sections: the rows that the file gives.
    """

    library: Library
    name: str
    spec: Spec
    data: Mapping[str, Any]
    base: Variant
    base_words: Sequence[str]
    composition: Composition
    others: Sequence[str]
    until: StoppingRule | None
    decision: DecisionSpec | None
    sections: Sections

    @property
    def told(self) -> tuple[str, ...]:
        """Notes on the empty rows and cells of table files."""
        rows = (self.sections.structures, self.sections.uncertainties, self.sections.levers)
        return tuple(dict.fromkeys(line for one in rows for line in one.told))

    def grid(self, batches: Sequence[PolicyBatch] = (), front: Sequence[int] | None = None) -> Grid:
        """All points, stage by stage, so that a stage more renumbers none.

        Args:
            batches: the policies that a search evaluated, in order.
            front: rows of the levers that are done in fresh futures, after everything else; None for none.
        """
        structures, futures, levers, spaces, fresh = self.sections
        parts = [spaces[batch.space].rows(batch.genes) for batch in batches]
        stage = np.repeat([0, *(batch.stage for batch in batches)], [len(levers), *map(len, parts)])
        known, policies = len(futures), joined([levers, *parts])
        if front is None or fresh is None:
            grid = crossed(structures, futures, policies)
        else:
            grid = crossed(structures, joined([futures, fresh]), policies)
        is_fresh = grid.uncertainty >= known
        stages = np.where(is_fresh, stage.max() + 1, stage[grid.lever])
        order = np.lexsort((grid.lever, grid.uncertainty, grid.structure, stages))
        wanted = ~is_fresh | np.isin(grid.lever, [] if front is None else list(front))
        return grid.take(order[wanted[order]]) if spaces else grid


def read_frame(library: Library, words: Sequence[str]) -> StudyFrame:
    """The frame of the study that `study=NAME` names; see `sim.study.design.study.read_study`; raise Problem."""
    chosen, changing, others = sort_overrides(words)
    _check_given_once(library, chosen, changing, others)
    refuse_unprefixed(library, others, KEYS)
    name = _name(library, chosen)
    data = _study_file(library, name, changing)
    spec = read_spec(data)
    base_words = last_given([*_base_words(library, spec), *others])
    trees, composition = read(library, base_words)
    base = variant_of(trees, composition)
    if base.posterior is not None:
        file = base.posterior.source
        raise Problem(f"parameters: a study takes a sample as uncertainties: {{design: sample, file: {file}}}")
    known = units_with(own_measures(base.settings.measures))
    until = read_until(spec.until, base.settings.replications, known)
    decision = read_decision(spec.decision, known)
    sections = _sections(library, spec, _folder(library, name), composition, base.settings.seed)
    _check_search(spec, sections)
    return StudyFrame(library, name, spec, data, base, base_words, composition, others, until, decision, sections)


def _check_given_once(library: Library, chosen: Sequence[str], changing: Sequence[str], others: Sequence[str]) -> None:
    """Raises Problem for a study, a key of it, or a setting that is given twice, of which only the last would count."""
    keys = Counter(map(key_of, (*chosen, *changing)))
    if lines := [f"{key}: is given {count} times; leave all but one out" for key, count in keys.items() if count > 1]:
        raise Problem(*lines)
    check_given_once(library, others)


def _check_search(spec: Spec, sections: Sections) -> None:
    """Raise Problem if a study that searches lacks what a search needs, or has what it cannot have."""
    if not sections.spaces:
        return
    lines = []
    if not sections.levers.factors:
        lines.append(
            f"study.{SEARCHED}: a search needs policies to compare with, before it; make it a list: "
            "[{design: list, points: [{restrictions: counter_fire}]}, {design: nsga2, ...}]"
        )
    if spec.decision is None:
        lines.append("study.decision: is missing; a search needs to know what policies save and cost")
    if spec.until is not None:
        lines.append("study.until: a search compares policies by equally many replications; leave it out")
    if lines:
        raise Problem(*lines)


def _name(library: Library, chosen: Sequence[str]) -> str:
    known = library.options(STUDY)
    if not chosen:
        raise Problem(f"which study? give study=NAME; known: {', '.join(known)}")
    name = chosen[-1].partition("=")[2].strip()
    if name not in known:
        raise Problem(f"{STUDY}: no option {name!r}{hint(name, known)}")
    return name


def _study_file(library: Library, name: str, changing: Sequence[str]) -> dict[str, Any]:
    data = compose(library, [f"+{STUDY}={name}"]).container.get(STUDY)
    if not isinstance(data, dict):
        raise Problem(f"study={name}: must be a mapping with question, levers and so on")
    apply_overrides(data, changing, KEYS)
    return data


def _folder(library: Library, name: str) -> Path:
    """Folder of the study file, from which its names of files start."""
    folders = [folder / STUDY for folder in library.folders if (folder / STUDY / f"{name}.yaml").is_file()]
    return folders[-1]


def _base_words(library: Library, spec: Spec) -> list[str]:
    words = [override_text(library, key, value) for key, value in spec.base.items()]
    unread = [(key, instead) for key in spec.base if (instead := instead_of(key.lstrip("+"), UNREAD_IN_STUDIES))]
    wrong = [f"{key} has no effect in a study; {instead}" for key, instead in unread]
    wrong += wrong_changes(read_changes(library, words))
    if wrong:
        raise Problem(*(f"study.base: {line}" for line in wrong))
    return words


def _sections(library: Library, spec: Spec, folder: Path, base: Composition, seed: int) -> Sections:
    """The rows of structures, uncertainties and levers; raise Problem with the mistakes of all of them."""
    day_zero = read_day_zero((base.container.get(DAY_ZERO[0]) or {}).get(DAY_ZERO[1]))
    found = _counted_from(library, spec, folder, seed, day_zero)
    rows = (found.structures, found.uncertainties, found.levers)
    if any(key in (DAY_ZERO[0], join(DAY_ZERO)) for one in rows for key in one.factors):
        found = _counted_from(library, spec, folder, seed, None)  # refuses dates, whose day 0 differs
    return found


def _counted_from(library: Library, spec: Spec, folder: Path, seed: int, day_zero: datetime.date | None) -> Sections:
    source = Source(lambda where, key: find_factor(library, where, key, day_zero), folder, seed)
    found, spaces, fresh, lines = list[DesignRows](), list[Space](), None, list[str]()
    for number, section in enumerate(SECTIONS):
        try:
            designs = read_designs(section, getattr(spec, section))
            found.append(section_rows(source, number, [one for one in designs if not isinstance(one[1], Nsga2)]))
            spaces += [read_space(source, where, design) for where, design in designs if isinstance(design, Nsga2)]
        except Problem as problem:
            lines += problem.lines
    if lines:
        raise Problem(*lines)
    if spaces:
        designs = [(where, _drawn_anew(design, seed)) for where, design in read_designs(FUTURES, spec.uncertainties)]
        fresh = section_rows(source, SECTIONS.index(FUTURES), designs)
    structures, uncertainties, levers = found
    return Sections(structures, uncertainties, levers, tuple(spaces), fresh)


def _drawn_anew(design: Design, seed: int) -> Design:
    """A design whose rows are drawn with another seed; the same where they are not drawn."""
    if not hasattr(design, "seed"):
        return design
    return design.model_copy(update={"seed": (seed if design.seed is None else design.seed) + 1})
