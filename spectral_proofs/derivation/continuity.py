"""Is an expression continuous in lambda, or in t?  What has a positive derivative increases only where it is.

lambda t exp(atan(tan(2 lambda))) has a positive derivative for every lambda at which it has one, and falls at
lambda = pi/4; so does lambda t (3 - |h|/h), whose derivative does not even show where h vanishes.

1. It is where nothing vanishes of what :mod:`~spectral_proofs.problem.expression.continuity` finds in it.
2. Each such part has one sign on all cells, in all gaps and beside every fixed lambda. At lambda = Lambda it may
   vanish: what increases up to there needs no value at the end.
3. One term c log(h), c free of the variable, may be left out: h > 0 that falls to 0 and rises again takes the term to
   infinity, and with c < 0 the derivative is negative behind that point, with c > 0 before it. Two such terms need not
   (log(x^2) - log(2 x^2 + x |x|) falls by log 3).
"""

from __future__ import annotations

from collections.abc import Callable

import sympy

from spectral_proofs.asymptotics.domain import Split
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.places import Cell, Place, gaps_between, isolated_places
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.derivation.beside import beside_fixed_lambda
from spectral_proofs.derivation.calculus import sign_carrier
from spectral_proofs.derivation.context import Context
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA
from spectral_proofs.problem.expression.continuity import may_vanish
from spectral_proofs.results import Fact, unsettled
from spectral_proofs.results.rigour import read_off


def where_continuous(context: Context, risen: Fact, expr: sympy.Expr, along: sympy.Symbol) -> Fact:
    """That ``expr`` increases along a variable, which ``risen`` says of its derivative; unknown where it may jump."""
    if not risen.holds:
        return risen
    with context.reading() as read:
        for part in may_vanish(_without_one_logarithm(expr, along), along):
            if not _has_one_sign(context, part):
                return unsettled(f"whether it increases across {part} = 0, where it may jump")
    return risen.weakened(read_off(read))


def _without_one_logarithm(expr: sympy.Expr, along: sympy.Symbol) -> sympy.Expr:
    """Step 3: ``expr`` with h in place of one term c log(h), c free of the variable."""
    terms = sympy.Add.make_args(expr)
    for term in terms:
        logarithm = term.as_independent(along, as_Add=False)[1]
        if isinstance(logarithm, sympy.log):
            return sympy.Add(*(other for other in terms if other is not term), logarithm.args[0], evaluate=False)
    return expr


def _has_one_sign(context: Context, part: sympy.Expr) -> bool:
    carrier = sign_carrier(part)
    try:
        cells = context.on_cells(_sign_of(carrier), with_tail=carrier.has(LAMBDA))
        if any(map(_divided, cells, cells[1:])):  # a zero of both sides, perhaps
            return False
        signs = {cell.value for cell in cells}
        signs |= {context.in_gap(_sign_of(carrier), gap, carrier) for gap in gaps_between(cells)}
        places = isolated_places(cells)
        signs |= {context.on_place(_sign_of(carrier), place) for place in places[1:]}
        signs |= {context.on_place(_sign_of(carrier), place) for place in places[:1]} - {0}
        signs |= {found for _, found in beside_fixed_lambda(context, carrier, places, _sign_of)}
    except (UndecidedError, Split):
        return False
    return len(signs) == 1 and 0 not in signs


def _sign_of(carrier: sympy.Expr) -> Callable[[Evaluator, Place], int]:
    def build(evaluate: Evaluator, place: Place) -> int:
        series = evaluate(carrier)
        return 0 if series.exactly_zero else sign(series.lead()[0], place.domain)

    return build


def _divided(left: Cell[int], right: Cell[int]) -> bool:
    """Two pieces of one ray."""
    return left.place.kind == right.place.kind == "ray" and left.place.prefix == right.place.prefix
