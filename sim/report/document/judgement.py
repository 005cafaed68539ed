"""Judgements on a parameter beyond the schema: the assumption behind it, and the effect of a higher value."""

from __future__ import annotations

from dataclasses import dataclass

from sim.model.measures import ESCALATION, LESS, MEASURES, MORE

UP, DOWN, EITHER = "+", "-", "~"
SAID = {UP: "up", DOWN: "down", EITHER: "either way"}
LABEL = "label"
"""Stands in the place of what moves for a parameter that no number depends on."""

ATTACKER, DEFENDER, MORE_ESCALATION = "Red", "Blue", "escalation"
MEANS = ("aid_delivered_usd_million", "aid_lag_d", "reserve_days_kpe_d")
"""Measures of means rather than of their effect, which favour nobody by themselves."""
FAVOURED = {
    measure.name: MORE_ESCALATION if measure.topic == ESCALATION else ATTACKER if measure.better == LESS else DEFENDER
    for measure in MEASURES
    if measure.topic == ESCALATION or (measure.better in (LESS, MORE) and measure.name not in MEANS)
} | {"fires_from_sanctuary_kr": ATTACKER, "sanctuary_exposure_bty_d": ATTACKER, "blue_fires_kr": DEFENDER}
"""Whom it favours that a measure is higher; a measure that is not here favours nobody."""

GROUND = "ground_lost_km2"
_OPPOSITE = {ATTACKER: DEFENDER, DEFENDER: ATTACKER}
_MORE = {UP: "more", DOWN: "less"}


@dataclass(frozen=True)
class Move:
    """A measure that a higher value moves: "+" up, "-" down, "~" either way, or, of a choice, from option to option."""

    sign: str
    measure: str


@dataclass(frozen=True)
class Judgement:
    """Judgement of one parameter.

    Attributes:
        statement: what is assumed by it, in a plain sentence.
        moves: the measures that a higher value moves, those that it moves most first, as
            "+ground_lost_km2 -stock_minimum_kr"; "label" where no number depends on the parameter.
        gain: the measures in which a higher value widens ("+") or narrows ("-") what a permission does to them.
        under: the options and settings under which this holds, where the default ones do not show it.
        span: the values between which that was tried, in the unit of the schema, for a parameter that declares no
            plausible range there: a judgement too, from which no study and no calibration draws.
    """

    statement: str
    moves: str
    gain: str = ""
    under: tuple[str, ...] = ()
    span: tuple[float, float] | None = None

    @property
    def moved(self) -> tuple[Move, ...]:
        """The measures that a higher value moves."""
        return read_moves(self.moves)

    @property
    def widened(self) -> tuple[Move, ...]:
        """The measures in which a higher value changes what a permission does to them."""
        return read_moves(self.gain)

    @property
    def bias(self) -> str:
        """Bias of a higher value: towards the permission or the restriction, ground lost, a side, escalation."""
        if self.moves == LABEL:
            return "none: no number depends on it"
        found = [*_for_policy(self.widened), *_for_sides(self.moved)]
        if found:
            return "; ".join(found)
        return "depends on the option" if any(move.sign == EITHER for move in self.moved) else "none known"


def read_moves(text: str) -> tuple[Move, ...]:
    """The moves in a text such as "+ground_lost_km2 -stock_minimum_kr".

    Raises:
        ValueError: a word has no sign in front.
    """
    if text == LABEL:
        return ()
    for word in text.split():
        if word[0] not in SAID:
            raise ValueError(f"{word!r} needs a sign in front: +, - or ~")
    return tuple(Move(word[0], word[1:]) for word in text.split())


def _for_policy(widened: tuple[Move, ...]) -> list[str]:
    """Policy flattered by a change in the permission's effect; in escalation, a larger effect speaks against it."""
    speaks_for = {
        move.measure: (move.sign == UP) != (FAVOURED.get(move.measure) == MORE_ESCALATION) for move in widened
    }
    if not speaks_for:
        return []
    if all(speaks_for.values()):
        return ["flatters the permission"]
    if not any(speaks_for.values()):
        return ["flatters the restriction"]
    measures = ", ".join(measure for measure, speaks in speaks_for.items() if speaks)
    return [f"flatters the permission in {measures}, the restriction in the others"]


def _for_sides(moved: tuple[Move, ...]) -> list[str]:
    """Effect on ground lost, side favoured (by all measures, else by the first) and effect on escalation."""
    signed = [(move, FAVOURED[move.measure]) for move in moved if move.measure in FAVOURED and move.sign != EITHER]
    sides = [(move, side if move.sign == UP else _OPPOSITE[side]) for move, side in signed if side in _OPPOSITE]
    rises = {move.sign for move, side in signed if side == MORE_ESCALATION}
    said = [f"{_MORE[move.sign]} ground lost" for move in moved if move.measure == GROUND and move.sign in _MORE]
    if len({side for _, side in sides}) == 1:
        said.append(f"favours {sides[0][1]}")
    elif sides and not said:
        said.append(f"favours {sides[0][1]} in {sides[0][0].measure}, {_OPPOSITE[sides[0][1]]} in others")
    if len(rises) == 1:
        said.append(f"{_MORE[rises.pop()]} escalation")
    return said
