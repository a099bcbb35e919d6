"""Strings only: numbers of any length, and prose."""
