"""Commands that reproduce a study, or two of its policies."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.study_factors import StudyFactor, factor
from sim.config.paths import config_root
from sim.config.units import format_quantity
from sim.model.quantity import DAY, PURE
from sim.report.page.commands import PLACES, command
from sim.report.page.study_view import StudyPolicy, StudyView


def sweep_words(view: StudyView) -> list[str]:
    """The words that choose the study, with the settings that its command line changed."""
    manifest = view.table.manifest
    base = manifest.get("spec", {}).get("base", {})
    changed = [word for word in manifest.get("overrides", []) if not _is_of_base(word, base)]
    return [f"study={study_word(view)}", *changed]


def study_word(view: StudyView) -> str:
    """Word that selects the study: its name, or another where its file is not the shipped file of that name."""
    name = str(view.table.manifest["study"])
    return f"{name}_again" if _shipped(name).is_file() and not is_shipped(view) else name


def is_shipped(view: StudyView) -> bool:
    """True if it is a study that the installation has, unchanged."""
    from omegaconf import OmegaConf

    file = _shipped(str(view.table.manifest["study"]))
    return file.is_file() and OmegaConf.to_container(OmegaConf.load(file)) == view.table.manifest.get("spec")


def _shipped(name: str) -> Path:
    return config_root() / "study" / f"{name}.yaml"


def farthest(view: StudyView) -> StudyPolicy:
    """The policy whose first headline measure differs most from the reference's."""
    measure = view.measures[0]
    return max(view.policies, key=lambda policy: np.nan_to_num(abs(view.shown(policy, measure).found.mean), nan=-1.0))


def run_lines(view: StudyView) -> list[str]:
    """Two runs and their comparison: the reference, and the policy that lies farthest from it."""
    names = ["reference", "policy"]
    lines = [
        command("run", *policy_words(view, policy), f"name={name}")
        for policy, name in zip((view.reference, farthest(view)), names, strict=True)
    ]
    return [*lines, command("compare", *names)]


def policy_words(view: StudyView, policy: StudyPolicy) -> list[str]:
    """The settings of a policy under the first structure, with the uncertain parameters at their base values."""
    point = view.points(policy, view.structures[0])[:1]
    given = (word.partition("=") for word in view.table.manifest.get("overrides", []))
    words = {key: value for key, _, value in given if key not in PLACES}
    for key, section in view.table.sections.items():
        if section != "uncertainty":
            each = factor(view.table, key)
            if len(each.known(point)):
                words[key] = _value(each, each.values[int(point[0])])
    return [f"{key}={value}" for key, value in words.items()]


def yaml_of(spec: Mapping[str, Any]) -> str:
    """A study file, as it was after the words of the command line."""
    from omegaconf import OmegaConf

    return OmegaConf.to_yaml({key: value for key, value in spec.items() if value not in (None, {}, [])})


def _value(each: StudyFactor, value: Any) -> str:
    """A value as it is written on the command line."""
    if not each.is_number:
        return str(value)
    if np.isinf(value):
        return "null"
    return f"{value:g}" if each.unit in (DAY, PURE, "") else format_quantity(float(value), each.unit)


def _is_of_base(word: str, base: Mapping[str, Any]) -> bool:
    key, _, value = word.partition("=")
    return key in PLACES or (key in base and str(base[key]) == value)
