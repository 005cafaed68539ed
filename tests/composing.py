"""The shipped configs, composed and validated, for tests."""

from __future__ import annotations

from functools import cache

from sim.config.compose import read
from sim.config.library import open_library
from sim.model.parameters import Parameters
from sim.study.design.variant import CLASSES


@cache
def parameters(*overrides: str) -> Parameters:
    """The model parameters of `escsim run` with these overrides."""
    (tree, _), _ = read(open_library(CLASSES, config_dir=None), list(overrides))
    return tree
