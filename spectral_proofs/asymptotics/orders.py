"""Orders of growth t^alpha (log t)^beta (log log t)^gamma ... exp(c1 m1 + c2 m2 + ...), exponents symbolic.

An order is a :class:`~.monomial.Monomial`; the derivation compares the same objects by the same function. Here is
the algebra by itself:

1. ``product``, ``power`` and ``quotient`` add, multiply and subtract exponents.
2. ``compare`` divides and takes the sign of the first exponent that is not zero (of exponentials: of the
   coefficient of the largest term). A sign that does not follow from the assumptions makes the answer UNKNOWN.
3. ``total`` is the order of a sum of positive terms, the maximum. Where a comparison is open it makes the cases
   less, equal and greater of it; the coefficient of a branch says how many terms attain the maximum.
4. ``leading`` expands an expression in t (:mod:`.series`) with the same cases, and ``limits`` reads limits off.

Assumptions are any object with the methods of :class:`Assumptions`: ``Declared`` (the signs that SymPy's symbols are
declared with) or :class:`spectral_proofs.derivation.parameters.parameter_case.ParameterCase` (inequalities and
equalities).

SymPy's ``limit`` is not used: with symbolic exponents it takes one case for all of them.
(Hardy, Orders of Infinity, ch. III; van der Hoeven, Transseries and Real Differential Algebra, LNM 1888, ch. 4.)

Left out: oscillating factors, and iterated logarithms deeper than ``monomial.DEPTH``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, TypeVar

import sympy

from spectral_proofs.asymptotics import monomial
from spectral_proofs.asymptotics.cells import eventual_order
from spectral_proofs.asymptotics.domain import CaseSplit, Domain
from spectral_proofs.asymptotics.exponents import canonical
from spectral_proofs.asymptotics.monomial import Monomial
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import TIME

R = TypeVar("R")
Order = Monomial
ONE = monomial.UNIT
_MAX_BRANCHES = 200


class Comparison(Enum):
    """left against right as t -> oo, for all parameters that satisfy the assumptions."""

    LESS = "less"
    EQUAL = "equal"
    GREATER = "greater"
    UNKNOWN = "unknown"


_BY_SIGN = {-1: Comparison.LESS, 0: Comparison.EQUAL, 1: Comparison.GREATER}


class Assumptions(Protocol):
    """What is known about the parameters in exponents."""

    def known_sign(self, expr: sympy.Expr) -> int | None:
        """Proved sign; None where it does not follow."""

    def extended(self, expr: sympy.Expr, sign: int) -> Assumptions | None:
        """The same with one more sign; None where that is impossible."""

    def apply(self, expr: sympy.Expr) -> sympy.Expr:
        """``expr`` with known equalities substituted."""


@dataclass(frozen=True)
class Declared:
    """The signs that SymPy's symbols are declared with, and ``chosen`` ones."""

    chosen: tuple[tuple[sympy.Expr, int], ...] = ()

    def known_sign(self, expr: sympy.Expr) -> int | None:
        """From SymPy's assumptions, or as chosen."""
        for known, side in self.chosen:
            ratio = sympy.cancel(expr / known)
            if ratio.is_positive or ratio.is_negative:
                return side if ratio.is_positive else -side
        expanded = sympy.expand(expr)
        return 0 if expanded.is_zero else 1 if expanded.is_positive else -1 if expanded.is_negative else None

    def extended(self, expr: sympy.Expr, sign: int) -> Declared | None:
        """With the sign of ``expr`` chosen, which is not compared with the others."""
        known = self.known_sign(expr)
        if known is not None:
            return self if known == sign else None
        return Declared((*self.chosen, (expr, sign)))

    def apply(self, expr: sympy.Expr) -> sympy.Expr:
        """``expr`` itself."""
        return expr


DECLARED = Declared()


@dataclass(frozen=True)
class Branch:
    """One case of a sum or an expression: coefficient * order, where ``assumptions`` hold."""

    assumptions: Assumptions
    coefficient: sympy.Expr
    order: Order


def _expr(exponent: sympy.Expr | int) -> sympy.Expr:
    return sympy.Integer(exponent) if isinstance(exponent, int) else exponent


def time_power(alpha: sympy.Expr | int) -> Order:
    """t^alpha."""
    return monomial.power_of(0, _expr(alpha))


def log_power(beta: sympy.Expr | int, level: int = 1) -> Order:
    """(log t)^beta; level 2 is (log log t)^beta, and so on."""
    return monomial.power_of(level, _expr(beta))


def exponential(coefficient: sympy.Expr | int, exponent: Order) -> Order:
    """exp(coefficient * exponent), for an exponent that tends to infinity.

    exp(c log t) is t^c, and is returned as that.
    """
    c = _expr(coefficient)
    return monomial.exponential(c, exponent)


def product(left: Order, right: Order) -> Order:
    """left * right."""
    return left * right


def power(order: Order, exponent: sympy.Expr | int) -> Order:
    """order^exponent."""
    raised: Order = order ** _expr(exponent)
    return raised


