"""A state goes into an address and comes back; what an address should not hold is told, and left out."""

from __future__ import annotations

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from sim.app.controls import Control, Selector, Switch, step_for
from sim.app.panel import PRESETS, SIDES, TEN, ControlPanel
from sim.app.state import State, query_of, read_state

WORDS = st.text(max_size=80)


def value_of(control: Control) -> st.SearchStrategy[object]:
    if isinstance(control, Switch):
        return st.booleans()
    if isinstance(control, Selector):
        return st.sampled_from([name for name, _ in control.options])
    if control.whole:
        return st.integers(int(control.low), int(control.high))
    return st.floats(control.low, control.high).map(lambda value: value + 0.0)


@given(st.data())
def test_round_trip(panel: ControlPanel, data: st.DataObject) -> None:
    names = data.draw(st.sets(st.sampled_from(list(panel.by_name)), max_size=8))
    values = {name: control.default for name, control in panel.by_name.items()}
    values |= {name: data.draw(value_of(panel.by_name[name])) for name in names}
    state = State(tuple(values.items()))
    again, notes = read_state(panel, parse_qsl(query_of(panel, state)))
    assert again == state
    assert not notes


@given(st.lists(st.tuples(WORDS, WORDS), max_size=20))
def test_nonsense_is_told_and_leaves_the_start(panel: ControlPanel, pairs: list[tuple[str, str]]) -> None:
    start, none = read_state(panel, [])
    state, notes = read_state(panel, pairs)
    unknown = [pair for pair in pairs if pair[0] not in panel.by_name]
    assert not none
    if len(unknown) == len(pairs):
        assert state == start
        assert bool(notes) == bool(pairs)
    assert len(notes) <= 9


def test_a_wrong_name_or_value_is_told_with_what_is_meant(panel: ControlPanel) -> None:
    _, notes = read_state(
        panel,
        [("b.long_range.baned", "true"), ("stall", "lines"), ("b.counter_fire.day", "400"), ("fires", "nan"),
         ("counter_battery.detection", "nan"), ("a.counter_fire", "1" * 200)],
    )  # fmt: skip
    assert "did you mean 'b.long_range.banned'?" in notes[0]
    assert "did you mean 'line'?" in notes[1]
    assert "must be a whole number from 0 to 24 (got '400'); 5 is used" in notes[2]
    assert "must be a number from" in notes[4]
    assert "too long" in notes[5]


def test_the_first_policy_is_the_record_and_the_second_another(panel: ControlPanel) -> None:
    state, _ = read_state(panel, [])
    assert query_of(panel, state) == ""
    assert state.policy("a") != state.policy("b")


def test_presets_are_values_of_controls(panel: ControlPanel) -> None:
    known = {control.name: control for control in panel.policy}
    for values in PRESETS.values():
        for name, text in values.items():
            control = known[name]
            assert control.write(control.read(text)) == text


def test_ten_parameters_over_their_plausible_ranges(panel: ControlPanel) -> None:
    sliders = panel.shared["Ten parameters that matter most"]
    assert [slider.name for slider in sliders] == TEN
    for slider in sliders:
        assert slider.kind == "slider"
        assert slider.low < slider.default < slider.high
        places = (slider.default - slider.low) / slider.step
        assert abs(places - round(places)) < 1e-6, slider.name  # a browser would move it otherwise


def test_controls_of_both_sides_differ_in_their_side_only(panel: ControlPanel) -> None:
    a, b = (panel.of_side(side) for side in SIDES)
    assert [control.name[2:] for control in a] == [control.name[2:] for control in b]
    assert all(word.startswith("b.") for control in b for word in control.when.split())


def test_steps_are_round() -> None:
    assert step_for(0.4, 0.9, 0.75) == 0.01
    assert step_for(3, 7, 4.5) == 0.1


def test_the_nearest_control_is_one_of_the_same_policy(panel: ControlPanel) -> None:
    _, notes = read_state(panel, [("b.restrictions", "full_ban"), ("b.counter_fir", "true")])
    assert "did you mean" not in notes[0]
    assert "did you mean 'b.counter_fire'?" in notes[1]
