"""Strings: numbers of any length, exact constants, and prose."""
