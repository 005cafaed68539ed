"""Runs the model at both ends of each parameter's range, and holds what comes of it against the judgements.

`python tests/report/judged_effects.py` prints every disagreement; key prefixes as words take some parameters only.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sim.config import units
from sim.config.compose import compose, read
from sim.config.fields import ParameterField, walk
from sim.config.library import open_library
from sim.config.paths import config_root
from sim.engine.compiled import simulate
from sim.engine.model import MODEL
from sim.model.measures import MEASURES
from sim.model.quantity import DAY, PURE, Quantity
from sim.report.document.judgement import EITHER, FAVOURED, LABEL, MORE_ESCALATION, UP, Judgement
from sim.report.document.judgements import JUDGEMENTS
from sim.study.design.variant import CLASSES

SEED, REPLICATIONS = 20240511, 300
CERTAIN = 3.0  # standard errors from 0 of a difference that counts
LARGE = 1.0  # standard deviations of a measure that a parameter may not move without being said to
NOTABLE = 0.25  # those that one may not move that is said to move nothing
BANNED = "restrictions=full_ban"
LIBRARY = open_library(CLASSES, root=config_root())
FIELDS = dict(walk(CLASSES))
PLACES = {measure.name: place for place, measure in enumerate(MEASURES)}

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Effect:
    """What the higher end changes against the lower one, in the mean of the same replications; one number a measure."""

    mean: Values
    error: Values
    spread: Values  # standard deviation of the measure between replications, at the lower end
    level: Values  # mean size of the measure there


def disagreements(key: str) -> Iterator[str]:
    """What the judgement of a parameter says and the model does not do, or the other way round."""
    entry = JUDGEMENTS[key]
    under = overrides_of(key, entry)
    levels = [run((*under, word)) for word in ends(key)]
    effect = effect_of(*levels)
    yield from _claims(key, entry, effect)
    if entry.gain:
        banned = (*(word for word in under if not word.startswith("restrictions=")), BANNED)
        gains = [level - run((*banned, word)) for level, word in zip(levels, ends(key), strict=True)]
        yield from _gains(key, entry, gains)


def _claims(key: str, entry: Judgement, effect: Effect) -> Iterator[str]:
    for move in entry.moved:
        if move.sign != EITHER and not is_certain(effect, move.measure, 1 if move.sign == UP else -1):
            yield f"{key}: {move.measure} is said to move {move.sign}, and moves by {told(effect, move.measure)}"
    said = {family(move.measure) for move in entry.moved}
    most = max(PLACES, key=lambda name: size(effect, name))
    allowed = LARGE if entry.moves else NOTABLE
    if size(effect, most) > allowed and family(most) not in said:
        yield f"{key}: {most} moves most, by {told(effect, most)}, and is not said to"


def _gains(key: str, entry: Judgement, gains: Sequence[Values]) -> Iterator[str]:
    effect = effect_of(*gains)
    for move in entry.widened:
        place = PLACES[move.measure]
        does = np.sign(np.nanmean(gains[0][:, place]) + np.nanmean(gains[1][:, place]))
        if not is_certain(effect, move.measure, does * (1 if move.sign == UP else -1)):
            changes = told(effect, move.measure)
            yield f"{key}: the gain in {move.measure} is said to change {move.sign}, and changes by {changes}"


def effect_of(low: Values, high: Values) -> Effect:
    """The effect of going from one end to the other; both of shape (replications, measures)."""
    change = high - low
    known = np.maximum((~np.isnan(change)).sum(axis=0), 1)
    filled = np.where(np.isnan(change), 0.0, change)
    mean = filled.sum(axis=0) / known
    error = np.sqrt((np.where(np.isnan(change), 0.0, change - mean) ** 2).sum(axis=0) / known / known)
    there = np.ma.masked_invalid(low)
    return Effect(mean, error, there.std(axis=0).filled(0.0), np.abs(there).mean(axis=0).filled(0.0))


def is_certain(effect: Effect, measure: str, sign: float) -> bool:
    place = PLACES[measure]
    mean = float(effect.mean[place])
    return mean * sign > 0 and abs(mean) > CERTAIN * effect.error[place]


def size(effect: Effect, measure: str) -> float:
    """The size of a certain effect, in standard deviations of the measure; 0 where that is not certain, or 0."""
    place = PLACES[measure]
    mean, spread = abs(effect.mean[place]), effect.spread[place]
    rounding = 1e-9 * effect.level[place]
    return float(mean / spread) if spread > rounding and mean > CERTAIN * effect.error[place] else 0.0


def told(effect: Effect, measure: str) -> str:
    place = PLACES[measure]
    return f"{effect.mean[place]:+.3g} (error {effect.error[place]:.2g}, spread {effect.spread[place]:.3g})"


def family(measure: str) -> str:
    """Measures that restate each other have one name."""
    if measure in ("area_days_km2_d", "deepest_penetration_km", "tube_range_margin_high_km"):
        return "ground_lost_km2"
    if measure in ("relaxation_day", "request_day", "request_to_decision_d"):
        return "relaxation_day"
    return MORE_ESCALATION if FAVOURED.get(measure) == MORE_ESCALATION else measure


def overrides_of(key: str, entry: Judgement) -> tuple[str, ...]:
    """Settings under which a parameter is read, and moves what it is said to."""
    if entry.under:
        return entry.under
    group = key.partition(".")[0]
    if not LIBRARY.is_group(group) or is_set(key, ()):
        return ()
    return next((f"{group}={option}",) for option in LIBRARY.options(group) if is_set(key, (f"{group}={option}",)))


@cache
def is_set(key: str, overrides: tuple[str, ...]) -> bool:
    value = compose(LIBRARY, overrides).container
    for part in key.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value is not None


def ends(key: str) -> tuple[str, str]:
    """The overrides that set both ends of a parameter's range."""
    about = FIELDS[key].about
    assert isinstance(about, Quantity)
    span = about.plausible or JUDGEMENTS[key].span
    assert span is not None, f"{key}: needs a plausible range, or a span in its judgement"
    low, high = span
    return f"{key}={written(FIELDS[key], about, low)}", f"{key}={written(FIELDS[key], about, high)}"


