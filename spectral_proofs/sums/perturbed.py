"""How many digits of a value are real, measured by random errors in every operation.

1. The expression is evaluated node by node; every computed value v becomes v (1 + d), d random with
   2^(4-p) <= |d| <= 2^(5-p) at p bits of working precision, a multiple of what rounding does.
2. Several evaluations with independent errors spread as far as rounding errors have grown: through sums that cancel,
   through 1 + x that absorbs x, through functions at ill-conditioned arguments.  Where everything cancels
   the values left are noise, and their spread says so; two evaluations without errors would agree on 0.
3. An error in arithmetic (a denominator that cancels to 0) is a spread without end.

Reference: D. Stott Parker, "Monte Carlo arithmetic: how to gamble with floating point and win", Computing in Science
and Engineering 2 (2000); J. Vignes, "A stochastic arithmetic for reliable scientific computation" (1993).

Left out: any proof, which is left to balls; errors of lambda and t themselves, which shift the argument of g
by less than its last digit.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import mpmath
import sympy

from spectral_proofs.balls.walker import Numbers
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME

_DRAWS = 3


def spread(expression: sympy.Expr, lam: Any, t: Any) -> Any:
    """The largest relative difference between perturbed values, infinite where one of them does not exist.

    0 where all of them are 0, as beyond a kink.
    """
    rng = random.Random(20)  # the same digits on every run
    try:
        values = [mpmath.re(_Shaken(lam, t, rng)(expression)) for _ in range(_DRAWS)]
    except (ArithmeticError, ValueError):
        return mpmath.inf
    low, high = min(values), max(values)
    if not (mpmath.isfinite(low) and mpmath.isfinite(high)):
        return mpmath.inf
    size = min(abs(low), abs(high))
    return mpmath.mpf(0) if low == high == 0 else (high - low) / size if size and low * high > 0 else mpmath.inf


class _Shaken(Numbers):
    """Every value with a random error of its own."""

    def __init__(self, lam: Any, t: Any, rng: random.Random) -> None:
        super().__init__({LAMBDA: lam, TIME: t})
        self.rng = rng

    def compute(self, expr: sympy.Expr) -> Any:
        value = super().compute(expr)
        if expr.is_Integer or isinstance(expr, sympy.Min | sympy.Max | sympy.Abs | sympy.sign):
            return value  # no rounding
        error = self.rng.choice((-1, 1)) * mpmath.ldexp(1 + mpmath.mpf(self.rng.random()), 4 - mpmath.mp.prec)
        return value * (1 + error)

    def power(self, expr: sympy.Expr) -> Any:
        return self(expr.base) ** self(expr.exp)

    def unknown(self, expr: sympy.Expr) -> Any:
        """A number like pi, or a function that the table does not have."""
        if expr.func not in _OTHERS:
            names = sympy.symbols(f"x:{len(expr.args)}")
            called = expr.func(*names, evaluate=False) if names else expr
            _OTHERS[expr.func] = sympy.lambdify(names, called, modules="mpmath")
        return _OTHERS[expr.func](*map(self, expr.args))


_OTHERS: dict[Any, Callable[..., Any]] = {}
