"""What a command does not need it does not load, as loading takes longer than most commands do otherwise."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "numpy", "scipy", "pandas", "duckdb", "SALib", "numba", "matplotlib", "hydra", "omegaconf", "pydantic", "rich",
    "jinja2", "polars", "distributed", "multiprocessing", "secrets", "hashlib",
)  # fmt: skip
OF_FEW = ("pandas", "SALib", "scipy.stats", "scipy.optimize", "matplotlib.pyplot", "jinja2", "polars", "distributed")

LOADED = """
import sys
from sim.cli.main import main
code = main(sys.argv[2:])
print(*(name for name in sys.argv[1].split(",") if name in sys.modules), file=sys.stderr)
sys.exit(code)
"""


def loaded(folder: Path, names: tuple[str, ...], *words: str) -> list[str]:
    """Those of the modules that a command loads."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, ",".join(names), *words], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stderr.splitlines()[-1].split()


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("run", "--help"), ("sweep", "--help")])
def test_help_loads_nothing_heavy(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert loaded(tmp_path, HEAVY, *words) == []


SMALL = ("run", "horizon=3 days", "replications=2", "restrictions=full_ban")


@pytest.mark.thorough
def test_a_run_with_its_figures_loads_only_what_it_needs(tmp_path: Path) -> None:
    assert loaded(tmp_path, (*OF_FEW, "numba", "hydra"), *SMALL) == []


@pytest.mark.thorough
def test_the_whole_of_a_design_is_not_loaded_by_a_run(tmp_path: Path) -> None:
    assert (
        loaded(
            tmp_path,
            ("sim.study.design.grid", "sim.study.design.posterior", "sim.study.design.uncertain_numbers"),
            *SMALL,
        )
        == []
    )


@pytest.mark.thorough
def test_a_comparison_without_figures_and_report_draws_nothing(tmp_path: Path) -> None:
    loaded(tmp_path, (), *SMALL, "runs_dir=.", "name=A")
    loaded(tmp_path, (), *SMALL, "runs_dir=.", "name=B")
    assert loaded(tmp_path, ("matplotlib", "jinja2"), "compare", "./A", "./B", "--no-figures", "--no-report") == []
