"""Which measures can be saved or spent, which studies can be decided, and in which words the others are refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.decision.cube import ALONE, Cube
from sim.analysis.decision.objective import objective_of, warnings_of
from sim.config.objectives import measure_for
from sim.config.problems import Problem
from sim.model.measures import MEASURES

KNOWN = [one.name for one in MEASURES]
SAVED, SPENT = measure_for("saves", "blue_losses_kpe", KNOWN), measure_for("costs", "rung_days", KNOWN)


def cube(policies: int = 2, futures: int = 40, replications: int = 4, structures: tuple[str, ...] = (ALONE,)) -> Cube:
    shape = (policies, len(structures), futures, replications)
    ranks = (np.arange(futures)[:, None] + 0.5) / futures
    names = ("blue_losses_kpe", "rung_days", "red_losses_kpe", "ground_lost_km2")
    return Cube(
        policies=tuple(f"policy {place}" for place in range(policies)),
        structures=structures,
        futures=np.arange(futures),
        groups=np.arange(futures),
        factors=("a.b",),
        values=ranks,
        ranks=ranks,
        read=np.ones((1, len(structures)), dtype=np.bool_),
        measures={name: np.full(shape, place + 1.0) for place, name in enumerate(names)},
        dropped=0,
        seed=1,
    )


def test_a_measure_of_which_more_is_better_has_the_other_sign() -> None:
    found = objective_of(cube(), measure_for("saves", "red_losses_kpe", KNOWN), SPENT)
    assert (found.saves[0, 0, 0, 0], found.costs[0, 0, 0, 0]) == (-3.0, 2.0)
    assert found.losses(0.5)[0, 0, 0, 0] == -2.0


def test_a_status_is_no_effect() -> None:
    with pytest.raises(Problem, match="saves: fires_from_sanctuary_kr counts what the permission covers by law, "
                                      "whatever follows from it; a decision needs an effect with a better "
                                      "direction: red_batteries_lost_bty, "):  # fmt: skip
        measure_for("saves", "fires_from_sanctuary_kr", KNOWN)


def test_a_given_input_is_no_effect() -> None:
    with pytest.raises(Problem, match="costs: launcher_salvos responds to the policy through a prescribed factor"):
        measure_for("costs", "launcher_salvos", KNOWN)


def test_a_measure_without_a_better_direction_is_refused() -> None:
    with pytest.raises(Problem, match="saves: blue_fires_kr has no better direction; a decision needs an effect"):
        measure_for("saves", "blue_fires_kr", KNOWN)


def test_an_unknown_measure_is_refused_with_the_nearest() -> None:
    with pytest.raises(Problem, match="costs: no measure 'rung_day' in this study; did you mean 'rung_days'"):
        measure_for("costs", "rung_day", KNOWN)


@pytest.mark.parametrize(
    ("small", "words"),
    [
        (cube(policies=1), "the study has one policy; add others to its levers: levers: {restrictions: "),
        (replace(cube(), factors=()), "varies no uncertain parameter; add some to its uncertainties: uncertainties: "),
        (
            cube(futures=29),
            "the study has 29 complete futures, and needs at least 30; add futures: study.uncertainties.size",
        ),
        (
            replace(cube(futures=10), dropped=3),
            r"has 10 complete futures \(3 more were left out\), and needs at least 30",
        ),
        (
            cube(replications=1),
            "has 1 replication of each point, and needs at least 2; repeat the sweep command with ",
        ),
    ],
)
def test_a_study_that_is_too_small_is_refused_with_what_it_lacks(small: Cube, words: str) -> None:
    with pytest.raises(Problem, match=words):
        objective_of(small, SAVED, SPENT)


def test_ground_needs_several_reasons_to_stall() -> None:
    ground = measure_for("saves", "ground_lost_km2", KNOWN)
    with pytest.raises(
        Problem, match="ground_lost_km2 depends on why the offensive stalls, which the record does not show"
    ) as refused:
        objective_of(cube(), ground, SPENT)
    assert str(refused.value).endswith(
        "the study has only one reason; cross it with others: structures: {stall: [mixed, line, reserves, culmination]}"
    )
    assert objective_of(cube(structures=("stall=mixed", "stall=line")), ground, SPENT).saves[0, 0, 0, 0] == 4.0


def test_one_structure_is_warned_of() -> None:
    found = cube()
    (warning,) = warnings_of(found, objective_of(found, SAVED, SPENT))
    assert warning.startswith("One structure only. The theory of escalation alone can change the best policy")


def test_rungs_of_several_theories_of_escalation_are_warned_of() -> None:
    found = cube(structures=("stall=mixed, escalation=hawkes", "stall=mixed, escalation=richardson"))
    (warning,) = warnings_of(found, objective_of(found, SAVED, SPENT))
    assert warning == (
        "The rungs behind rung-days come from different severities under each theory of escalation; a price holds "
        "under one structure."
    )


def test_futures_that_were_left_out_are_counted() -> None:
    found = replace(cube(structures=("stall=mixed", "stall=line")), dropped=2)
    assert warnings_of(found, objective_of(found, SAVED, SPENT)) == (
        "2 of 42 futures were left out, because some of their runs lack a value.",
    )
