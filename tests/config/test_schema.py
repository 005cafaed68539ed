"""From a plain container to the tree and back; every mistake is told, with its key, value, and what is allowed."""

from __future__ import annotations

import copy
import dataclasses
import json
import math
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_tree import CLASSES, Aid, Attrition, Band, Law, Packages, Plan, Source, World, container

from sim.config.canonical import content_hash, to_config
from sim.config.problems import Problem
from sim.config.schema import validate
from sim.model.quantity import Choice, Group, Quantity

GONE = object()
POINT = "must be a point in time: a day number such as 20, or a date such as 2024-05-30"


def changed(**changes: Any) -> dict[str, Any]:
    """The good config with values changed, by keys with __ for a dot and numbers for rows; GONE takes one out."""
    config = container()
    for key, value in changes.items():
        *path, last = (int(part) if part.isdigit() else part for part in key.split("__"))
        place: Any = config
        for part in path:
            place = place[part]
        if value is GONE:
            del place[last]
        else:
            place[last] = value
    return config


def mistakes(config: Any, *classes: type) -> list[str]:
    with pytest.raises(Problem) as caught:
        validate(config, *(classes or CLASSES))
    assert str(caught.value) == "\n".join(caught.value.lines)
    return list(caught.value.lines)


def test_a_good_config_becomes_the_tree() -> None:
    plan, world = validate(container(), *CLASSES)
    assert isinstance(plan, Plan)
    assert isinstance(world, World)
    assert (plan.name, plan.seed, plan.workers, plan.save.paths) == (None, 7, None, 500)
    assert world.horizon_days == 180.0
    assert world.scenario.front.guns_bty == 36
    assert type(world.scenario.front.guns_bty) is int
    assert world.scenario.observed.day == (5.0, 10.0)
    assert world.attrition.kind is Law.HELMBOLD
    assert world.attrition.lag_days == 0.5
    assert world.attrition.starts_day == math.inf
    assert type(world.attrition.detail.weight) is float
    assert world.aid.packages == Packages(
        (-16.0, 14.0), (1000.0, 275.0), ((Band.BORDER_SECTOR, Band.DEEP), ()), (True, False)
    )
    assert world.aid.ends_day == math.inf
    assert world.aid.yield_kr_per_usd_million == 5.5
    assert world.aid.shares == (0.5, 0.5)


def test_what_is_not_used_is_filled() -> None:
    attrition = {"kind": "square", "loss": "0.1/d", "detail": {"weight": 2}}
    aid = {"kind": "none", "ends_day": 20, "yield": "1 kr/(USD m)", "shares": []}
    _, world = validate(changed(attrition=attrition, aid=aid), *CLASSES)
    assert isinstance(world.attrition, Attrition)
    assert (world.attrition.exponent, world.attrition.lag_days, world.attrition.starts_day) == (0.0, math.inf, math.inf)
    assert world.attrition.extra.weight == 0.0
    assert isinstance(world.aid, Aid)
    assert world.aid.kind is Source.NONE
    assert world.aid.packages == Packages((), (), (), ())


def test_null_stands_for_unset_where_a_value_is_not_used() -> None:
    config = changed(
        attrition__kind="square", attrition__exponent=None, attrition__lag=None, attrition__extra=None,
    )  # fmt: skip
    assert validate(config, *CLASSES)[1].attrition.exponent == 0.0


