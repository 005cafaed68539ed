"""M11, the process: it watches permissions until they cross the line."""

from __future__ import annotations

from sim.model import events, signals
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.escalation.mechanism import climbs, has_excitation, is_tense
from sim.model.escalation.on_rungs import climb
from sim.model.escalation.reversal import forgiven_steps
from sim.model.escalation.richardson import add_tension
from sim.model.escalation.severity import raise_severity
from sim.model.escalation.sources import ANSWERS, excite
from sim.model.parameters import Parameters
from sim.model.red_line.mechanism import counts_steps, draw_line, fading_of, forgives, is_drawn, weight_of
from sim.model.world import World


@mechanism
def cross(env: Environment, world: World, parameters: Parameters) -> None:
    """Cross the line: raise severity, or the rung, and excite Red's answer."""
    line, escalation = parameters.red_line, parameters.escalation
    world.escalation.red_line_crossed = 1
    env.record(events.RED_LINE_CROSSED, float(world.policy.steps_granted))
    if climbs(escalation.kind):
        climb(env, world, escalation, int(line.crossing_severity))
    else:
        raise_severity(env, world, escalation, line.crossing_severity)
    if has_excitation(escalation.kind):
        excite(world, escalation, ANSWERS, line.crossing_answers, env.now)
    elif is_tense(escalation.kind):
        add_tension(world, escalation, line.crossing_answers)
    env.announce(signals.ACTIVITY)


@mechanism
def red_line(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Watch permissions until they cross the line."""
    rule = parameters.red_line
    if not is_drawn(rule.kind):
        return
    line = draw_line(stream, rule)
    if counts_steps(rule.kind):
        world.escalation.threshold_steps = int(line)
        while world.policy.steps_granted < world.escalation.threshold_steps:
            yield env.signal(signals.PERMISSION_CHANGED)
    else:
        before = 0
        added = 0.0
        while added == 0.0 or added < line:
            day = env.now
            yield env.signal(signals.PERMISSION_CHANGED)
            added *= fading_of(rule.kind, rule, env.now - day)
            steps = world.policy.steps_granted
            if forgives(rule.kind):
                added = max(0.0, added - forgiven_steps(parameters.reversal, before, steps))
            if steps > before:
                added += weight_of(rule.kind, rule, steps - before)
            before = steps
    cross(env, world, parameters)
