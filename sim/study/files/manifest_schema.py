"""The schema of manifests: the type of each entry, on which readers may rely."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Count = Annotated[int, Field(ge=0, lt=2**53)]
Whole = Annotated[int, Field(gt=-(2**63), lt=2**63)]
Name = Annotated[str, Field(max_length=200, pattern=r"^[^/\\\x00-\x1f]*$")]  # of an option, a measure or a file
Text = Annotated[str, Field(max_length=4000)]
Number = int | float


class _Entries(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow", protected_namespaces=(), defer_build=True)


class StoredFile(_Entries):
    """A file of the folder, by its path in it."""

    bytes: Count
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class MadeWith(_Entries):
    """Versions, checkout and machine."""

    version: Name
    python: Name
    packages: dict[Name, Name]
    commit: Name | None
    dirty: bool | None


class Sitting(_Entries):
    """A time that the folder was worked on: when it began, with what, and how much was done before."""

    began: str
    made_with: MadeWith
    model_sources: str
    done_before: Count


class OwnMechanismFile(_Entries):
    """A user's custom mechanism: the file in the folder, and the function in it."""

    file: Name
    function: Name


class OwnMeasureFile(OwnMechanismFile):
    """A user's custom measure: its file, its function, which is its name, and what it says of itself."""

    label: Name
    unit: Name
    meaning: Text
    better: Literal["less", "more", ""]
    digest: Name  # SHA-256 of the file


class _Folder(_Entries):
    format: int
    warning: str
    files: dict[str, StoredFile]


class VariantEntries(_Entries):
    """Manifest entries of a single run, be it alone or a point of a multirun."""

    label: str  # what a multirun calls it, else empty
    labels: dict[Name, Text] = {}  # what people call the run, and its options that are a user's own, by group
    scenario: Name
    choices: dict[Name, Name]  # the alternative chosen in every config group
    overrides: list[str]  # as given on the command line
    seed: Whole
    config_hash: Name
    replays_record: bool  # whether the observed milestones belong beside its results
    observations: dict[str, Any]  # what was observed, as in a config; empty for nothing
    posterior: dict[str, Any]  # source, rows, keys and file of the posterior whose rows replications take; else empty


class RunManifest(_Folder, VariantEntries):
    """A run's."""

    status: Literal["running", "finished", "interrupted", "failed"]
    replications_asked: Count
    replications: Count  # those that finished
    done: Count  # those that have rows
    failed: Count  # those of them that failed
    key: Name  # a hash of all that the replications depend on, which the tables carry
    saved_paths: Count  # replications below this one have their daily paths saved
    saved_traces: Count  # and below this one their events
    config: dict[str, Any]  # the validated config of the model, resolved
    engine: Name
    engine_reason: str
    mechanisms: list[OwnMechanismFile]
    own_measures: list[OwnMeasureFile] = []
    workers: Count
    measures: dict[Name, Text]  # name: unit, as in results.parquet
    quantities: dict[Name, Text]  # name: unit, as in days.parquet
    made_with: MadeWith  # of the first sitting
    model_sources: str  # a hash of the sources of the model and its schedulers
    history: list[Sitting]
    started: str  # ISO, UTC
    ended: str | None
    failure: str
    failure_details: str


class StoredStoppingTarget(_Entries):
    """Precision required of the differences in a measure."""

    measure: Name
    half_width: Number
    relative: bool


class StoredStoppingRule(_Entries):
    """The rule that stops replications."""

    targets: list[StoredStoppingTarget]
    cap: Count
    first: Count


class StoredSearch(_Entries):
    """Progress of a search for policies."""

    pymoo: Name
    given: Count  # policies that the study file gives
    policies: Count  # these, and all that were looked at and could be run
    refused: Count  # policies that the model or a rule refused
    front: list[Count] | None  # rows of the levers that were done anew; None before the end
    fresh_from_point: Count | None  # points from this one on are those in fresh futures


class StudyManifest(_Folder):
    """A study's."""

    status: Literal["running", "finished", "interrupted", "failed"]
    study: Name
    question: Text
    choices: dict[Name, Name]
    overrides: list[str]
    kinds: dict[str, str]
    units: dict[str, str]
    seed: Whole
    points: Count
    replications: Count
    until: StoredStoppingRule | None
    search: StoredSearch | None = None
    horizon_days: Number | None = None
    empty_cells: list[Text] = []  # of table files of the design, as a user was told of them
    start_days: dict[Text, Number] = {}  # by the label of the policy, where they differ
    option_labels: dict[Name, dict[Name, Text]] = {}  # of a user's own options, by group and option
    measures: dict[Name, Text]
    quantities: dict[Name, Text]  # name: unit, as in days.parquet
    saved_paths: Count  # replications of a point below this number have their days saved
    saved_traces: Count  # and below this one their events
    shard: str | None
    identity: dict[str, Any]
    key: Name
    mechanisms: list[OwnMechanismFile] | None
    own_measures: list[OwnMeasureFile] = []
    variants: list[VariantEntries] = []  # of a multirun: what each point has for itself
    made_with: MadeWith
    history: list[Sitting]
    started: Name
    continued: Name
    ended: str | None
    done: Count
    failed: Count
    failure: str
    failure_details: str


class ComparedRun(_Entries):
    """A run that was compared."""

    label: Text
    folder: Text
    config_hash: Name
    seed: Whole
    replications: Count


class ComparedMeasure(_Entries):
    """A measure that was compared."""

    name: Name


class ComparisonManifest(_Folder):
    """A comparison's."""

    reference: str
    runs: list[ComparedRun]
    measures: list[ComparedMeasure]


class CalibrationManifest(_Folder):
    """A calibration's."""

    fitted_days: list[Number] | None = None


class BacktestManifest(_Folder):
    """A backtest's, of which nothing is read but what every manifest has."""


def fault_of(content: dict[str, Any], schema: type[BaseModel]) -> str:
    """The first entry that is missing or of another type than the schema has; empty if there is none."""
    try:
        schema.model_validate(content)
    except ValidationError as errors:
        first = errors.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))[:80]
        what = "is missing" if first["type"] == "missing" else "is of the wrong type"
        return f"its entry '{place}' {what}"
    return ""


SCHEMAS: Mapping[str, type[BaseModel]] = {
    "study": StudyManifest,
    "run": RunManifest,
    "backtest": BacktestManifest,
    "calibration": CalibrationManifest,
    "comparison": ComparisonManifest,
}
"""By the kind of folder."""
