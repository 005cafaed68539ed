"""Facts about one run or scenario for the templates: values, options, counts and provenance."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sim.config.counting import number_of
from sim.config.fields import ParameterField, fields_of
from sim.config.library import Library, comment
from sim.model.alternatives import chosen_class
from sim.model.parameters import Parameters
from sim.model.quantity import ASSUMED, BELIEF, SETTING
from sim.model.red_line.hidden import HiddenLine
from sim.report.document.assumptions import NOT_READ, Assumption
from sim.report.document.mechanisms import Submodel, submodels
from sim.report.document.subject import DocumentSubject
from sim.report.words.markdown import code, sentence
from sim.study.files.provenance import DISTRIBUTION

MODEL_SETTINGS = ("horizon", "step")  # keys of the model that belong to no group
MOST_LISTED = 4  # keys that are written out behind a source


def groups() -> tuple[ParameterField, ...]:
    """The config groups of the model, in their order."""
    return tuple(field for field in fields_of(Parameters) if field.is_group)


def basis(subject: DocumentSubject) -> str:
    """The line that says what a page is about."""
    what = f"Run `{subject.run}`" if subject.run else "Not run"
    count = number_of(subject.replications, "replication")
    version = f"{DISTRIBUTION} {subject.made_with['version']}"
    config = f"scenario `{subject.scenario}`, config `{subject.config_hash}`"
    return f"{what}: {config}, seed {subject.seed}, {count}; {version}."


def option_comment(library: Library, group: str, option: str) -> str:
    """The first comment of an option's file, shipped or a user's own."""
    files = (folder / group / f"{option}.yaml" for folder in library.folders)
    return next((comment(file) for file in files if file.is_file()), "")


def other_options(library: Library, group: str, chosen: str) -> str:
    """The options of a group that were not chosen."""
    return ", ".join(code(option) for option in library.options(group) if option != chosen)


def heading(field: ParameterField) -> str:
    """Heading of a config group, such as "M1 Attrition"."""
    number, mark, name = field.about.meaning.partition(": ")
    return f"{number} {name[0].upper()}{name[1:]}" if mark else sentence(field.about.meaning).rstrip(".")


def options_chosen(subject: DocumentSubject, library: Library) -> Iterator[tuple[str, str, str]]:
    """Each group with its option here, and what that is."""
    for field in groups():
        option = subject.choices[field.key]
        yield heading(field), code(f"{field.key}={option}"), option_comment(library, field.key, option)


def options_other(subject: DocumentSubject, library: Library) -> Iterator[tuple[str, str]]:
    """Each group that has more options than the one here, with those."""
    for field in groups():
        if names := [option for option in library.options(field.key) if option != subject.choices[field.key]]:
            yield code(field.key), "; ".join(_option(library, field.key, name) for name in names)


def _option(library: Library, group: str, name: str) -> str:
    said = option_comment(library, group, name)
    return f"{code(name)}: {said.rstrip('.')}" if said else code(name)


def described(model: Submodel, subject: DocumentSubject, library: Library) -> dict[str, Any]:
    """A submodel with its option here."""
    key = model.group.key
    chosen = subject.choices[key]
    return {
        "title": heading(model.group),
        "group": key,
        "chosen": chosen,
        "says": option_comment(library, key, chosen),
        "others": other_options(library, key, chosen),
        "parts": model.parts,
    }


def described_submodels(subject: DocumentSubject, library: Library) -> list[dict[str, Any]]:
    """All submodels, as `described` tells them."""
    return [described(model, subject, library) for model in submodels()]


def read_here(register: Sequence[Assumption]) -> list[Assumption]:
    """The parameters of the model that the alternatives here read."""
    return [row for row in register if row.value != NOT_READ and (row.group or row.key in MODEL_SETTINGS)]


def counts(register: Sequence[Assumption]) -> dict[str, Any]:
    """Counts of the parameters read here by kind of source, and the percentage assumed."""
    rows = read_here(register)
    assumed = sum(row.is_assumed for row in rows)
    calibrated = sum(row.is_calibrated for row in rows)
    settings = sum(row.source == SETTING for row in rows)
    return {
        "in_play": len(rows),
        "assumed": assumed,
        "set_ones": settings,
        "calibrated": calibrated,
        "sourced": len(rows) - assumed - calibrated - settings,
        "share_assumed": 100 * assumed / len(rows),
        "beliefs": sum(row.source == BELIEF for row in rows),
    }


def sources(register: Sequence[Assumption]) -> list[tuple[str, str]]:
    """Each source with the parameters that rest on it; assumptions and settings are counted."""
    by_source: dict[str, list[str]] = defaultdict(list)
    for row in read_here(register):
        by_source[row.source].append(row.key)
    return [(source, _keys(source, keys)) for source, keys in by_source.items()]


def _keys(source: str, keys: Sequence[str]) -> str:
    if source in (SETTING, ASSUMED) or len(keys) > 4 * MOST_LISTED:
        return f"{len(keys)}, from {code(keys[0])} to {code(keys[-1])}"
    return ", ".join(map(code, keys))


def packages(subject: DocumentSubject) -> list[tuple[str, ...]]:
    """The dated list of aid, where there is one: day, amount, kind, content."""
    rows = subject.config["aid"].get("packages") or []
    return [(f"{row['day']:g}", row["amount"], row["kind"], row["content"].replace("_", " ")) for row in rows]


def milestones(subject: DocumentSubject) -> list[tuple[str, ...]]:
    """The areas observed: day, occupied, with contested ground (km2)."""
    rows = subject.config.get("observations", {}).get("milestones") or []
    return [
        (f"{row['day']:g}", *(row[key].removesuffix(" km2") for key in ("occupied", "with_contested"))) for row in rows
    ]


def initial_draws(subject: DocumentSubject) -> str:
    """Initial quantities that differ between replications, in words; empty if none does."""
    line = subject.parameters.red_line
    is_drawn = issubclass(chosen_class(line), HiddenLine) and math.isinf(line.threshold_quantile)
    drawn = ["the hidden line (M11)"] if is_drawn else []
    early = [day for day, *_ in packages(subject) if float(day) < subject.parameters.scenario.start_day]
    if early:
        drawn.append("the lags of the packages that are in transit by then (M7)")
    return " and ".join(drawn)


def machine(made_with: Mapping[str, Any]) -> str:
    """System, processors and memory of the machine, as far as the manifest has them: runs of old do not."""
    found = [str(made_with["platform"])]
    if processors := made_with.get("processors"):
        found.append(number_of(processors, "processor"))
    if memory := made_with.get("memory_bytes"):
        found.append(f"{memory / 2**30:.1f} GiB of memory")
    return ", ".join(found)


def duration(started: str | None, ended: str | None) -> str:
    """Duration of a run, from the times in its manifest; empty if either is missing."""
    if not started or not ended:
        return ""
    seconds = (datetime.fromisoformat(ended) - datetime.fromisoformat(started)).total_seconds()
    return f"{seconds:.1f} s" if seconds < 90 else f"{seconds / 60:.1f} min"
