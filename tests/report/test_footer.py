from __future__ import annotations

from pathlib import Path

import matplotlib
import pytest
from matplotlib.figure import Figure
from runs_made_up import manifest_of

from sim.report.drawing import style
from sim.report.drawing.footer import FigureProvenance, publish

WARNING = "Model frequencies under stated assumptions, not a forecast."


def small_figure() -> Figure:
    with style.look():
        figure = style.new_figure(2)
        style.add_heading(figure, "Title", "what was run")
        figure.add_subplot().plot([0, 1], [0, 1])
    return figure


def test_a_footer_says_what_was_run_and_what_it_is_not() -> None:
    assert FigureProvenance.of(manifest_of()).lines() == [
        "made_up · config 0123456789ab · seed 7 · 11 replications", WARNING
    ]  # fmt: skip


def test_a_footer_names_the_one_replication_that_is_shown() -> None:
    assert "replication 0 of 11" in FigureProvenance.of(manifest_of(), replication=0).lines()[0]
    assert FigureProvenance.of(manifest_of(replications=1)).lines()[0].endswith("· 1 replication")


def test_every_published_figure_carries_its_footer(tmp_path: Path) -> None:
    figure = small_figure()
    paths = publish(figure, FigureProvenance.of(manifest_of()), tmp_path, "small")
    assert [path.name for path in paths] == ["small.svg", "small.png"]
    assert WARNING in figure.texts[-1].get_text()
    width, height = _pixels(paths[1])
    assert (width, height) == tuple(int(side * 150) for side in figure.get_size_inches())


def _pixels(path: Path) -> tuple[int, int]:
    header = path.read_bytes()[16:24]
    return int.from_bytes(header[:4]), int.from_bytes(header[4:])


def test_the_same_figure_gives_the_same_bytes(tmp_path: Path) -> None:
    first = publish(small_figure(), FigureProvenance.of(manifest_of()), tmp_path, "first")
    second = publish(small_figure(), FigureProvenance.of(manifest_of()), tmp_path, "second")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert b"<dc:date>" not in first[0].read_bytes()


def test_heading_and_footer_do_not_squeeze_the_plots() -> None:
    figure = small_figure()
    figure.draw_without_rendering()
    before = figure.axes[0].bbox.height
    style.add_footer(figure, ["one", "two", "three"])
    figure.draw_without_rendering()
    assert figure.axes[0].bbox.height == pytest.approx(before, abs=0.5)
    footer = figure.texts[-1].get_window_extent()
    below = figure.axes[0].get_tightbbox()
    assert below is not None
    assert footer.y1 < below.y0
    assert footer.y0 > 0


def test_text_is_drawn_as_it_is_written_and_settings_of_the_user_do_not_matter() -> None:
    with matplotlib.rc_context({"font.size": 30, "axes.grid": True}):
        with style.look():
            assert not matplotlib.rcParams["axes.grid"]
            figure = style.new_figure(2)
            style.add_heading(figure, "a_$x$ and _y_", "")
        assert matplotlib.rcParams["font.size"] == 30
    assert figure.texts[0].get_text() == "a_$x$ and _y_"
    assert not figure.texts[0].get_parse_math()


def test_long_names_are_wrapped_and_cut() -> None:
    lines = style.wrapped("word " * 200, style.SMALL)
    assert len(lines) == style.MOST_LINES
    assert lines[-1].endswith("…")
