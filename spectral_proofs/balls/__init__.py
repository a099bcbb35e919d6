"""Precision, and balls to and from decimal texts."""
