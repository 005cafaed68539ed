"""The state of the page as one value, read from an address and written into it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from sim.app.controls import LONGEST, Value
from sim.app.panel import ControlPanel
from sim.config.problems import nearest, show

MOST_TOLD = 8  # mistakes of an address that are told


@dataclass(frozen=True)
class State:
    """A value for every control of a panel.

    Attributes:
        values: in the order of the panel's controls; hashable, so that what belongs to a state can be looked up.
    """

    values: tuple[tuple[str, Value], ...]

    def as_dict(self) -> dict[str, Value]:
        """The values by name."""
        return dict(self.values)

    def policy(self, side: str) -> dict[str, Value]:
        """The values of one policy, named without the side."""
        return {name[2:]: value for name, value in self.values if name.startswith(f"{side}.")}


def read_state(panel: ControlPanel, pairs: Iterable[tuple[str, str]]) -> tuple[State, list[str]]:
    """The state in an address; what it does not name stands at its default.

    Of equal names the last counts.

    Returns:
        The state, and a line for each name or text that is not used.
    """
    values = {name: control.default for name, control in panel.by_name.items()}
    notes: list[str] = []
    for name, text in pairs:
        control = panel.by_name.get(name)
        if control is None:
            side = name[:2] if name[1:2] == "." else ""
            near = nearest(name, [each for each in panel.by_name if each.startswith(side)])
            notes.append(f"{show(name)}: no such control" + (f"; did you mean {near!r}?" if near else "; left out"))
            continue
        try:
            if len(text) > LONGEST:
                raise ValueError("is too long")
            values[name] = control.read(text)
        except ValueError as error:
            standing = control.write(values[name])
            notes.append(f"{name}: {error} (got {show(text)}); {standing} is used")
    more = len(notes) - MOST_TOLD
    told = notes[:MOST_TOLD] + ([f"and {more:,} more"] if more > 0 else [])
    return State(tuple(values.items())), told


def query_of(panel: ControlPanel, state: State) -> str:
    """The part of an address that says the state: what differs from the defaults."""
    controls = panel.by_name
    pairs = [(name, controls[name].write(value)) for name, value in state.values if value != controls[name].default]
    return urlencode(pairs)
