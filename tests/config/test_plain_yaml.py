"""Plain YAML is read as OmegaConf reads it, or left to it."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from omegaconf import OmegaConf

from sim.config.plain_yaml import NotPlain, read_plain

CONFIGS = Path(__file__).parents[2] / "configs"
FILES = sorted(CONFIGS.rglob("*.yaml"))

SCALARS = """
1 -1 +1 0 007 0o17 0x1F 0b11 1_000 1.0 1. .5 -.5 1e3 1E-3 1.5e+3 1e 1_0.0_0 .inf -.INF .nan NaN inf 190:20:30
190:20:30.15 12:30 10:20:30 1.2.3 0.1.0 true True yes no on off y n null ~ Null text é
2024-05-10 2024-05-10T10:00:00 '1e3' '2024-05-10'
"""


def by_omegaconf(text: str) -> object:
    return OmegaConf.to_container(OmegaConf.load(io.StringIO(text)))


@pytest.mark.parametrize("scalar", SCALARS.split())
def test_scalars(scalar: str) -> None:
    text = f"a: {scalar}\nb: [{scalar}]\nc: {{d: {scalar}}}\n"
    assert repr(read_plain(text)) == repr(by_omegaconf(text))


def test_every_file_that_ships() -> None:
    plain = 0
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        try:
            found = read_plain(text)
        except NotPlain:
            continue
        plain += 1
        assert repr(found) == repr(by_omegaconf(text)), file
    assert plain > 0.8 * len(FILES)


@pytest.mark.parametrize(
    "text", ["", "# nothing", "a:\n  - 1\n  - {b: c}\n", "a: |\n  two\n  lines\n", "a: >-\n  one\n  line\n"]
)
def test_shapes(text: str) -> None:
    assert read_plain(text) == by_omegaconf(text)


LEFT = (
    "a: 1\na: 2",
    "a: &x 1\nb: *x",
    "a: !!str 1",
    "<<: {a: 1}",
    "[1]",
    "text",
    "1: 2",
    "null: 1",
    "a: [",
    "a: b: c",
    "\ta: 1",
    "a: 0\n---\nb: 1",
)


@pytest.mark.parametrize("text", LEFT)
def test_the_rest_is_left_to_omegaconf(text: str) -> None:
    with pytest.raises(NotPlain):
        read_plain(text)


COMPOSED = """
import sys
from sim.config.compose import read
from sim.config.library import Library
from sim.study.design.variant import CLASSES
from sim.cli.arguments import Parser, add_config_options, library_of
parser = Parser("run", "")
add_config_options(parser)
read(library_of(parser.parse_args([]), CLASSES), ["restrictions=full_ban"])
print([name for name in ("omegaconf", "hydra") if name in sys.modules])
"""


def test_shipped_configs_are_composed_without_omegaconf() -> None:
    done = subprocess.run([sys.executable, "-c", COMPOSED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
