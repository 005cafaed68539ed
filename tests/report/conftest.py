from __future__ import annotations

import pytest
from compared_made_up import comparison_of

from sim.analysis.comparison import RunComparison


@pytest.fixture(scope="session")
def three() -> RunComparison:
    """Three runs, compared with the second, which replays the record."""
    return comparison_of((0, 6, 12), reference=1)


@pytest.fixture(scope="session")
def eight() -> RunComparison:
    """Eight runs, compared with the first."""
    return comparison_of(range(8))


@pytest.fixture(scope="session")
def twenty() -> RunComparison:
    """Twenty runs, compared with the first."""
    return comparison_of(range(20))
