"""Finds the factor that a name in a study file means."""

from __future__ import annotations

import datetime

from sim.config.fields import fields_of, find
from sim.config.library import Library
from sim.config.overrides import unknown_setting
from sim.config.problems import Problem, join
from sim.config.settings import Settings
from sim.config.unused import UNREAD_IN_STUDIES, instead_of
from sim.study.design.factors import Factor, path_of

OF_THE_STUDY = {
    "horizon": "days of all points are compared with each other",
    "step": "points would differ in their time step",
}
"""Parameters that cannot be factors, and why."""


def find_factor(library: Library, where: str, key: str, day_zero: datetime.date | None) -> Factor:
    """The factor of that name.

    Raises:
        Problem: no such path or group, or it cannot differ between the points of a study.
    """
    path = path_of(key)
    top = str(path[0])
    if top in OF_THE_STUDY and len(path) == 1:
        raise Problem(
            f"{where}: {key} is the same for a whole study, as {OF_THE_STUDY[top]}; set it in base, or as {key}=…"
        )
    if instead := instead_of(".".join(map(str, path)), UNREAD_IN_STUDIES):
        raise Problem(f"{where}: {key} has no effect in a study; {instead}")
    if top in {field.key for field in fields_of(Settings)}:
        raise Problem(
            f"{where}: {key} controls how the study runs, not what it simulates; set it in base, or as {key}=…"
        )
    if top == "study":
        raise Problem(f"{where}: a study cannot vary studies")
    if len(path) == 1 and library.is_group(key):
        return Factor(key, path, None, tuple(library.options(key)))
    field = find(library.classes, path)
    if field is None:
        raise Problem(f"{where}: {unknown_setting(library, path)}")
    if field.is_group and not (field.is_table and not field.is_named and not isinstance(path[-1], int)):
        raise Problem(f"{where}: {join(path)} is a mapping of settings; name one of them: {join(path)}.…")
    return Factor(join(path), path, field, day_zero=day_zero)
