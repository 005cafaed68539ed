"""Whole studies: points in their order, parameters as the command line gives them, and every mistake in one message."""

from __future__ import annotations

import pickle
import random
import subprocess
import sys
import timeit
from pathlib import Path

import numpy as np
import pytest
from own_studies import SHIPPED, made, own, refused, same_as_composed

from sim.config.compose import compose, read
from sim.config.fields import walk
from sim.config.parameter_table import rows as parameter_rows
from sim.config.problems import Problem
from sim.model.parameters import Parameters
from sim.study.design.study import read_study
from sim.study.design.variant import CLASSES

CROSSED = """
question: Does it cross?
base: {replications: 7, save.paths: 0, aid.delay: 3 days, aid.delay_after_day: 0}
levers:
  - {design: list, points: [{restrictions: full_ban}]}
  - design: product
    factors: {restrictions.events.permission.day: [0, 2024-05-20]}
uncertainties:
  design: list
  points:
    - {fires.suppression: 0.1}
    - {fires.suppression: 0.2, "aid.packages[3].amount": USD 1 bn}
structures: {design: product, factors: {attrition.exponent: [0.5, 0.75]}}
"""


def test_points_cross_with_the_levers_fastest(tmp_path: Path) -> None:
    study = made(tmp_path, CROSSED, "seed=5", "restrictions=border_wide")
    points = study.points
    assert points.structure.tolist() == [0] * 6 + [1] * 6
    assert points.uncertainty.tolist() == points.future.tolist() == [0, 0, 0, 1, 1, 1] * 2
    assert points.lever.tolist() == [0, 1, 2] * 4
    columns = {name: column.tolist() for name, column in points.columns.items()}
    assert columns["attrition.exponent"] == [0.5] * 6 + [0.75] * 6
    assert columns["restrictions"][:3] == ["full_ban", "border_wide", "border_wide"]
    assert columns["restrictions.events.permission.day"][:3] == [np.inf, 0, 10]
    assert columns["aid.packages[3].amount"][:6] == [400, 400, 400, 1000, 1000, 1000]
    assert points.label[:3].tolist() == [
        "restrictions=full_ban", "restrictions.events.permission.day=0", "restrictions.events.permission.day=10",
    ]  # fmt: skip
    assert points.kinds["attrition.exponent"] == "structure"
    assert points.factors("lever") == ["restrictions", "restrictions.events.permission.day"]
    assert points.units["aid.packages[3].amount"] == "USD m"
    assert (study.base.settings.replications, study.base.settings.seed, study.base.settings.save.paths) == (7, 5, 0)
    assert study.base.parameters.aid.delay_days == 3
    same_as_composed(study, own(tmp_path, CROSSED), 0, 11)


def test_an_option_called_off_needs_no_quotes(tmp_path: Path) -> None:
    """YAML takes the word for a switch."""
    study = made(
        tmp_path,
        """
question: Does counter-battery fire matter?
base: {replications: 2}
levers: {design: product, factors: {counter_battery: [competing_clocks, off]}}
""",
    )
    assert study.points.columns["counter_battery"].tolist() == ["competing_clocks", "off"]


def test_options_that_change_the_same_part_of_the_config(tmp_path: Path) -> None:
    study = made(
        tmp_path,
        """
question: Do options meet as on the command line?
levers:
  {design: product, factors: {restrictions: [counter_fire, pre_emptive], aid: [announced_2024, renewal],
   scenario: [kharkiv_2024, border_generic], scenario.forces.blue_engaged: [5 kpe]}}
rules: [{drop: scenario == 'border_generic' and aid == 'announced_2024'}]
""",
    )
    assert study.dropped == {"scenario == 'border_generic' and aid == 'announced_2024'": 2}
    same_as_composed(study, own(tmp_path, ""), 1, 2, 5)
    assert study.points.lever.tolist() == [0, 2, 3, 4, 6, 7]


