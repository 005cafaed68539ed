"""Configuration of Sphinx. Formulas become MathML while building: the pages need no script and no network."""

from __future__ import annotations

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

sys.path.insert(0, str(Path(__file__).resolve().parent))
from generation.mechanisms import overview

project = "escalation-sim"
author = "The escalation-sim authors"
project_copyright = f"2026, {author}"
release = version = installed_version("escalation-sim")

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"escalation-sim {release}"
html_math_renderer = "mathml"
html_show_sourcelink = False
html_static_path = ["_static"]
html_css_files = ["math.css"]
_wide = {"code-font-size": "var(--font-size--small--2)"}  # tables of a run are wide
html_theme_options = {"light_css_variables": _wide, "dark_css_variables": _wide}

_converter = LatexToMathML(fancy_error=False)
_logger = logging.getLogger(__name__)


def _mathml(node: nodes.Element, displaystyle: bool) -> str:
    try:
        return _converter.convert_with_local_state(node.astext(), displaystyle=displaystyle)
    except LatexError as error:
        _logger.warning("formula cannot be read: %s", error, location=node)
        return ""


def _visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    translator.body.append(_mathml(node, displaystyle=False))
    raise nodes.SkipNode


def _visit_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    translator.body.append(translator.starttag(node, "div", CLASS="math"))
    if node["number"]:
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})</span>')
    translator.body.append(_mathml(node, displaystyle=True) + "</div>\n")
    raise nodes.SkipNode


def _shorten_model_page(app: Sphinx, name: str, source: list[str]) -> None:
    """Each mechanism has a page of its own, so that the page about all of them only names it."""
    if name == "model":
        source[0] = overview(source[0])


def setup(app: Sphinx) -> None:
    """Make MathML known to Sphinx, and the short model page."""
    app.add_html_math_renderer("mathml", (_visit_inline, None), (_visit_block, None))
    app.connect("source-read", _shorten_model_page)
