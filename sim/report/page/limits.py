"""Limits of the model and the data."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from sim.config.plain_yaml import read_plain
from sim.report.page.blocks import Block, BulletList, Section, Text

_TEXTS = read_plain((files("sim.report.page") / "limits.yaml").read_text(encoding="utf-8"))
OF_THE_MODEL: tuple[str, ...] = tuple(_TEXTS["of_the_model"])
NO_SKILL: str = _TEXTS["no_skill"]
OF_THE_RECORD: tuple[str, ...] = (NO_SKILL, *_TEXTS["of_the_record"])
BELIEFS_RANK: str = _TEXTS["beliefs"]


def limits(config: Mapping[str, Any]) -> Section:
    """The section; what the record cannot say is there where the scenario has one."""
    blocks: list[Block] = [BulletList(OF_THE_MODEL)]
    if config.get("scenario", {}).get("record_restrictions"):
        blocks += [Text("About the record of this scenario:"), BulletList(OF_THE_RECORD)]
    return Section("limits", "What the model and the data cannot show", blocks)
