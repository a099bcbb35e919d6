"""Rigorous enclosures of the spectral sums L(t) and S(t), and an independent engine to compare them with."""