def test_any_factors_give_the_parameters_of_the_command_line(tmp_path: Path) -> None:
    chance = random.Random(7)
    every = dict(walk((Parameters,)))
    free = [row.key for row in parameter_rows(CLASSES, {}) if row.plausible and not row.used_by and "[" not in row.key]
    plain = [(key, every[key].about) for key in free]
    plain = [(key, about) for key, about in plain if not key.startswith(("escalation", "scenario.front"))]
    rows = []
    for _ in range(5):
        row: dict[str, object] = {"restrictions": chance.choice(["full_ban", "endogenous", "on_request"])}
        row["stall"] = chance.choice(SHIPPED.options("stall"))
        row["advance.kind"] = "saturating"
        for key, about in chance.sample(plain, 12):
            value = chance.uniform(*about.plausible or (0, 0))
            row[key] = value if about.unit == "1" else f"{value!r} {about.unit.removeprefix('1')}"
        if chance.random() < 0.5:
            row |= {"aid.packages[2].day": chance.randrange(-20, 50), "restrictions.events.briefing.day": None}
        rows.append(row)
    lines = "".join(f"    - {{{', '.join(f'{key!r}: {value}' for key, value in row.items())}}}\n" for row in rows)
    text = f"question: Any?\nlevers:\n  design: list\n  points:\n{lines}".replace("None", "null")
    same_as_composed(made(tmp_path, text), own(tmp_path, text), *range(5))


FORTY = 40


@pytest.mark.thorough
def test_trees_are_small_quick_and_alike_in_another_process(tmp_path: Path) -> None:
    shipped = parameter_rows(CLASSES, compose(SHIPPED).container)
    keys = [row.key for row in shipped if row.default and row.plausible and "[" not in row.key]
    keys = [key for key in keys if key != "scenario.front.city_distance" and "_by_" not in key][:FORTY]
    assert len(keys) == FORTY
    factors = "".join(f"    {key}: plausible\n" for key in keys)
    text = f"question: How quick?\nuncertainties:\n  design: latin_hypercube\n  size: 50\n  factors:\n{factors}"
    study = made(tmp_path, text)
    trees, row = study.trees(), study.row(7)
    again, same = pickle.loads(pickle.dumps((trees, row)))
    assert again(same) == trees(row)
    assert len(pickle.dumps(trees)) < 30_000
    assert min(timeit.repeat(lambda: trees(row), number=100, repeat=5)) / 100 < 1e-4
    program = (
        "import sys; from own_studies import SHIPPED, open_library, read_study, CLASSES\n"
        "study = read_study(open_library(CLASSES, sys.argv[1]), ['study=mine'])\n"
        "print(repr(study.row(7)))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True, text=True, check=True,
        env={"PYTHONHASHSEED": "77", "PYTHONPATH": str(Path(__file__).parent)},
    ).stdout  # fmt: skip
    assert printed.strip() == repr(row)


def test_numbers_in_the_unused_half_are_refused_with_a_way_out(tmp_path: Path) -> None:
    text = refused(
        tmp_path,
        """
question: Is it read?
levers: {design: product, factors: {attrition: [helmbold, square], attrition.exponent: [0.5, 0.7]}}
""",
    )
    assert text.splitlines() == [
        "2 of 4 points of this study are invalid; nothing was run",
        "point 2 (attrition=square attrition.exponent=0.5), point 3 (attrition=square attrition.exponent=0.7):",
        "  attrition.exponent: is not used by attrition.kind=square, only by helmbold; leave it out; leave such "
        "points out by a rule (drop: …), list designs in which only those that read it name it, or give a design of "
        "uncertainties unread: leave_out",
    ]


def test_the_rules_of_parameter_classes_hold_for_every_point(tmp_path: Path) -> None:
    factors = "{restrictions.events.permission.day: [5, 30, 70, 80, 90, 95]}"
    study = f"question: Q?\nlevers: {{design: product, factors: {factors}}}\n"
    lines = refused(tmp_path, study, "horizon=60 days").splitlines()
    assert lines[0] == "4 of 6 points of this study are invalid; nothing was run"
    assert lines[1].startswith("point 2 (restrictions.events.permission.day=70):")
    assert lines[2] == (
        "  restrictions.events.permission.day: day 70 is outside the replication; allowed below its horizon, "
        "day 60, or null for never"
    )


