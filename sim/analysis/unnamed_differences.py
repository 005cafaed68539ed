"""Settings in which compared runs differ, that are not of the policy and that their names do not show."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sim.analysis.config_differences import ConfigDifference
from sim.config.labels import OF_RUN, key_label
from sim.study.design.setting_sections import OF_CHANCE, POLICY_GROUPS
from sim.study.run.store import StoredRun

OF_THE_WINDOW = "scenario.start_day"
SHOWN = 3  # settings that a note names


def unnamed(
    runs: Sequence[StoredRun], labels: Sequence[str], differences: Sequence[ConfigDifference]
) -> list[ConfigDifference]:
    """The differences beside those of the policy, of chance and of the window, which have notes, that no name shows.

    Names show the options that differ, unless a run was given a label. What follows from an option is not listed.
    """
    are_labelled = any(OF_RUN in run.manifest.get("labels", {}) for run in runs)
    chosen = {one.key for one in differences if "." not in one.key and _is_option(runs, one.key)}
    kinds = {one.key.removesuffix(".kind") for one in differences if one.key.endswith(".kind")}
    found = []
    for one in differences:
        group = one.key.partition(".")[0]
        if group in POLICY_GROUPS or group in kinds or one.key in (*OF_CHANCE, OF_THE_WINDOW):
            continue
        follows = group in chosen and one.key != group
        is_shown = one.key in chosen and not are_labelled
        if not follows and not is_shown and not _is_in_a_name(one.key, labels):
            found.append(one)
    return found


def unnamed_words(differences: Sequence[ConfigDifference]) -> str:
    """The note on such settings."""
    keys = ", ".join(one.key for one in differences[:SHOWN])
    more = f" and {len(differences) - SHOWN} more" if len(differences) > SHOWN else ""
    return (
        f"The runs also differ in settings that their names do not show: {keys}{more}. A difference is not due to "
        "policy alone."
    )


def _is_option(runs: Sequence[StoredRun], key: str) -> bool:
    return any(key in run.manifest["choices"] for run in runs)


def _is_in_a_name(key: str, labels: Sequence[str]) -> bool:
    words = re.compile(rf"\b{re.escape(key_label(key))}\b", re.IGNORECASE)
    return any(words.search(label) for label in labels)
