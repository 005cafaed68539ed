"""Numbers with units: read exactly, written back exactly, and refused in words."""

from __future__ import annotations

import contextlib
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.config.units import format_quantity, parse

UNITS = [
    "d", "min", "km", "km2", "km/d", "kpe", "kpe/d", "kpe/kr", "kr", "kr/d", "kr/(USD m)", "bty", "bty/d",
    "1/d", "1/(bty d)", "1/kr", "1/km2", "USD m",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("20 days", "d", 20.0),
        ("20d", "d", 20.0),
        ("480 h", "d", 20.0),
        ("2 weeks", "d", 14.0),
        ("3 hours", "d", 0.125),
        ("12 min", "min", 12.0),
        ("90 s", "min", 1.5),
        ("0.2 h", "min", 12.0),
        ("48 km", "km", 48.0),
        ("30 miles", "km", 48.28032),
        ("155 m", "km", 0.155),
        ("7.5 km/d", "km/d", 7.5),
        ("1 km / h", "km/d", 24.0),
        ("7.5 km per day", "km/d", 7.5),
        ("185 km2", "km2", 185.0),
        ("185 km^2", "km2", 185.0),
        ("185 km²", "km2", 185.0),
        ("5e5 m2", "km2", 0.5),
        ("0.010 kpe/kr", "kpe/kr", 0.01),
        ("10 pe/kr", "kpe/kr", 0.01),
        ("300 rounds/d", "kr/d", 0.3),
        ("36 bty", "bty", 36.0),
        ("1 battery", "bty", 1.0),
        ("675 USD m", "USD m", 675.0),
        ("USD 675 m", "USD m", 675.0),
        ("USD 675 million", "USD m", 675.0),
        ("60 USD bn", "USD m", 60000.0),
        ("60 USD  bn", "USD m", 60000.0),
        ("-5 USD", "USD m", -5e-6),
        ("2.2 kr/(USD m)", "kr/(USD m)", 2.2),
        ("2.2 kr/USD m", "kr/(USD m)", 2.2),
        ("2.2 kr per USD m", "kr/(USD m)", 2.2),
        ("2200 rounds per USD m", "kr/(USD m)", 2.2),
        ("0.3 1/d", "1/d", 0.3),
        ("0.05 / day", "1/d", 0.05),
        ("0.05 per day", "1/d", 0.05),
        ("0.3 strikes/d", "1/d", 0.3),
        ("26 salvos / 1 week", "1/d", 26 / 7),
        ("4/(bty d)", "1/(bty d)", 4.0),
        ("4 per bty d", "1/(bty d)", 4.0),
        ("4/bty/d", "1/(bty d)", 4.0),
        ("4 missions/(bty*week)", "1/(bty d)", 4 / 7),
        ("1e-3/km2", "1/km2", 0.001),
        (".5 d", "d", 0.5),
        ("5. d", "d", 5.0),
        ("+1_000 km", "km", 1000.0),
        ("-0 d", "d", 0.0),
        ("1e-999 d", "d", 0.0),
    ],
)
def test_parse(text: str, unit: str, number: float) -> None:
    assert parse(text, unit) == number


def test_never_a_negative_zero() -> None:
    assert math.copysign(1.0, parse("-0 d", "d")) == 1.0


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [
        ("20", "d", "needs a unit, e.g. '20 d'"),
        ("0.3", "1/d", "needs a unit, e.g. '0.3/d'"),
        ("20 dayz", "d", "unknown unit 'dayz'; did you mean 'day'?"),
        ("20 Days", "d", "did you mean 'days'?"),
        ("3 kms", "km", "did you mean 'km'?"),
        ("5 usd m", "USD m", "did you mean 'USD'?"),
        ("5 months", "d", "has the unit 'months', whose length varies"),
        ("5 furlongs", "km", "known: km, m, mile"),
        ("20 km", "d", "must be in d or a compatible unit, e.g. '20 d', not in km"),
        ("7.5 km", "km/d", "must be in km/d or a compatible unit"),
        ("5 m", "USD m", "must be in USD m"),
        ("0.3 rounds/d", "1/d", "must be in 1/d or a compatible unit, e.g. '0.3/d', not in rounds/d"),
        ("3 d strikes", "1/d", "must be in 1/d"),
        ("days", "d", "is not a number with its unit, such as '20 d'"),
        ("", "d", "is not a number"),
        ("inf d", "d", "is not a number"),
        ("nan d", "d", "is not a number"),
        ("1e999 d", "d", "must be a finite number"),
        ("1e99999999999 d", "d", "has an unreadable unit"),
        ("3 km/", "km/d", "has an incomplete unit"),
        ("3 kr/(USD m", "kr/(USD m)", "with unclosed brackets"),
        ("3 kr)", "kr", "has an unreadable unit"),
        ("3 km$", "km", "has an unreadable unit"),
        ("3 (", "km", "has an incomplete unit"),
        ("1/3 d", "d", "has an unreadable unit"),
    ],
)
def test_parse_refuses(text: str, unit: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        parse(text, unit)


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(UNITS))
def test_round_trip(number: float, unit: str) -> None:
    again = parse(format_quantity(number, unit), unit)
    assert again.hex() == (number + 0.0).hex()


@given(st.text(max_size=30), st.sampled_from(UNITS))
def test_any_text_is_read_or_refused(text: str, unit: str) -> None:
    with contextlib.suppress(ValueError):
        assert math.isfinite(parse(text, unit))


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        (20.0, "d", "20 d"),
        (0.1, "1/d", "0.1/d"),
        (2.5, "1/(bty d)", "2.5/(bty d)"),
        (3.0, "1", "3"),
        (36, "bty", "36 bty"),
    ],
)
def test_format(number: float, unit: str, text: str) -> None:
    assert format_quantity(number, unit) == text
