"""Plain values of the command line mean what Hydra's parser says, though it is not asked."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_tree
from hydra.core.override_parser.overrides_parser import OverridesParser
from small_tree import FILES, write

from sim.config.library import Library
from sim.config.overrides import PlainValue, read_changes

PLAIN = (
    "place",
    "_own",
    "x9",
    "on",
    "No",
    "choice",
    "0",
    "-0",
    "7",
    "-12",
    "123456789012345678",
    "1.5",
    "-0.50",
    "3 d",
)
LEFT_TO_HYDRA = (
    "true", "FALSE", "null", "NaN", "inf", "007", "1e3", "1_000", "5.", ".5", "[1,2]", "{a: 1}", "range(1,3)", '"7"',
    "a,b", "1,2", "${seed}", "-place", "a b",
)  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(small_tree.CLASSES, write(tmp_path, FILES))


@pytest.mark.parametrize("value", PLAIN)
@pytest.mark.parametrize("key", ["seed", "save.paths", "aid.shares.0"])
def test_a_plain_value_is_what_hydra_reads(library: Library, key: str, value: str) -> None:
    (change,) = read_changes(library, [f"{key}={value}"])
    (override,) = OverridesParser.create().parse_overrides([f"{key}={value}"])
    assert isinstance(change.parsed, PlainValue)
    assert (repr(change.parsed.value()), override.is_sweep_override()) == (repr(override.value()), False)


@pytest.mark.parametrize("value", LEFT_TO_HYDRA)
def test_other_values_are_read_by_hydra(library: Library, value: str) -> None:
    (change,) = read_changes(library, [f"title={value}"])
    assert not isinstance(change.parsed, PlainValue)
