"""How large the terms of a g are in a gap between two cells where g itself has no one leading term there.

A product of positive factors has a logarithm of fewer large parts than itself: with d << log t, exp(d/sqrt(log t)) has
no leading term beside 1, and log(t exp(d/sqrt(log t))) ~ log t.

1. g = sum g_i, each g_i a product of factors that are positive by their form; sums that are factors are multiplied out.
2. If one log g_i tends to infinity, g does, and g >= exp(c m/2) for log g_i ~ c m. If all of them tend to minus
   infinity, g tends to zero.
   An upper bound of g_i will do as well. A factor Max of g_i is at least each of its arguments and at most their sum,
   a factor Min is at each point one of them: it is large, or small, where all of them are, and small where one is.
3. M (1 - exp(-g))^2 <= M g^2 <= N sum M g_i^2 with N terms: it tends to zero where all log M + 2 log g_i tend to
   minus infinity.

(docs/theory.md, section 10, "By the logarithms of terms".) Left out: terms that are no such products.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as cartesian
from math import prod

import sympy

from spectral_proofs.asymptotics import series as S
from spectral_proofs.asymptotics.cells import Memory, on_cell
from spectral_proofs.asymptotics.domain import Split
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.monomial import UNIT, Monomial, compare
from spectral_proofs.asymptotics.places import Place
from spectral_proofs.asymptotics.series_functions import exponential_of
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.form import sign_by_form

_MOST_TERMS = 12
Known = tuple[Place, tuple[sympy.Symbol, sympy.Symbol], "Memory | None"]  # where, lambda and t, what was expanded there
Lead = tuple[int, tuple[sympy.Expr, Monomial]]  # sign, coefficient and order of a logarithm that has no bound


def positive_terms(g: sympy.Expr) -> list[sympy.Expr]:
    """The g_i of step 1; none where g is not known to be such a sum.

    >>> from spectral_proofs.problem.expression.symbols import LAMBDA as lam, TIME as t
    >>> sorted(positive_terms(lam * t * (1 + lam) + t), key=str), positive_terms(t - lam)
    ([lam**2*t, lam*t, t], [])
    """
    found = [sympy.Mul(*chosen) for part in sympy.Add.make_args(g) for chosen in cartesian(*_factors(part))]
    good = len(found) <= _MOST_TERMS and all(sign_by_form(f) > 0 for term in found for f in sympy.Mul.make_args(term))
    return found if good else []


def _factors(part: sympy.Expr) -> list[tuple[sympy.Expr, ...]]:
    factors = [sympy.Add.make_args(factor) for factor in sympy.Mul.make_args(part)]
    if prod(map(len, factors)) <= _MOST_TERMS:
        return factors
    return [(factor,) for factor in sympy.Mul.make_args(part)]


def logarithm(term: sympy.Expr) -> sympy.Expr:
    """Of a product of positive factors, as a sum; that of cosh(x) is x - log 2 + log(1 + exp(-2x))."""
    return sympy.expand_log(sympy.log(sympy.Mul(*map(_with_exponential, sympy.Mul.make_args(term)))), force=True)


def _with_exponential(factor: sympy.Expr) -> sympy.Expr:
    base, power = factor.as_base_exp()
    if not isinstance(base, (sympy.cosh, sympy.sinh)):
        return factor
    x = base.args[0]
    rest = 1 + (1 if isinstance(base, sympy.cosh) else -1) * sympy.exp(-2 * x)
    return sympy.exp(power * x) * (rest / 2) ** power


def lead_of_logarithm(term: sympy.Expr, known: Known, weight: Monomial = UNIT, power: int = 1) -> Lead | None:
    """The leading term of log(weight term^power), None where it has none, or a bound."""
    place, symbols, memory = known

    def build(evaluate: Evaluator, where: Place) -> Lead | None:
        series = evaluate(logarithm(term)).scaled(sympy.Integer(power))
        series = S.collect(weight.log_terms(), (), evaluate.scale) + series
        if series.exactly_zero:
            return None
        coefficient, monomial = series.lead()
        if compare(monomial, UNIT, where.domain) <= 0:
            return None
        return sign(coefficient, where.domain), (coefficient, monomial)

    try:
        return on_cell(build, place, *symbols, memory)
    except (UndecidedError, Split):
        return None


def large_by_logarithm(g: sympy.Expr, known: Known) -> tuple[Monomial, ...]:
    """Monomials that tend to infinity, one of which g exceeds at every point of the gap; none where no term shows any.

    Several come of Min, whose arguments change hands where the gap's monomials are not compared.
    """
    return next(filter(None, (_large(term, known) for term in positive_terms(g))), ())


def _large(term: sympy.Expr, known: Known) -> tuple[Monomial, ...]:
    kind, choices = choices_of(term)
    if choices:
        bounds = [_large(choice, known) if sign_by_form(choice) > 0 else () for choice in choices]
        if kind is sympy.Max:
            return next(filter(None, bounds), ())
        return sum(bounds, ()) if all(bounds) else ()
    lead = lead_of_logarithm(term, known)
    if lead is None or lead[0] <= 0:
        return ()
    coefficient, monomial = lead[1]
    return (exponential_of([(coefficient / 2, monomial)]),)


def choices_of(term: sympy.Expr) -> tuple[type[sympy.Basic], list[sympy.Expr]]:
    """Max or Min where it is a factor of the term, in a positive power, and the term with each argument in its place.

    >>> from spectral_proofs.problem.expression.symbols import LAMBDA as lam, TIME as t
    >>> choices_of(lam * sympy.Max(lam, t))[1]
    [lam**2, lam*t]
    """
    for factor in sympy.Mul.make_args(term):
        base, power = factor.as_base_exp()
        if isinstance(base, (sympy.Max, sympy.Min)) and power.is_positive:
            return base.func, [term / factor * arg**power for arg in sorted(base.args, key=str)]
    return sympy.Max, []


def tends_to_zero(g: sympy.Expr, known: Known, weight: Monomial = UNIT, power: int = 1) -> bool:
    """Whether all log(weight g_i^power) tend to minus infinity, and weight g^power to zero with them."""
    terms = positive_terms(g)
    return bool(terms) and all(_small(term, known, weight, power) for term in terms)


def _small(term: sympy.Expr, known: Known, weight: Monomial, power: int) -> bool:
    kind, choices = choices_of(term)
    if choices and kind is sympy.Min:
        return all(sign_by_form(choice) > 0 for choice in choices) and any(
            _small(choice, known, weight, power) for choice in choices
        )
    if choices:
        return all(sign_by_form(choice) > 0 and _small(choice, known, weight, power) for choice in choices)
    return any(_vanishes(one, known, weight, power) for one in majorants(term))


def _vanishes(term: sympy.Expr, known: Known, weight: Monomial, power: int) -> bool:
    lead = lead_of_logarithm(term, known, weight, power)
    return lead is not None and lead[0] < 0


def majorants(term: sympy.Expr) -> Iterator[sympy.Expr]:
    """The term, and upper bounds of it: one term alone of a sum of positive ones that it is divided by.

    >>> from spectral_proofs.problem.expression.symbols import LAMBDA as lam, TIME as t
    >>> list(majorants(lam / (1 + t)))
    [lam/(t + 1), lam, lam/t]
    """
    yield term
    for factor in sympy.Mul.make_args(term):
        base, exponent = factor.as_base_exp()
        if exponent.is_negative and base.is_Add and all(sign_by_form(part) > 0 for part in base.args):
            for part in base.args:
                yield term / factor * part**exponent
