"""Differences as sentences: who does more or fewer of what, each with its interval."""

from __future__ import annotations

import math

import pytest

from sim.model.measures import KNOWN, MEASURES, SENTENCE
from sim.report.words.effects import INTERVAL, Row, farthest_apart, sentence
from sim.report.words.wording import listed_names, undecided

NONE = math.nan
BAN, RANGE = "Full ban", "Long-range"


@pytest.mark.parametrize(
    ("measure", "rows", "said"),
    [
        ("red_batteries_lost_bty", [(BAN, -19.3, -20.3, -18.3)], "Red loses 19.3 fewer batteries (18.3 to 20.3)"),
        ("red_fires_kr", [(BAN, 28.5, NONE, NONE)], "Red fires 28.5 thousand more rounds"),
        ("ground_lost_km2", [(BAN, -5.0, -7.0, 1.0)], "Blue loses 5 km² less ground (\N{MINUS SIGN}1 to 7)"),
        ("fire_ratio", [(BAN, -0.25, -0.3, -0.2)], "fire ratio lower by 0.25 (0.2 to 0.3)"),
        (
            "fire_ratio",
            [(BAN, 2.5, 2.0, 3.0), (RANGE, 1.0, 0.8, 1.2)],
            "fire ratio higher by 2.5 (2 to 3) under Full ban, down to 1 (0.8 to 1.2) under Long-range",
        ),
        (
            "launcher_salvos",
            [(BAN, 2.6, 2.3, 3.0), (RANGE, -1.0, -1.2, -0.8)],
            "the city takes 2.6 more launcher salvos (2.3 to 3) under Full ban, 1 fewer (0.8 to 1.2) under Long-range",
        ),
        (
            "red_fires_kr",
            [(BAN, 28.5, 26.0, 31.0), (RANGE, 2.0, 1.0, 3.0)],
            "Red fires 28.5 thousand more rounds (26 to 31) under Full ban, down to 2 thousand more (1 to 3) under "
            "Long-range",
        ),
    ],
)
def test_a_difference_is_a_clause_that_can_be_repeated(measure: str, rows: list[Row], said: str) -> None:
    clause = farthest_apart(KNOWN[measure], rows, alone=len(rows) == 1)
    assert sentence(["A", "B"], "C", "", [clause], "").replace("( ", "(") == f"compared with C, {said}"


def test_the_first_interval_says_what_intervals_are() -> None:
    rows = [(BAN, -19.3, -20.3, -18.3)]
    clauses = [farthest_apart(KNOWN[name], rows, alone=True) for name in ("red_batteries_lost_bty", "rung_days")]
    assert sentence([BAN], "the record", ", under stall=line", clauses, INTERVAL) == (
        "Full ban instead of the record, under stall=line: Red loses 19.3 fewer batteries (95 % interval 18.3 to "
        "20.3); there are 19.3 fewer rung-days (18.3 to 20.3)"
    )


def test_each_sentence_is_in_the_unit_of_its_measure() -> None:
    told = [measure for measure in MEASURES if measure.sentence]
    assert len(told) >= 14
    for measure in told:
        phrase = SENTENCE.fullmatch(measure.sentence)
        assert phrase is not None
        assert phrase["unit"].strip() == {"kr": "thousand", "kpe": "thousand", "km2": "km²"}.get(measure.unit, "")


@pytest.mark.parametrize(
    ("count", "said"), [(0, "nothing under X"), (1, "the sign of the difference in fires under X")]
)
def test_a_single_difference_is_not_counted(count: int, said: str) -> None:
    assert undecided(count, 1, "fires", "under X") == said


def test_names_that_hold_commas_are_parted_by_semicolons() -> None:
    assert listed_names(["Full ban", "Late aid"], "or") == "Full ban or Late aid"
    assert listed_names(["Full ban, late aid"]) == "Full ban, late aid"
    assert listed_names(["Full ban, late aid", "No aid", "Late aid"], "or") == "Full ban, late aid; No aid; or Late aid"
