"""Coefficients in ball arithmetic: the fast, rigorous half of :func:`.numeric.stable_value`.

An expression is walked once as a directed acyclic graph of balls (Arb). A ball that meets the edge of a
function's domain becomes infinite, which proves nothing and leaves the question to others.

Left out: complex values, and functions that Arb does not offer for real balls.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

import sympy
from flint import arb

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.balls.walker import RealBalls


class NoBallError(Exception):
    """The expression has a part without a real ball."""


class NotFiniteError(NoBallError):
    """The ball is not finite; a higher precision may help."""


class _Walk(RealBalls):
    def refuse(self, reason: str) -> NoReturn:
        raise NoBallError(reason)


def enclose(expr: sympy.Expr, point: Mapping[sympy.Symbol, sympy.Expr], bits: int) -> arb:
    """A ball around the value of ``expr`` with the symbols replaced by the (constant) values of ``point``.

    Raises NoBallError for an unknown symbol or function, NotFiniteError where the ball is not finite.
    """
    with working_precision(bits):
        return enclose_at(expr, {symbol: _Walk({})(value) for symbol, value in point.items()})


def enclose_at(expr: sympy.Expr, values: Mapping[sympy.Symbol, arb]) -> arb:
    """A ball around all values of ``expr`` for values of the symbols in the given balls, at the precision in force."""
    found = _Walk(values)(expr)
    if not found.is_finite():
        raise NotFiniteError(str(expr.func))
    return found
