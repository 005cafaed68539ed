"""Names below an axis that do not fit side by side."""

from __future__ import annotations

import pytest

from sim.report.figures.study.turned_names import turned_names

ALIKE = ("Full ban", "Permitted under pressure", "Permitted under pressure, then withdrawn")


@pytest.mark.parametrize("apart", [30.0, 45.0, 70.0])
def test_names_that_begin_alike_stay_whole(apart: float) -> None:
    lines = turned_names(ALIKE, apart).lines
    assert [" ".join(some) for some in lines] == list(ALIKE)
