"""The form of a study file: which keys there are and what kind of value each takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.config.problems import Problem, hint, join, show


class Form(BaseModel):
    """A part of a study file; a key that it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Design(Form):
    """Rows of a section; `unread` says what becomes of a factor where the chosen alternatives do not read it."""

    unread: Literal["refuse", "leave_out"] = "refuse"


class Product(Design):
    """Every value of every factor with every other; the last factor changes fastest."""

    factors: dict[str, Any] = Field(min_length=1)


class Zip(Design):
    """The first values of all factors together, then the second, and so on."""

    factors: dict[str, Any] = Field(min_length=1)


class ListedRows(Design):
    """Rows as they are written, here or in a table file."""

    points: list[dict[str, Any]] | None = Field(default=None, min_length=1)
    file: str | None = None
    factors: list[str] | None = Field(default=None, min_length=1)


class SampledRows(Design):
    """Rows drawn from a distribution for each factor."""

    size: int = Field(ge=1, le=10_000_000)
    factors: dict[str, Any] = Field(min_length=1)
    seed: int | None = Field(default=None, ge=0)


class Random(SampledRows):
    """Independent draws; a larger size keeps the first rows."""


class LatinHypercube(SampledRows):
    """Each factor's range in `size` equal parts, one draw from each; another size gives other rows."""


class SobolSequence(SampledRows):
    """Scrambled low-discrepancy sequence; a larger size keeps the first rows; balanced at powers of 2."""


class Saltelli(SampledRows):
    """Rows A, AB and B for Sobol' indices; `size` base rows, each with one row a factor and two more."""

    second_order: bool = False


class Morris(SampledRows):
    """One factor at a time; `size` trajectories, each with one row a factor and one more."""

    levels: int = Field(default=4, ge=2, le=1000, multiple_of=2)


class Sample(Design):
    """Rows of a table file, such as a posterior sample: all of them, or `size` drawn with replacement."""

    file: str
    size: int | None = Field(default=None, ge=1, le=10_000_000)
    factors: list[str] | None = Field(default=None, min_length=1)
    seed: int | None = Field(default=None, ge=0)


class Nsga2(Design):
    """Policies that a genetic algorithm finds, by what they save and cost: `searches` times, each with another seed.

    Each search has `population` policies at a time, `generations` times; at most `front` of the best of all searches
    are evaluated again in fresh futures.
    """

    factors: dict[str, Any] = Field(min_length=1)
    population: int = Field(default=24, ge=4, le=10_000)
    generations: int = Field(default=10, ge=2, le=10_000)
    searches: int = Field(default=3, ge=1, le=100)
    front: int = Field(default=6, ge=2, le=1000)
    seed: int | None = Field(default=None, ge=0)

    @property
    def most_policies(self) -> int:
        """How many policies it looks at, at most."""
        return self.population * self.generations * self.searches


DESIGNS: dict[str, type[Design]] = {
    "product": Product, "zip": Zip, "list": ListedRows, "random": Random, "latin_hypercube": LatinHypercube,
    "sobol_sequence": SobolSequence, "saltelli": Saltelli, "morris": Morris, "sample": Sample, "nsga2": Nsga2,
}  # fmt: skip


class Stop(Form):
    """When replications stop being added."""

    measures: dict[str, str | int | float]
    cap: int = Field(ge=1, le=10_000_000)


class Prices(Form):
    """The range of prices that a decision looks at."""

    lowest: str | int | float = Field(alias="from")
    highest: str | int | float = Field(alias="to")


class DecisionForm(Form):
    """What a policy saves, what it costs, and at which prices."""

    saves: str
    costs: str
    prices: Prices | None = None
    at_least: str | int | float = 0
    good_enough: dict[str, str | int | float] = Field(default_factory=dict)


class Rule(Form):
    """One rule on the values of a point; exactly one of the two."""

    never: str | None = None
    drop: str | None = None


class Spec(Form):
    """A whole study file."""

    question: str = ""
    base: dict[str, Any] = Field(default_factory=dict)
    levers: Any = None
    uncertainties: Any = None
    structures: Any = None
    rules: list[Rule] = Field(default_factory=list)
    until: Stop | None = None
    decision: DecisionForm | None = None


F = TypeVar("F", bound=Form)

DECISION = "decision"
SECTIONS = ("structures", "uncertainties", "levers")
SEARCHED = "levers"  # the section whose rows a search may find
LEAVE_OUT, MAY_LEAVE_OUT = "leave_out", "uncertainties"  # the section whose designs may leave out what is not read


