"""The two variables of every candidate g(lambda, t)."""

from __future__ import annotations

import sympy

#: Eigenvalue, 0 < lambda <= Lambda.  Printed ``lam`` because ``lambda`` is a Python keyword.
LAMBDA = sympy.Symbol("lam", positive=True)
#: Training time, t >= t0 > 0.
TIME = sympy.Symbol("t", positive=True)
