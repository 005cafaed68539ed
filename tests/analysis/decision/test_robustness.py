"""Rules of choice: known scores and winners, and what the bootstrap tells."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.decision.robustness import robustness
from sim.analysis.decision.rules import GOOD_ENOUGH, MEAN, REGRET_90, REGRET_MOST, WORST, mean_of_worst, scores, winners

TABLE = np.array([[10.0, 4, 6, 9], [7, 7, 5, 9], [12, 1, 8, 6]])
KNOWN = {
    WORST: ([4, 5, 1], 1),
    "best_case": ([10, 9, 12], 2),
    "halfway_worst_and_best": ([7, 7, 6.5], (0, 1)),
    MEAN: ([7.25, 7, 6.75], 0),
    REGRET_MOST: ([-3, -5, -6], 0),
    REGRET_90: ([-2.7, -4.4, -5.1], 0),
    "regret_from_reference": ([0, -3, -3], 0),
    "mean_to_deviation": ([2.1977815454514182, 3.0383671769061698, 1.3905150826543078], 1),
    "undesirable_deviation": ([-1.25, -0.5, -1.75], 1),
    "skewness": ([0.13725490196078433, 0, 0.08433734939759036], 0),
    "peakedness": ([1.36, 2.8, 1.9529411764705882], 1),
    GOOD_ENOUGH: ([0.5, 0.75, 0.5], 1),
}


@pytest.mark.parametrize("rule", list(KNOWN))
def test_every_rule_gives_the_known_scores_and_winners(rule: str) -> None:
    found = scores(TABLE, TABLE >= 7)
    expected, best = KNOWN[rule]
    assert found[rule] == pytest.approx(expected, abs=1e-12)
    assert winners(found[rule]) == (best if isinstance(best, tuple) else (best,))


def test_the_mean_of_the_worst_quarter_of_four_futures_is_the_worst_of_them() -> None:
    assert mean_of_worst(TABLE, 0.25).tolist() == [4.0, 5.0, 1.0]


def test_a_rule_without_spread_has_no_score_and_no_winner() -> None:
    found = scores(np.ones((2, 5)))
    assert np.isnan(found["peakedness"]).all()
    assert winners(found["peakedness"]) == ()


def losses(difference: float, futures: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """Two policies under two structures; the second loses more by `difference`, seen through noise."""
    generator = np.random.default_rng(5)
    ranks = generator.random((futures, 2))
    noise = generator.normal(size=(2, 2, futures, 5))
    return noise + np.array([0.0, difference])[:, None, None, None], ranks


def test_a_clear_winner_is_told_and_a_tie_is_not() -> None:
    assert robustness(*losses(1.0), seed=1).told[MEAN] == 0
    assert MEAN not in robustness(*losses(0.0), seed=1).told


def test_frequencies_share_each_sample_and_extremes_have_none() -> None:
    found = robustness(*losses(0.1), seed=1)
    assert all(share.sum() == pytest.approx(1) for share in found.frequencies.values())
    assert not {WORST, REGRET_MOST} & set(found.frequencies)


def test_an_extreme_names_the_future_that_decides_it() -> None:
    some, ranks = losses(5.0)
    some[0, 1, 17] += 40
    some[1, 1, 17] += 40
    worst = next(one for one in robustness(some, ranks, seed=1).extremes if one.rule == WORST)
    assert (worst.future, worst.structure) == (17, 1)
    assert worst.value == pytest.approx(-some[0, 1, 17].mean())


def test_orders_of_futures_and_policies_and_the_unit_change_nothing_else() -> None:
    some, ranks = losses(0.2)
    one = robustness(some, ranks, seed=3)
    mixed = np.random.default_rng(0).permutation(len(ranks))
    other = robustness(some[::-1][:, :, mixed] * 1024, ranks[mixed], seed=3)
    for rule, share in one.frequencies.items():
        assert other.frequencies[rule][::-1].tolist() == share.tolist()
    assert other.scores[MEAN][::-1] == pytest.approx(one.scores[MEAN] * 1024)
    assert [mixed[each.future] for each in other.extremes] == [each.future for each in one.extremes]
