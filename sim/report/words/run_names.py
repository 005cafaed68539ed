"""Names of runs: their own label, or the labels of their policy, options and changed settings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sim.config.labels import OF_RUN, option_label, policy_label

NAMED_GROUPS = ("restrictions", "aid")  # whose choice every heading names
RUN_SETTINGS = (
    "name",
    "label",
    "seed",
    "replications",
    "horizon",
    "step",
    "engine",
    "workers",
    "runs_dir",
    "measures",
    "save",
    "calibration",
    "limits",
    "executor",
    "shard",
    "on_failure",
)  # not what the variant is
MECHANISMS, POSTERIOR = "mechanisms", "parameters"  # settings that name files
_FUNCTION = re.compile(r":(\w+)")


def called(manifest: Mapping[str, Any]) -> str:
    """Name of a run, from its choices, overrides and labels."""
    own = manifest.get("labels", {})
    if own.get(OF_RUN):
        return str(own[OF_RUN])
    named = [(group, manifest["choices"][group]) for group in NAMED_GROUPS if group in manifest["choices"]]
    found = [text.partition("=") for text in settings_of(manifest) if text.partition("=")[0] not in NAMED_GROUPS]
    changed = [(key, value) for key, _, value in found if key.partition(".")[0] not in RUN_SETTINGS]
    options = [pair for pair in changed if "." not in pair[0] and pair[0] not in (MECHANISMS, POSTERIOR)]
    label = policy_label([*named, *options], [pair for pair in changed if "." in pair[0]], own)
    return ", ".join([label, *_from_files(dict(changed))])


def _from_files(changed: Mapping[str, str]) -> list[str]:
    """Labels of what a run takes from files: `custom mechanism reserve call up`, `posterior runs/C`."""
    functions = [name.replace("_", " ") for name in _FUNCTION.findall(changed.get(MECHANISMS, ""))]
    found = [f"custom mechanism{'s' if len(functions) > 1 else ''} {' and '.join(functions)}"] if functions else []
    return [*found, *([changed[POSTERIOR].replace(":", " ", 1)] if changed.get(POSTERIOR, "null") != "null" else [])]


def settings_of(manifest: Mapping[str, Any]) -> Sequence[str]:
    """The settings of the command line, without the + that adds one."""
    return [text.lstrip("+") for text in manifest["overrides"]]


def scenario_name(manifest: Mapping[str, Any]) -> str:
    """The label of the scenario of a run."""
    return option_label("scenario", str(manifest["scenario"]), manifest.get("labels"))
