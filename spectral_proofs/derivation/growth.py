"""Condition (2): is g = Theta(lambda^m t^n) on the whole quadrant?

1. m and n are read off the last sector (lambda < t^(-u) for large u).
2. On every cell g / (lambda^m t^n) must have the monomial 1: the same powers of lambda and t,
   and no slowly varying factor. The cells include both edges (lambda fixed; t fixed), which is
   the closed quadrant of the tropical criterion omega(u, v) = n v - m u.
3. At fixed t the coefficient c(t) of lambda^m must itself be Theta(t^n).
4. Between the cells the same is asked of what leads however lambda moves through the gap (docs/theory.md,
   section 10). Where nothing does, terms that are monotone in lambda are at most what they are on the cells at both
   ends, and one curve on which g/(lambda^m t^n) runs away is a witness against (2)
   (:mod:`.curves`); without one it stays undecided.
5. The first cell or gap that differs is the witness against (2).

Explicit constants c1, c2, t0 are the business of :mod:`spectral_proofs.bounds.constants`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

import sympy

from spectral_proofs.asymptotics.between import lead_of, minorants
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.gap_order import GapOrder
from spectral_proofs.asymptotics.monomial import Monomial, compare, power_of
from spectral_proofs.asymptotics.places import Cell, Gap, Place, gaps_between, isolated_places
from spectral_proofs.asymptotics.series import Series
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.asymptotics.term_logarithms import logarithm, positive_terms
from spectral_proofs.derivation.beside import beside_fixed_lambda
from spectral_proofs.derivation.calculus import without_cancellation
from spectral_proofs.derivation.context import Context, GCell, show_monomial
from spectral_proofs.derivation.curves import runs_away
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.expression.form import sign_by_form
from spectral_proofs.results import Fact, Growth, Truth, unsettled
from spectral_proofs.results.rigour import EXACT, read_off


def decide_growth(context: Context) -> Growth:
    """Decide (2) and give m and n where it holds."""
    with context.reading() as read:
        found = _on_cells(context)
    return replace(found, fact=found.fact.weakened(read_off(read)).supported())


def _on_cells(context: Context) -> Growth:
    try:
        cells = context.g_cells
        exponents = _exponents_of_last_sector(cells)
        if isinstance(exponents, str):
            return Growth(Fact(Truth.NO, exponents, EXACT))
        m, n = context.journal["powers"] = exponents
        for cell in cells:
            mismatch = _mismatch(context, cell, m, n)
            if mismatch:
                return Growth(Fact(Truth.NO, mismatch, EXACT))
        for left, right in pairwise(cells):
            _refuse_poles(left, right)
        for place in isolated_places(cells):
            mismatch = context.on_place(lambda evaluate, where: _at_mode(evaluate, where, context.g, n), place)
            if mismatch:
                return Growth(Fact(Truth.NO, mismatch, EXACT))
        mismatch = _off_the_cells(context, cells, m, n)
        if mismatch:
            return Growth(Fact(Truth.NO, mismatch, EXACT))
    except UndecidedError as error:
        return Growth(unsettled(str(error)))
    reason = f"g = Theta(lambda^({m}) t^({n})) on all {len(cells)} cells of the quadrant"
    return Growth(Fact(Truth.YES, reason, EXACT), m, n)


def _exponents_of_last_sector(cells: list[Cell[GCell]]) -> tuple[sympy.Expr, sympy.Expr] | str:
    cell = next(c for c in reversed(cells) if c.place.kind == "sector" and c.place.level == 0)
    if cell.value.vanishes:
        return f"g = 0 at {cell.place}"
    u = cell.place.domain.parameter
    monomial = cell.value.monomial
    rate = sympy.expand(monomial.powers[0])
    if monomial.extra or any(p != 0 for p in monomial.powers[1:]) or not rate.is_polynomial(u):
        return f"g ~ {_leading_term(cell)} for {cell.place}: not a power of lambda and t"
    m, n = -rate.coeff(u, 1), rate.coeff(u, 0)
    if not (bool(m > 0) and bool(n > 0)):
        return f"g ~ lambda^({m}) t^({n}) for {cell.place}: m and n must be positive"
    return m, n


def _mismatch(context: Context, cell: Cell[GCell], m: sympy.Expr, n: sympy.Expr) -> str:
    place, value = cell.place, cell.value
    if value.vanishes:
        return f"g = 0 at {place}"
    if place.kind == "tail":
        expected = power_of(0, -m)
        wrong = value.monomial != expected or not _theta_in_time(context, value.coefficient, n)
    else:
        exponents = (*place.prefix, place.domain.parameter) if place.kind == "sector" else place.prefix
        lam = Monomial(tuple(-e for e in exponents) + (sympy.S.Zero,) * (len(value.monomial.powers) - len(exponents)))
        wrong = value.monomial != lam**m * power_of(0, n)
    if not wrong:
        return ""
    return f"g ~ {_leading_term(cell)} at {place}, not Theta(lambda^({m}) t^({n}))"


def _refuse_poles(left: Cell[GCell], right: Cell[GCell]) -> None:
    """Step 2 where a kink divides a ray: g/(lambda^m t^n) may tend to 0 there, or have a pole, which no piece shows."""
    place, point = left.place, right.place.domain.high
    if not place.kind == right.place.kind == "ray" or place.prefix != right.place.prefix or point is None:
        return
    for cell in (left, right):
        value = cell.value.coefficient.subs(cell.place.domain.parameter, point)
        if not value.is_finite or sign(value, cell.place.domain) <= 0:
            raise UndecidedError(f"g may have a zero or a pole at x = {point} ({place})")


def _leading_term(cell: Cell[GCell]) -> str:
    """For people, in lambda and t, whatever the cell's own parameter and scale are."""
    place, coefficient = cell.place, cell.value.coefficient
    if place.kind == "head":
        coefficient = coefficient.xreplace({place.domain.parameter: LAMBDA})
    monomial = show_monomial(cell.value.monomial, "1/lambda" if place.kind == "tail" else "t")
    return _product(coefficient, monomial)


