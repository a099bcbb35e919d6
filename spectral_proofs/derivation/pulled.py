"""Sums over modes by formulas in k, on the exact powers mu_k = k^(-b0): one more factor in the summand.

1. lambda_k = lambda(mu_k) and the energies c_k = k^(-a0) v(mu_k); g(lambda(mu), t) is an evolution function on mu_k,
   whose cells (:mod:`.context`) order logarithms and oscillations of lambda_k too.
2. A sum of k^(-p) w(mu_k) F has the factor w beside F on each cell (:func:`.sums.spectral_order`); at fixed t it
   diverges by Bertrand's criterion on the last cell.
3. lambda_k ~ A k^(-b) (log k)^beta and c_k ~ C k^(-a) (log k)^alpha are read off that cell. A coefficient that depends
   on the phase of an oscillation lies between positive bounds where its sign on the whole torus is proved.

Left out: coefficients that depend on two unrelated oscillations.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import sympy

from spectral_proofs.asymptotics.domain import Split, phases_of, recur
from spectral_proofs.asymptotics.exact_form import exact_form
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.monomial import Monomial
from spectral_proofs.asymptotics.phase_values import values
from spectral_proofs.asymptotics.places import Place
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.asymptotics.weights import Factor
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.sums import spectral_order
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA
from spectral_proofs.problem.spectra.expressions import Expressions, K
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Fact, Truth, unsettled
from spectral_proofs.results.rigour import EXACT, read_off


@dataclass(frozen=True)
class Order:
    """A function of k = Theta(k^index (log k)^log_index), as far as it is one; ~ coefficient times it if steady."""

    index: sympy.Expr
    log_index: sympy.Expr
    plain: bool  # no further factor
    coefficient: sympy.Expr
    bounded: bool  # the coefficient is a number, or lies between positive bounds
    wanders: bool  # the coefficient takes two different values for ever

    @property
    def steady(self) -> bool:
        """The coefficient is a number."""
        return not self.coefficient.free_symbols


@dataclass(frozen=True)
class Pulled:
    """g on mu_k; ``eigenvalue`` is lambda as a function of mu = LAMBDA, ``weight`` v."""

    context: Context
    eigenvalue: sympy.Expr
    weight: sympy.Expr
    a0: sympy.Rational
    b0: sympy.Rational

    @classmethod
    def of(cls, g: sympy.Expr, spectrum: Expressions) -> Pulled:
        """The problem on the exact powers next to these modes."""
        b, v = spectrum.split_eigenvalues
        a, u = spectrum.split_energies
        b0, a0 = (x if x > 1 else sympy.Integer(2) for x in (b, a))
        root = LAMBDA ** (1 / b0)
        eigenvalue = LAMBDA ** (b / b0) * v.subs(LAMBDA, root)
        weight = LAMBDA ** ((a - a0) / b0) * u.subs(LAMBDA, root)
        context = Context(exact_form(g.subs(LAMBDA, eigenvalue)), Spectrum(a0, b0))
        return cls(context, eigenvalue, weight, a0, b0)

    @property
    def square(self) -> sympy.Expr:
        """w_k^2 over k^(b0-a0)."""
        return self.weight * LAMBDA / self.eigenvalue

    def orders(self, spectrum: Expressions) -> tuple[Order, Order]:
        """Those of lambda_k and of lambda_k w_k^2."""
        first, second = (self._order(x, y) for x, y in self._written(spectrum))
        return first, replace(second, index=second.index - self.a0)

    def _written(self, spectrum: Expressions) -> tuple[tuple[sympy.Expr, sympy.Expr], ...]:
        return (self.eigenvalue, spectrum.eigenvalues), (self.weight, spectrum.energies)

    def _order(self, expression: sympy.Expr, in_k: sympy.Expr) -> Order:
        def leading(evaluate: Evaluator, place: Place) -> tuple[sympy.Expr, Monomial, bool]:
            coefficient, monomial = evaluate(expression).lead()
            return coefficient, monomial, _between_bounds(coefficient, place)

        coefficient, monomial, bounded = self.context.on_cells(leading)[-1].value
        first, second, *rest = monomial.powers
        plain = not monomial.extra and not any(rest) and not any(x.free_symbols for x in monomial.powers)
        wanders = bool(phases_of(coefficient)) and _slow_waves(in_k) and _two_values(coefficient)
        coefficient *= self.b0**second  # log 1/mu = b0 log k
        return Order(self.b0 * first, second, plain, coefficient, bounded, wanders)

    def sum(self, name: str, factor: Factor, weight: sympy.Expr, p: sympy.Expr) -> Asymptotics:
        """Order of sum k^(-p) weight F."""
        try:
            with self.context.reading() as read:
                if self.diverges(factor, weight, p):
                    reason = f"{name} = oo: its terms at fixed t do not sum up"
                    no = Fact(Truth.NO, reason, EXACT)
                    found = Asymptotics.without(no, f"{name} = oo", reason, infinite=True)
                else:
                    found = spectral_order(self.context, _times(factor, weight), p, sympy.S.One, name)
        except UndecidedError as error:
            return Asymptotics.without(unsettled(f"{name}: {error}"), "unknown", str(error))
        return _said(found.weakened(read_off(read)), self.b0)

    def diverges(self, factor: Factor, weight: sympy.Expr, p: sympy.Expr) -> bool:
        """Whether sum k^(-p) weight F = oo at fixed large t: F by its leading term in 1/mu."""
        product = _times(factor, weight)
        value = self.context.on_cells(lambda evaluate, _: product(evaluate))[-1].value
        if value is None:
            return False
        _, monomial, _ = value
        if monomial.extra:
            raise UndecidedError("the terms at fixed t are of no power of k")
        first, *rest = monomial.powers
        for excess in (1 - p + self.b0 * first, *(power + 1 for power in rest)):
            decided = self.context.sign(excess, self.context.point)
            if decided:
                return decided > 0
        return True


def _between_bounds(coefficient: sympy.Expr, place: Place) -> bool:
    if not phases_of(coefficient):
        return not coefficient.free_symbols
    try:
        return coefficient.free_symbols == set(phases_of(coefficient)) and sign(coefficient, place.domain) > 0
    except (UndecidedError, Split):
        return False


def _slow_waves(in_k: sympy.Expr) -> bool:
    """Whether all waves move slower and slower with k, so that whole k meet every phase that real k meet."""
    ell = sympy.Dummy()
    arguments = [wave.args[0].subs(sympy.log(K), ell) for wave in in_k.atoms(sympy.sin, sympy.cos)]
    return all(not argument.has(K) and argument.is_polynomial(ell) for argument in arguments)


def _two_values(coefficient: sympy.Expr) -> bool:
    return recur(phases_of(coefficient)) and any(not x.overlaps(y) for x, y in combinations(values(coefficient), 2))


def _times(factor: Factor, weight: sympy.Expr) -> Factor:
    def product(evaluate: Evaluator) -> tuple[sympy.Expr, Monomial, bool] | None:
        found = factor(evaluate)
        if found is None:
            return None
        coefficient, monomial = evaluate(weight).lead()
        return found[0] * coefficient, found[1] * monomial, found[2]

    return factor if weight == 1 else product


def _said(law: Asymptotics, b0: sympy.Rational) -> Asymptotics:
    """The same, its texts speaking of mu, which the cells call lambda."""

    def told(text: str) -> str:
        return text.replace("carried by lambda =", f"carried by k^(-{b0}) =")

    facts = {
        name: replace(getattr(law, name), reason=told(getattr(law, name).reason)) for name in ("theta", "equivalent")
    }
    return replace(law, **facts, reason=told(law.reason), formula=told(law.formula))
