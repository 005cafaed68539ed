"""What the register says that a higher value does is what the model does."""

from __future__ import annotations

import pytest
from judged_effects import disagreements, kinds, numbers, unmoved

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


def test_numbers_move_what_they_are_said_to() -> None:
    assert [line for key in numbers() for line in disagreements(key)] == []


def test_switches_move_what_they_are_said_to() -> None:
    assert [line for key in kinds() for line in unmoved(key)] == []
