"""Regular variation where no cell shows the frontier: lambda t exp(sqrt(log(1/lambda))).

First g = h(lambda) u(t):

1. If E_lambda(h) -> m > 0 as lambda -> 0, h is regularly varying with index m and increases near 0 (Karamata's
   representation; Bingham, Goldie, Teugels, Regular Variation, 1.3). If E_t(u) -> n > 0, u -> oo with index n.
2. So g = 1 at one small lambda_*, the smallest of all, log lambda_* ~ -(n/m) log t, and g(x lambda_*, t) -> x^m.
3. Potter's bounds (loc. cit., 1.5.6), g(x lambda_*, t) >= x^(m-eps)/2 for x >= 1 and <= 2 x^(m-eps) for x <= 1 where
   x lambda_* is below some delta, are the head condition, and the tail condition where 2m > s/b: Theorems 1 and 2 of
   docs/theory.md give L ~ c lambda_*^w and S ~ c' lambda_*^(-s/b). The finitely many modes above delta have h > 0 and
   exp(-2 h u) smaller than every power of t.
4. h/lambda^m = exp(c M), M a product of powers of log(1/lambda), ... that outgrows log log(1/lambda), makes lambda_*
   leave every power of log t behind: M at lambda_* is (n/m)^p times M at 1/t, to leading order. Only such h are taken.

Then any g that increases in lambda and passes from infinity to zero between two neighbouring cells, one of which lies
along lambda = t^(-rho) (log t)^(-v) (docs/theory.md, section 10, "A frontier in a gap"):

5. If E_lambda(g) -> m > 0 in the gap, there is one lambda_* in it for large t, t^rho lambda_* leaves every power of
   log t behind, and g(x lambda_*, t) -> x^m; L ~ c lambda_*^w.
6. If moreover s > 0 and E_lambda >= m' for lambda <= delta, m' > s/(2b), of g or of each term of a sum of positive
   ones, of which that of g is a mean, S ~ c' lambda_*^(-s/b): g <= x^m' below the frontier, which ends below any
   delta > 0, and the modes above delta add a constant to S -> oo.

Left out: s <= 0, s = 2mb, and h or u whose slowly varying part is no exponential of this kind (cells tell those).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import sympy

from spectral_proofs.asymptotics.domain import Domain
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.gap_order import GapOrder
from spectral_proofs.asymptotics.monomial import UNIT, Monomial, compare, iterated_log
from spectral_proofs.asymptotics.places import Place, gaps_between
from spectral_proofs.asymptotics.term_logarithms import logarithm, positive_terms
from spectral_proofs.derivation.calculus import log_derivative
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.hypotheses import eventually_positive
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Fact, Frontier, Truth
from spectral_proofs.results.rigour import EXACT, Rigour, read_off, weakest

_NEAR = (sympy.Rational(1, 100), sympy.Rational(1, 10**9))


@dataclass(frozen=True)
class RegularVariation:
    """Indices m of h at lambda -> 0 and n of u, where lambda_* leaves every power of log t behind.

    In a gap m is the limit of E_lambda and n that of E_t, None where that is not known.
    """

    m: sympy.Expr
    n: sympy.Expr | None
    rho: sympy.Expr
    rigour: Rigour

    def frontier(self, known: Frontier) -> Frontier:
        """The frontier and the ratio of elasticities; what was known of the argmax stays."""
        level = self._law("lambda_*", -self.rho)
        exists = Fact(Truth.YES, level.formula, self.rigour)
        if self.n is None or self.n != self.rho * self.m:
            return replace(known, level=level, exists=exists)
        ratio = Fact(Truth.YES, f"E_t/E_lambda -> {self.rho} along the frontier", self.rigour)
        return replace(known, level=level, exists=exists, ratio=ratio, ratio_limit=self.rho)

    def loss(self, w: sympy.Expr) -> Asymptotics:
        """L ~ c lambda_*^w."""
        return self._law("L", -self.rho * w)

    def energy(self, share: sympy.Expr) -> Asymptotics | None:
        """S ~ c lambda_*^(-share), share = s/b; None where the tail condition fails or there is another law."""
        return self._law("S", self.rho * share) if bool(share > 0) and bool(share < 2 * self.m) else None

    def _law(self, name: str, index: sympy.Expr) -> Asymptotics:
        fact = Fact(Truth.NO, f"{name}/t^({index}) leaves every power of log t behind", self.rigour)
        return Asymptotics.without(fact, f"log {name} ~ {index} log t", index=index)


def regular_variation(context: Context) -> RegularVariation | None:
    """The indices, where g is such a product and its sign is not in question; None otherwise."""
    h, u = context.g.as_independent(TIME, as_Add=False)
    if u.has(LAMBDA) or not h.has(LAMBDA):
        return None
    small = h.subs(LAMBDA, 1 / TIME)
    try:
        with context.reading() as read:
            m = _limit(context, _elasticity(h, LAMBDA).subs(LAMBDA, 1 / TIME))
            n = _limit(context, _elasticity(u, TIME))
            if m is None or n is None:
                return None
            slow = [context.eventual_order(expr)[1] for expr in (small * TIME**m, u / TIME**n)]
    except UndecidedError:
        return None
    if not _leaves_logarithms(context.point, *slow):
        return None
    return RegularVariation(m, n, n / m, read_off(read) if read else EXACT)


def in_gap(context: Context) -> RegularVariation | None:
    """Step 5 for a g that increases in lambda; None where no such gap holds the frontier."""
    try:
        with context.reading() as read:
            cells = context.g_cells
            for gap in gaps_between(cells):
                order, prefix = gap.place.domain.order, gap.place.prefix
                assert isinstance(order, GapOrder)
                if cells[gap.left].value.order > 0 > cells[gap.left + 1].value.order:
                    if len(prefix) != 1 or order.last:
                        return None
                    m, n = (_limit_in(context, gap.place, variable) for variable in (LAMBDA, TIME))
                    return None if m is None else RegularVariation(m, n, prefix[0], read_off(read) if read else EXACT)
    except UndecidedError:
        pass
    return None


def steep_enough(context: Context, found: RegularVariation) -> Rigour | None:
    """How the condition of step 6 is known, with an m' between s/(2b) and m, for each positive term of g; or None."""
    least = context.spectrum.s / (2 * context.spectrum.b)
    known: Rigour = EXACT
    for term in positive_terms(context.g) or [context.g]:
        excess = LAMBDA * sympy.diff(logarithm(term), LAMBDA) - least - (found.m - least) / 8
        facts = (eventually_positive(alone, excess, "E_lambda - m'") for alone in _near_zero(context, term))
        fact = next((fact for fact in facts if fact.holds), None)
        if fact is None:
            return None
        known = weakest(known, fact.rigour)
    return known


