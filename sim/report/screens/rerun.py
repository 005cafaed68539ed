"""Printed result of rerunning a run of a study."""

from __future__ import annotations

from typing import Any

from sim.analysis.rerun import PointRerun, measures_taken
from sim.config.labels import words_label
from sim.report.terminal.screen import Screen, Whole
from sim.report.terminal.tables import print_replication
from sim.report.words.numbers import number
from sim.report.words.story import print_story

LABEL = "label"  # the factor that names the policy


def print_rerun(console: Screen | Whole, again: PointRerun, place: str, story: bool) -> None:
    """Print the point, what happened if asked for, the measures, and whether they are those that are stored."""
    manifest = again.study.manifest
    console.print(f"{place}: point {again.point}, replication {again.replication}, seed {manifest['seed']}")
    policy = words_label(str(again.factors.get(LABEL, "")), manifest.get("option_labels"))
    settings = ", ".join(f"{name}={_shown(value)}" for name, value in again.factors.items() if name != LABEL)
    console.print(": ".join(filter(None, [policy, settings])), soft_wrap=True)
    console.print(manifest["warning"])
    if again.batch is not None:
        if story:
            print_story(console, again.batch.trace)
        print_replication(console, measures_taken(manifest), again.batch.rows[0])
    console.last(*_verdict(again).splitlines())


def _shown(value: Any) -> str:
    return number(value) if isinstance(value, float) else str(value)


def _verdict(again: PointRerun) -> str:
    if not again.stored:
        return "The study has no such row, so there is nothing to compare."
    if not again.differing:
        return "It failed as it did in the study." if again.error else "The measures equal the stored row, bit for bit."
    made = again.study.manifest["made_with"]
    return (
        f"These differ from the stored row: {', '.join(again.differing)}.\n"
        f"The study was made with version {made['version']}, commit {made['commit']}."
    )