def _product(coefficient: sympy.Expr, monomial: str) -> str:
    if monomial == "1" or coefficient == 1:
        return monomial if coefficient == 1 else str(coefficient)
    return f"({coefficient}) {monomial}" if coefficient.is_Add else f"{coefficient} {monomial}"


def _at_mode(evaluate: Evaluator, place: Place, g: sympy.Expr, n: sympy.Expr) -> str:
    """At one fixed lambda, g must be a positive multiple of t^n."""
    assert place.point is not None
    series = evaluate(g.xreplace({LAMBDA: place.point}))  # lambda = 1 may cancel what no expansion would
    if series.exactly_zero:
        return f"g = 0 at {place}"
    coefficient, monomial = series.lead()
    if monomial == power_of(0, n) and sign(coefficient, place.domain) > 0:
        return ""
    return f"g ~ {_product(coefficient, show_monomial(monomial))} at {place}, not Theta(t^({n}))"


def _off_the_cells(context: Context, cells: list[Cell[GCell]], m: sympy.Expr, n: sympy.Expr) -> str:
    """Between the cells, and beside Lambda; where that stays open a single curve may show that (2) fails."""
    try:
        context.refuse_hidden_transitions()
        mismatch = _between(context, cells, m, n)
        if not mismatch:
            _require_order_beside(context, n)
    except UndecidedError:
        found = (runs_away(context, gap, m, n) for gap in gaps_between(cells))
        curve = context.journal["curve"] = next(filter(None, found), None)
        if curve is None:
            raise
        mismatch = str(curve)
    return mismatch


def _between(context: Context, cells: list[Cell[GCell]], m: sympy.Expr, n: sympy.Expr) -> str:
    """In every gap g must be a positive multiple of lambda^m t^n, or lie between two of them."""
    for gap in gaps_between(cells):
        order = partial(_order_of, m=m, n=n)

        def differs(evaluate: Evaluator, place: Place, order: _Order = order) -> bool:
            coefficient, monomial = evaluate(context.g).lead()
            return monomial != order(evaluate) or sign(coefficient, place.domain) <= 0

        try:
            if context.in_gap(differs, gap, context.g):
                return f"g is not Theta(lambda^({m}) t^({n})) at {gap.place}"
        except UndecidedError:
            if not _enclosed(context, gap, order) and not _between_its_ends(context, cells, gap, m, n):
                raise
    return ""