def _near_zero(context: Context, term: sympy.Expr) -> Iterator[Context]:
    """The term on 0 < lambda <= delta, for smaller and smaller delta."""
    yield Context(term, context.spectrum, memory=context.memory)
    sp = context.spectrum
    for delta in _NEAR:
        yield Context(term, Spectrum(sp.a, sp.b, sp.Lambda * delta, sp.W))


def _limit_in(context: Context, place: Place, variable: sympy.Symbol) -> sympy.Expr | None:
    """The positive limit of an elasticity of g in a gap."""
    elasticity = log_derivative(context.g, variable) / context.g

    def build(evaluate: Evaluator, _: Place) -> sympy.Expr | None:
        coefficient, monomial = evaluate(elasticity).lead()
        return coefficient if monomial == UNIT and not coefficient.free_symbols else None

    try:
        found = context.on_place(build, place)
    except UndecidedError:
        return None
    return found if found is not None and context.sign(found, context.point) > 0 else None


def _elasticity(factor: sympy.Expr, variable: sympy.Symbol) -> sympy.Expr:
    """Of a positive factor, by its logarithm."""
    return variable * sympy.diff(sympy.expand_log(sympy.log(factor), force=True), variable)


def _limit(context: Context, expr: sympy.Expr) -> sympy.Expr | None:
    """The positive limit of a function of t as t -> oo."""
    coefficient, monomial = context.eventual_order(expr)
    positive = monomial == UNIT and not coefficient.free_symbols and context.sign(coefficient, context.point) > 0
    return coefficient if positive else None


def _leaves_logarithms(point: Domain, of_h: Monomial, of_u: Monomial) -> bool:
    """Whether h/lambda^m = exp(c M) with an M as in step 4, and u/t^n has powers of logarithms only."""
    plain = not of_u.extra and of_u.powers[0] == 0
    return plain and len(of_h.extra) == 1 and of_h.powers[0] == 0 and _outgrows(of_h.extra[0][1], point)


def _outgrows(exponent: Monomial, point: Domain) -> bool:
    return not exponent.extra and compare(exponent, iterated_log(1), point) > 0
