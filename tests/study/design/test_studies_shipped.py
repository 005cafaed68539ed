"""The shipped studies: each can be read, and makes the parameters that its overrides make on the command line."""

from __future__ import annotations

import numpy as np
import pytest
from own_studies import SHIPPED, same_as_composed

from sim.config.study_schema import study_schema
from sim.study.design.building import StudyDesign
from sim.study.design.designs import DESIGNS
from sim.study.design.spec import Spec
from sim.study.design.study import read_study
from sim.study.design.variant import CLASSES
from sim.study.schema_files import design_schemas

SMALLER = {  # the same kinds of study with fewer options to compose and points to check
    "structures": ["study.structures.factors.stall=[mixed]", "study.structures.factors.attrition=[helmbold,square]"],
    "policy_ranking": ["study.uncertainties.size=8"],
    "beliefs": ["study.uncertainties.size=32"],
    "screening": ["study.uncertainties.size=2"],
    "search": ["study.uncertainties.size=2"],
    "sensitivity": ["study.uncertainties.size=4"],
    "decision": ["study.uncertainties.size=2", "study.levers.factors.restrictions=[full_ban,on_request,pressure_gate]"],
}
POINTS = {"aid_timing": 39, "beliefs": 93, "ground_until": 3, "permission_timing": 15, "policy_ranking": 32}
POINTS |= {"screening": 124, "sensitivity": 56, "structures": 96, "decision": 72, "search": 2 * 62}


@pytest.mark.parametrize("name", SHIPPED.options("study"))
def test_every_shipped_study_can_be_read(name: str) -> None:
    study = read_study(SHIPPED, [f"study={name}", *SMALLER.get(name, [])])
    assert len(study.points) == POINTS[name]
    assert study.question.endswith("?")
    same_as_composed(study, SHIPPED, len(study.points) // 2)


def test_the_schema_for_editors_knows_the_same_keys() -> None:
    schema = study_schema(CLASSES, design_schemas())
    assert set(schema["properties"]) == {*Spec.model_fields, "defaults"}
    assert schema["definitions"]["design"]["properties"]["design"]["enum"] == list(DESIGNS)
    keys = {key for form in DESIGNS.values() for key in form.model_fields}
    assert set(schema["definitions"]["design"]["properties"]) == {*keys, "design"}


@pytest.fixture(scope="module")
def decision() -> StudyDesign:
    """The shipped study that decides, of two futures."""
    return read_study(SHIPPED, ["study=decision", *SMALLER["decision"]])


def test_the_study_that_decides_crosses_every_reason_to_stall_with_every_theory_of_escalation(
    decision: StudyDesign,
) -> None:
    columns = decision.points.columns
    assert decision.points.factors("structure") == ["stall", "escalation"]
    pairs = set(zip(columns["stall"].tolist(), columns["escalation"].tolist(), strict=True))
    assert len(pairs) == 4 * 3 == len(np.unique(decision.points.structure))


def test_the_study_that_decides_leaves_out_what_a_theory_does_not_read(decision: StudyDesign) -> None:
    columns = decision.points.columns
    hawkes, poisson, richardson = (columns["escalation"] == each for each in ("hawkes", "poisson", "richardson"))
    assert (np.isnan(columns["escalation.red_by_red"]) == ~hawkes).all()
    assert (np.isnan(columns["escalation.answers_per_step"]) == richardson).all()
    assert (np.isnan(columns["escalation.grievance_by_step"]) == (hawkes | poisson)).all()
    assert not np.isnan(columns["red_line.threshold_quantile"]).any()
    assert decision.decision is not None
    assert (decision.decision.saves.name, decision.decision.costs.name) == ("red_fires_kr", "rung_days")


@pytest.mark.slow
def test_the_study_that_decides_tells_all_its_beliefs_apart() -> None:
    study = read_study(SHIPPED, ["study=decision"])
    assert study.aliases() == []
    assert not study.dropped
    begotten = sum(study.points.columns[f"escalation.{key}"] for key in ("red_by_red", "red_by_blue"))
    assert np.nanmax(begotten) <= 0.8
