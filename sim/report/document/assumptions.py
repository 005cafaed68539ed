"""The register of assumptions: a row for every parameter, from the schema and the judgements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from dataclasses import fields as dataclass_fields

from sim.config.csv_text import csv_text
from sim.config.fields import ParameterField, fields_of, walk
from sim.config.library import Library
from sim.config.parameter_table import ParameterRow, rows
from sim.config.values import bound_text
from sim.model.parameters import Parameters
from sim.model.quantity import ASSUMED, CALIBRATED, SETTING, Quantity
from sim.report.document.judgement import LABEL, SAID, Judgement
from sim.report.document.judgements import JUDGEMENTS
from sim.report.document.subject import DocumentSubject
from sim.study.design.variant import CLASSES
from sim.study.files.manifest import WARNING

MODEL_GROUPS = frozenset(field.key for field in fields_of(Parameters) if field.is_group)
NOTHING = "nothing measurable"
NOT_READ = "not read here"


@dataclass(frozen=True)
class Assumption:
    """A row of the register, in words.

    Attributes:
        key: dotted key in a config.
        statement: what is assumed.
        value: here, with its unit; "not read here" where the alternatives chosen do not read it.
        unit: empty for a pure number, a switch, an alternative, a text.
        allowed: what is accepted; `plausible`: the range to sample, or empty; `tried`: where there is none, the ends
            between which the judgement was tried.
        source: where the default comes from, or words that begin with "assumed" or "calibrated", or "setting".
        higher: whom a higher value favours, so which way results err where the true value is higher.
        alternatives: other kinds, other options of the group, and the kinds that read it.
        moves: the measures that change where the value is wrong; `gain`: those in which what a permission does changes.
        under: the options and settings under which that shows, where the default ones do not show it.
        meaning: what the schema says of it, in a line.
    """

    key: str
    statement: str
    value: str
    unit: str
    allowed: str
    plausible: str
    tried: str
    source: str
    higher: str
    alternatives: str
    moves: str
    gain: str
    under: tuple[str, ...]
    meaning: str

    @property
    def group(self) -> str:
        """The config group of the model; empty for a setting of a run."""
        head = self.key.partition(".")[0]
        return head if "." in self.key and head in MODEL_GROUPS else ""

    @property
    def is_assumed(self) -> bool:
        """True if the value has no source, and was not fitted."""
        return self.source.startswith(ASSUMED)

    @property
    def is_calibrated(self) -> bool:
        """True if the value was set so that the model meets what was observed."""
        return self.source.startswith(CALIBRATED)


def assumptions(subject: DocumentSubject, library: Library) -> tuple[Assumption, ...]:
    """The register, in the order of the schema."""
    fields = dict(walk(CLASSES))
    options = {key: library.options(key) for key in fields if "." not in key and library.is_group(key)}
    return tuple(_row(row, fields[row.key], subject, options) for row in rows(CLASSES, subject.config))


def _row(
    row: ParameterRow, field: ParameterField, subject: DocumentSubject, options: Mapping[str, Sequence[str]]
) -> Assumption:  # fmt: skip
    judged = JUDGEMENTS[row.key]
    accepted = row.allowed or "any number"
    return Assumption(
        key=row.key,
        statement=judged.statement,
        value=_value(row, subject),
        unit=row.unit,
        allowed=f"list of: {accepted}" if field.is_list else accepted,
        plausible=row.plausible,
        tried=_tried(judged, field),
        source=_source(row, subject),
        higher=judged.bias,
        alternatives="; ".join(_alternatives(row, subject, options)),
        moves=moves_text(judged),
        gain=", ".join(f"{move.measure} {_WIDENED[move.sign]}" for move in judged.widened),
        under=judged.under,
        meaning=row.meaning,
    )


def _value(row: ParameterRow, subject: DocumentSubject) -> str:
    if row.key in subject.posterior.get("keys", ()):
        return f"from the posterior, {subject.posterior['rows']:,} rows in turn"
    whole = re.sub(r"(\d)\.0\b(?!\d)", r"\1", row.default)
    return whole or ("none" if _is_read(row.key, subject) else NOT_READ)


def _source(row: ParameterRow, subject: DocumentSubject) -> str:
    """Source of the value: that in the schema, or assumed where the scenario has no record."""
    in_situation = row.key.startswith("scenario.") and not subject.parameters.scenario.record_restrictions
    return ASSUMED if in_situation and row.source != SETTING else row.source


def _tried(judged: Judgement, field: ParameterField) -> str:
    """The ends between which a judgement was tried, with their unit; empty if the schema has a range to sample."""
    about = field.about
    if judged.span is None or not isinstance(about, Quantity) or about.plausible is not None:
        return ""
    return " to ".join(bound_text(end, about.unit) for end in judged.span)


_WIDENED = {"+": "wider", "-": "narrower"}


def moves_text(judged: Judgement) -> str:
    """The measures that a higher value moves, with the direction."""
    if judged.moves == LABEL:
        return "nothing: no number depends on it"
    return ", ".join(f"{move.measure} {SAID[move.sign]}" for move in judged.moved) or _nothing(judged)


def _nothing(judged: Judgement) -> str:
    return NOTHING if judged.under else f"{NOTHING} in the default scenario"


def _is_read(key: str, subject: DocumentSubject) -> bool:
    """True if the config holds a key, if only with an empty list or an empty text."""
    value: object = subject.config
    for part in key.replace("[]", "").split("."):
        if isinstance(value, list):
            return True
        if not isinstance(value, Mapping) or part not in value:
            return False
        value = value[part]
    return True


def _alternatives(row: ParameterRow, subject: DocumentSubject, options: Mapping[str, Sequence[str]]) -> Iterator[str]:
    group, _, name = row.key.partition(".")
    if name == "kind":
        others = [kind for kind in row.allowed.split(", ") if kind != row.default]
        yield f"other kinds: {', '.join(others)}" if others else "no other kind"
    chosen = subject.choices.get(group, "")
    others = [option for option in options.get(group, ()) if option != chosen]
    yield f"other options of the group: {', '.join(others)}" if others else "set by its key"
    if row.used_by:
        yield f"read by {row.used_by}"


def assumptions_csv(register: Sequence[Assumption], subject: DocumentSubject) -> str:
    """The register as CSV, each row with the scenario and config hash that its value is from."""
    columns = [field.name for field in dataclass_fields(Assumption)]
    basis = {"scenario": subject.scenario, "config_hash": subject.config_hash, "warning": WARNING}
    rows = (asdict(row) | {"under": " ".join(row.under)} for row in register)
    cells = ([*(row[column] for column in columns), *basis.values()] for row in rows)
    return csv_text([[*columns, *basis], *cells])
