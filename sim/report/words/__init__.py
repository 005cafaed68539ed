"""Names, numbers and sentences shared by all surfaces."""
