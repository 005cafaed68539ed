"""The notebooks of the docs hold what their executed pages hold."""

from __future__ import annotations

import ast
import base64
import json
from pathlib import Path

import pytest
from notebooks import PAGES, notebook, pages


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_a_notebook_is_that_of_its_page(page: Path) -> None:
    kept = page.with_suffix(".ipynb").read_text(encoding="utf-8")
    assert kept == notebook(page), "make docs writes the notebooks anew"


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_a_notebook_has_its_cells_with_their_outputs_and_pictures(page: Path) -> None:
    content = json.loads(notebook(page))
    assert (content["nbformat"], content["nbformat_minor"]) == (4, 5)
    cells = content["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code[0]["source"][0] == "import sim\n"
    assert all(ast.parse("".join(cell["source"])) for cell in code)
    outputs = [output for cell in code for output in cell["outputs"]]
    shown = [output["data"]["image/png"] for output in outputs if output["output_type"] == "display_data"]
    assert shown
    assert all(base64.b64decode(image).startswith(b"\x89PNG") for image in shown)
    assert any(output["output_type"] == "stream" for output in outputs)
    assert "% claim" not in notebook(page)


def test_there_are_a_first_comparison_and_a_decision() -> None:
    assert [page.stem for page in pages()] == ["decision", "first_comparison"]
    assert PAGES.is_dir()
