"""Numbers with units: converts text into a declared unit, and back.

Arithmetic is exact (fractions) and rounded once, so that `480 h` and `20 days` are the same number of days.
Ours rather than a package of units: those of the field (kr, bty, kpe) are no physical ones, and a run converts nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from fractions import Fraction
from functools import lru_cache

from sim.config.problems import hint, nearest

_SIZES: dict[str, dict[str, Fraction]] = {
    "time": {
        "s sec second seconds": Fraction(1, 86400), "min minute minutes": Fraction(1, 1440),
        "h hr hour hours": Fraction(1, 24), "d day days": Fraction(1), "wk week weeks": Fraction(7),
    },
    "length": {
        "km kilometre kilometres kilometer kilometers": Fraction(1), "mi mile miles": Fraction("1.609344"),
        "m metre metres meter meters": Fraction(1, 1000),
    },
    "people": {"kpe": Fraction(1), "pe": Fraction(1, 1000)},
    "rounds": {"kr": Fraction(1), "round rounds": Fraction(1, 1000)},
    "batteries": {"bty battery batteries": Fraction(1)},
    "money": {
        "USD": Fraction(1), "USD k": Fraction(10**3), "USD thousand": Fraction(10**3), "USD m": Fraction(10**6),
        "USD million": Fraction(10**6), "USD bn": Fraction(10**9), "USD billion": Fraction(10**9),
    },
    "count": {"strike strikes salvo salvos event events package packages mission missions": Fraction(1)},
}  # fmt: skip

_UNITS = {
    name: (size, dimension)
    for dimension, sizes in _SIZES.items()
    for names, size in sizes.items()
    for name in ([names] if dimension == "money" else names.split())
}

_KNOWN = ("s", "min", "h", "d", "week", "km", "m", "mile", "kpe", "pe", "kr", "rounds", "bty", "USD", "USD m", "USD bn")

_NUMBER = r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3}(?!\d))?"
UNEVEN = ("month", "year", "quarter")
_QUANTITY = re.compile(rf"\s*({_NUMBER})\s*(.*?)\s*")
_MONEY_FIRST = re.compile(rf"\s*USD\s*({_NUMBER})\s*(.*)")
_TOKEN = re.compile(
    r"\s*(?:(?P<sign>[()/*·]|per(?![A-Za-z]))|(?P<one>1(?!\d))"
    r"|(?P<name>USD\s*(?:k|thousand|million|m|billion|bn)(?![A-Za-z])|[^\W\d_²]+)(?:\^?(?P<power>\d)|(?P<square>²))?)"
)

Measure = tuple[Fraction, Counter[str]]


class _Unknown(ValueError):
    """A unit that there is not."""

    def __init__(self, name: str) -> None:
        super().__init__(f"has an unknown unit {name!r}")
        self.name = name


@lru_cache(maxsize=8192)  # an option's quantities are read anew in each config that it is part of
def parse(text: str, unit: str) -> float:
    """The number that `text` ("30 miles", "0.010 kpe/kr", "USD 675 m") gives in `unit`.

    Raises:
        ValueError: a missing or unknown unit, a unit of another dimension, text that is no number, a number that is not
            finite; the message is a predicate to put after the key.
    """
    match = _QUANTITY.fullmatch(_MONEY_FIRST.sub(r"\1 USD \2", text))
    if match is None:
        raise ValueError(f"is not a number with its unit, such as '{example(unit)}'")
    number, given = match[1].replace("_", ""), match[2]
    if not given:
        raise ValueError(f"needs a unit, e.g. '{text.strip()}{_spaced(unit)}'")
    declared_size, declared = _measure(unit)
    try:
        size, dimensions = _measure(f"1{given}" if given.startswith(("/", "per ")) else given)
    except _Unknown as unknown:
        if unknown.name.rstrip("s") in UNEVEN:
            raise ValueError(f"has the unit {unknown.name!r}, whose length varies; use days or weeks") from None
        fit = [name for name in _UNITS if _UNITS[name][1] in declared]
        common = [name for name in _KNOWN if name in fit]
        raise ValueError(f"{unknown}{hint(unknown.name, fit if nearest(unknown.name, fit) else common)}") from None
    if dimensions != declared:
        raise ValueError(f"must be in {unit} or a compatible unit, e.g. '{number}{_spaced(unit)}', not in {given}")
    return finite(Fraction(number) * size / declared_size)


def finite(number: Fraction | float) -> float:
    """`number` rounded to a float (never a negative zero); raise ValueError if it is not finite."""
    try:
        value = float(number)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise ValueError("must be a finite number")
    return value + 0.0


def number_text(value: float) -> str:
    """The shortest text that reads back as the same number."""
    return repr(value).removesuffix(".0")


def format_quantity(value: float, unit: str) -> str:
    """`value` with its unit: "20 d", "0.3/d"; a pure number stays bare. `parse` reads back the very same number."""
    return number_text(value) + _spaced(unit)


def example(unit: str) -> str:
    """A quantity in that unit, for messages."""
    return format_quantity(20.0, unit)


def _spaced(unit: str) -> str:
    if unit == "1":
        return ""
    return unit[1:] if unit.startswith("1/") else f" {unit}"


def _measure(text: str) -> Measure:
    """Size and dimensions of a unit such as "kr/(USD m)"; a product binds tighter than "/" or "per"."""
    tokens = _tokens(text)
    measure = _quotient(tokens)
    if tokens:
        raise ValueError(f"has an unreadable unit: {text!r}")
    return measure


def _tokens(text: str) -> list[re.Match[str]]:
    tokens, position = [], 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"has an unreadable unit: {text!r}")
        tokens.append(match)
        position = match.end()
    return tokens


def _quotient(tokens: list[re.Match[str]]) -> Measure:
    size, dimensions = _product(tokens)
    while tokens and tokens[0]["sign"] in ("/", "per"):
        tokens.pop(0)
        below, below_dimensions = _product(tokens)
        size /= below
        dimensions = _combined(dimensions, below_dimensions, -1)
    return size, dimensions


def _product(tokens: list[re.Match[str]]) -> Measure:
    size, dimensions = _factor(tokens)
    while tokens and tokens[0]["sign"] not in ("/", "per", ")"):
        if tokens[0]["sign"] in ("*", "·"):
            tokens.pop(0)
        more, more_dimensions = _factor(tokens)
        size *= more
        dimensions = _combined(dimensions, more_dimensions, 1)
    return size, dimensions


def _factor(tokens: list[re.Match[str]]) -> Measure:
    token = tokens.pop(0) if tokens else None
    if token is None or (token["sign"] and token["sign"] != "("):
        raise ValueError("has an incomplete unit")
    if token["one"]:
        return Fraction(1), Counter()
    if token["sign"]:
        measure = _quotient(tokens)
        if not tokens or tokens.pop(0)["sign"] != ")":
            raise ValueError("has a unit with unclosed brackets")
        return measure
    name = " ".join(token["name"].replace("USD", "USD ").split())
    if name not in _UNITS:
        raise _Unknown(name)
    size, dimension = _UNITS[name]
    power = 2 if token["square"] else int(token["power"] or 1)
    return size**power, Counter() if dimension == "count" else Counter({dimension: power})


def _combined(left: Counter[str], right: Counter[str], sign: int) -> Counter[str]:
    total = {name: left[name] + sign * right[name] for name in {*left, *right}}
    return Counter({name: power for name, power in total.items() if power})