@pytest.mark.parametrize(
    ("changes", "messages"),
    [
        # units
        ({"horizon": 20}, ["horizon: needs a unit, e.g. '20 d' (got 20)"]),
        ({"horizon": "20"}, ["horizon: needs a unit, e.g. '20 d' (got '20')"]),
        ({"horizon": "20 km"}, ["horizon: must be in d or a compatible unit, e.g. '20 d', not in km (got '20 km')"]),
        ({"horizon": "2 wek"}, ["horizon: has an unknown unit 'wek'; did you mean 'week'? (got '2 wek')"]),
        ({"horizon": "0 days"}, ["horizon: must be greater than 0 d (got '0 days')"]),
        ({"horizon": None}, ["horizon: must be a number with its unit, such as '20 d' (got null)"]),
        ({"horizon": True}, ["horizon: must be a number with its unit, such as '20 d' (got true)"]),
        ({"horizon": ["20 d"]}, ["horizon: must be a number with its unit, such as '20 d' (got ['20 d'])"]),
        ({"horizon": "???"}, ["horizon: must be given; it needs a number in d, greater than 0 d (got '???')"]),
        ({"horizon": GONE}, ["horizon: is missing; it needs a number in d, greater than 0 d"]),
        ({"scenario__front__sector_width": "1 m"},
         ["scenario.front.sector_width: must be between 1 km and 1000 km (got '1 m')"]),
        ({"scenario__front__guns": "2.5 bty"}, ["scenario.front.guns: must be a whole number (got '2.5 bty')"]),
        ({"scenario__front__guns": "-1 bty"},
         ["scenario.front.guns: must be between 0 bty and 99 bty (got '-1 bty')"]),
        # pure numbers
        ({"scenario__front__share_behind": 1.5}, ["scenario.front.share_behind: must be between 0 and 1 (got 1.5)"]),
        ({"scenario__front__share_behind": "75 %"},
         ["scenario.front.share_behind: must be a number, between 0 and 1, without a unit (got '75 %')"]),
        ({"scenario__front__share_behind": False},
         ["scenario.front.share_behind: must be a number, between 0 and 1, without a unit (got false)"]),
        ({"scenario__front__share_behind": math.nan},
         ["scenario.front.share_behind: must be a finite number (got nan)"]),
        ({"attrition__detail__weight": math.inf}, ["attrition.detail.weight: must be a finite number (got inf)"]),
        ({"attrition__detail__weight": 1e300},
         ["attrition.detail.weight: must be at most 1000000000000000 in size (got 1e+300)"]),
        ({"attrition__detail__weight": 10**400},
         [f"attrition.detail.weight: must be a finite number (got {'1' + 56 * '0'}...)"]),
        ({"seed": 2.5}, ["seed: must be a whole number (got 2.5)"]),
        ({"seed": 2**63}, [f"seed: must be between 0 and {2**63 - 1} (got {2**63})"]),
        ({"seed": 1e18}, ["seed: must be a whole number (got 1e+18)"]),
        ({"seed": "7"}, [f"seed: must be a whole number, between 0 and {2**63 - 1}, without a unit (got '7')"]),
        ({"workers": 0}, ["workers: must be between 1 and 64 (got 0)"]),
        # points in time
        ({"aid__ends_day": "20 days"},
         [f"aid.ends_day: {POINT} (got '20 days')"]),
        ({"aid__ends_day": "2024-02-30"},
         [f"aid.ends_day: {POINT} (got '2024-02-30')"]),
        ({"aid__ends_day": -1}, ["aid.ends_day: must be at least day 0 (got -1)"]),
        ({"aid__ends_day": "2024-05-09"}, ["aid.ends_day: must be at least day 0 (got '2024-05-09')"]),
        ({"aid__packages__1__day": None},
         [f"aid.packages[1].day: {POINT} (got null)"]),
        ({"scenario__day_zero": "10 May"},
         ["scenario.day_zero: must be a date such as 2024-05-10, or empty (got '10 May')"]),
        # names, switches, text
        ({"attrition__kind": "sqare"},
         ["attrition.kind: must be one of square, linear, helmbold; did you mean 'square'? (got 'sqare')"]),
        ({"attrition__kind": 2}, ["attrition.kind: must be one of square, linear, helmbold (got 2)"]),
        ({"aid__kind": None}, ["aid.kind: must be one of none, dated_list; did you mean 'none'? (got null)"]),
        ({"aid__packages__0__new": "yes"}, ["aid.packages[0].new: must be true or false (got 'yes')"]),
        ({"aid__packages__0__new": 1}, ["aid.packages[0].new: must be true or false (got 1)"]),
        ({"name": 5}, ["name: must be text; quote a number or a word such as 'no' (got 5)"]),
        ({"scenario__title": None}, ["scenario.title: must be text; quote a number or a word such as 'no' (got null)"]),
        # lists and tables
        ({"aid__shares": 0.5}, ["aid.shares: must be a list, each entry a number, between 0 and 1 (got 0.5)"]),
        ({"aid__shares": [0.5, "x"]},
         ["aid.shares[1]: must be a number, between 0 and 1, without a unit (got 'x')"]),
        ({"aid__packages__0__bands": ["deep", "dep"]},
         ["aid.packages[0].bands[1]: must be one of border_sector, deep; did you mean 'deep'? (got 'dep')"]),
        ({"aid__packages__0__bands": "deep"},
         ["aid.packages[0].bands: must be a list, each entry one of border_sector, deep (got 'deep')"]),
        ({"aid__packages": {"day": 3}},
         ["aid.packages: must be a list of rows, each with day, amount, bands, new (got {'day': 3})"]),
        ({"aid__packages": GONE},
         ["aid.packages: is missing; it needs a list of rows, each with day, amount, bands, new"]),
        ({"aid__packages__1": 5}, ["aid.packages[1]: must be a row with day, amount, bands, new (got 5)"]),
        ({"aid__packages__1__amount": GONE},
         ["aid.packages[1].amount: is missing; it needs a number in USD m, at least 0 USD m"]),
        ({"aid__packages__1__amount": "-5 USD m"},
         ["aid.packages[1].amount: must be at least 0 USD m (got '-5 USD m')"]),
        # groups and unknown keys
        ({"aid": 5}, ["aid: must be a mapping with kind, ends_day, yield, shares, packages (got 5)"]),
        ({"aid": GONE}, ["aid: is missing; it needs a mapping with kind, ends_day, yield, shares, packages"]),
        ({"sed": 3}, ["sed: no such setting; did you mean 'seed'?"]),
        ({"scenario__front__sector_widht": "3 km"},
         ["scenario.front.sector_widht: no such setting; did you mean 'scenario.front.sector_width'?"]),
        ({"scenario__front__colour": "red"},
         ["scenario.front.colour: no such setting; known here: sector_width, speed, guns, share_behind"]),
        ({"scenario__front__exponent": 1},
         ["scenario.front.exponent: no such setting; did you mean 'attrition.exponent'?"]),
        ({"aid__packages__1__amout": 1},
         ["aid.packages[1].amout: no such setting; did you mean 'aid.packages[1].amount'?"]),
        # alternatives
        ({"attrition__starts_day": 3},
         ["attrition.starts_day: is not used by attrition.kind=helmbold, only by linear; leave it out (got 3)"]),
        ({"attrition__exponent": GONE}, ["attrition.exponent: is missing; it needs a number, between 0.25 and 1"]),
        ({"attrition__detail__weight": GONE}, ["attrition.detail.weight: is missing; it needs a number"]),
        ({"aid__kind": "none"}, ["aid.packages: is not used by aid.kind=none, only by dated_list; leave it out"]),
        # rules
        ({"scenario__front__speed": "40 km/d"}, ["scenario.front.speed: must not cross the sector in a day"]),
        ({"aid__packages__1__day": -17}, ["aid.packages[1].day: must not be before the row above"]),
        ({"aid__ends_day": 181}, ["aid.ends_day: must not be after the horizon"]),
        ({"name": "a/b"}, ["name: must be one path component (got 'a/b')"]),
    ],
)  # fmt: skip
def test_mistakes(changes: dict[str, Any], messages: list[str]) -> None:
    assert mistakes(changed(**changes)) == messages


