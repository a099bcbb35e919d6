"""exp(-2g) and (1 - exp(-g))^2 on one cell, by their leading terms."""

from __future__ import annotations

from collections.abc import Callable

import sympy

from spectral_proofs.asymptotics import series as S
from spectral_proofs.asymptotics import series_functions
from spectral_proofs.asymptotics.domain import CaseSplit, Domain, Split, UnsettledError
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.monomial import UNIT, Monomial, compare, iterated_log, leading_log_term
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA

Factor = Callable[[Evaluator], "tuple[sympy.Expr, Monomial, bool] | None"]
_ENOUGH_TERMS = 5


def exponential_decay(series: S.Series) -> tuple[sympy.Expr, Monomial, bool]:
    """Leading term of exp(series); the flag tells that only its logarithm's leading terms are known.

    That happens when infinitely many terms of the exponent tend to infinity, as for t/log t.
    """
    try:
        return (*series_functions.exp(series).lead(), False)
    except S.Imprecise:
        if series.scale.terms < _ENOUGH_TERMS:
            raise
    domain = series.scale.domain
    large = [(c, m) for c, m in series.terms if compare(m, UNIT, domain) > 0]
    return sympy.S.One, series_functions.exponential_of(large), True


def smaller_than_every_power(series: S.Series) -> bool:
    """No term is known, and every error decays faster than any power of t."""
    domain = series.scale.domain
    if series.terms or not series.errors:
        return False
    tops = [leading_log_term(error, domain) for error in series.errors]
    return all(
        top is not None and compare(top[1], iterated_log(0), domain) > 0 and sign(top[0], domain) < 0 for top in tops
    )


def _outgrows_log(monomial: Monomial, domain: Domain) -> bool:
    """exp(-monomial) is smaller than every power of t; False where that depends on the way through a gap."""
    try:
        return compare(monomial, iterated_log(0), domain) > 0
    except UnsettledError:
        return False


def _steep(evaluate: Evaluator, monomial: Monomial) -> bool:
    """Along a sector exp(-2g), g ~ monomial -> oo, changes by more than every power of the sector's scale.

    Which of the other terms of g are large too does not matter there: a neighbouring cell dominates.
    """
    domain = evaluate.scale.domain
    p = domain.parameter
    if p is None or domain.order is not None or not any(e.has(p) for e in monomial.powers):
        return False
    scales = [level for level, e in enumerate(evaluate(LAMBDA).lead()[1].powers) if e.has(p)]
    return bool(scales) and compare(monomial, iterated_log(scales[0]), domain) > 0


def learned_factor(g: sympy.Expr, power: int = 2) -> Factor:
    """(1 - exp(-g))^power as a leading term."""

    def factor(evaluate: Evaluator) -> tuple[sympy.Expr, Monomial, bool] | None:
        series = evaluate(g)
        if series.exactly_zero:
            return None  # a mode that is never learned
        order = series.order()
        coefficient, monomial = series.lead()
        if order > 0:
            return sympy.S.One, UNIT, False
        if order == 0:
            return (1 - sympy.exp(-coefficient)) ** power, UNIT, False
        return coefficient**power, monomial ** sympy.Integer(power), False

    return factor


def residual_factor(g: sympy.Expr) -> Factor:
    """exp(-2 g) as a leading term, None when smaller than every power of t."""

    def factor(evaluate: Evaluator) -> tuple[sympy.Expr, Monomial, bool] | None:
        series = evaluate(g)
        if series.exactly_zero:
            return sympy.S.One, UNIT, False
        order = series.order()
        coefficient, monomial = series.lead()
        if order < 0:
            return sympy.S.One, UNIT, False
        if order == 0:
            return sympy.exp(-2 * coefficient), UNIT, False
        scale = evaluate.scale
        if sign(coefficient, scale.domain) < 0:
            raise UndecidedError("g tends to minus infinity")
        try:
            if _outgrows_log(monomial, scale.domain):
                return None
        except (Split, CaseSplit):  # g passes log t on the way
            if not _steep(evaluate, monomial):
                raise
        if _steep(evaluate, monomial):
            return sympy.S.One, series_functions.exponential_of([(-2 * coefficient, monomial)]), True
        return exponential_decay(series.scaled(sympy.Integer(-2)))

    return factor