def read_spec(container: Any) -> Spec:
    """The study file in its form, except for the designs; raises Problem with a line for each mistake."""
    spec = read_form(Spec, container, ())
    lines = [
        f"study.rules[{number}]: needs either never or drop, with a condition"
        for number, rule in enumerate(spec.rules)
        if (rule.never is None) == (rule.drop is None)
    ]
    if all(getattr(spec, section) is None for section in SECTIONS):
        lines.append("study: varies nothing; it needs levers, uncertainties or structures")
    if lines:
        raise Problem(*lines)
    return spec


def read_designs(section: str, value: Any) -> list[tuple[str, Design]]:
    """The designs of a section, each with where it stands in the file; raises Problem."""
    if value is None:
        return []
    if isinstance(value, list):
        if not value:
            raise Problem(f"study.{section}: is an empty list; leave it out, or give a design")
        return [_design((section, number), item) for number, item in enumerate(value)]
    return [_design((section,), value)]


def _design(path: tuple[str | int, ...], value: Any) -> tuple[str, Design]:
    where = _where(path)
    if not isinstance(value, Mapping):
        raise Problem(f"{where}: must be a design: a mapping with design and its settings (got {show(value)})")
    name = value.get("design")
    if name is None:
        raise Problem(f"{where}.design: is missing; one of {', '.join(DESIGNS)}")
    if name not in DESIGNS:
        raise Problem(f"{where}.design: no design {show(name)}{hint(str(name), DESIGNS)}")
    form = read_form(DESIGNS[name], {key: item for key, item in value.items() if key != "design"}, path)
    _check(where, form)
    if isinstance(form, Nsga2) and path[0] != SEARCHED:
        raise Problem(f"{where}.design: nsga2 looks for policies, which are {SEARCHED}; sample {path[0]} instead")
    if form.unread == LEAVE_OUT and path[0] != MAY_LEAVE_OUT:
        raise Problem(
            f"{where}.unread: {LEAVE_OUT} is for {MAY_LEAVE_OUT}; here, list designs that each name only "
            f"the factors they read"
        )
    return where, form


def _check(where: str, form: Design) -> None:
    if isinstance(form, ListedRows):
        if form.points is None and form.file is None:
            raise Problem(f"{where}: a list needs points, either here or in a file")
        if form.points is not None and form.file is not None:
            raise Problem(f"{where}: a list takes points here or in a file, not both")
        if form.points is not None and form.factors is not None:
            raise Problem(f"{where}.factors: chooses columns of a file; leave it out where points are listed")
    if isinstance(form, Saltelli) and form.size & (form.size - 1):
        below = 1 << (form.size.bit_length() - 1)
        raise Problem(f"{where}.size: must be a power of 2, such as {below} or {2 * below} (got {form.size})")


def read_form(form: type[F], value: Any, path: tuple[str | int, ...]) -> F:
    """`value` as `form`; raises Problem with a line for each mistake, keys named from `study`."""
    if not isinstance(value, Mapping):
        raise Problem(f"{_where(path)}: must be a mapping with {', '.join(_names(form))} (got {show(value)})")
    try:
        return form.model_validate(dict(value))
    except ValidationError as error:
        raise Problem(*(_line(form, dict(details), path) for details in error.errors(include_url=False))) from None


_WORDS = {
    "missing": "is missing", "int_type": "must be a whole number", "string_type": "must be text",
    "dict_type": "must be a mapping", "list_type": "must be a list", "bool_type": "must be true or false",
    "model_type": "must be a mapping", "too_short": "must not be empty",
}  # fmt: skip


def _line(form: type[Form], details: dict[str, Any], path: tuple[str | int, ...]) -> str:
    places = [part for part in details["loc"] if part not in ("str", "int", "float")]
    where, kind, context = _where((*path, *places)), details["type"], details.get("ctx", {})
    if kind == "extra_forbidden":
        return f"{where}: no such key{hint(str(places[-1]), _keys(form, places[:-1]))}"
    if kind == "missing":
        return f"{where}: is missing"
    text = _WORDS.get(kind)
    if kind == "greater_than_equal":
        text = f"must be at least {context['ge']}"
    elif kind == "less_than_equal":
        text = f"must be at most {context['le']}"
    elif kind == "multiple_of":
        text = f"must be a multiple of {context['multiple_of']}"
    elif kind == "literal_error":
        text = f"must be {context['expected']}"
    return f"{where}: {text or details['msg']} (got {show(details['input'])})"


def _keys(form: type[Form], places: list[str | int]) -> list[str]:
    inner: dict[str, type[Form]] = {"rules": Rule, "until": Stop, DECISION: DecisionForm, "prices": Prices}
    found = next((inner[str(place)] for place in reversed(places) if place in inner), form)
    return [*_names(found), *(["design"] if issubclass(found, Design) else [])]


def _names(form: type[Form]) -> list[str]:
    """The keys of a form, as a study file has them."""
    return [field.alias or name for name, field in form.model_fields.items()]


def _where(path: tuple[str | int, ...]) -> str:
    return join(("study", *path))