def test_a_chosen_alternative_must_have_its_values_and_no_others() -> None:
    lines = mistakes(changed(attrition__kind="linear"))
    assert lines == [
        "attrition.starts_day: is missing; it needs a day number or a date",
        "attrition.exponent: is not used by attrition.kind=linear, only by helmbold; leave it out (got 0.6)",
        "attrition.extra: is not used by attrition.kind=linear, only by helmbold; leave it out",
    ]


def test_a_wrong_alternative_is_the_only_message_about_it() -> None:
    attrition = {"kind": "sqare", "loss": "0.1/d", "detail": {"weight": 2}}
    assert len(mistakes(changed(attrition=attrition))) == 1


def test_all_mistakes_are_told_at_once() -> None:
    config = changed(
        horizon=0, sed=1, attrition__kind="square", scenario__front__speed="99 km/d", aid__packages__0__amount="5",
        aid__packages__1__day="soon", save=3,
    )  # fmt: skip
    keys = {line.partition(":")[0] for line in mistakes(config)}
    assert keys == {
        "horizon", "sed", "attrition.exponent", "attrition.lag", "attrition.extra", "save",
        "scenario.front.speed", "aid.packages[0].amount", "aid.packages[1].day",
    }  # fmt: skip


@pytest.mark.parametrize("empty", ["", None])
def test_dates_need_a_day_zero(empty: str | None) -> None:
    config = changed(scenario__day_zero=empty)
    assert (
        "scenario.observed[1].day: is a date, but the scenario has no day_zero to count from; "
        "give the number of the day (got '2024-05-20')"
    ) in mistakes(config)


