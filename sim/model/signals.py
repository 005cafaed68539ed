"""Signals that a process can wait for besides time."""

JUMP = 0  # something jumped that losses and strikes depend on: a phase, the effect of a permission, an arrival, a loss
PHASE_STARTED = 1
PERMISSION_CHANGED = 2
PACKAGE_ANNOUNCED = 3
GATE_CHANGED = 4
ACTIVITY = 5  # an act of escalation, or an excitation of one
POLICY = 6  # something jumped that only decisions depend on: a request, a recommendation, a grant, the rung

SIGNALS = ("jump", "phase_started", "permission_changed", "package_announced", "gate_changed", "activity", "policy")