def written(field: ParameterField, about: Quantity, value: float) -> str:
    number = int(value) if field.type is int else value
    return str(number) if about.unit in (PURE, DAY) else units.format_quantity(number, about.unit)


@cache
def run(overrides: tuple[str, ...]) -> Values:
    """The measures of the replications under these settings, shape (replications, measures)."""
    (parameters, _), _ = read(LIBRARY, list(overrides))
    rows: Values = simulate(parameters, SEED, range(REPLICATIONS), 0, 0, 0, MODEL).rows
    return rows


def numbers() -> list[str]:
    """The parameters of the model that are single numbers and not labels."""
    parameters = dict(walk(CLASSES[:1]))
    return [
        key
        for key, field in parameters.items()
        if isinstance(field.about, Quantity) and not field.is_list and "[]" not in key
        if JUDGEMENTS[key].moves != LABEL
    ]


def kinds() -> list[str]:
    """The switches between the alternatives of a mechanism that has several options."""
    keys = [key for key, field in FIELDS.items() if key.endswith(".kind") and "[]" not in key and not field.is_group]
    return [key for key in keys if len(LIBRARY.options(key.partition(".")[0])) > 1]


def unmoved(key: str) -> Iterator[str]:
    """The measures that a switch is said to move, and that are alike under all options of its group."""
    entry, group = JUDGEMENTS[key], key.partition(".")[0]
    under = tuple(word for word in entry.under if not word.startswith(f"{group}="))
    default, *others = [run((*under, f"{group}={option}")) for option in LIBRARY.options(group)]
    effects = [effect_of(default, other) for other in others]
    for move in entry.moved:
        place = PLACES[move.measure]
        if not any(abs(effect.mean[place]) > CERTAIN * effect.error[place] for effect in effects):
            yield f"{key}: {move.measure} is alike under all options of {group}"


def main(prefixes: Sequence[str]) -> None:
    wanted = tuple(prefixes) or ("",)
    found = [line for key in numbers() if key.startswith(wanted) for line in disagreements(key)]
    found += [line for key in kinds() if key.startswith(wanted) for line in unmoved(key)]
    print("\n".join(found))
    print(f"{len(numbers())} numbers and {len(kinds())} switches, {len(found)} disagreements")


if __name__ == "__main__":
    main(sys.argv[1:])
