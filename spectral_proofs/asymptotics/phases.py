"""Phases: the unbounded arguments of sines and cosines on one cell.

1. An unbounded argument is a finite sum of terms c m with monomials m -> oo. Each c is written as a sum of
   rational multiples of *units*, c = sum q_j alpha_j; every pair (alpha, m) gets one phase, the number alpha m.
   So sin(2 log t) is sin(2 phase) beside sin(log t) = sin(phase), and on lambda = x t^(-u) with a rational u the
   argument log lambda is log x - u phase.
2. An argument that is not known up to o(1) is a phase of its own (``loose``).

Which values do the phases take together? *If, for each monomial m, the units of m are linearly independent
over the rationals, the phases come close to every point of the torus again and again as t -> oo.* Proof: for
one m, alpha_1 s, ..., alpha_r s is a linear flow with independent frequencies, dense in its torus and within
eps of every point in every stretch of s of some length R(eps) (Kronecker; Hardy and Wright, An Introduction to
the Theory of Numbers, ch. 23; Weyl 1916). Distinct monomials lie in a Hardy field and have different orders of
growth; if m2 = o(m1), then dm2/dm1 -> 0, so that m2 moves by o(1) while m1 runs through a stretch R(eps). Order
the monomials by growth and choose from the slowest on.

Independence over the rationals is shown for a single unit, for square roots of distinct square-free integers
(Besicovitch 1940) and for these together with pi (Lindemann); with other units a phase is ``loose``, and
a range over the torus is an outer bound only: it proves one sign, it never proves that both occur.

One phase always takes all values for ever: a continuous function that tends to infinity. A phase that *moves*,
because c or m depends on the parameter of the cell, takes all values beside given ones of the others for a
suitable parameter near any given one.

Left out: two or more phases that move (they may be related).
"""

from __future__ import annotations

from collections.abc import Iterable

import sympy

from spectral_proofs.asymptotics.domain import phase
from spectral_proofs.asymptotics.monomial import Monomial

Term = tuple[sympy.Expr, Monomial]

_SQUARE_FREE = 10**9  # SymPy's trial division finds every square in a smaller number


class Phases:
    """The phases of one cell, numbered as they are met; ``parameter`` is the cell's own."""

    def __init__(self, parameter: sympy.Symbol | None) -> None:
        self.parameter = parameter
        self._known: dict[tuple[sympy.Expr, Monomial], sympy.Symbol] = {}
        self._unrelated: dict[sympy.Expr, sympy.Symbol] = {}

    def __call__(self, large: Iterable[Term]) -> sympy.Expr:
        """The combination of phases that the unbounded part of an argument is."""
        total = sympy.S.Zero
        for coefficient, monomial in large:
            for q, unit in _units(coefficient):
                total += q * self._phase(unit, monomial)
        return total

    def unrelated(self, argument: sympy.Expr, terms: Iterable[Term]) -> sympy.Symbol:
        """The phase of an argument whose leading terms alone are known."""
        if argument not in self._unrelated:
            moves = any(self._moves(c, m) for c, m in terms)
            self._unrelated[argument] = phase(self._count(), moves, loose=True)
        return self._unrelated[argument]

    def _phase(self, unit: sympy.Expr, monomial: Monomial) -> sympy.Symbol:
        if (unit, monomial) not in self._known:
            beside = [other for other, m in self._known if m == monomial]
            moves = self._moves(unit, monomial)
            loose = not moves and not independent([unit, *(u for u in beside if not self._moves(u, monomial))])
            self._known[unit, monomial] = phase(self._count(), moves, loose)
        return self._known[unit, monomial]

    def _count(self) -> int:
        return len(self._known) + len(self._unrelated)

    def _moves(self, coefficient: sympy.Expr, monomial: Monomial) -> bool:
        own = self.parameter
        return own is not None and (own in coefficient.free_symbols or _depends(monomial, own))


def independent(units: list[sympy.Expr]) -> bool:
    """Whether the numbers are known to be linearly independent over the rationals."""
    return len(units) <= 1 or all(unit == sympy.pi or _root_of_integer(unit) for unit in units)


def _root_of_integer(unit: sympy.Expr) -> bool:
    # a unit has no rational factor, so that SymPy leaves the square-free part only
    return unit == 1 or bool(
        unit.is_Pow and unit.exp == sympy.S.Half and unit.base.is_Integer and 0 < unit.base < _SQUARE_FREE
    )


def _units(coefficient: sympy.Expr) -> list[tuple[sympy.Rational, sympy.Expr]]:
    pairs = []
    for term in sympy.Add.make_args(sympy.expand(coefficient)):
        q, unit = term.as_coeff_Mul()
        pairs.append((q, unit) if q.is_Rational else (sympy.S.One, term))
    return pairs


def _depends(monomial: Monomial, parameter: sympy.Symbol) -> bool:
    inner = any(parameter in c.free_symbols or _depends(m, parameter) for c, m in monomial.extra)
    return inner or any(parameter in power.free_symbols for power in monomial.powers)
