"""`escsim compare` of policies under several structures: no difference is of two structures."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from commands import Escsim
from made_up_runs import DAYS, write_run

RANDOM = np.random.default_rng(29)
AREA, OWN = RANDOM.normal(200.0, 10.0, 200), RANDOM.normal(0.0, 1.0, 200)
PATHS = RANDOM.normal(size=(5, len(DAYS))).cumsum(axis=1)
LEVELS = {"mixed": 0.0, "line": 80.0}  # ground that a structure adds, km2
EFFECT = {"mixed": 9.0, "line": 2.0}  # ground that the ban adds, km2


@pytest.fixture
def runs(folder: Path) -> list[str]:
    """Two policies under two reasons to stall."""
    names = []
    for policy in ("counter_fire", "full_ban"):
        for stall, level in LEVELS.items():
            shift = level + (EFFECT[stall] + OWN) * (policy == "full_ban")
            place = folder / "runs" / f"{policy}-{stall}"
            write_run(
                place,
                {"ground_lost_km2": AREA + shift},
                {"ground_lost_km2": PATHS + np.mean(shift) * (DAYS > 3)},
                choices={"restrictions": policy, "stall": stall},
                config={"restrictions": {"kind": policy}, "stall": {"kind": stall}},
                config_hash=f"{policy[:5]}{stall[:5]}",
            )
            names.append(f"runs/{place.name}")
    return names


def test_the_terminal_and_the_page_hold_each_policy_against_that_of_its_structure(
    escsim: Escsim, runs: list[str]
) -> None:
    done = escsim("compare", *runs, "--measures", "ground_lost_km2", "--out", "made", "--no-figures", "--all")
    assert (done.code, done.err) == (0, "")
    page = Path("made/comparison.md").read_text()
    for text in (done.out, page):
        for stall in ("line, reserves and culmination", "held line alone"):
            assert f"Full ban minus Counter-fire from day 20 (record), stall: {stall}" in text
        assert "Full ban minus Counter-fire from day 20 (record), line" not in text
        assert "no difference is taken between them" in text
        (row,) = [line for line in text.splitlines() if line.count("stall: ") == 2 and "km2" in line]
        assert row.index("+2") < row.index("stall: held") < row.index("+9") < row.index("stall: line, reserves")
        assert "2 of 2" in row


def test_the_files_name_the_reference_of_each_difference(escsim: Escsim, runs: list[str]) -> None:
    escsim("compare", *runs, "--measures", "ground_lost_km2", "--out", "made", "--no-figures", "--no-report")
    rows = list(csv.DictReader(Path("made/comparison.csv").read_text().splitlines()))
    expected = {f"full_ban, {stall}": f"counter_fire, {stall}" for stall in LEVELS}
    assert {row["variant"]: row["reference"] for row in rows} == expected
    assert [float(row["difference_mean"]) for row in rows] == pytest.approx([9 + OWN.mean(), 2 + OWN.mean()])
    found = json.loads(Path("made/comparison.json").read_text())
    assert {one["variant"]: one["reference"] for one in found["differences"]} == expected
    assert {one["variant"]: one["reference"] for one in found["partings"]} == expected


def test_ground_has_its_range_beside_the_headline_measures(escsim: Escsim, runs: list[str]) -> None:
    """The tables of the variants show the headline measures only, and the notes ask for the range of ground."""
    out = escsim("compare", *runs, "--no-figures", "--no-report", "--all").out
    tables, _, ranges = out.partition("range over structures")
    assert "red_fires_kr" in tables
    (row,) = [line for line in ranges.splitlines() if line.strip().startswith("ground_lost_km2")]
    assert "+2" in row
    assert "+9" in row
    assert any(line.strip().startswith("area_days_km2_d") for line in ranges.splitlines())


def test_a_label_keeps_its_spelling_where_the_answer_begins_with_it(escsim: Escsim, folder: Path) -> None:
    for name, shift, labels in (("A", 0.0, {}), ("B", 9.0, {"run": "m1"})):
        policy = "full_ban" if labels else "counter_fire"
        write_run(
            folder / "runs" / name,
            {"ground_lost_km2": AREA + shift + OWN * bool(shift)},
            {"ground_lost_km2": PATHS},
            choices={"restrictions": policy},
            config={"restrictions": {"kind": policy}},
            config_hash=f"{policy[:5]}",
            labels=labels,
        )
    done = escsim("compare", "runs/A", "runs/B", "--measures", "ground_lost_km2", "--no-figures", "--no-report")
    assert done.out.startswith("m1 instead of Counter-fire from day 20 (record): ")
