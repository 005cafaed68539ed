"""Other batch runners, each as its documentation uses it; run in an environment of its own, which has them.

`python batch_peers.py RUNNER PROCESSES MODEL RUNS BARE_RUNS` prints what `batch_models.turns` found, as JSON, with the
version of the runner.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from batch_models import MODELS, OUTCOMES, turns

Runner = Callable[[str, int], Any]


@contextmanager
def ema_workbench(processes: int, model: str) -> Any:
    """Sampled futures of one model, which is a function."""
    from ema_workbench import Model, MultiprocessingEvaluator, RealParameter, ScalarOutcome, SequentialEvaluator

    system = Model("system", function=_named(model))
    system.uncertainties = [RealParameter("x", 0.0, 1.0)]
    system.outcomes = [ScalarOutcome(name) for name in OUTCOMES]
    made = SequentialEvaluator(system) if processes == 1 else MultiprocessingEvaluator(system, n_processes=processes)
    with made as evaluator:
        yield lambda _, runs: evaluator.perform_experiments(scenarios=runs)


def _named(model: str) -> Callable[..., dict[str, float]]:
    return {"nothing": _nothing_named, "thousand": _thousand_named}[model]


def _nothing_named(x: float) -> dict[str, float]:
    return dict(zip(OUTCOMES, MODELS["nothing"](x), strict=True))


def _thousand_named(x: float) -> dict[str, float]:
    return dict(zip(OUTCOMES, MODELS["thousand"](x), strict=True))


@contextmanager
def mesa(processes: int, model: str) -> Any:
    """Models that are at their end when they are made."""
    from batch_mesa import Model
    from mesa import batch_run

    yield lambda name, runs: batch_run(
        Model, {"x": range(runs), "name": name}, number_processes=processes, display_progress=False
    )


@contextmanager
def simulsi(processes: int, model: str, checkpoint: bool = False) -> Any:
    """Replications of a model; those that are done are written to a file, if asked for."""
    from simulsi import Experiment, Model

    system = Model({"nothing": _build_nothing, "thousand": _build_thousand}[model], name="system", duration=1.0)

    with tempfile.TemporaryDirectory() as folder:

        def run(_: str, runs: int) -> None:
            file = Path(tempfile.mkdtemp(dir=folder)) / "done.jsonl" if checkpoint else None  # anew each time
            Experiment(system, replications=runs, seed=1, workers=processes).run(checkpoint=file)

        yield run


def _build_nothing(sim: Any, _: Any) -> None:
    _keep(sim, "nothing")


def _build_thousand(sim: Any, _: Any) -> None:
    _keep(sim, "thousand")


def _keep(sim: Any, model: str) -> None:
    for name, value in zip(OUTCOMES, MODELS[model](0.0), strict=True):
        sim.metrics.set(name, value)


@contextmanager
def simulsi_checkpoint(processes: int, model: str) -> Any:
    with simulsi(processes, model, checkpoint=True) as run:
        yield run


RUNNERS = {"ema_workbench": ema_workbench, "mesa": mesa, "simulsi": simulsi, "simulsi_checkpoint": simulsi_checkpoint}


def main() -> None:
    name, processes, model, runs, bare_runs = sys.argv[1], *(int(sys.argv[2]), sys.argv[3]), *map(int, sys.argv[4:])
    with RUNNERS[name](processes, model) as run:
        found = turns(run, processes, model, runs, bare_runs)
    print(json.dumps(found | {"version": version(name.removesuffix("_checkpoint"))}))


if __name__ == "__main__":
    main()
