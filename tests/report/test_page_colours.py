from __future__ import annotations

import pytest

from sim.report.drawing import style
from sim.report.figures.looks import LOOKS
from sim.report.page.render import contrast, on_dark, variables

GROUND = on_dark("ffffff")
MARKS = sorted({look.colour.lstrip("#") for look in LOOKS} - {"1a1a1a"})


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("ffffff", "777777") == contrast("777777", "ffffff")


def test_text_can_be_read_on_a_dark_ground() -> None:
    assert contrast(GROUND, "000000") < 1.3
    assert contrast(on_dark(style.INK.lstrip("#")), GROUND) > 7
    assert contrast(on_dark(style.QUIET.lstrip("#")), GROUND) > 4.5


@pytest.mark.parametrize("colour", MARKS)
def test_marks_stand_out_on_a_dark_ground(colour: str) -> None:
    assert contrast(on_dark(colour), GROUND) > 3


def test_tints_stay_near_the_ground() -> None:
    for strength in (0.22, 0.06):
        assert contrast(on_dark(style.tint(style.BLUE, strength).lstrip("#")), GROUND) < 1.6


def test_colours_that_differ_stay_different() -> None:
    assert len({on_dark(colour) for colour in MARKS}) == len(MARKS)


def test_variables() -> None:
    assert variables(["ffffff", "000000", "ffffff"], dark=False) == "--c-000000:#000000;--c-ffffff:#ffffff;"
    assert variables(["ffffff"], dark=True) == f"--c-ffffff:#{GROUND};"
