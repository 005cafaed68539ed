"""The subject of a document: a run, or a scenario with settings."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.config.canonical import to_config
from sim.config.library import Library
from sim.config.problems import Problem, hint
from sim.config.settings import Engine
from sim.model.parameters import Parameters
from sim.study.design.posterior import PREFIX
from sim.study.design.variant import Variant
from sim.study.files.manifest import Manifest
from sim.study.files.provenance import provenance
from sim.study.run.running import open_parameters
from sim.study.run.store import StoredRun

NOT_IN_COMMAND = ("scenario", "name", "runs_dir")  # given in front of the others, or of no matter to the numbers


@dataclass(frozen=True)
class DocumentSubject:
    """A run, or a scenario that was not run.

    Attributes:
        run: name of the run's folder; empty for a scenario.
        status: of the run: finished, interrupted or failed; empty for a scenario.
        scenario: its name; `choices`: the option of every config group; `overrides`: as the user gave them.
        config: the validated config of the model and of the settings, as plain values.
        config_hash: of the model's parameters.
        seed, replications: of the run, or as they are set.
        engine: name of the scheduler; `engine_reason`: why it was chosen.
        mechanisms: a user's own: file and function.
        replays_record: whether scenario, restrictions and aid are those of the record, unchanged.
        made_with: versions, checkout and machine.
        posterior: source, rows and keys of a posterior whose rows the replications take in turn; else empty.
        started, ended: of the run, ISO times; None for a scenario.
    """

    run: str
    status: str
    scenario: str
    choices: Mapping[str, str]
    overrides: Sequence[str]
    config: Mapping[str, Any]
    config_hash: str
    parameters: Parameters
    seed: int
    replications: int
    engine: str
    engine_reason: str
    mechanisms: Sequence[Mapping[str, str]]
    replays_record: bool
    made_with: Mapping[str, Any]
    posterior: Mapping[str, Any]
    started: str | None = None
    ended: str | None = None

    @property
    def command(self) -> str:
        """The command that makes these numbers."""
        words = (word for word in self.overrides if word.partition("=")[0] not in NOT_IN_COMMAND)
        return shlex.join(["escsim", "run", f"scenario={self.scenario}", *words])


def subject_of_run(run: StoredRun) -> DocumentSubject:
    """A stored run; raise Problem if this version of the model does not accept its config."""
    manifest = run.manifest
    parameters = open_parameters(run, None)
    return DocumentSubject(
        run=run.folder.name,
        status=manifest["status"],
        scenario=manifest["scenario"],
        choices=manifest["choices"],
        overrides=manifest["overrides"],
        config={**to_config(parameters), **_stored_settings(manifest)},
        config_hash=manifest["config_hash"],
        parameters=parameters,
        seed=manifest["seed"],
        replications=manifest["replications"],
        engine=manifest["engine"],
        engine_reason=manifest["engine_reason"],
        mechanisms=manifest["mechanisms"],
        replays_record=manifest["replays_record"],
        made_with=manifest["made_with"],
        posterior=manifest["posterior"],
        started=manifest["started"],
        ended=manifest["ended"],
    )


def subject_of_scenario(variant: Variant) -> DocumentSubject:
    """A scenario that is not run, as it would be with these settings."""
    settings = variant.settings
    own = [text.rpartition(":") for text in settings.mechanisms]
    return DocumentSubject(
        run="",
        status="",
        scenario=variant.choices["scenario"],
        choices=variant.choices,
        overrides=variant.overrides,
        config=to_config(variant.parameters, settings),
        config_hash=variant.config_hash,
        parameters=variant.parameters,
        seed=settings.seed,
        replications=settings.replications,
        engine=settings.engine.name.lower(),
        engine_reason="measured as it goes" if settings.engine == Engine.AUTO else "asked for",
        mechanisms=[{"file": Path(file).name, "function": function} for file, _, function in own],
        replays_record=variant.replays_record,
        made_with=provenance().as_dict(),
        posterior={} if variant.posterior is None else variant.posterior.described(),
    )


def scenario_named(library: Library, word: str, overrides: Sequence[str]) -> DocumentSubject:
    """The scenario of that name with these settings.

    Raises:
        Problem: no such scenario, or a setting is wrong.
    """
    from sim.config.compose import read
    from sim.config.idle import warn_of_idle
    from sim.study.design.variant import variant_of

    names = library.options("scenario")
    if word not in names:
        raise Problem(f"no run or scenario {word!r}{hint(word, names)}")
    if any(each.lstrip("+").partition("=")[0] == "scenario" for each in overrides):
        raise Problem(f"scenario: is named twice, by {word!r} and by an override; leave one out")
    trees, composition = read(library, [f"scenario={word}", *overrides])
    variant = variant_of(trees, composition)
    warn_of_idle(library, [variant])
    return subject_of_scenario(variant)


def _stored_settings(manifest: Manifest) -> dict[str, Any]:
    """The settings of a run that its manifest keeps, under their keys in a config."""
    posterior = manifest["posterior"]
    return {
        "name": None,
        "seed": manifest["seed"],
        "replications": manifest["replications_asked"],
        "workers": manifest["workers"],
        "engine": manifest["engine"],
        "mechanisms": [f"{own['file']}:{own['function']}" for own in manifest["mechanisms"]],
        "measures": [f"{own['file']}:{own['function']}" for own in manifest.get("own_measures", ())],
        "runs_dir": None,
        "parameters": f"{PREFIX}{posterior['source']}" if posterior else None,
        "observations": manifest["observations"],
        "save": {"paths": manifest["saved_paths"], "traces": manifest["saved_traces"]},
    }
