"""The reference of each run of a comparison: the run of the reference policy under the same structure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.analysis.config_differences import ConfigDifference, names
from sim.config.labels import structure_label
from sim.study.design.points import OF_CHANCE, REPLACEMENTS, section_of
from sim.study.run.store import StoredRun


@dataclass(frozen=True)
class ReferenceAssignment:
    """The reference of each run; each entry is per run.

    Attributes:
        references: index of the run that it is compared with; its own where it is compared with no run.
        policies: label of its policy among others of its structure, such as "Full ban".
        structures: the options that distinguish its structure from others, such as "stall=line"; empty if all runs are
            compared with one and the same.
        alone: the runs whose structure has no run of the reference policy, and that are compared with no run.
        together: whether policy and structure differ together in every difference.
    """

    references: tuple[int, ...]
    policies: tuple[str, ...]
    structures: tuple[str, ...]
    alone: tuple[int, ...] = ()
    together: bool = False


def structural_groups(choices: Mapping[str, str], settings: Sequence[ConfigDifference]) -> tuple[str, ...]:
    """The config groups, other than those a policy is made of, whose options differ between the runs.

    Args:
        choices: the groups of a run, with their options.
        settings: in which the runs differ.
    """
    return tuple(one.key for one in settings if one.key in choices and section_of(one.key, choices) == "structure")


def assign_references(
    runs: Sequence[StoredRun], called: tuple[str, ...], reference: int, settings: Sequence[ConfigDifference]
) -> ReferenceAssignment:
    """Assign to each run the run of its structure that has the policy of the reference.

    Runs of one policy differ in structure alone, and are compared with the reference; so are runs of which none shares
    its structure with the reference policy, whose differences are of policy and structure together.

    Args:
        runs: that are compared.
        called: their labels.
        reference: index of the one whose policy is that of reference.
        settings: in which they differ.
    """
    groups = structural_groups(runs[reference].manifest["choices"], settings)
    paces = _replacements(len(runs), settings)
    policies = [_policy(settings, place, groups) for place in range(len(runs))]
    structures = [_structure(run, groups, pace) for run, pace in zip(runs, paces, strict=True)]
    firsts = {structures[reference]: reference}
    for place, structure in enumerate(structures):
        if policies[place] == policies[reference]:
            firsts.setdefault(structure, place)
    found = tuple(firsts.get(structure, place) for place, structure in enumerate(structures))
    several = len(set(structures)) > 1 and len(set(policies)) > 1
    if not several or all(place == one for place, one in enumerate(found)):
        beyond_chance = {_policy(settings, place, (*groups, *OF_CHANCE)) for place in range(len(runs))}
        together = bool(groups) and len(beyond_chance) > 1
        return ReferenceAssignment((reference,) * len(runs), called, ("",) * len(runs), together=together)
    alone = tuple(place for place, structure in enumerate(structures) if structure not in firsts)
    return ReferenceAssignment(found, _named(runs, structures), tuple(structures), alone)


def _policy(settings: Sequence[ConfigDifference], place: int, groups: Sequence[str]) -> tuple[str, ...]:
    """The values in a run of the settings that differ and belong to no structure."""
    return tuple(one.values[place] for one in settings if not is_of_structure(one.key, groups))


def is_of_structure(key: str, groups: Sequence[str]) -> bool:
    """True if a setting belongs to a structure; `groups` are the config groups that structures are made of."""
    return key.partition(".")[0] in groups or key == REPLACEMENTS


def _replacements(runs: int, settings: Sequence[ConfigDifference]) -> Sequence[str]:
    """Replacements in each run, as an override; empty if they do not differ."""
    found = [one.values for one in settings if one.key == REPLACEMENTS]
    return [f"{REPLACEMENTS}={value}" for value in found[0]] if found else [""] * runs


def _structure(run: StoredRun, groups: Sequence[str], pace: str) -> str:
    choices = run.manifest["choices"]
    words = [f"{group}={choices.get(group, '')}" for group in groups]
    return ", ".join([*words, *([pace] if pace else [])])


def structure_names(runs: Sequence[StoredRun], structures: Sequence[str]) -> tuple[str, ...]:
    """The structures of runs by the labels of their options: "stall: held line alone" for "stall=line"."""
    return tuple(structure_label(key, own_labels_of([run])) for run, key in zip(runs, structures, strict=True))


def own_labels_of(runs: Sequence[StoredRun]) -> dict[str, dict[str, str]]:
    """Labels of the user's options in runs, by group and option."""
    found = dict[str, dict[str, str]]()
    for run in runs:
        choices = run.manifest["choices"]
        for group, label in run.manifest.get("labels", {}).items():
            if group in choices:
                found.setdefault(group, {})[choices[group]] = label
    return found


def _named(runs: Sequence[StoredRun], structures: Sequence[str]) -> tuple[str, ...]:
    """Labels of runs among those of the same structure."""
    found: dict[int, str] = {}
    for structure in dict.fromkeys(structures):
        places = [place for place, one in enumerate(structures) if one == structure]
        found |= zip(places, names([runs[place] for place in places]), strict=True)
    return tuple(found[place] for place in range(len(runs)))
