"""Certified sums over the modes of spectra of every kind."""