def test_never_refuses_and_names_points(tmp_path: Path) -> None:
    study = """
question: Q?
levers: {design: product, factors: {restrictions.events.permission.day: [5, 30], fires.suppression: [0.1, 0.2]}}
rules: [{never: restrictions.events.permission.day > 20 and fires.suppression > 0.1}, {drop: fires.suppression > 0.3}]
"""
    assert refused(tmp_path, study) == (
        "study.rules: never restrictions.events.permission.day > 20 and fires.suppression > 0.1: holds for 1 of 4 "
        "points: point 3 (restrictions.events.permission.day=30 fires.suppression=0.2)"
    )
    assert refused(tmp_path, study, "study.rules[0].never=fires.suppression > 9", "study.rules[1].drop=1 < 2") == (
        "study.rules: every point is dropped"
    )


SMALL = """
question: Q?
levers: {design: product, factors: {restrictions: [full_ban, counter_fire]}}
uncertainties: {design: random, size: 3, factors: {fires.suppression: plausible}}
until: {measures: {ground_lost_km2: 2 km2}, cap: 800}
"""


def test_words_change_the_study_and_its_base(tmp_path: Path) -> None:
    words = ["study.uncertainties.size=5", "study.uncertainties.factors.aid.delay={uniform: [1 d, 2 d]}"]
    words += ["replications=300", "study.levers.factors.restrictions=[full_ban,counter_fire]"]
    words += ["seed=4"]
    words += ["study.until.measures={launcher_salvos: 4, red_fires_kr: 5 %}", "horizon=40 days"]
    words += ["study.base.aid.amount_factor=0.5", "study.base.aid.delay_after_day=0"]
    study = made(tmp_path, SMALL, *words)
    assert len(study.points) == 10
    assert study.until is not None
    assert study.until.first == 300
    assert study.until.targets == (("launcher_salvos", 4, False), ("red_fires_kr", 0.05, True))
    assert study.base.parameters.horizon_days == 40
    assert study.base.parameters.aid.amount_factor == 0.5
    assert list(study.base.overrides) == [
        "aid.amount_factor=0.5", "aid.delay_after_day=0", "replications=300", "seed=4", "horizon=40 days",
    ]  # fmt: skip
    assert ((study.points.columns["aid.delay"] > 1) & (study.points.columns["aid.delay"] < 2)).all()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["study=mine", "study=mine"], "study: is given 2 times; leave all but one out"),
        (["study=mine", "seed=4", "seed=5"], "seed: is given twice (4, 5); leave all but one out"),
        (["study=mine", "study.uncertainties.size=5", "study.uncertainties.size=6"],
         "study.uncertainties.size: is given 2 times; leave all but one out"),
        (["study=mein"], "study: no option 'mein'; did you mean 'mine'?"),
        ([], "which study? give study=NAME; known: aid_timing, beliefs"),
        (["study=mine", "restrictions=full_ban"],
         "restrictions=full_ban: has no effect, as the study varies restrictions; change study.levers instead"),
        (["study=mine", "study.uncertainties.siz=5"], "study.uncertainties.siz: no such key; did you mean 'size'?"),
        (["study=mine", "study.lever.factors.aid=[x]"], "study.lever.factors.aid: no such key; did you mean 'levers'?"),
        (["study=mine", "study.uncertainties.size=1,2"],
         "study.uncertainties.size=1,2: several values; use [1,2] for a list"),
        (["study=mine", "study.rules=[{never: a, drop: b}]"], "study.rules[0]: needs either never or drop"),
        (["study=mine", "study.base={sed: 3}"], "study.base: sed: no such setting; did you mean 'seed'?"),
        (["study=mine", "decision.saves=x"], "decision.saves: no such setting; did you mean 'study.decision.saves'?"),
        (["study=mine", "uncertainty.size=5"],
         "uncertainty.size: no such setting; did you mean 'study.uncertainties.size'?"),
        (["study=mine", "levers[0].design=zip"],
         "levers[0].design: no such setting; did you mean 'study.levers[0].design'"),
        (["study=mine", "study.decison.saves=x"], "study.decison.saves: no such key; did you mean 'decision'?"),
        (["study=mine", "study.decision.saves=red_fires_kr"], "study.decision.costs: is missing"),
        (["study=mine", "study.decision.saves=red_fire", "study.decision.costs=rung_days"],
         "study.decision.saves: no measure 'red_fire' in this study; did you mean 'red_fires_kr'?"),
        (["study=mine", "sed=3"], "sed: no such setting; did you mean 'seed'?"),
        (["study=mine", "study.until.cap=100"],
         "study.until.cap: must be at least 500, as replications=500 (got 100)"),
        (["study=mine", "study.until.measures={ground: 1}"], "study.until.measures: no measure 'ground'; "),
        (["study=mine", "study.until.measures={red_fires_kr: 0 %}"],
         "study.until.measures.red_fires_kr: must be greater than 0 (got '0 %')"),
        (["study=mine", "study.until.measures={red_fires_kr: x %}"],
         "study.until.measures.red_fires_kr: must be a number of percent (got 'x %')"),
        (["study=mine", "study.until.measures={}"], "study.until.measures: names none; "),
        (["study=mine", "study.until.measures.ground_lost_km2=2"],
         "study.until.measures.ground_lost_km2: needs a unit, e.g. '2 km2', or a share such as '5 %' (got 2)"),
        (["study=mine", "study.until.measures.ground_lost_km2=2 km"],
         "study.until.measures.ground_lost_km2: must be in km2 or a compatible unit"),
        (["study=mine", "study.structures={design: product, factors: {restrictions: [full_ban]}}"],
         "study: restrictions is a factor of two sections; name it in one"),
        (["study=mine", "study.structures={design: list, points: [{stall: line}, {stall: mixed}, {stall: line}]}"],
         "study.structures: rows 1 and 3 are the same (stall=line); list each once"),
        (["study=mine", "study.levers.factors.restrictions=[full_ban,full_ban]"],
         "study.levers: rows 1 and 2 are the same (full_ban)"),
    ],
)  # fmt: skip
def test_mistakes_in_words(tmp_path: Path, words: list[str], message: str) -> None:
    with pytest.raises(Problem) as caught:
        read_study(own(tmp_path, SMALL), words)
    assert str(caught.value).startswith(message)
    assert len(caught.value.lines) == 1


