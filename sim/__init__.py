"""The simulator from Python, as small as the commands.

    import sim

    allowed = sim.run(seed=7)
    ban = sim.run("restrictions=full_ban", seed=7)
    print(sim.compare(allowed, ban))

What they are given and what they return is loaded when it is first used, so that `import sim` takes no time.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.api.comparing import Comparison, compare
    from sim.api.deciding import Decision
    from sim.api.loading import load
    from sim.api.looking import parameters
    from sim.api.looking import runs as list
    from sim.api.recorded import StoredRecord
    from sim.api.replications import explain, trace
    from sim.api.running import Failed, Run, run
    from sim.api.sweeping import Study, sweep
    from sim.api.table import Table
    from sim.config.problems import Problem
    from sim.model.measures.own import measure

__all__ = [
    "Comparison", "Decision", "Failed", "Problem", "Run", "StoredRecord", "Study", "Table", "compare", "explain",
    "list", "load", "measure", "parameters", "run", "sweep", "trace",
]  # fmt: skip

_HOME = {
    "Comparison": "sim.api.comparing",
    "Decision": "sim.api.deciding",
    "Failed": "sim.api.running",
    "Problem": "sim.config.problems",
    "StoredRecord": "sim.api.recorded",
    "Run": "sim.api.running",
    "Study": "sim.api.sweeping",
    "Table": "sim.api.table",
    "compare": "sim.api.comparing",
    "explain": "sim.api.replications",
    "list": "sim.api.looking",
    "load": "sim.api.loading",
    "measure": "sim.model.measures.own",
    "parameters": "sim.api.looking",
    "run": "sim.api.running",
    "sweep": "sim.api.sweeping",
    "trace": "sim.api.replications",
}
_CALLED = {"list": "runs"}
"""Names that their module has under another one."""

if not TYPE_CHECKING:  # a type checker is to refuse unknown names

    def __getattr__(name):
        if name not in _HOME:
            raise AttributeError(f"module 'sim' has no attribute {name!r}")
        return globals().setdefault(name, getattr(import_module(_HOME[name]), _CALLED.get(name, name)))

    def __dir__():
        return sorted({*globals(), *__all__})
