"""An explorer on SimPy over a short horizon, so that nothing has to be compiled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from short_horizon import SHORT

from sim.app.base import Base
from sim.app.explorer import Explorer
from sim.app.live import NewestMoves, WhatIf
from sim.app.panel import ControlPanel, panel_of
from sim.app.simulate import Simulator
from sim.config.library import Library, open_library
from sim.config.settings import Engine
from sim.study.design.variant import CLASSES
from sim.study.execution.engines import Simulation


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return open_library(CLASSES)


@pytest.fixture(scope="session")
def base(library: Library) -> Base:
    return Base(library, SHORT)


@pytest.fixture(scope="session")
def panel(base: Base) -> ControlPanel:
    return panel_of(base.parameters, base.seed)


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    with Simulator(Simulation(Engine.SIMPY), 2) as made:
        yield made


@pytest.fixture
def explorer(tmp_path: Path, base: Base, panel: ControlPanel, simulator: Simulator) -> Explorer:
    """Over a folder of runs that is empty."""
    root = tmp_path / "runs"
    root.mkdir()
    return Explorer(root, WhatIf(panel, base, simulator, NewestMoves()))
