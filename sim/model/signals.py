"""What a process can wait for besides time."""

JUMP = 0  # something jumped that a rate depends on: a phase, a permission, an arrival, a loss
PHASE_STARTED = 1
PERMISSION_CHANGED = 2
PACKAGE_ANNOUNCED = 3
GATE_CHANGED = 4
ACTIVITY = 5  # an act of escalation, or an excitation of one

SIGNALS = ("jump", "phase_started", "permission_changed", "package_announced", "gate_changed", "activity")
