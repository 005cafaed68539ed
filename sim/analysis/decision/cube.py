"""The cube of a study: every policy under every structure in every future, replication by replication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.analysis.study_factors import STRUCTURE, UNCERTAINTY, StudyFactor, factor, varying
from sim.analysis.study_table import StudyTable
from sim.config.counting import number_of
from sim.config.labels import OptionLabels
from sim.config.problems import Problem
from sim.study.files import manifest as manifests

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Truths = NDArray[np.bool_]

MOST_UNDEFINED = 0.02  # share of the runs that may lack a value
ALONE = "as composed"  # what the structure of a study is called that has only one


@dataclass(frozen=True, eq=False)
class Cube:
    """The runs of a finished study: A policies, S structures, n futures that are whole, K replications, d factors.

    Attributes:
        policies: labels, the reference first.
        structures: the settings of each; `ALONE` for a single one.
        futures: the row of uncertainties of each future, int64[n].
        groups: the base row or trajectory to which each future belongs, int64[n]; a separate one for each separate row.
        factors: keys of the uncertain parameters that vary.
        values: of the factors, float64[n, d]; NaN if absent; of a factor of texts the place in `levels`.
        ranks: of the values among those known, in (0, 1), float64[n, d]; NaN if absent.
        read: which structure reads which factor, bool[d, S].
        measures: float64[A, S, n, K] by name; replication r draws the same chance under every policy and structure.
        dropped: futures left out because a run of some policy under some structure is missing, failed or undefined.
        seed: of the study.
        units: of the factors and the measures, by name.
        levels: the texts of each factor that is not a number, by key.
        option_labels: labels of the user's options, by group and option.
    """

    policies: tuple[str, ...]
    structures: tuple[str, ...]
    futures: Whole
    groups: Whole
    factors: tuple[str, ...]
    values: Numbers
    ranks: Numbers
    read: Truths
    measures: Mapping[str, Numbers]
    dropped: int
    seed: int
    units: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    option_labels: OptionLabels = field(default_factory=dict)


def cube_of(table: StudyTable, measures: Sequence[str]) -> Cube:
    """The cube of some measures of a study.

    Raises:
        Problem: the study is unfinished or a shard, its rows cannot be read, too many runs lack a value, or no future
        is complete.
    """
    _refuse_part(table)
    rows, places = _places(table)
    found = {name: _replications(table, name) for name in dict.fromkeys(measures)}
    whole = (places >= 0).all(axis=(0, 1))
    for each in found.values():
        whole &= ~np.isnan(each[places]).any(axis=(0, 1, 3))
    if not whole.any():
        raise Problem(f"{table.folder}: no future has the runs of every policy under every structure")
    futures = rows["uncertainty"][whole]
    values, levels = _values(table, places[:, :, whole])
    points = table.points
    return Cube(
        policies=_policies(table, places),
        structures=_structures(table, places),
        futures=futures,
        groups=points["future"].astype(np.int64)[places[0, 0, whole]],
        factors=tuple(values),
        values=_columns([each.numbers for each in values.values()], len(futures)),
        ranks=_columns([ranks_of(each.numbers) for each in values.values()], len(futures)),
        read=np.array([each.read for each in values.values()], dtype=np.bool_).reshape(len(values), places.shape[1]),
        measures={name: np.ascontiguousarray(each[places[:, :, whole]]) for name, each in found.items()},
        dropped=int((~whole).sum()),
        seed=int(table.manifest["seed"]),
        units={**table.measures, **{key: factor(table, key).unit for key in values}},
        levels=levels,
        option_labels=table.option_labels,
    )


def ranks_of(values: Numbers) -> Numbers:
    """Middle ranks in (0, 1) of the values that are known, ties averaged; NaN for the others."""
    from scipy.stats import rankdata

    known = ~np.isnan(values)
    found = np.full(values.shape, np.nan)
    found[known] = (rankdata(values[known]) - 0.5) / max(int(known.sum()), 1)
    return found


def _refuse_part(table: StudyTable) -> None:
    manifest, folder = table.manifest, table.folder
    if manifest.get("shard"):
        raise Problem(f"{folder} is shard {manifest['shard']} of a study; merge the shards first: escsim merge")
    if manifest["status"] != "finished":
        raise Problem(manifests.unfinished_study(folder, manifest))


def _places(table: StudyTable) -> tuple[dict[str, Whole], Whole]:
    """The rows of each section, and the point of each policy, structure and future; -1 where there is none."""
    rows, back = dict[str, Whole](), dict[str, Whole]()
    for name in ("lever", "structure", "uncertainty"):
        rows[name], back[name] = np.unique(table.points[name].astype(np.int64), return_inverse=True)
    places = np.full([len(each) for each in rows.values()], -1, dtype=np.int64)
    places[back["lever"], back["structure"], back["uncertainty"]] = np.arange(len(table))
    return rows, places


def _replications(table: StudyTable, measure: str) -> Numbers:
    """The values of a measure, a row each point, with as many replications as every point has; NaN if undefined.

    Raises:
        Problem: more runs lack a value than may.
    """
    rows = table.rows(measure)
    values = np.where(rows.failed, np.nan, rows.value)
    lacking = float(np.isnan(values).mean())
    if lacking > MOST_UNDEFINED:
        failed = int(rows.failed.sum())
        runs = f"{number_of(failed, 'run')} failed: `escsim status` shows why, and `escsim retry` discards them"
        raise Problem(
            f"{table.folder}: {100 * lacking:.1f} % of the runs have no {measure}, allowed at most "
            f"{100 * MOST_UNDEFINED:.0f} %; {runs if failed else 'choose a measure that every run defines'}"
        )
    each = int(np.bincount(rows.point, minlength=len(table)).min())
    found = np.full((len(table), each), np.nan)
    kept = rows.replication < each
    found[rows.point[kept], rows.replication[kept]] = values[kept]
    return found


def _policies(table: StudyTable, places: Whole) -> tuple[str, ...]:
    first = [int(some[some >= 0][0]) for some in places]
    return tuple(str(table.points["label"][point]) or "reference" for point in first)


def _structures(table: StudyTable, places: Whole) -> tuple[str, ...]:
    every = np.arange(len(table))
    factors = varying(table, STRUCTURE, every)  # all of them, so that one that goes along with another is not hidden
    names = []
    for number in range(places.shape[1]):
        point = places[:, number][places[:, number] >= 0][:1]
        given = [(each.key, each.texts(point)[0]) for each in factors]
        names.append(", ".join(f"{key}={text}" for key, text in given if text) or ALONE)
    return tuple(names)


@dataclass(frozen=True)
class _Values:
    """One uncertain parameter: its value in each future, and which structures read it."""

    numbers: Numbers
    read: Truths


def _values(table: StudyTable, places: Whole) -> tuple[dict[str, _Values], dict[str, tuple[str, ...]]]:
    """The uncertain parameters that vary over the futures, and the texts of those that are no numbers."""
    found, levels = dict[str, _Values](), dict[str, tuple[str, ...]]()
    for key in (key for key, section in table.sections.items() if section == UNCERTAINTY):
        each = factor(table, key)
        numbers, texts = _numbers(table, each)
        at = numbers[places]
        known = ~np.isnan(at)
        flat = at.reshape(-1, at.shape[2])
        first = np.argmax(known.reshape(flat.shape), axis=0)  # of the points that read it
        values = flat[first, np.arange(flat.shape[1])]
        if len(np.unique(values[~np.isnan(values)])) > 1:
            found[key] = _Values(values, np.asarray(known.any(axis=(0, 2))))
            if texts:
                levels[key] = texts
    return found, levels


def _numbers(table: StudyTable, each: StudyFactor) -> tuple[Numbers, tuple[str, ...]]:
    """A factor at every point, NaN if it is not read; with its texts where it has no numbers."""
    if each.is_number:
        return each.values.astype(np.float64), ()
    texts = tuple(str(level) for level in each.levels(np.arange(len(table))))
    codes = {text: float(place) for place, text in enumerate(texts)} | {"": np.nan}
    return np.array([codes[str(value)] for value in each.values]), texts


def _columns(columns: Sequence[Numbers], rows: int) -> Numbers:
    return np.column_stack(columns) if columns else np.empty((rows, 0))
