"""Labels: what people call options, settings and policies, shipped and their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.config.labels import (
    LONGEST,
    key_label,
    label_in,
    option_label,
    policy_label,
    setting_label,
    settings_in,
    structure_label,
    value_label,
    words_label,
)
from sim.config.library import comment, open_library, own_labels, own_option_labels
from sim.config.paths import config_root
from sim.config.problems import Problem

NOT_OPTIONS = (".schema", "study")


def test_every_shipped_option_has_a_short_label_of_its_own() -> None:
    for group in (folder for folder in config_root().iterdir() if folder.is_dir() and folder.name not in NOT_OPTIONS):
        files = sorted(group.glob("*.yaml"))
        labels = [option_label(group.name, file.stem) for file in files]
        assert all(label_in(file) for file in files), group.name
        assert len(set(labels)) == len(labels)
        assert all(len(label) <= LONGEST for label in labels)
        assert not any("label:" in comment(file) for file in files)


@pytest.mark.parametrize(
    ("key", "value", "label"),
    [
        ("restrictions.events.permission.day", "3", "permitted on day 3"),
        ("aid.delay", "0 d", "aid delay 0 days"),
        ("aid.delay", "1.0 d", "aid delay 1 day"),
        ("aid.delay", "2.5 d", "aid delay 2.5 days"),
        ("restrictions.events.permission.day", "20.0", "permitted on day 20"),
        ("restrictions.events.permission.day", "2024-05-20", "permitted on 2024-05-20"),
        ("restrictions.events.permission.day", "day -14", "permitted on day -14"),
        ("restrictions.events.permission.day", "null", "never permitted"),
        ("restrictions.events.deep_strikes.day", "45", "deep strikes on day 45"),
        ("restrictions.events.widening.delay", "18 days", "widened 18 days later"),
        ("aid.delay", "7 days", "aid delay 7 days"),
        ("fires.suppression", "0.1", "fires suppression 0.1"),
        ("aid.packages[3].amount", "5 USD m", "package 3 amount 5 USD m"),
    ],
)
def test_a_changed_setting_gets_a_label_by_itself(key: str, value: str, label: str) -> None:
    assert setting_label(key, value) == label


def test_what_an_option_says_of_its_day_is_left_out_where_a_setting_of_it_is_changed() -> None:
    assert option_label("restrictions", "counter_fire") == "Counter-fire from day 20 (record)"
    day = ("restrictions.events.permission.day", "3")
    assert policy_label([("restrictions", "counter_fire")], [day]) == "Counter-fire, permitted on day 3"
    assert policy_label([], [day]) == "Permitted on day 3"
    late = [("restrictions", "full_ban"), ("aid", "delayed")]
    assert policy_label(late, []) == "Full ban, late aid"
    typed = {"restrictions": "m1 ban", "aid": "My Aid"}
    assert policy_label(late, [], typed) == "m1 ban, My Aid"
    assert policy_label([("restrictions", "full_ban"), ("attrition", "helmbold")], []) == "Full ban, Helmbold's law"
    assert policy_label([], []) == ""
    assert value_label("aid", "delayed") == "Late aid"
    assert value_label(*day) == "Permitted on day 3"


def test_a_policy_of_a_study_is_called_by_its_words() -> None:
    words = "restrictions=full_ban aid.delay=7 days fires.suppression=0.1"
    assert settings_in(words) == [
        ("restrictions", "full_ban"), ("aid.delay", "7 days"), ("fires.suppression", "0.1")
    ]  # fmt: skip
    assert words_label(words) == "Full ban, aid delay 7 days, fires suppression 0.1"
    assert words_label("on_request") == "Permitted on request (day 5)"
    assert words_label("a policy of mine") == "a policy of mine"


def test_a_structure_is_called_by_its_groups_and_the_labels_of_its_options() -> None:
    assert structure_label("stall=line, escalation=poisson") == "stall: held line alone; escalation: acts at random"
    assert structure_label("red_line=convex, stall=mine", {"stall": {"mine": "My own reason"}}) == (
        "red line: large moves are worse; stall: My own reason"
    )
    assert structure_label("attrition=helmbold, scenario.forces.blue_replacements=0.05 kpe/d") == (
        "attrition: Helmbold's law; forces blue replacements 0.05 kpe/d"
    )
    assert structure_label("as composed") == "as composed"
    assert structure_label("") == ""


def test_an_own_option_is_called_by_its_own_label_or_its_name(tmp_path: Path) -> None:
    (tmp_path / "restrictions").mkdir()
    file = tmp_path / "restrictions" / "mine.yaml"
    file.write_text("# label: My ban | from day 9\n# What it is.\ndefaults: [full_ban, _self_]\n")
    own = own_labels(open_library((), tmp_path), {"restrictions": "mine", "aid": "delayed"})
    assert own == {"restrictions": "My ban | from day 9"}
    assert option_label("restrictions", "mine", own) == "My ban from day 9"
    assert comment(file) == "What it is."
    assert option_label("restrictions", "another_one") == "Another one"
    several = own_option_labels(open_library((), tmp_path), {"restrictions": ["mine", "full_ban"], "aid": ["delayed"]})
    assert several == {"restrictions": {"mine": "My ban | from day 9"}}
    assert words_label("restrictions=mine aid=delayed", several) == "My ban from day 9, late aid"
    assert words_label("mine", several) == value_label("restrictions", "mine", several) == "My ban from day 9"


def test_a_label_that_is_too_long_is_refused_by_the_name_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(f"# label: {'x' * 61}\nkind: never\n")
    with pytest.raises(Problem, match=rf"{file}: a label is a short printable text of at most {LONGEST} characters"):
        label_in(file)


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("restrictions", "Restrictions"),
        ("restrictions.events.permission.day", "Day of the permission"),
        ("restrictions.events.reversal.delay", "Delay of the reversal"),
        ("restrictions.counter_fire.day", "Day of counter fire"),
        ("aid.delay", "Aid delay"),
        ("aid.packages[3].day", "Day of package 3"),
    ],
)
def test_a_key_has_a_label_for_axes(key: str, label: str) -> None:
    assert key_label(key) == label
