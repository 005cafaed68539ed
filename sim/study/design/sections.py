"""The sections of a study file that have designs."""

SECTIONS = ("structures", "uncertainties", "levers")
SEARCHED = "levers"  # the section whose rows a search may find
LEAVE_OUT, MAY_LEAVE_OUT = "leave_out", "uncertainties"  # the section whose designs may leave out what is not read
