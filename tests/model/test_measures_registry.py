"""The registry of measures: what is written of a measure once is what every surface says."""

from __future__ import annotations

import pytest

from sim.analysis.comparison_notes import GROUND
from sim.analysis.measure_choice import chosen_measure, default_measure
from sim.cli.completing_names import measures as completed
from sim.config.problems import Problem
from sim.model.measures import ESCALATION, KNOWN, MEASURES, measure_of
from sim.report.words.names import title_of

STORED = {measure.name: measure.unit for measure in MEASURES}


def test_every_measure_has_a_label_of_its_own_that_surfaces_show() -> None:
    labels = [measure.label for measure in MEASURES]
    assert len({label.casefold() for label in labels}) == len(labels)
    for measure in MEASURES:
        assert title_of(measure.name) == measure.label
        assert measure.label[0].isupper()
        assert "_" not in measure.label


def test_topics_make_the_lists_that_warn_of_ground_and_escalation() -> None:
    assert "deepest_penetration_km" in GROUND
    assert "red_fires_kr" not in GROUND
    assert {measure.name for measure in MEASURES if measure.topic == ESCALATION} > {"rung_days", "red_acts"}


def test_completion_offers_all_measures_with_their_meaning() -> None:
    assert [(one.word, one.about) for one in completed()] == [(one.name, one.meaning) for one in MEASURES]


def test_a_measure_of_another_version_is_known_by_its_unit() -> None:
    assert measure_of("red_fires_kr", "kr") is KNOWN["red_fires_kr"]
    old = measure_of("forgotten_kr", "kr")
    assert (old.name, old.unit, title_of(old.name)) == ("forgotten_kr", "kr", "Forgotten")


@pytest.mark.parametrize(
    ("name", "near"), [("ground", "ground_lost_km2"), ("red_fire", "red_fires_kr"), ("salvos", "launcher_salvos")]
)
def test_a_part_of_a_name_finds_it(name: str, near: str) -> None:
    with pytest.raises(Problem, match=f"no measure '{name}' in this study; did you mean '{near}'"):
        chosen_measure(STORED, name)


def test_the_default_is_the_first_headline_measure_that_is_stored() -> None:
    assert default_measure(STORED) == "red_batteries_lost_bty"
    assert default_measure(["rung_days", "red_fires_kr"]) == "red_fires_kr"
    assert chosen_measure({"other": "1"}, None).name == "other"
