from __future__ import annotations

import pytest
from compared_made_up import comparison_of

from sim.analysis.comparison import Comparison


@pytest.fixture(scope="session")
def three() -> Comparison:
    """Three runs, compared with the second, which replays the record."""
    return comparison_of((0, 6, 12), reference=1)


@pytest.fixture(scope="session")
def eight() -> Comparison:
    """Eight runs, compared with the first."""
    return comparison_of(range(8))


@pytest.fixture(scope="session")
def twenty() -> Comparison:
    """Twenty runs, compared with the first."""
    return comparison_of(range(20))