def quotient(left: Order, right: Order) -> Order:
    """left / right."""
    return left / right


def compare(left: Order, right: Order, assumptions: Assumptions = DECLARED) -> Comparison:
    """Whether left/right tends to 0, is constant, or tends to infinity.

    >>> p, q = sympy.symbols("p q", positive=True)
    >>> compare(time_power(p + q), product(time_power(p), log_power(100)))
    <Comparison.GREATER: 'greater'>
    >>> compare(time_power(p), time_power(q))
    <Comparison.UNKNOWN: 'unknown'>
    """
    try:
        return _BY_SIGN[
            monomial.compare(_applied(left, assumptions), _applied(right, assumptions), _point(assumptions))
        ]
    except (CaseSplit, UndecidedError):
        return Comparison.UNKNOWN


def total(orders: Sequence[Order], assumptions: Assumptions = DECLARED) -> tuple[Branch, ...]:
    """The order of a sum of terms with positive coefficients, in as many cases as the exponents leave open.

    >>> p = sympy.Symbol("p", positive=True)
    >>> [(str(branch.order.powers[0]), branch.coefficient) for branch in total([time_power(p), time_power(2)])]
    [('p', 1), ('p', 2), ('2', 1)]

    Raises UndecidedError: a comparison cannot be turned into cases.
    """

    def largest(current: Assumptions) -> tuple[sympy.Expr, Order]:
        (best, *others), count = [_applied(order, current) for order in orders], 1
        for order in others:
            relation = monomial.compare(order, best, _point(current))
            best, count = (best, count + (relation == 0)) if relation <= 0 else (order, 1)
        return sympy.Integer(count), best

    return tuple(_branches(largest, assumptions))


def leading(expr: sympy.Expr, assumptions: Assumptions = DECLARED) -> tuple[Branch, ...]:
    """Leading terms of an expression in t as t -> oo, in as many cases as its exponents leave open.

    Raises UndecidedError: a comparison cannot be turned into cases, or no expansion is known.
    """
    return tuple(_branches(lambda current: _eventual(expr, current), assumptions))


def limits(expr: sympy.Expr, assumptions: Assumptions = DECLARED) -> tuple[tuple[Assumptions, sympy.Expr], ...]:
    """The limit of an expression as t -> oo in every case: (assumptions, limit).

    Raises:
        UndecidedError: as :func:`leading`.
    """

    def limit(current: Assumptions) -> tuple[sympy.Expr, Order]:
        coefficient, order = _eventual(expr, current)
        relation = monomial.compare(order, ONE, _point(current))
        if relation < 0:
            return sympy.S.Zero, ONE
        return (coefficient if relation == 0 else sympy.oo * sign(coefficient, _point(current))), ONE

    return tuple((b.assumptions, b.assumptions.apply(b.coefficient)) for b in _branches(limit, assumptions))


def _branches(build: Callable[[Assumptions], tuple[sympy.Expr, Order]], assumptions: Assumptions) -> Iterator[Branch]:
    """``build`` in every case, cases with a smaller sign first."""
    waiting = [assumptions]
    for _ in range(_MAX_BRANCHES):
        if not waiting:
            return
        current = waiting.pop()
        try:
            coefficient, order = build(current)
        except CaseSplit as split:
            cases = [current.extended(split.expr, side) for side in (1, 0, -1)]
            waiting += [case for case in cases if case is not None]
            continue
        yield Branch(current, coefficient, order)
    raise UndecidedError("too many cases; assume something")


@dataclass(frozen=True)
class _Oracle:
    """Lets the functions of this package ask the assumptions."""

    assumptions: Assumptions

    def sign(self, expr: sympy.Expr, domain: Domain) -> int | None:
        if not expr.free_symbols or domain.parameter is not None:
            return None
        known = self.assumptions.known_sign(self.assumptions.apply(expr))
        if known is None:
            raise CaseSplit(expr)
        return known

    def vanishes(self, expr: sympy.Expr, domain: Domain) -> bool | None:
        found = self.sign(expr, domain)
        return None if found is None else found == 0

    def pinned(self, expr: sympy.Expr) -> sympy.Expr:
        return expr

    def at_witness(self) -> _Oracle:
        return self


def _point(assumptions: Assumptions) -> Domain:
    return Domain(None, oracle=_Oracle(assumptions))


def _eventual(expr: sympy.Expr, assumptions: Assumptions) -> tuple[sympy.Expr, Order]:
    return eventual_order(assumptions.apply(expr), TIME, oracle=_Oracle(assumptions))


def _applied(order: Order, assumptions: Assumptions) -> Order:
    """The order with known equalities substituted: exponents that have become equal are added."""
    found = Monomial(tuple(canonical(assumptions.apply(p)) for p in order.powers))
    for coefficient, exponent in order.extra:
        c = canonical(assumptions.apply(coefficient))
        if c != 0:
            found *= monomial.exponential(c, _applied(exponent, assumptions))
    return found
