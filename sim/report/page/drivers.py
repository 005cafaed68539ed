"""Drivers of a difference: the studies that identify them, where a report has no sampled parameters."""

from __future__ import annotations

from sim.report.page.blocks import Block, Commands, Section, Text

ANCHOR, TITLE = "drivers", "What drives it"


def driver_studies(why: str) -> list[Block]:
    """Why the drivers are unknown, and the studies that show them."""
    return [Text(why), Commands(["escsim sweep study=screening", "escsim sweep study=policy_ranking"])]


def drivers(why: str) -> Section:
    """The section of a report in which nothing is sampled."""
    return Section(ANCHOR, TITLE, driver_studies(why))