def test_keys_that_are_not_text() -> None:
    config = container()
    config["scenario"][1] = 3
    assert mistakes(config) == ["scenario.1: no such setting; known here: title, day_zero, front, observed"]


@pytest.mark.parametrize("config", [{}, {"seed": 1}])
def test_missing_everything(config: dict[str, Any]) -> None:
    assert len(mistakes(config)) == 8 - len(config)


def test_the_container_is_left_as_it_was() -> None:
    config = changed(attrition__kind="square", horizon=3)
    before = copy.deepcopy(config)
    mistakes(config)
    assert config == before


@pytest.mark.parametrize("value", [20, 20.0, "2024-05-30"])
def test_points_in_time(value: Any) -> None:
    assert validate(changed(aid__ends_day=value), *CLASSES)[1].aid.ends_day == 20.0


@pytest.mark.parametrize(("value", "stored"), [(1e3, 1000), (1000, 1000), (0, 0)])
def test_whole_numbers(value: float, stored: int) -> None:
    save = validate(changed(save__paths=value), *CLASSES)[0].save
    assert save.paths == stored
    assert type(save.paths) is int


def test_one_class_alone() -> None:
    (plan,) = validate({"name": "a", "seed": 1, "workers": 2, "save": {"paths": 3}}, Plan)
    assert plan.name == "a"


def test_classes_need_descriptions() -> None:
    @dataclasses.dataclass(frozen=True)
    class Bare:
        number: float

    @dataclasses.dataclass(frozen=True)
    class Twice:
        lag_days: Annotated[float, Quantity("d", (0, 1), "one")]
        lag: Annotated[bool, Choice("two")]

    with pytest.raises(TypeError, match=r"Bare\.number: needs one Quantity, Choice or Group"):
        validate({}, Bare)
    with pytest.raises(TypeError, match=r"Twice\.lag: the key 'lag' is taken"):
        validate({}, Twice)


# The way back.


def again(*trees: Any) -> tuple[Any, ...]:
    return validate(json.loads(json.dumps(to_config(*trees))), *CLASSES)


def test_the_canonical_container() -> None:
    config = to_config(*validate(container(), *CLASSES))
    assert config["horizon"] == "180 d"
    assert config["attrition"] == {
        "kind": "helmbold", "loss": "0.004/d", "exponent": 0.6, "lag": "0.5 d",
        "detail": {"weight": 1.0}, "extra": {"weight": 0.5},
    }  # fmt: skip
    assert config["aid"]["packages"][0] == {
        "day": -16.0, "amount": "1000 USD m", "bands": ["border_sector", "deep"], "new": True,
    }  # fmt: skip
    assert config["aid"]["ends_day"] is None
    assert again(*validate(container(), *CLASSES)) == validate(container(), *CLASSES)


