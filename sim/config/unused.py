"""Settings that a verb does not read: refuses them by name, with the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.config.problems import Problem

CALIBRATION = {"calibration": "leave it out; `escsim calibrate` reads it"}
"""Settings that only a calibration reads, and what stands in their place."""

_SCORED = "leave it out; `escsim backtest` and `escsim calibrate` read it"
_HOW_READ = ("reading", "factor_low", "factor_high", "error", "error_memory", "delay_maximum", "step", "fit_until")

UNREAD_IN_RUNS = CALIBRATION | {f"observations.{key}": _SCORED for key in _HOW_READ}
"""Settings that a run does not read; of the observations it draws the areas, and scores none."""

UNREAD_IN_STUDIES = CALIBRATION | {
    "observations": _SCORED,
    "label": "leave it out; it names one run, and an option's own file names it: `# label: My ban`",
}
"""Settings that neither a study nor runs side by side read."""

_AT_ONCE = "leave it out; the explorer simulates at once, by the compiled program on all cores, and stores nothing"

UNREAD_IN_THE_EXPLORER = UNREAD_IN_STUDIES | {
    **dict.fromkeys(("name", "workers", "engine", "save", "limits"), _AT_ONCE),
    "mechanisms": "leave it out; the explorer simulates the shipped mechanisms alone",
    "measures": "leave it out; the explorer simulates the shipped measures alone, and shows those of folders",
    "parameters": "leave it out; the explorer simulates with values from the config",
    "runs_dir": "name the folder of runs, as in: escsim explore runs",
}
"""Settings that the explorer does not read."""


def refuse_unused(verb: str, words: Iterable[str], unused: Mapping[str, str]) -> None:
    """Refuse settings that a verb does not read.

    Args:
        verb: that was given.
        words: its settings, as `key=value`.
        unused: keys, or groups of them, and what to do instead.

    Raises:
        Problem: with a line for each of them.
    """
    keys = (word.lstrip("+").partition("=")[0].strip() for word in words)
    told = ((key, instead_of(key, unused)) for key in keys)
    if lines := [f"{key}: has no effect on `escsim {verb}`; {instead}" for key, instead in told if instead]:
        raise Problem(*lines)


def instead_of(key: str, unused: Mapping[str, str]) -> str:
    """Advice in place of a setting that is not read; empty for one that is."""
    return next((instead for name, instead in unused.items() if key == name or key.startswith(f"{name}.")), "")
