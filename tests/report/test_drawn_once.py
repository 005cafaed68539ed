"""A figure is drawn once for each of its files, which are those that Matplotlib itself would write."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure

from sim.report.drawing import style


def figure(constrained: bool) -> Figure:
    with style.look():
        found = style.new_figure(3.0) if constrained else style.open_figure(3.0)
        axes = found.add_subplot()
        axes.plot([0, 1, 4], [3, 1, 2], label="line")
        axes.set_xlabel("Time (days)")
        axes.legend()
        style.add_heading(found, "A title", "and more")
    return found


@pytest.mark.parametrize("constrained", [False, True])
def test_a_figure_is_drawn_once_for_each_file_and_never_to_lay_it_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, constrained: bool
) -> None:
    drawn: list[Any] = []
    draw = Figure.draw
    monkeypatch.setattr(Figure, "draw", lambda self, renderer: drawn.append(1) or draw(self, renderer))
    style.save(figure(constrained), tmp_path, "a")
    assert len(drawn) == 2


@pytest.mark.parametrize("constrained", [False, True])
def test_the_files_are_those_that_matplotlib_writes(tmp_path: Path, constrained: bool) -> None:
    made = figure(constrained)
    before = made.dpi, made.canvas
    svg, png = style.save(made, tmp_path, "a")
    assert (made.dpi, made.canvas) == before
    for path, options in (
        (svg, {"metadata": {"Date": None}}),
        (png, {"dpi": 150, "pil_kwargs": {"compress_level": 3}}),
    ):
        written = io.BytesIO()
        with style.look():
            made.savefig(written, format=path.suffix[1:], **options)
        assert path.read_bytes() == written.getvalue()