_Order = Callable[[Evaluator], Monomial]


def _order_of(evaluate: Evaluator, m: sympy.Expr, n: sympy.Expr) -> Monomial:
    order: Monomial = evaluate(LAMBDA).lead()[1] ** m * power_of(0, n)
    return order


def _enclosed(context: Context, gap: Gap, order: _Order) -> bool:
    """No term of g exceeds the order, and one of several positive terms has it."""

    def bounded(evaluate: Evaluator, place: Place) -> bool:
        series, expected = evaluate(context.g), order(evaluate)
        assert isinstance(place.domain.order, GapOrder)
        known = (*(m for _, m in series.terms), *series.errors)
        return all(place.domain.order.at_most(m, expected, place.domain) for m in known)

    reached = partial(_has_order, order=order)
    known = (gap.place, (LAMBDA, TIME), context.memory)
    parts = minorants(context.g, *known) if _holds(context, bounded, gap.place) else ()
    return any(lead_of(part, *known, reached) is not None for part in parts)


def _between_its_ends(context: Context, cells: list[Cell[GCell]], gap: Gap, m: sympy.Expr, n: sympy.Expr) -> bool:
    """Step 4 for a sum of positive terms: each is of this order at most on both cells, and monotone between them.

    A term over lambda^m t^n that rises or falls throughout the gap is at most what it is at the gap's two ends, which
    are points of the two cells; one of the terms has the order in the gap.
    """
    if gap.far or gap.left + 1 >= len(cells):
        return False
    sides = cells[gap.left].place, cells[gap.left + 1].place
    terms = positive_terms(context.g)
    reached = partial(_has_order, order=partial(_order_of, m=m, n=n))
    known = (gap.place, (LAMBDA, TIME), context.memory)
    bounded = all(_monotone(context, gap, term / LAMBDA**m) and _at_most(context, sides, term, m, n) for term in terms)
    return bounded and any(lead_of(term, *known, reached) is not None for term in terms)


def _at_most(context: Context, sides: Sequence[Place], term: sympy.Expr, m: sympy.Expr, n: sympy.Expr) -> bool:
    def bounded(evaluate: Evaluator, place: Place) -> bool:
        return compare(evaluate(term).lead()[1], _order_of(evaluate, m, n), place.domain) <= 0

    return all(_holds(context, bounded, side) for side in sides)


def _monotone(context: Context, gap: Gap, ratio: sympy.Expr) -> bool:
    """Whether a positive function rises, falls or stands still as lambda moves through the gap."""
    elasticity = without_cancellation(LAMBDA * sympy.diff(logarithm(ratio), LAMBDA))
    if elasticity == 0 or sign_by_form(elasticity):
        return True

    def signed(evaluate: Evaluator, place: Place) -> bool:
        return sign(evaluate(elasticity).lead()[0], place.domain) != 0

    return _holds(context, signed, gap.place)


def _has_order(evaluate: Evaluator, series: Series, order: _Order) -> Monomial | None:
    monomial = series.lead()[1]
    return monomial if monomial == order(evaluate) else None


def _holds(context: Context, build: Callable[[Evaluator, Place], bool], place: Place) -> bool:
    try:
        return context.on_place(build, place)
    except UndecidedError:
        return False


def _require_order_beside(context: Context, n: sympy.Expr) -> None:
    """Raise UndecidedError unless g is a positive multiple of t^n wherever lambda tends to one fixed value."""

    def build(moved: sympy.Expr) -> Callable[[Evaluator, Place], bool]:
        def differs(evaluate: Evaluator, place: Place) -> bool:
            coefficient, monomial = evaluate(moved).lead()
            return monomial != power_of(0, n) or sign(coefficient, place.domain) <= 0

        return differs

    for place, differs in beside_fixed_lambda(context, context.g, isolated_places(context.g_cells), build):
        if differs:
            raise UndecidedError(f"g is not Theta(t^({n})) at {place}, which is on no cell")


def _theta_in_time(context: Context, coefficient: sympy.Expr, n: sympy.Expr) -> bool:
    return context.eventual_order(coefficient)[1] == power_of(0, n)
