"""Screens printed by each verb."""
