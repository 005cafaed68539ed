"""The pages about a run or a scenario, as Markdown, from the templates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from sim.config.library import Library
from sim.config.units import number_text
from sim.engine.model import MODEL
from sim.model.daily import TRACKED
from sim.model.events import EVENTS
from sim.model.measures import MEASURES
from sim.model.signals import SIGNALS
from sim.model.world import PACKAGE_SLOTS
from sim.report.document import facts
from sim.report.document.assumptions import Assumption, assumptions, assumptions_csv
from sim.report.document.mechanisms import shared_parts
from sim.report.document.register_rows import LINE, register_rows
from sim.report.document.state import Entity, entities
from sim.report.document.subject import DocumentSubject
from sim.report.document.wiring import Actor, actors, steps_of_flows
from sim.report.page.limits import OF_THE_MODEL, OF_THE_RECORD
from sim.report.words.markdown import code, markdown_table
from sim.study.files.manifest import WARNING

INDEX = "index.md"
PAGES = (INDEX, "odd.md", "stress_des.md", "assumptions.md", "intended_use.md")
CSV = "assumptions.csv"
MARK = "<!-- written by `escsim document`, which overwrites it -->"


def pages(subject: DocumentSubject, library: Library, made_by: str) -> dict[str, str]:
    """Every file of the document by its name; the same subject gives the same text.

    `library`: for the options that were not chosen.
    """
    register = assumptions(subject, library)
    context = _context(subject, library, register) | {"made_by": made_by}
    environment = Environment(
        loader=PackageLoader("sim.report.document"),
        autoescape=False,  # Markdown, not HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    texts = {name: environment.get_template(f"{name}.j2").render(context) for name in PAGES}
    return texts | {CSV: assumptions_csv(register, subject)}


def _context(subject: DocumentSubject, library: Library, register: Sequence[Assumption]) -> dict[str, Any]:
    return {
        "mark": MARK,
        "warning": WARNING,
        "basis": facts.basis(subject),
        "title": f"The model, in the run {subject.run}" if subject.run else f"The model, in {subject.scenario}",
        "table": partial(markdown_table, empty="-"),
        **_of_the_model(),
        **_of_the_subject(subject, library),
        **facts.counts(register),
        "sources": facts.sources(register),
        "values": partial(_values, register),
        "sections": register_rows(register, subject, library),
    }


def _of_the_model() -> dict[str, Any]:
    """Template values that are the same in every document."""
    cast = actors()
    steps = [(name, does) for name, does in steps_of_flows()]
    return {
        "actors": cast,
        "cast": [_process(actor) for actor in cast],
        "activities": [(code(actor.name), actor.does) for actor in cast],
        "drawing": _names([actor.name for actor in cast if actor.draws]),
        "steps": steps,
        "signals": _names(SIGNALS),
        "wakes": _wakes(cast),
        "entities": entities(),
        "variables": _variables,
        "measures": [
            (code(each.name), each.unit, f"{'headline ' if each.headline else ''}{each.nature}: {each.meaning}")
            for each in MEASURES
        ],
        "tracked": [(code(each.name), each.unit, each.meaning) for each in TRACKED],
        "events": [(code(each.name), each.unit, each.meaning) for each in EVENTS],
        "shared": shared_parts(),
        "books": ", ".join(MODEL.books),
        "slots": PACKAGE_SLOTS,
        "of_the_model": OF_THE_MODEL,
    }


def _of_the_subject(subject: DocumentSubject, library: Library) -> dict[str, Any]:
    scenario = subject.parameters.scenario
    made = subject.made_with
    return {
        **vars(subject),
        "scenario_says": scenario.title,
        "restrictions_says": facts.option_comment(library, "restrictions", subject.choices["restrictions"]),
        "settings_changed": _names([word for word in subject.overrides if not word.startswith("scenario=")]),
        "endogenous": subject.choices["restrictions"] in ("endogenous", "threshold"),
        "replays": subject.replays_record,
        "has_record": bool(scenario.record_restrictions),
        "of_the_record": OF_THE_RECORD if scenario.record_restrictions else (),
        "day_zero": scenario.day_zero,
        "start_day": number_text(scenario.start_day),
        "horizon": number_text(subject.parameters.horizon_days),
        "step": subject.config["step"],
        "replications": f"{subject.replications:,}",
        "escalation": subject.parameters.escalation.kind.name.lower(),
        "own": [(code(own["function"]), code(own["file"])) for own in subject.mechanisms],
        "own_names": _names([own["function"] for own in subject.mechanisms]),
        "submodels": facts.described_submodels(subject, library),
        "options_chosen": facts.options_chosen(subject, library),
        "options_other": facts.options_other(subject, library),
        "packages": facts.packages(subject),
        "milestones": facts.milestones(subject),
        "initial_draws": facts.initial_draws(subject),
        "versions": [("Python", made["python"]), *made["packages"].items()],
        "version": made["version"],
        "commit": made["commit"],
        "dirty": made["dirty"],
        "machine": facts.machine(made),
        "duration": facts.duration(subject.started, subject.ended),
        "workers": subject.config["workers"],
        "command": subject.command,
    }


def _process(actor: Actor) -> tuple[str, str, str, str]:
    return (
        f"{code(actor.name)}{LINE}{actor.does}", _names(actor.waits), _names(actor.wakes), _names(actor.records)
    )  # fmt: skip


def _names(names: Sequence[str]) -> str:
    return ", ".join(map(code, names))


def _wakes(cast: Sequence[Actor]) -> list[tuple[str, str, str]]:
    """Each signal with those that announce it and those that wait for it."""

    def who(of: Callable[[Actor], Sequence[str]], signal: str) -> str:
        return _names([actor.name for actor in cast if signal in of(actor)])

    return [(code(name), who(lambda one: one.wakes, name), who(lambda one: one.waits, name)) for name in SIGNALS]


def _variables(entity: Entity) -> list[tuple[str, str, str, str]]:
    return [(code(one.name), one.unit, str(one.count), one.comment) for one in entity.variables]


def _values(register: Sequence[Assumption], group: str, meaning: bool = False) -> list[Sequence[str]]:
    """Key, value and source (or meaning) of the parameters of a group that are read here."""
    rows = [row for row in facts.read_here(register) if row.group == group]
    return [
        (code(row.key.removeprefix(f"{group}.")), code(row.value), row.meaning if meaning else row.source)
        for row in rows
    ]
