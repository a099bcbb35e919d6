"""Proofs that a constant is zero: sqrt(5 + 2 sqrt(6)) - sqrt(2) - sqrt(3), log(6) - log(2) - log(3).

1. Logarithms of rational numbers become sums over primes, and the sum is expanded. Terms are grouped by their
   transcendental factor; a sum all of whose groups have the coefficient zero is zero.
2. A coefficient built from rationals by + - * / and roots is zero iff it is smaller than its root bound: with
   u, l of the table below and D the product of the indices of its different roots,
   E != 0 implies |E| >= 1 / (l u^(D^2 - 1)).

       integer n: |n|, 1        E F: u u', l l'           E + F: u l' + l u', l l'
       1/E: l, u                root_k(E): u^(1/k), l^(1/k)

   A ball of that many bits decides. (Burnikel, Fleischer, Mehlhorn, Schirra, A strong and easily computable
   separation bound for arithmetic expressions involving radicals, Algorithmica 27, 2000, theorem 1.)

Left out: relations between values of transcendental functions other than those of logarithms of rationals, and
roots whose bound needs more than ``_MAX_BITS``; for them the answer "not proved" says nothing.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from math import log2

import sympy
from flint import arb, ctx, fmpq

_MAX_BITS = 60_000
_MAX_DIGITS_FACTORED = 40  # of a number in a logarithm
_GUARD = 64


class _NotAlgebraicError(Exception):
    """The constant is not built from rationals by arithmetic and real roots of positive numbers."""


@lru_cache(maxsize=4096)
def vanishes(constant: sympy.Expr) -> bool:
    """True only with a proof that the real constant is zero."""
    if constant.is_Rational:
        return bool(constant == 0)
    if not constant.is_Add:
        return constant.is_Mul and any(vanishes(factor) for factor in constant.args if factor.is_Add)
    groups: dict[sympy.Expr, sympy.Expr] = {}
    for term in sympy.Add.make_args(_expanded(constant)):
        algebraic = sympy.Mul(*(f for f in sympy.Mul.make_args(term) if _algebraic(f)))
        rest = term / algebraic
        groups[rest] = groups.get(rest, sympy.S.Zero) + algebraic
    return all(_algebraic_zero(coefficient) for coefficient in groups.values())


def _expanded(constant: sympy.Expr) -> sympy.Expr:
    small = all(log.args[0].p < 10**_MAX_DIGITS_FACTORED for log in constant.atoms(sympy.log) if log.args[0].is_Integer)
    return sympy.expand(sympy.expand_log(constant, factor=small))


def _algebraic(expr: sympy.Expr) -> bool:
    if expr.is_Rational:
        return True
    if expr.is_Pow:
        return bool(expr.exp.is_Rational) and _algebraic(expr.base)
    return (expr.is_Add or expr.is_Mul) and all(map(_algebraic, expr.args))


def _algebraic_zero(expr: sympy.Expr) -> bool:
    if expr.is_Rational:
        return bool(expr == 0)
    try:
        upper, lower = _bound(expr)
        degree = reduce(int.__mul__, (int(index) for _, index in _roots(expr)), 1)
        bits = lower + upper * (degree**2 - 1) + _GUARD
        if bits > _MAX_BITS:
            return False
        with ctx.workprec(int(bits) + _GUARD):
            value = _value(expr)
            return bool(value.is_finite() and abs(value) < arb(2) ** (-int(bits)))
    except _NotAlgebraicError:
        return False


def _roots(expr: sympy.Expr) -> set[tuple[sympy.Expr, sympy.Integer]]:
    return {(power.base, power.exp.q) for power in expr.atoms(sympy.Pow) if power.exp.is_Rational and power.exp.q > 1}


def _bound(expr: sympy.Expr) -> tuple[float, float]:
    """(log2 u, log2 l), rounded up by a little."""
    if expr.is_Rational:
        return _log2(abs(int(expr.p))), _log2(int(expr.q))
    if expr.is_Add or expr.is_Mul:
        return reduce(_sum if expr.is_Add else _product, map(_bound, expr.args))
    if expr.is_Pow and expr.exp.is_Rational:
        upper, lower = _bound(expr.base)
        size = float(abs(expr.exp))
        return (size * upper, size * lower) if expr.exp > 0 else (size * lower, size * upper)
    raise _NotAlgebraicError


def _log2(number: int) -> float:
    return log2(number) + 1e-9 if number > 1 else 0.0


def _product(left: tuple[float, float], right: tuple[float, float]) -> tuple[float, float]:
    return left[0] + right[0], left[1] + right[1]


def _sum(left: tuple[float, float], right: tuple[float, float]) -> tuple[float, float]:
    upper, other = left[0] + right[1], left[1] + right[0]
    return max(upper, other) + 1, left[1] + right[1]


def _value(expr: sympy.Expr) -> arb:
    if expr.is_Rational:
        return arb(fmpq(int(expr.p), int(expr.q)))
    if expr.is_Add or expr.is_Mul:
        return reduce(arb.__add__ if expr.is_Add else arb.__mul__, map(_value, expr.args))
    base = _value(expr.base)
    if expr.exp.q > 1 and not base > 0:
        raise _NotAlgebraicError
    power: arb = base ** fmpq(int(expr.exp.p), int(expr.exp.q))
    return power
