"""Applies the rules of a study to its points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.config.fields import find, unknown_key
from sim.config.library import Library
from sim.config.problems import Problem, join
from sim.model.parameters import Parameters
from sim.study.design.checks import named_points
from sim.study.design.factors import ABSENT, Factor
from sim.study.design.grid import Configs, Grid
from sim.study.design.options import ComposedOptions
from sim.study.design.rules import Mask, Term, evaluate_constraint
from sim.study.design.spec import Rule

WORDS = 4  # factors of a point that a message repeats


def apply_constraints(
    library: Library, rules: Sequence[Rule], grid: Grid, options: ComposedOptions
) -> tuple[Grid, dict[str, int]]:
    """The points that the rules keep, and how many each `drop` rule took away, by its text.

    Raises:
        Problem: a rule cannot be read, a `never` rule holds for points that are kept, or none is.
    """
    if not rules:
        return grid, {}
    configs = Configs(grid, options)
    keep, dropped = np.ones(len(grid), dtype=bool), dict[str, int]()
    lines, never = list[str](), list[tuple[str, Mask]]()
    for number, rule in enumerate(rules):
        kind, text = ("never", rule.never) if rule.never is not None else ("drop", rule.drop or "")
        try:
            mask = evaluate_constraint(
                f"study.rules[{number}].{kind}", text, lambda path: _term(library, configs, grid, path), len(grid)
            )
        except Problem as problem:
            lines += problem.lines
            continue
        if kind == "never":
            never.append((text, mask))
        else:
            dropped[text] = dropped.get(text, 0) + int((mask & keep).sum())
            keep &= ~mask
    for text, mask in never:
        if points := np.flatnonzero(mask & keep).tolist():
            named = named_points(points, lambda point: _described(grid, point))
            lines.append(f"study.rules: never {text}: holds for {len(points)} of {len(grid)} points: {named}")
    if not lines and not keep.any():
        lines.append("study.rules: every point is dropped")
    lines += _without_reference(grid, keep)
    if lines:
        raise Problem(*lines)
    return grid.take(np.flatnonzero(keep)), dropped


def _without_reference(grid: Grid, keep: Mask) -> list[str]:
    """A message where policies are kept of a structure and future whose reference is dropped."""
    groups = np.unique(np.stack([grid.structure, grid.uncertainty]), axis=1, return_inverse=True)[1].ravel()
    compared = np.zeros(int(groups.max(initial=-1)) + 1, dtype=bool)
    compared[groups[keep & (grid.lever == 0)]] = True
    alone = np.unique(groups[keep & ~compared[groups]])
    if not len(alone):
        return []
    point = int(np.flatnonzero(groups == alone[0])[0])
    return [
        f"study.rules: the reference, the first policy, is dropped for {len(alone):,} of {len(compared):,} futures and "
        f"structures where other policies are kept, first for {_described(grid, point)}; drop those too, "
        f"or list another policy first"
    ]


def _term(library: Library, configs: Configs, grid: Grid, path: tuple[str | int, ...]) -> Term:
    factor = grid.factors.get(join(path))
    if factor is None and len(path) == 1 and library.is_group(str(path[0])):
        factor = Factor(str(path[0]), path, None, tuple(library.options(str(path[0]))))
    if factor is None:
        found = find((Parameters,), path)
        if found is None or found.is_group:
            raise Problem(unknown_key((Parameters,), path))
        factor = Factor(join(path), path, found, day_zero=next((one.day_zero for one in grid.factors.values()), None))
    return Term(configs.in_force(factor), factor.unit, factor)


def _described(grid: Grid, point: int) -> str:
    words = [
        f"{key}={factor.text(grid.columns[key], point)}"
        for key, factor in grid.factors.items()
        if grid.columns[key].state[point] != ABSENT
    ]
    return " ".join(words[:WORDS] + (["…"] if len(words) > WORDS else [])) or "base"
