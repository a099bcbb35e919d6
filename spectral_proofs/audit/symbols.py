"""The paper's letters as SymPy symbols; all positive, a and b the exponents of the spectrum.

The names are those of the general theorem, so that its results can be compared with printed formulas.
"""

from __future__ import annotations

import sympy

from spectral_proofs.problem.expression.parser import symbol
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME

a, b, m, n = symbol("a"), symbol("b"), symbol("m"), symbol("n")
C, kappa, w, c = symbol("C"), symbol("kappa"), symbol("w"), symbol("c")
rho, chi, gamma = symbol("rho"), symbol("chi"), sympy.Symbol("gamma_", real=True)
k, K, theta, y, x = symbol("k"), symbol("K"), symbol("theta"), symbol("y"), symbol("x")
lam, t = LAMBDA, TIME
s = 1 + b - a
q = m * b
chi_printed = (a - 1) / b * rho  # eq. (7)
gamma_printed = (1 - a + b) / b * rho  # Theorem 2
monomial = C * lam**m * t**n


def elasticity(expr: sympy.Expr, variable: sympy.Symbol) -> sympy.Expr:
    """d log expr / d log variable."""
    return sympy.simplify(variable * sympy.diff(expr, variable) / expr)
