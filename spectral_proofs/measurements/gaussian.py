"""Exact moments of independent Gaussians, and the expansion of Delta L that follows (appendix B).

1. E x^n = (n-1) v E x^(n-2) for x ~ N(0, v), n >= 2: integrate x^(n-1) (x exp(-x^2/2v)) by parts. With E 1 = 1,
   E x = 0 this gives every moment; independent factors multiply.
2. For two modes j, k expand
       (sum (f + eta)(phi + eps) - w phi)^2 - (sum (f - w) phi)^2
   into monomials and take expectations. Of the noise all that enters are its moments; of the features, which
   appear at most squared, E phi_j phi_k = 0 and E phi_k^2 = nu_k.
3. No product of two modes survives, so that any number of modes adds up; what is left of one mode are the
   summands of three sums: f^2 sigma^2, nu Var eta, sigma^2 Var eta.

Leaves out noise that is correlated with the features or between modes (real rounding: :mod:`.rounding`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import sympy

from spectral_proofs.errors import InternalError

SIGMA2 = sympy.Symbol("sigma2", positive=True)  # Var eps_k
F, W, NU, V = sympy.symbols("f w nu v", positive=True)  # f_k, w_k, E phi_k^2, Var eta_k of one mode


@dataclass(frozen=True)
class Expansion:
    """Summands over the modes in F, W, NU, V and SIGMA2; ``monomials`` is how many products were averaged."""

    clean: sympy.Expr  # of L itself
    features: sympy.Expr  # of sigma^2 S
    coefficients: sympy.Expr  # of the sum with Var eta_k alone
    both: sympy.Expr
    monomials: int


def moment(order: int, variance: sympy.Expr) -> sympy.Expr:
    """E x^order for x ~ N(0, variance).

    >>> moment(4, sympy.Symbol("v"))
    3*v**2
    """
    if order < 2:
        return sympy.Integer(1 - order)
    return (order - 1) * variance * moment(order - 2, variance)


def expectation(expr: sympy.Expr, variances: Mapping[sympy.Symbol, sympy.Expr]) -> sympy.Expr:
    """Mean of a polynomial in independent Gaussians of mean zero with these variances.

    >>> x, y = sympy.symbols("x y")
    >>> expectation((x + y) ** 2 * x**2, {x: 1, y: 2})
    5
    """
    names = tuple(variances)
    total = sympy.S.Zero
    for orders, coefficient in sympy.Poly(expr, *names).terms():
        term = coefficient
        for name, order in zip(names, orders, strict=True):
            term *= moment(order, variances[name])
        total += term
    return sympy.expand(total)


@lru_cache(maxsize=1)
def excess() -> Expansion:
    """The four sums of appendix B, mode by mode.

    Raises InternalError if products of different modes survived.
    """
    modes = [sympy.symbols(f"f{i} w{i} nu{i} v{i}", positive=True) for i in (1, 2)]
    noise = [sympy.symbols(f"phi{i} eps{i} eta{i}") for i in (1, 2)]
    error = clean = sympy.S.Zero
    variances: dict[sympy.Symbol, sympy.Expr] = {}
    for (f, w, nu, v), (phi, eps, eta) in zip(modes, noise, strict=True):
        error += (f + eta) * (phi + eps) - w * phi
        clean += (f - w) * phi
        variances |= {phi: nu, eps: SIGMA2, eta: v}
    square = sympy.Poly(error**2, *variances)
    whole = expectation(square.as_expr(), variances)
    first, second = (dict(zip(mode, (F, W, NU, V), strict=True)) for mode in modes)
    absent = [dict.fromkeys(mode, 0) for mode in modes]
    one = sympy.expand(whole.subs(absent[1]).subs(first))
    if sympy.expand(whole - one.subs({b: a for a, b in first.items()}) - one.subs({b: a for a, b in second.items()})):
        raise InternalError("products of different modes survive in the expectation of appendix B")
    loss = expectation(clean**2, variances).subs(absent[1]).subs(first)
    return _collect(sympy.expand(loss), sympy.expand(one - loss), len(square.terms()))


def _collect(loss: sympy.Expr, rest: sympy.Expr, monomials: int) -> Expansion:
    by_noise = sympy.Poly(rest, SIGMA2, V)
    parts = dict(by_noise.terms())
    if set(parts) != {(1, 0), (0, 1), (1, 1)}:
        raise InternalError(f"appendix B expands into other products of variances: {rest}")
    return Expansion(sympy.factor(loss), parts[1, 0] * SIGMA2, parts[0, 1] * V, parts[1, 1] * SIGMA2 * V, monomials)
