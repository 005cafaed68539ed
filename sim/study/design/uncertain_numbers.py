"""Uncertain numbers of a config, and the parameters that result from their values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sim.config.canonical import to_config
from sim.config.fields import find, unknown_key, walk
from sim.config.problems import Problem, join
from sim.model.parameters import Parameters
from sim.model.quantity import Quantity
from sim.study.design.checks import broken_rules
from sim.study.design.factors import Factor, path_of
from sim.study.design.grid import MISSING, value_at
from sim.study.design.parameter_builder import ParameterTemplate, Place, parts_with_rules, place_of, template_of


@dataclass(frozen=True)
class UncertainNumbers:
    """Numbers that differ between the replications of one variant; small, and can be pickled.

    Attributes:
        factors: which; each has a quantity.
        parameters: what they change.
    """

    factors: tuple[Factor, ...]
    parameters: Parameters
    _node: ParameterTemplate
    _parts: tuple[Place, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Their names in a config."""
        return tuple(factor.key for factor in self.factors)

    @property
    def units(self) -> tuple[str, ...]:
        """Their units ("1" for a pure number)."""
        return tuple(factor.unit for factor in self.factors)

    @cached_property
    def _are_whole(self) -> tuple[bool, ...]:
        """Asked for once for thousands of draws."""
        return tuple(factor.whole for factor in self.factors)

    def build(self, values: Sequence[float]) -> Parameters:
        """The parameters with these values, in stored units and in the order of the factors."""
        row = [int(value) if whole else value for whole, value in zip(self._are_whole, values, strict=True)]
        tree = self._node.build(tuple(row))
        assert isinstance(tree, Parameters)
        return tree

    def broken(self, values: Sequence[float]) -> list[str]:
        """Messages on the rules of the parameter classes that these values break."""
        tree = self.build(values)
        return [line for part in self._parts for line in broken_rules(tree, part)]


def sample_numbers(parameters: Parameters, keys: Iterable[str], where: str) -> UncertainNumbers:
    """These numbers of a variant as uncertain ones.

    Raises:
        Problem: with a line for each key that there is not, that is no number, or that the variant does not read.
    """
    config, factors, lines = to_config(parameters), list[Factor](), list[str]()
    for key in keys:
        path = path_of(key)
        field = find((Parameters,), path)
        factor = Factor(join(path), path, field)
        if field is None:
            lines.append(f"{where}: {unknown_key((Parameters,), path)}")
        elif factor.quantity is None:
            lines.append(f"{where}: {factor.key} is not a single number")
        elif value_at(config, path) is MISSING:
            lines.append(f"{where}: {factor.key} is not used by the chosen alternatives of this variant")
        else:
            factors.append(factor)
    if lines:
        raise Problem(*lines)
    places = [place_of(Parameters, factor.path) for factor in factors]
    numbered = [(place, number) for number, place in enumerate(places)]
    return UncertainNumbers(
        tuple(factors), parameters, template_of(parameters, numbered), tuple(parts_with_rules(Parameters, places))
    )


def with_plausible_range(parameters: Parameters) -> list[str]:
    """The keys of all single numbers that this variant reads and that declare a range to sample.

    One that is null is left out: no number is in force there, but `never`, or a draw in each replication.
    """
    config = to_config(parameters)
    return [
        key
        for key, field in walk((Parameters,))
        if isinstance(field.about, Quantity)
        and field.about.plausible is not None
        and not field.is_list
        and value_at(config, path_of(key)) not in (MISSING, None)
    ]
