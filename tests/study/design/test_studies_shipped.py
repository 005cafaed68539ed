"""The shipped studies: each can be read, and makes the parameters that its overrides make on the command line."""

from __future__ import annotations

import pytest
from own_studies import SHIPPED, same_as_composed

from sim.config.study_schema import DESIGNS as IN_THE_SCHEMA
from sim.config.study_schema import study_schema
from sim.study.design.spec import DESIGNS, Spec
from sim.study.design.study import read_study
from sim.study.variant import CLASSES

SMALLER = {  # the same kinds of study with fewer options to compose and points to check
    "structures": ["study.structures.factors.stall=[mixed]", "study.structures.factors.attrition=[helmbold,square]"],
    "policy_ranking": ["study.uncertainties.size=8"],
    "beliefs": ["study.uncertainties.size=32"],
    "screening": ["study.uncertainties.size=2"],
    "sensitivity": ["study.uncertainties.size=4"],
}
POINTS = {"aid_timing": 39, "beliefs": 93, "ground_until": 3, "permission_timing": 15, "policy_ranking": 32}
POINTS |= {"screening": 124, "sensitivity": 56, "structures": 96}


@pytest.mark.parametrize("name", SHIPPED.options("study"))
def test_every_shipped_study_can_be_read(name: str) -> None:
    study = read_study(SHIPPED, [f"study={name}", *SMALLER.get(name, [])])
    assert len(study.points) == POINTS[name]
    assert study.question.endswith("?")
    same_as_composed(study, SHIPPED, len(study.points) // 2)


def test_the_schema_for_editors_knows_the_same_keys() -> None:
    schema = study_schema(CLASSES)
    assert set(schema["properties"]) == {*Spec.model_fields, "defaults"}
    assert list(DESIGNS) == list(IN_THE_SCHEMA)
    keys = {key for form in DESIGNS.values() for key in form.model_fields}
    assert set(schema["definitions"]["design"]["properties"]) == {*keys, "design"}
