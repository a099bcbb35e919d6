"""Proof that a positive function on (0, oo), given on intervals that kinks divide, is largest at one point only.

With s = x f'/f and a point x* that was located, on the interval that holds it:

1. s takes both signs beside x* in balls (:func:`~.witnesses.crosses_zero`), so that it has a zero there.
2. Either s falls on the whole interval; or it falls from about x*(1 - 1/100) to x*(1 + 1/100), and outside f rises
   before and falls behind, or stays below its value at x*.
3. On every other interval f is monotone towards x*, where that is an end of it, or stays below its value beside x*.
   Where x* is a kink, only this is asked.

Signs on intervals by form and slope (:mod:`.sign_proofs`), else by branch and bound
(:mod:`spectral_proofs.bounds.interval_proof`).

Left out: two maxima of the same height, plateaus, and intervals whose ends are located numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy

from spectral_proofs.asymptotics.domain import Domain
from spectral_proofs.asymptotics.sign_proofs import proved_sign
from spectral_proofs.asymptotics.witnesses import crosses_zero
from spectral_proofs.bounds.interval_proof import positive_on_interval

Piece = tuple[sympy.Expr, Domain]

_AROUND = sympy.Rational(1, 100)
_SIMPLIFIABLE = 80  # operations
_DIGITS = 4  # of points beside x*: long rationals make roots of them slow


def largest_only_at(pieces: Sequence[Piece], at: sympy.Expr) -> bool:
    """Whether the largest value is proved to be taken at ``at`` only, up to a relative 10^-20; False says nothing.

    Args:
        pieces: positive functions of their domain's parameter, on intervals that cover (0, oo) or all that counts.
        at: a located number inside an interval, or the end of one.
    """
    if any(end.has(sympy.Float) for _, domain in pieces for end in (domain.low, domain.high)):
        return False
    inside = [piece for piece in pieces if _contains(piece[1], at)]
    beside = inside or [piece for piece in pieces if at in (piece[1].low, piece[1].high)]
    if not beside:
        return False
    f, domain = beside[0]
    height = _log(f).subs(domain.parameter, _rational(at) if inside else at)
    return all(_peak(piece, at) if piece in inside else _lower(piece, at, height) for piece in pieces)


def _contains(domain: Domain, at: sympy.Expr) -> bool:
    return at not in (domain.low, domain.high) and bool(domain.low < at) and bool(at < domain.high)


def _peak(piece: Piece, at: sympy.Expr) -> bool:
    """Point 2."""
    f, domain = piece
    x, slope = domain.parameter, _slope(*piece)
    if x is None or not crosses_zero(slope, x, at):
        return False
    falling = -sympy.diff(slope, x)
    if _positive(falling, domain):
        return True
    middle, low, high = (_rational(at * (1 + share)) for share in (0, -_AROUND, _AROUND))
    if not (domain.low < low < at < high < domain.high and _positive(falling, Domain(x, low, high))):
        return False
    below = _log(f).subs(x, middle) - _log(f)
    before, behind = Domain(x, domain.low, low), Domain(x, high, domain.high)
    rises, falls = _positive(slope, before), _positive(-slope, behind)
    return (rises or _positive(below, before)) and (falls or _positive(below, behind))


def _lower(piece: Piece, at: sympy.Expr, height: sympy.Expr) -> bool:
    """Point 3."""
    f, domain = piece
    if at == domain.high:
        return _positive(_slope(*piece), domain)
    if at == domain.low:
        return _positive(-_slope(*piece), domain)
    return _positive(height - _log(f), domain)


def _positive(expr: sympy.Expr, domain: Domain) -> bool:
    p = domain.parameter
    if p is None or expr.free_symbols != {p}:
        return bool(expr.is_positive)
    return proved_sign(expr, p, domain.low, domain.high) == 1 or positive_on_interval(expr, p, domain.low, domain.high)


def _slope(f: sympy.Expr, domain: Domain) -> sympy.Expr:
    slope = domain.parameter * sympy.diff(_log(f), domain.parameter)
    return sympy.simplify(slope) if slope.count_ops() < _SIMPLIFIABLE else slope


def _log(f: sympy.Expr) -> sympy.Expr:
    return sympy.expand_log(sympy.log(f), force=True)


def _rational(at: sympy.Expr) -> sympy.Rational:
    return sympy.Rational(str(sympy.N(at, _DIGITS)))