def test_a_future_that_is_listed_twice_is_noted(tmp_path: Path) -> None:
    rows = ", ".join(f"{{fires.suppression: {value}}}" for value in ("0.1", "0.2", "0.10"))
    points = f"study.uncertainties={{design: list, points: [{rows}]}}"
    study = read_study(own(tmp_path, SMALL), ["study=mine", points])
    assert study.told == (
        "study.uncertainties: rows 1 and 3 are the same (fires.suppression=0.1); each counts as a future",
    )
    assert len(np.unique(study.points.future)) == 3
    once = read_study(own(tmp_path, SMALL), ["study=mine", points.replace("0.10", "0.3")])
    assert once.told == ()


def test_a_run_refuses_a_study() -> None:
    with pytest.raises(Problem, match="study=aid_timing: a study has many runs; use escsim sweep study=aid_timing"):
        read(SHIPPED, ["study=aid_timing"])


def test_a_value_that_follows_from_a_factor_is_refused(tmp_path: Path) -> None:
    primary = "defaults: [config, _self_]\nscenario: {front: {tube_range_low: '${scenario.front.tube_range_high}'}}\n"
    levers = "levers: {design: product, factors: {scenario.front.tube_range_high: [45 km]}}"
    library = own(tmp_path, f"question: Q?\n{levers}\n", **{"linked.yaml": primary})
    linked = type(library)(library.classes, library.shipped, library.own, "linked")
    assert len(read_study(library, ["study=mine"]).points) == 1
    with pytest.raises(Problem, match="a value of the config follows from a factor"):
        read_study(linked, ["study=mine"])
