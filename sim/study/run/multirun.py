"""Several variants of a scenario as one study, one point each, as `run -m` runs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.fields import find
from sim.config.problems import Problem
from sim.engine.model import SOURCES
from sim.model.parameters import Parameters
from sim.model.quantity import Quantity
from sim.study.design.building import BASE
from sim.study.design.parameter_builder import ParameterBuilder, template_of, value_of
from sim.study.design.points import Section, section_of
from sim.study.design.variant import Variant
from sim.study.execution.engines import Simulation
from sim.study.execution.own_measures import units_with
from sim.study.files.parquet import Columns
from sim.study.files.places import posterior_of_point
from sim.study.run.plan import variant_entries
from sim.study.sweep.plan import Sweep
from sim.study.sweep.recipe import Recipe
from sim.study.sweep.shard import Shard
from sim.study.sweep.work import ModelWork, OwnWork

OF_THE_WHOLE = ("name", "runs_dir", "workers", "engine", "mechanisms", "measures", "replications", "save", "limits")
"""Settings that cannot differ between the variants."""


def check_alike(variants: Sequence[Variant]) -> None:
    """Raise Problem for a swept setting that belongs to the multirun as a whole."""
    first, *others = (variant.settings for variant in variants)
    swept = [key for key in OF_THE_WHOLE if any(getattr(each, key) != getattr(first, key) for each in others)]
    if swept:
        raise Problem(*(f"{key}: must be the same for all runs of a multirun" for key in swept))


def sweep_of_variants(variants: Sequence[Variant], simulation: Simulation, shard: Shard | None = None) -> Sweep:
    """The sweep whose points are these variants, which `check_alike` accepts.

    Args:
        variants: in order; policies are compared with that of the first.
        simulation: the scheduler, with the model.
        shard: the part that is to be done; None for all.
    """
    settings = variants[0].settings
    trees = ParameterBuilder(tuple(template_of(each.parameters, ()) for each in variants))
    rows = [(point,) for point in range(len(variants))]
    entries = [variant_entries(each, simulation, posterior_of_point(n)) for n, each in enumerate(variants)]
    kept, units = (settings.save.paths, settings.save.traces), units_with(simulation.measures)
    recipe = Recipe.of(trees, rows, simulation, _posteriors(variants))
    works = [ModelWork(trees, each.simulate(simulation), each.settings.seed, *kept, len(units)) for each in variants]
    factors = _factors(variants)
    return Sweep(
        work=OwnWork(tuple(works)),
        measures=units,
        points={**_places(variants, factors), **{key: column for key, (column, _) in factors.items()}},
        row=lambda point: (point,),
        replications=settings.replications,
        identity=_identity(entries, units),
        record={**_record(variants, factors), "mechanisms": recipe.mechanisms, "variants": entries}
        | {"own_measures": recipe.measures}
        | {"engine": simulation.name, "engine_reason": simulation.why},
        shard=shard,
        recipe=recipe,
        paths=kept[0],
        traces=kept[1],
    )


def _posteriors(variants: Sequence[Variant]) -> dict[str, str]:
    """The text of each posterior, by the name of its file in the folder."""
    found = ((point, each.posterior) for point, each in enumerate(variants))
    return {posterior_of_point(point): posterior.text() for point, posterior in found if posterior is not None}


Factors = dict[str, tuple[NDArray[Any], str]]
"""Of the settings in which variants differ: one value per variant, and its unit; no unit where they are texts."""


def _factors(variants: Sequence[Variant]) -> Factors:
    words = [_words(each) for each in variants]
    keys = [key for key in words[0] if len({each.get(key, "") for each in words}) > 1]
    return {
        key: _numbers(key, variants) or (np.array([each.get(key, "") for each in words], dtype=object), "")
        for key in keys
    }


def _words(variant: Variant) -> dict[str, str]:
    """The settings of a variant by key."""
    pairs = (word.lstrip("+").partition("=") for word in variant.overrides)
    return {key.strip(): value.strip() for key, _, value in pairs}


def _numbers(key: str, variants: Sequence[Variant]) -> tuple[NDArray[Any], str] | None:
    """The values of a parameter that is a number, infinite if it is null, and its unit; None for another setting."""
    path = key.split(".")
    field = find((Parameters,), path)
    if field is None or field.is_list or not isinstance(field.about, Quantity):
        return None
    found = [value_of(each.parameters, path) for each in variants]
    return np.array([np.inf if value is None else float(value) for value in found]), field.about.unit


def _places(variants: Sequence[Variant], factors: Factors) -> Columns:
    """Columns of each variant's place in the design, and of the label of its policy."""
    choices = variants[0].choices
    values: dict[Section, list[tuple[str, ...]]] = {}
    words, keys = [_words(each) for each in variants], {key: section_of(key, choices) for key in factors}
    for section in ("structure", "uncertainty", "lever"):
        of_it = [key for key, one in keys.items() if one == section]
        values[section] = [tuple(each.get(key, "") for key in of_it) for each in words]
    levers = [key for key, section in keys.items() if section == "lever"]
    is_option = len(levers) == 1 and levers[0] in choices
    called = [
        " ".join(text if is_option else f"{key}={text}" for key, text in zip(levers, texts, strict=True)) or BASE
        for texts in values["lever"]
    ]
    label: NDArray[Any] = np.array(called, dtype=object)
    zeros = np.zeros(len(variants), dtype=np.int64)
    return {**{section: _numbered(texts) for section, texts in values.items()}, "future": zeros, "label": label}


def _numbered(values: Sequence[tuple[str, ...]]) -> NDArray[np.int64]:
    """Values as numbers, in the order in which they come first."""
    numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return np.array([numbers[value] for value in values], dtype=np.int64)


def _record(variants: Sequence[Variant], factors: Factors) -> dict[str, Any]:
    """Manifest entries of all variants together."""
    first = variants[0]
    horizons = {each.parameters.horizon_days for each in variants}
    return {
        "choices": dict(first.choices),
        "overrides": [word for word in first.overrides if all(word in each.overrides for each in variants)],
        "kinds": {key: section_of(key, first.choices) for key in factors},
        "units": {key: unit for key, (_, unit) in factors.items()},
        "seed": first.settings.seed,
        "horizon_days": horizons.pop() if len(horizons) == 1 else None,
    }


def _identity(entries: Sequence[Mapping[str, Any]], units: Mapping[str, str]) -> dict[str, Any]:
    return {
        "model sources": SOURCES,
        "points": len(entries),
        **{f"run {point}": _told(each) for point, each in enumerate(entries)},
        "measures": [f"{name} [{unit}]" for name, unit in units.items()],
    }


def _told(entries: Mapping[str, Any]) -> str:
    return f"{entries['label']} (config {entries['config_hash']}, seed {entries['seed']})"
