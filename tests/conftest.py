"""In every test, Hypothesis makes up the same examples in every run, and Ctrl-C reaches what a test starts."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from processes import signals_by_default

# a shell that starts the tests in the background has them, and all that they start, ignore it
signal.signal(signal.SIGINT, signal.default_int_handler)

# where bytecode is not kept, each of the many interpreters that tests start compiles all that it imports
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# what tests write need not outlast a failure of power: hundreds of waits for the disk less
os.fsync = lambda descriptor: None

# two processes test at once; threads of linear algebra beside them wait for each other
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# a user's own folders have no say in what tests do, nor has the width that workers are given
for name in ("ESCSIM_RUNS", "ESCSIM_CONFIGS", "COLUMNS"):
    os.environ.pop(name, None)

# what tests run is not trusted outside of them
TRUSTED = tempfile.mkdtemp(prefix="escsim-trust-")
os.environ["ESCSIM_TRUST"] = TRUSTED
atexit.register(shutil.rmtree, TRUSTED, ignore_errors=True)

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.register_profile("mutants", settings.get_profile("repeatable"), phases=[Phase.explicit, Phase.generate])
settings.load_profile("repeatable")


@pytest.fixture(autouse=True)
def surroundings_as_before() -> Iterator[None]:
    """What a command sets for its own process does not reach the next test."""
    before = dict(os.environ)
    yield
    if dict(os.environ) != before:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def heeded_signals() -> Iterator[None]:
    """Signals that stop a command do so in this test, whoever started the tests with them ignored."""
    with signals_by_default():
        yield


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach; those of pytest cannot be, as each pytest of a user closes them again."""
    with tempfile.TemporaryDirectory(prefix="escsim-open-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
