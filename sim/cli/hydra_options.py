"""Options as a user of Hydra types them: what each is called here, or what to type instead."""

from __future__ import annotations

from collections.abc import Sequence

from sim.config.problems import Problem

SAME = {"-cn": "--config-name", "-cd": "--config-dir", "-c": "--cfg"}
"""Options that have another name here."""

CONFIG = "`escsim run --cfg` prints the composed config, resolved, without Hydra's own settings"
INSTEAD = {
    "--info": f"{CONFIG}, with the option of each group; `escsim parameters` every setting with its unit and source",
    "--hydra-help": "`escsim --help` lists the verbs, `escsim run --help` the options of a run",
    "--config-path": "--config-dir DIR names the folder of your own configs",
    "-cp": "--config-dir DIR names the folder of your own configs",
    "--package": f"{CONFIG}; a part of it is under the name of its group",
    "-p": f"{CONFIG}; a part of it is under the name of its group",
    "--resolve": f"{CONFIG}: all values are resolved",
    "--run": "`escsim run` without -m makes one run",
    "-r": "`escsim run` without -m makes one run",
    "--shell-completion": "`escsim completion --help` explains shell completion",
    "-sc": "`escsim completion --help` explains shell completion",
    "--experimental-rerun": "`escsim trace RUN` reruns a replication of a run; its manifest has the overrides",
}
OTHER_CONFIGS = ("hydra", "all")


def translate_hydra_options(words: Sequence[str], known: Sequence[str]) -> list[str]:
    """The words with options as they are called here.

    Args:
        words: of the command line, without the verb.
        known: the options of the verb.

    Raises:
        Problem: for an option of Hydra's that has no counterpart, with what to type instead.
    """
    found: list[str] = []
    for word in words:
        name, sign, value = word.partition("=")
        if name in INSTEAD and name not in known:
            raise Problem(f"no option {name!r} here: {INSTEAD[name]}")
        own = SAME.get(name, name) if SAME.get(name) in known else name
        if own == "--cfg" and "--cfg" in known:
            found.append(own)
            _check_config(value or "job")
        elif found[-1:] == ["--cfg"] and word in ("job", *OTHER_CONFIGS):
            _check_config(word)
        else:
            found += [own, value] if sign and own != name else [own + sign + value]
    return found


def _check_config(which: str) -> None:
    if which != "job":
        raise Problem(f"--cfg {which}: Hydra's own config has no effect here; `--cfg job` prints the model's")