NUMBER = st.floats(-1e15, 1e15)
POSITIVE = st.floats(1e-12, 1e15)
NOT_NEGATIVE = st.floats(0.0, 1e15)
SHARE = st.floats(min_value=0.0, max_value=1.0)
DAY = st.floats(min_value=-100.0, max_value=400.0)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Any, ...]:
    """Any two trees that validation can give."""
    plan, world = validate(container(), *CLASSES)
    law = draw(st.sampled_from(Law))
    helmbold = law is Law.HELMBOLD
    detail = dataclasses.replace(world.attrition.detail, weight=draw(NUMBER))
    attrition = dataclasses.replace(
        world.attrition,
        kind=law,
        loss_per_day=draw(NOT_NEGATIVE),
        exponent=draw(st.floats(0.25, 1.0)) if helmbold else 0.0,
        lag_days=math.inf if law is Law.SQUARE else draw(NOT_NEGATIVE | st.just(math.inf)),
        starts_day=draw(NUMBER) if law is Law.LINEAR else math.inf,
        detail=detail,
        extra=detail if helmbold else dataclasses.replace(detail, weight=0.0),
    )
    days = tuple(sorted(draw(st.lists(DAY, max_size=4))))
    packages = Packages(
        days,
        tuple(draw(NOT_NEGATIVE) for _ in days),
        tuple(tuple(draw(st.lists(st.sampled_from(Band), max_size=3))) for _ in days),
        tuple(draw(st.booleans()) for _ in days),
    )
    aid = dataclasses.replace(
        world.aid,
        packages=packages,
        yield_kr_per_usd_million=draw(NOT_NEGATIVE),
        shares=tuple(draw(st.lists(SHARE, max_size=3))),
    )
    plan = dataclasses.replace(plan, seed=draw(st.integers(0, 2**63 - 1)), workers=draw(st.none() | st.integers(1, 64)))
    return plan, dataclasses.replace(world, horizon_days=draw(POSITIVE), attrition=attrition, aid=aid)


def bits(value: Any) -> Any:
    """The value with its floats told apart to the last bit, -0 from 0."""
    if dataclasses.is_dataclass(value):
        return tuple(bits(getattr(value, field.name)) for field in dataclasses.fields(value))
    if isinstance(value, tuple):
        return tuple(bits(item) for item in value)
    return value.hex() if isinstance(value, float) else (type(value), value)


def without_negative_zeros(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        values = {field.name: without_negative_zeros(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **values)
    if isinstance(value, tuple):
        return tuple(without_negative_zeros(item) for item in value)
    return value + 0.0 if isinstance(value, float) else value


@given(worlds())
def test_round_trip(trees: tuple[Any, ...]) -> None:
    trees = without_negative_zeros(trees)
    back = again(*trees)
    assert bits(back) == bits(trees)
    assert to_config(*back) == to_config(*trees)
    assert content_hash(*back) == content_hash(*trees)


def test_content_hash() -> None:
    trees = validate(container(), *CLASSES)
    same = validate(changed(horizon="4320 h", aid__packages__0__day="2024-04-24"), *CLASSES)
    other = validate(changed(horizon="4321 h"), *CLASSES)
    assert content_hash(*trees) == content_hash(*same)
    assert content_hash(*trees) != content_hash(*other)
    assert len(content_hash(*trees)) == 12
    assert content_hash(trees[0]) != content_hash(trees[1])


def test_content_hash_knows_the_alternative() -> None:
    square = {"kind": "square", "loss": "0.1/d", "detail": {"weight": 2}}
    linear = {**square, "kind": "linear", "lag": None, "starts_day": 0}
    hashes = {content_hash(*validate(changed(attrition=config), *CLASSES)) for config in (square, linear)}
    assert len(hashes) == 2


def test_group_of_a_table_may_be_empty() -> None:
    _, world = validate(changed(aid__packages=[]), *CLASSES)
    assert world.aid.packages.day == ()
    assert again(*validate(changed(aid__packages=[]), *CLASSES))[1] == world


def test_a_description_of_a_group_is_needed() -> None:
    @dataclasses.dataclass(frozen=True)
    class Outer:
        plan: Annotated[Plan, Group("how it is run")]

    (outer,) = validate({"plan": {"name": None, "seed": 1, "workers": 2, "save": {"paths": 3}}}, Outer)
    assert outer.plan.seed == 1
