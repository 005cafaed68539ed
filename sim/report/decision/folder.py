"""The folder of a decision within that of its study: tables, sentences, and the runs for other tools."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.decision.decide import StudyDecision, decide
from sim.analysis.decision.request import DecisionRequest
from sim.analysis.decision.sources import CROSSED
from sim.analysis.study_table import StudyTable
from sim.config.atomic import filling, write_text
from sim.config.csv_text import csv_text
from sim.config.objectives import measure_for
from sim.config.problems import Problem
from sim.model.measures import Measure
from sim.report.decision.names import names_of
from sim.report.decision.sheet import Sheet
from sim.report.decision.source_tables import source_sheets
from sim.report.decision.source_words import source_sentences
from sim.report.decision.tables import choice_sheets
from sim.report.decision.words import choice_sentences, left_out_sentence
from sim.report.words.markdown import markdown_table
from sim.study.files.manifest import WARNING, unlist_missing
from sim.study.files.provenance import provenance

FOLDER, NAME, PAGE, EMA = "decision", "decision.json", "decision.md", "ema"
ORDER = ("price", "belief", "structure", "budget", "drivers", "where", "robust", "worth", "front", "enough")
"""The parts, in the order in which they are told."""
_latest = dict[Path, tuple[str, StudyDecision]]()  # what was written last, which a report need not decide again
AGAIN = "repeat `escsim decide` to rewrite it"


def write_decision(table: StudyTable, decision: StudyDecision) -> Path:
    """Write a decision into the folder of its study, in place of an earlier one; return its folder.

    Raises:
        OSError: it cannot be written; an earlier one is as it was.
    """
    place = table.folder / FOLDER
    fresh = table.folder / f"{FOLDER}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    with filling(fresh) as unfinished:
        _fill(unfinished, table, decision)
    if place.exists():
        shutil.rmtree(place)
    fresh.rename(place)
    unlist_missing(table.folder, FOLDER)  # the figures of an earlier one
    _latest.clear()
    _latest[table.folder.absolute()] = _text(table.folder), decision
    return place


def sentences(decision: StudyDecision) -> dict[str, list[str]]:
    """Sentences of each part, in the order of the parts; for a missing part, the reason."""
    found = {**choice_sentences(names_of(decision)), **source_sentences(decision)}
    missing = decision.choice.left_out
    return {part: [left_out_sentence(part, missing[part])] if part in missing else found[part] for part in ORDER}


def sheets(decision: StudyDecision) -> list[Sheet]:
    """All tables."""
    return [*choice_sheets(names_of(decision)), *source_sheets(decision)]


def stored_wanted(folder: Path) -> DecisionRequest | None:
    """Request by which the study in a folder was decided; None without a decision.

    Raises:
        Problem: the file that says so is damaged.
    """
    path = folder / FOLDER / NAME
    if not path.exists():
        return None
    try:
        given = json.loads(path.read_text(encoding="utf-8"))["wanted"]
        saves, costs = (measure_for(role, given[role], [given[role]]) for role in ("saves", "costs"))
        prices, between = (None if given[key] is None else tuple(given[key]) for key in ("prices", "between"))
        return DecisionRequest(saves, costs, prices, given["at_least"], given["good_enough"], given["price"], between)
    except (OSError, ValueError, KeyError, TypeError):
        raise Problem(f"{path} is damaged; {AGAIN}") from None


def decided(table: StudyTable) -> StudyDecision | None:
    """The study decided with its earlier request; None if it has none.

    Raises:
        Problem: the file that says how is damaged, or the study cannot be decided any more.
    """
    wanted = stored_wanted(table.folder)
    if wanted is None:
        return None
    latest = _latest.get(table.folder.absolute())
    return latest[1] if latest is not None and latest[0] == _text(table.folder) else decide(table, wanted)


def _text(folder: Path) -> str:
    return (folder / FOLDER / NAME).read_text(encoding="utf-8")


def _fill(folder: Path, table: StudyTable, decision: StudyDecision) -> None:
    found = sheets(decision)
    write_text(folder / NAME, json.dumps(_content(table, decision), indent=1, ensure_ascii=False) + "\n")
    for sheet in found:
        columns, rows = sheet.keyed()
        write_text(folder / f"{sheet.name}.csv", csv_text([columns, *_cells(rows)]))
        write_text(folder / f"{sheet.name}.md", _markdown(sheet))
    write_text(folder / PAGE, _page(table, decision, found))
    inside = folder / EMA
    inside.mkdir()
    write_text(inside / "experiments.csv", csv_text(_experiments(decision)))
    write_text(inside / "outcomes.csv", csv_text(_outcomes(decision)))


def _content(table: StudyTable, decision: StudyDecision) -> dict[str, Any]:
    """All numbers, and what they come from; the same for the same rows."""
    manifest, cube = table.manifest, decision.cube
    return {
        "warning": WARNING,
        "study": manifest["study"],
        "key": manifest.get("key", ""),
        "seed": cube.seed,
        "decided_with": provenance().as_dict(),
        "wanted": plain(decision.wanted),
        "policies": [{"key": policy.key, "label": str(policy)} for policy in names_of(decision).policies],
        "structures": list(cube.structures),
        "parameters": list(cube.factors),
        "futures": len(cube.futures),
        "futures_left_out": cube.dropped,
        "replications": decision.objective.saves.shape[-1],
        "units": {name: cube.units.get(name, "") for name in (*cube.factors, *cube.measures)},
        "warnings": list(decision.warnings),
        "sentences": sentences(decision),
        "choice": plain(decision.choice),
        "outcomes": plain(decision.outcomes),
        "enough": plain(decision.enough),
        "aliased": plain(decision.aliased),
    }


def _cells(rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    return (["" if cell is None else plain(cell) for cell in row] for row in rows)


def _markdown(sheet: Sheet) -> str:
    return f"{sheet.title}\n\n{markdown_table(sheet.headings(), sheet.texts(), sheet.right_from())}\n"


def _page(table: StudyTable, decision: StudyDecision, found: Iterable[Sheet]) -> str:
    """Sentences and the names of the tables."""
    told = [text for part in sentences(decision).values() for text in part]
    lines = [f"# The decision from study {table.manifest['study']}", f"*{WARNING}*", *decision.warnings, *told]
    files = "\n".join(f"- [{sheet.name}]({sheet.name}.md): {sheet.title}" for sheet in found)
    return "\n\n".join([*lines, files]) + "\n"


def _experiments(decision: StudyDecision) -> Iterator[list[Any]]:
    """One row for each policy, structure and future, as EMA Workbench names its columns."""
    cube = decision.cube
    yield [*cube.factors, "scenario", "policy", "model"]
    for policy in cube.policies:
        for structure in cube.structures:
            for place, future in enumerate(cube.futures.tolist()):
                pairs = zip(cube.factors, cube.values[place], strict=True)
                yield [*(_value(cube.levels, key, value) for key, value in pairs), future, policy, structure]


def _outcomes(decision: StudyDecision) -> Iterator[list[Any]]:
    """The mean over the replications of each measure, a row for each of `_experiments`."""
    names = [name for name in decision.cube.measures if name != CROSSED]
    yield names
    means = [decision.cube.measures[name].mean(axis=3).ravel() for name in names]
    yield from ([plain(float(value)) for value in row] for row in zip(*means, strict=True))


def _value(levels: Mapping[str, tuple[str, ...]], key: str, value: np.float64) -> Any:
    if np.isnan(value):
        return ""
    return levels[key][int(value)] if key in levels else plain(float(value))


DIGITS = 9  # significant ones; the last bits of a sum hang on how a machine's library adds


def plain(value: Any) -> Any:
    """A result as lists, mappings, numbers and texts; null for an undefined number, a text for an infinite one."""
    if isinstance(value, np.ndarray):
        return [plain(one) for one in value.tolist()]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Measure):
        return value.name
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, frozenset):
        return sorted(plain(one) for one in value)
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if is_dataclass(value):
        return {each.name.rstrip("_"): plain(getattr(value, each.name)) for each in fields(value)}
    return value


def _number(value: float) -> float | str | None:
    if math.isnan(value):
        return None
    if math.isinf(value):
        return "infinite" if value > 0 else "-infinite"
    return float(f"{value:.{DIGITS}g}")
