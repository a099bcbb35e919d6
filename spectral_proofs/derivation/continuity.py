"""Is an expression continuous in lambda, or in t?  What has a positive derivative increases only where it is.

lambda t exp(atan(tan(2 lambda))) has a positive derivative for every lambda at which it has one, and falls at
lambda = pi/4; so does lambda t (3 - |h|/h), whose derivative does not even show where h vanishes.

1. Sums, products, Max, Min, |x| and what the table of functions calls continuous are continuous where their parts are.
   What is left are denominators, exponents that move (x^y = exp(y log x)) and ``breaks`` of the table: expressions
   that must not vanish.
2. Each must show one sign by its form, or has one on all cells, in all gaps and beside every fixed lambda. At
   lambda = Lambda it may vanish: what increases up to there needs no value at the end.

Left out: zeros of a denominator that the numerator takes away, as in sin(h)/h.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sympy

from spectral_proofs.asymptotics.domain import Split
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.places import Cell, Place, gaps_between, isolated_places
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.balls.functions import X, function_of
from spectral_proofs.derivation.beside import beside_fixed_lambda
from spectral_proofs.derivation.calculus import sign_carrier
from spectral_proofs.derivation.context import Context
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA
from spectral_proofs.problem.expression.form import sign_by_form
from spectral_proofs.results import Fact, unsettled
from spectral_proofs.results.rigour import read_off

_CONTINUOUS = (sympy.Add, sympy.Mul, sympy.Max, sympy.Min, sympy.Abs)


def where_continuous(context: Context, risen: Fact, expr: sympy.Expr, along: sympy.Symbol) -> Fact:
    """That ``expr`` increases along a variable, which ``risen`` says of its derivative; unknown where it may jump."""
    if not risen.holds:
        return risen
    with context.reading() as read:
        for part in dict.fromkeys(_must_not_vanish(expr, along)):
            if not sign_by_form(part) and not _has_one_sign(context, part):
                return unsettled(f"whether it increases across {part} = 0, where it may jump")
    return risen.weakened(read_off(read))


def _must_not_vanish(expr: sympy.Expr, along: sympy.Symbol) -> Iterator[sympy.Expr]:
    """The expressions of step 1 that depend on the variable."""
    for part in sympy.preorder_traversal(expr):
        if not part.args or not part.has(along) or isinstance(part, _CONTINUOUS):
            continue
        function = function_of(part)
        if part.is_Pow and part.base is not sympy.E and not part.exp.is_positive:
            yield part.base
        elif function is not None and function.breaks is not None:
            yield function.breaks.subs(X, part.args[-1])
        elif function is None and not part.is_Pow:  # a step
            yield from part.args


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
