"""Is an expression >= 0 (or > 0) for all 0 < lambda <= Lambda, t >= t0?

1. Divide by a positive monomial on each piece of the quadrant (``factored``):
   the sign is unchanged and survives lambda -> 0 and t -> oo.
2. Branch and bound (``cover``) until every piece has a nonnegative (positive)
   lower end: proved.  A point with a certified negative (nonpositive) value:
   refuted.  Neither with the effort allowed: unknown.

Left out: a zero attained without a change of sign inside the quadrant (a double
root) stays unknown.
"""

from __future__ import annotations

import sympy

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds import numbers
from spectral_proofs.bounds.compiler import compile_expression
from spectral_proofs.bounds.cover import Cover, Goal, Piece, coordinates, refine, start
from spectral_proofs.bounds.monomial import sign_range
from spectral_proofs.bounds.region import as_exact
from spectral_proofs.bounds.slopes import factored_form
from spectral_proofs.errors import UndecidedError
from spectral_proofs.results import Fact, Truth, unsettled
from spectral_proofs.results.rigour import ENCLOSED

Corner = tuple[sympy.Rational | int, sympy.Rational | int]  # (Lambda, t0)


class _Sign(Goal):
    def __init__(self, strict: bool) -> None:
        self.strict = strict

    def urgency(self, cover: Cover, piece: Piece) -> float:
        """0 when the sign on the piece is settled."""
        return 0.0 if piece.range.positive or (piece.range.nonnegative and not self.strict) else 1.0

    def hopeless(self, cover: Cover) -> bool:
        """A certified counterexample was met."""
        least = cover.smallest
        return least is not None and bool(least.hi < 0 or (self.strict and least.hi <= 0))


#: Operations beyond which factoring an expression costs more than it helps.
_FACTORABLE = 40


def nonnegative(
    expr: sympy.Expr,
    Lambda: sympy.Rational | int = 1,
    t0: sympy.Rational | int = 1,
    *,
    strict: bool = False,
    effort: int = 2000,
) -> Fact:
    """YES with a proof, NO with a certified point, or UNKNOWN after ``effort`` enclosures of one operation."""
    try:
        quick = _search(expr, expr, (Lambda, t0), strict, effort // 4)
        if quick.truth is not Truth.UNKNOWN:
            return quick
        if expr.count_ops() > _FACTORABLE:
            return quick
        return _search(factored_form(expr), expr, (Lambda, t0), strict, effort)
    except UndecidedError as missing:
        return unsettled(str(missing))


def _search(form: sympy.Expr, expr: sympy.Expr, corner: Corner, strict: bool, effort: int) -> Fact:
    """Branch and bound on ``form``, equal to ``expr`` and perhaps easier."""
    if not form.free_symbols:
        return _constant(form, "> 0" if strict else ">= 0", strict)
    cover = start(compile_expression(form), as_exact(corner[0]), as_exact(corner[1]), sign_range)
    relation = "> 0" if strict else ">= 0"
    where = f"for all 0 < lambda <= {corner[0]}, t >= {corner[1]}"
    goal = _Sign(strict)
    with working_precision(numbers.PRECISION):
        if refine(cover, goal, effort):
            return Fact(Truth.YES, f"{expr} {relation} {where} (enclosed on {len(cover.settled)} pieces)", ENCLOSED)
        if goal.hopeless(cover) and cover.lowest_point is not None:
            where = coordinates(cover.lowest_point)
            return Fact(Truth.NO, f"{expr} is certified {'<= 0' if strict else '< 0'} at {where}", ENCLOSED)
    return unsettled(f"the sign of {expr} was not settled {where}")


def _constant(expr: sympy.Expr, relation: str, strict: bool) -> Fact:
    sign = numbers.sign(expr)
    holds = sign > 0 or (sign == 0 and not strict)
    reason = f"{expr} {relation if holds else 'fails ' + relation}"
    return Fact(Truth.YES if holds else Truth.NO, reason, ENCLOSED)
