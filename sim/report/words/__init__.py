"""Names, numbers and sentences that all surfaces share."""
