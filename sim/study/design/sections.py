"""The sections of a study file that have designs."""

STRUCTURES, FUTURES = "structures", "uncertainties"
SECTIONS = (STRUCTURES, FUTURES, "levers")
SEARCHED = "levers"  # the section whose rows a search may find
LEAVE_OUT, MAY_LEAVE_OUT = "leave_out", "uncertainties"  # the section whose designs may leave out what is not read
