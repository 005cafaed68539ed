"""A stage for single mechanisms: the shipped parameters with overrides, and any processes of the cast on a clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from composing import parameters

from sim.config.library import open_library
from sim.engine import reference
from sim.engine.batch import Batch
from sim.engine.clock import TracingClock
from sim.engine.state import zero
from sim.engine.streams import RandomStream, last_word
from sim.model.advance.force_ratio import force_ratio
from sim.model.begin import begin
from sim.model.cast import CAST, Role
from sim.model.events import EVENTS
from sim.model.parameters import Parameters
from sim.model.signals import SIGNALS
from sim.model.world import World
from sim.study.design.variant import CLASSES
from sim.validation.verification import judge
from sim.validation.verification.case import Check
from sim.validation.verification.judge import Z_LIMIT as Z_LIMIT
from sim.validation.verification.reading import measure as measure
from sim.validation.verification.reading import path as path
from sim.validation.verification.reductions import NO_REPLACEMENTS as NO_REPLACEMENTS
from sim.validation.verification.reductions import NO_RESERVES as NO_RESERVES

SEED = 20240510

STEADY = tuple(
    f"phases.{table}.{phase}=1"
    for table in ("tempo", "demand")
    for phase in ("exploitation", "consolidation", "pause", "preparation")
)
"""Fighting and fires go on as in an assault, whatever the phase."""

NO_LOSSES = (
    "attrition.red_loss=0 / day",
    "attrition.blue_loss=0 / day",
    "attrition.red_loss_by_fires=0 kpe/kr",
    "attrition.blue_loss_by_fires=0 kpe/kr",
    "counter_battery.red_kill=0",
    "counter_battery.blue_kill=0",
)


def options(group: str) -> list[str]:
    """The shipped alternatives of a config group."""
    return open_library(CLASSES).options(group)


def fits(scenario: str, aid: str) -> bool:
    """Whether the aid can come in the scenario: a list of dates needs one whose day 0 has a date."""
    return scenario == "kharkiv_2024" or aid not in ("announced_2024", "delayed", "surge")


def simulated(*overrides: str, replications: Sequence[int] = (0,), traces: int = 0) -> Batch:
    """The whole model under the reference scheduler, with every daily path."""
    return reference.simulate(parameters(*overrides), SEED, replications, max(replications) + 1, traces)


class Play:
    """Some processes of the cast in one replication, with the random numbers that they have in the whole model.

    Attributes:
        world, clock: the state, and the time.
    """

    def __init__(self, parameters: Parameters, *roles: str | Role, replication: int = 0) -> None:
        """Start roles, named as in the cast; "policy" is short for all whose names begin with "policy."."""
        self.world = zero(World)
        self.parameters = parameters
        self.clock = TracingClock(parameters.scenario.start_day, len(SIGNALS))
        begin(self.world, parameters)
        for role in _roles(roles):
            stream = RandomStream(SEED, role.name)
            stream.seat(last_word(0, replication))
            self.clock.process(role.process(self.clock, self.world, parameters, stream, *role.numbers))

    def until(self, day: float) -> World:
        """Let time pass up to a day, before that day's events; returns the state."""
        self.clock.run(until=day)
        return self.world

    def let_ratio_be(self, ratio: float) -> None:
        """Let supply at the point be such that the ratio of forces is this, as long as no step is taken."""
        self.world.front.supply_factor = 1.0
        self.world.front.supply_factor = ratio / force_ratio(
            self.world, self.parameters.advance, self.parameters.scenario.artillery
        )

    def log(self, *names: str) -> list[tuple[float, str, float]]:
        """Day, name and value of the events with these names."""
        lines = [(day, EVENTS[event].name, value) for day, _, event, value in self.clock.log]
        return [line for line in lines if line[1] in names]

    def days(self, name: str) -> list[float]:
        return [day for day, _, _ in self.log(name)]


def _roles(wanted: Sequence[str | Role]) -> Iterator[Role]:
    for role in wanted:
        if isinstance(role, Role):
            yield role
        else:
            found = [one for one in CAST if one.name == role or one.name.startswith(f"{role}.")]
            assert found, f"nobody in the cast is called {role}"
            yield from found


def plays(number: int, parameters: Parameters, *roles: str | Role, until: float) -> list[Play]:
    """The same play in replications 0, 1, ..., each played up to a day."""
    found = [Play(parameters, *roles, replication=replication) for replication in range(number)]
    for play in found:
        play.until(until)
    return found


def z_of_mean(sample: judge.Sample, expected: float) -> float:
    """How many standard errors the mean of independent values is from what is expected."""
    return _z(judge.mean("mean", expected, sample))


def z_of_share(count: int, number: int, probability: float) -> float:
    """How many standard errors a share is from its probability."""
    return _z(judge.share("share", probability, count, number))


def z_of_variance(sample: judge.Sample, expected: float) -> float:
    """How many standard errors the variance of independent values is from what is expected."""
    return _z(judge.variance("variance", expected, sample))


def _z(check: Check) -> float:
    assert check.z is not None
    return check.z


def is_poisson(sample: judge.Sample, mean: float) -> bool:
    """Whether counts have the mean and the variance of Poisson's law."""
    return abs(z_of_mean(sample, mean)) < Z_LIMIT and abs(z_of_variance(sample, mean)) < Z_LIMIT
