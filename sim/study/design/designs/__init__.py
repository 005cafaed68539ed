"""Designs of a section of a study file: one per module, found by the name in its class.

A module's `Design` is all that has to be written of a design; messages, the schema for editors and the check for
aliases read what it says of itself.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from sim.study.design.form import Design


def _found() -> dict[str, type[Design]]:
    modules = [import_module(f"{__name__}.{one.name}") for one in pkgutil.iter_modules(__path__)]
    own = [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Design) and value.__module__ == module.__name__
    ]
    return {form.name: form for form in sorted((form for form in own), key=lambda form: form.order)}


DESIGNS: dict[str, type[Design]] = _found()
"""The designs by name."""
