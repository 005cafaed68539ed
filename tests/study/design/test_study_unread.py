"""Uncertain factors that the alternatives of a point do not read are absent from it, where the study file says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from own_studies import made, own, refused, same_as_composed

from sim.study.design.aliasing import aliases_of
from sim.study.design.points import as_numbers

CROSSED = """
question: Who reads what?
base: {replications: 2}
levers: {design: product, factors: {restrictions: [full_ban, counter_fire, threshold]}}
uncertainties:
  design: latin_hypercube
  size: 3
  unread: leave_out
  factors:
    fires.suppression: plausible
    escalation.red_by_red: plausible
    escalation.red_reaction: plausible
    restrictions.trigger.relax_above: plausible
structures: {design: product, factors: {escalation: [hawkes, richardson, poisson]}}
"""


def test_a_factor_is_absent_where_the_alternative_does_not_read_it(tmp_path: Path) -> None:
    study = made(tmp_path, CROSSED)
    points, columns = study.points, study.points.columns
    option = columns["escalation"]
    assert len(points) == 27
    assert (np.isnan(columns["escalation.red_by_red"]) == (option != "hawkes")).all()
    assert (np.isnan(columns["escalation.red_reaction"]) == (option != "richardson")).all()
    assert (np.isnan(columns["restrictions.trigger.relax_above"]) == (columns["restrictions"] != "threshold")).all()
    assert not np.isnan(columns["fires.suppression"]).any()
    for future in range(3):
        read = (points.future == future) & (option == "hawkes")
        assert len(set(columns["escalation.red_by_red"][read].tolist())) == 1
    same_as_composed(study, own(tmp_path, CROSSED), *range(0, 27, 4))


def test_words_of_a_point_name_only_what_it_reads(tmp_path: Path) -> None:
    study = made(tmp_path, CROSSED)
    (hawkes, *_), (poisson, *_) = (
        np.flatnonzero(study.points.columns["escalation"] == each) for each in ("hawkes", "poisson")
    )
    assert any(word.startswith("escalation.red_by_red=") for word in study.words(int(hawkes)))
    assert not any("red_by_red" in word or "red_reaction" in word for word in study.words(int(poisson)))


def test_without_the_key_such_points_are_refused_with_the_key_as_a_way_out(tmp_path: Path) -> None:
    message = refused(tmp_path, CROSSED, "study.uncertainties.unread=refuse")
    assert "escalation.red_by_red: is not used by escalation.kind=poisson, only by hawkes" in message
    assert "unread: leave_out" in message


def test_a_factor_that_no_point_reads_is_refused(tmp_path: Path) -> None:
    message = refused(tmp_path, CROSSED, "study.structures.factors={escalation: [hawkes, poisson]}")
    assert message == (
        "study.uncertainties: escalation.red_reaction: no point of this study reads it; leave it out, "
        "or add an option that does"
    )


@pytest.mark.parametrize(
    ("word", "told"),
    [
        (
            "study.uncertainties.unread=leave",
            "study.uncertainties.unread: must be 'refuse' or 'leave_out' (got 'leave')",
        ),
        ("study.levers.unread=leave_out", "study.levers.unread: leave_out is for uncertainties; here, list designs"),
        ("study.structures.unread=leave_out", "study.structures.unread: leave_out is for uncertainties"),
    ],
)
def test_a_wrong_use_of_the_key_is_told(tmp_path: Path, word: str, told: str) -> None:
    assert told in refused(tmp_path, CROSSED, word)


LISTED = """
question: Who reads what?
base: {replications: 2, restrictions: threshold}
levers: {design: product, factors: {restrictions.trigger.relax_above: [1, 2]}}
uncertainties:
  - {design: list, points: [{fires.suppression: 0.1}]}
  - {design: list, points: [{escalation.red_reaction: 0.02 1/d}], UNREAD}
structures: {design: product, factors: {escalation: [hawkes, richardson]}}
"""


def test_each_of_several_designs_says_so_for_itself(tmp_path: Path) -> None:
    assert len(made(tmp_path, LISTED.replace("UNREAD", "unread: leave_out")).points) == 8
    assert "is not used by" in refused(tmp_path, LISTED.replace("UNREAD", "unread: refuse"))


def test_rows_are_compared_by_what_any_structure_reads() -> None:
    future = np.repeat(np.arange(300), 2)
    x = np.random.default_rng(4).random(300)
    first, second = np.repeat(x, 2), np.repeat(x, 2)
    first[1::2], second[::2] = np.nan, np.nan  # each is read by another structure
    points = {"uncertainty": future, "a": first, "b": second}
    (found,) = aliases_of(points, dict.fromkeys("ab", "uncertainty"), {"uncertainties": {"design": "random"}})
    assert found.share > 0.99
    assert found.rows == 300


def test_whole_numbers_that_are_not_read_are_no_numbers() -> None:
    assert np.isnan(as_numbers(np.array([3, -1]))).tolist() == [False, True]
    assert as_numbers(np.array([3.0, -1.0])).tolist() == [3.0, -1.0]
